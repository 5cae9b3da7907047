// The browsers and the three projects. BASE_URL is the portal under test; e2e_test.go starts it and
// this. AUDIT=1 adds what takes long or needs a quiet machine.
import { defineConfig, devices } from "@playwright/test";
import { browser, wechatAgent } from "./browser.mjs";

const results = process.env.RESULTS ?? "results";
const audit = process.env.AUDIT === "1";

// A test runs in the project desktop, and in others that its tags name.
const phone = {
  ...devices["Galaxy S5"],
  viewport: { width: 360, height: 640 },
  userAgent: wechatAgent,
};

export default defineConfig({
  testDir: "tests",
  outputDir: results + "/files",
  workers: 2,
  fullyParallel: true,
  timeout: 120_000,
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: results + "/report.json" }]],
  use: {
    baseURL: process.env.BASE_URL,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    actionTimeout: 15_000,
    trace: { mode: "retain-on-failure", screenshots: false, sources: false },
    screenshot: "only-on-failure",
    launchOptions: browser,
  },
  grepInvert: audit ? undefined : /@audit/,
  projects: [
    {
      name: "desktop",
      grepInvert: audit ? /@wechat-only|@no-script-only/ : /@audit|@wechat-only|@no-script-only/,
      use: { viewport: { width: 1280, height: 800 } },
    },
    { name: "wechat", grep: /@wechat/, use: phone },
    {
      name: "no-script",
      grep: /@no-script/,
      use: { viewport: { width: 1280, height: 800 }, javaScriptEnabled: false },
    },
  ],
});
