// Each check is shown a page that is broken in what it looks for, and the same page whole.
import { expect, test as base } from "@playwright/test";
import { breaking } from "../breaker.mjs";
import { accessibility, misprinted, policing, settled, shifting, steadying } from "../checks.mjs";

// through starts a proxy that ends with the test.
const test = base.extend({
  through: async ({ baseURL }, use) => {
    const proxies = [];
    await use(async (how) => {
      proxies.push(await breaking(baseURL, how));
      return proxies.at(-1).url;
    });
    for (const proxy of proxies) await proxy.end();
  },
});

const path = "/p/P000001";
const atEnd = (what) => (html) => html.replace("</main>", `${what}</main>`);

test("bar 27 · an inline script is noticed", async ({ page, through }) => {
  const whole = await through({});
  const broken = await through({ spoil: atEnd("<script>window.broken = true</script>") });
  const found = await policing(page, whole);
  await page.goto(whole + path, { waitUntil: "networkidle" });
  expect(found).toEqual([]);
  await page.goto(broken + path, { waitUntil: "networkidle" });
  expect(found.join("\n")).toContain("script-src");
  expect(await page.evaluate(() => window.broken), "and it does not run").toBeUndefined();
});

test("bar 27 · a request to another origin is noticed", async ({ page, through }) => {
  const spoil = atEnd(`<img src="http://localhost:1/x.png" alt="">`);
  const broken = await through({ spoil });
  const found = await policing(page, broken);
  await page.goto(broken + path, { waitUntil: "networkidle" });
  expect(found.join("\n")).toContain("localhost:1");
});

test("bar 27 · a picture without words and grey text are noticed", async ({ page, through }) => {
  await page.goto((await through({})) + path);
  await settled(page);
  expect(await accessibility(page)).toEqual([]);
  const picture = `<p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></p>`;
  const grey = `<p><font color="#999999">grey</font></p>`;
  await page.goto((await through({ spoil: atEnd(picture + grey) })) + path);
  await settled(page);
  const found = (await accessibility(page)).join("\n");
  expect(found).toContain("image-alt");
  expect(found).toContain("color-contrast");
});

test("bar 27 · a late block is noticed", async ({ page, through }) => {
  await steadying(page);
  await page.goto((await through({})) + path);
  expect(await shifting(page)).toEqual([]);
  const late = `setTimeout(() => {
    const block = document.createElement("div");
    block.style.height = "300px";
    document.body.prepend(block);
    document.body.dataset.late = "";
  }, 300);`;
  const spoil = atEnd(`<script src="/late.js"></script>`);
  await page.goto((await through({ spoil, files: { "/late.js": late } })) + path);
  await page.locator("body[data-late]").waitFor();
  expect(await shifting(page)).not.toEqual([]);
});

test("bar 27 · a poster with another code is noticed", async ({ page, baseURL, through }) => {
  const address = baseURL + path;
  await page.goto((await through({})) + `${path}/poster`);
  expect(await misprinted(page, address)).toEqual([]);
  const instead = { [`${path}/poster`]: "/p/P000002/poster" };
  await page.goto((await through({ instead })) + `${path}/poster`);
  expect(await misprinted(page, address)).toEqual([`the code says ${baseURL}/p/P000002`]);
});
