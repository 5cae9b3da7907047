// What is held against pages. Every check returns what it found wrong, as a list of lines, so that
// a test expects none of a good page and the self-test expects some of a broken one.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";

export const axeRules = [
  "wcag2a",
  "wcag2aa",
  "wcag21a",
  "wcag21aa",
  "wcag22a",
  "wcag22aa",
  "best-practice",
];

// accessibility asks axe. No page has frames, so the mode without a second window does.
export async function accessibility(page) {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  axe.options({ resultTypes: ["violations"] }).withTags(axeRules);
  const { violations } = await axe.analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")} ${node.html}`),
  );
}

// policing listens for violations of the content security policy, and for requests to other
// origins. It is called before the first page is opened, and its result is read whenever.
export async function policing(page, origin) {
  const found = [];
  await page.exposeBinding("violated", (_, line) => found.push(line));
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (event) =>
      window.violated(
        `${location.pathname}: ${event.effectiveDirective} forbids ${event.blockedURI} ` +
          `${event.sample}`,
      ),
    ),
  );
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted ?(Type|HTML|Script)/.test(message.text())) {
      found.push(message.text());
    }
  });
  page.on("pageerror", (error) => found.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol.startsWith("http")) {
      found.push(`request to ${url.origin}`);
    }
  });
  return found;
}

// steadying adds up layout shifts from the first paint on. It is called before the first page.
export async function steadying(page) {
  await page.addInitScript(() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (!entry.hadRecentInput) {
          const name = ({ node }) => node?.outerHTML?.slice(0, 60) ?? "text";
          window.shifts.push({ value: entry.value, moved: entry.sources.map(name) });
        }
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

export const shiftAllowed = 0.05;

// shifting returns the shifts of the page that is open, if they are too many together.
export async function shifting(page) {
  await page.waitForLoadState("networkidle");
  await settled(page);
  const shifts = await page.evaluate(() => window.shifts);
  const sum = shifts.reduce((total, shift) => total + shift.value, 0);
  if (sum <= shiftAllowed) return [];
  return shifts.map((shift) => `${shift.value.toFixed(3)}: ${shift.moved.join(", ")}`);
}

// settled waits until what the page's scripts changed is drawn.
export async function settled(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
  });
}

// misprinted prints the page that is open and reads it back from paper, with a reader that knows
// nothing of the page.
export async function misprinted(page, address) {
  const folder = mkdtempSync(join(tmpdir(), "poster-"));
  try {
    const file = join(folder, "poster.pdf");
    const size = { format: "A4", preferCSSPageSize: true, printBackground: true };
    writeFileSync(file, await page.pdf(size));
    const picture = join(folder, "poster");
    execFileSync("pdftoppm", ["-r", "150", "-png", "-singlefile", file, picture]);
    const facts = execFileSync("pdfinfo", [file], { encoding: "utf8" });
    const code = scanned(`${picture}.png`);
    const wrong = [];
    if (!/^Pages: +1$/m.test(facts)) wrong.push(facts.match(/^Pages:.*$/m)[0]);
    if (!/^Page size:.*A4/m.test(facts)) wrong.push(facts.match(/^Page size:.*$/m)[0]);
    if (code !== address) wrong.push(`the code says ${code}`);
    return wrong;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// scanned returns what a picture's QR code says. The reader's exit status is 4 if there is none.
function scanned(picture) {
  try {
    const said = ["ignore", "pipe", "ignore"];
    return execFileSync("zbarimg", ["--quiet", "--raw", picture], { encoding: "utf8", stdio: said })
      .trim();
  } catch (error) {
    if (error.status === 4) return "";
    throw error;
  }
}

// weighing adds up what the page that is opened next takes from the network.
export async function weighing(page) {
  const load = { bytes: 0, requests: 0, what: [] };
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const urls = new Map();
  session.on("Network.requestWillBeSent", ({ requestId, request }) => {
    if (request.url.startsWith("http")) urls.set(requestId, request.url);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (!urls.has(requestId)) return;
    load.bytes += encodedDataLength;
    load.requests++;
    load.what.push(`${encodedDataLength} ${urls.get(requestId)}`);
  });
  return load;
}

// remember makes the browser remember display modes from the first page on.
export async function remember(page, ...modes) {
  await page.addInitScript((kept) => {
    try {
      localStorage.setItem("mingtian.modes", kept);
    } catch {
      // a page that is not of the site has no storage
    }
  }, modes.join(" "));
}
