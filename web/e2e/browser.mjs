// How chromium is started, by every program of this folder.
export const browser = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

// What WeChat on an Android phone calls itself.
export const wechatAgent =
  "Mozilla/5.0 (Linux; Android 13; V2171A Build/TP1A.220624.014; wv) AppleWebKit/537.36 " +
  "(KHTML, like Gecko) Version/4.0 Chrome/134.0.6998.136 Mobile Safari/537.36 " +
  "XWEB/1340129 MMWEBSDK/20250503 MicroMessenger/8.0.61.2880(0x28003D34) WeChat/arm64 " +
  "Weixin NetType/4G Language/zh_CN ABI/arm64";
