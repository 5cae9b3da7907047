// How long a reader waits on a slow network with a slow phone. A time on a clock, so only where
// nothing else runs.
import { expect, test } from "@playwright/test";
import { kinds } from "../pages.mjs";

const rounds = 5;
const limit = 2500; // milliseconds
const slow = {
  offline: false,
  latency: 400,
  downloadThroughput: 50_000,
  uploadThroughput: 50_000,
};

test.describe.configure({ mode: "serial" });

for (const kind of kinds.filter(({ name }) => ["producer", "search"].includes(name))) {
  const slowly = { tag: "@audit" };
  test(`bar 3 · LCP on slow 3G · ${kind.name}`, slowly, async ({ browser, baseURL }) => {
    const times = [];
    for (let round = 0; round < rounds; round++) {
      const context = await browser.newContext({ baseURL, viewport: { width: 360, height: 640 } });
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send("Network.enable");
      await session.send("Network.emulateNetworkConditions", slow);
      await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
      await page.addInitScript(() => {
        window.painted = 0;
        new PerformanceObserver((list) => {
          window.painted = list.getEntries().at(-1).startTime;
        }).observe({ type: "largest-contentful-paint", buffered: true });
      });
      await page.goto(kind.path, { waitUntil: "networkidle" });
      await page.waitForFunction(() => window.painted > 0);
      times.push(await page.evaluate(() => window.painted));
      await context.close();
    }
    times.sort((a, b) => a - b);
    expect(times[Math.floor(rounds / 2)], `of ${times}`).toBeLessThanOrEqual(limit);
  });
}
