// 大字, 高对比 and 简约: what they do, and that they are remembered.
import { expect, test } from "@playwright/test";
import { accessibility, remember, settled } from "../checks.mjs";
import { every, kinds } from "../pages.mjs";
import { words } from "../words.mjs";

const everywhere = { tag: "@wechat" };

// reading measures the text that people read.
function reading(page) {
  return page.evaluate(() => {
    const sizes = [...document.querySelectorAll("main p, main dd, main li, main td")]
      .filter((one) => one.checkVisibility() && one.textContent.trim())
      .map((one) => {
        const style = getComputedStyle(one);
        const size = parseFloat(style.fontSize);
        const line = style.lineHeight === "normal" ? 1 : parseFloat(style.lineHeight) / size;
        return { size, line };
      });
    const least = (key) => Math.min(...sizes.map((one) => one[key]));
    return { size: least("size"), line: least("line") };
  });
}

test("bar 13 · large text is large on every page", everywhere, async ({ page }) => {
  await remember(page, "large");
  for (const kind of kinds.filter((one) => !one.poster)) {
    await page.goto(kind.path);
    const { size, line } = await reading(page);
    expect.soft(size, kind.path).toBeGreaterThanOrEqual(18);
    expect.soft(line, kind.path).toBeGreaterThanOrEqual(1.3);
  }
});

test("bar 13 · modes are remembered", everywhere, async ({ page }) => {
  await page.goto("/");
  const html = page.locator("html");
  const before = await reading(page);
  for (const mode of ["large", "contrast", "simple"]) {
    const box = page.getByRole("checkbox", { name: words("zh")(`frame.mode_${mode}`) });
    await box.check();
    await expect(html).toHaveClass(new RegExp(`\\bmode-${mode}\\b`));
  }
  await page.reload();
  await page.goto("/en/p/P000001");
  for (const mode of ["large", "contrast", "simple"]) {
    await expect(html).toHaveClass(new RegExp(`\\bmode-${mode}\\b`));
    await expect(page.locator(`#mode-${mode}`)).toBeChecked();
  }
  await page.goto("/");
  expect((await reading(page)).size).toBeGreaterThan(before.size);
  for (const mode of ["large", "contrast", "simple"]) await page.locator(`#mode-${mode}`).uncheck();
  await page.reload();
  await expect(html).not.toHaveClass(/mode-/);
  expect(await reading(page)).toEqual(before);
});

test("bar 13 · modes work where storage is blocked", everywhere, async ({ page }) => {
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  await page.addInitScript(() =>
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("blocked", "SecurityError");
      },
    }),
  );
  await page.goto("/");
  await page.locator("#mode-large").check();
  await expect(page.locator("html")).toHaveClass(/mode-large/);
  expect((await reading(page)).size).toBeGreaterThanOrEqual(18);
  expect(wrong).toEqual([]);
});

// Whoever scans a code holds a phone, and the large text is for those who read least easily.
const phoneOnly = { tag: ["@wechat", "@wechat-only"] };
for (const [language, mode] of [["zh", "normal"], ["zh", "large"], ["en", "normal"]]) {
  test(`the answer is in the first screen · ${language} ${mode}`, phoneOnly, async ({ page }) => {
    if (mode !== "normal") await remember(page, mode);
    for (const kind of every((one) => one.scan)) {
      if (kind.language !== language) continue;
      await page.goto(kind.path);
      const first = page.viewportSize().height;
      const main = await page.locator("main").boundingBox();
      expect.soft(main.y, `${kind.path}: its frame`).toBeLessThanOrEqual((2 / 5) * first);
      const { y, height } = await page.locator("h1, .verdict .word").last().boundingBox();
      expect.soft(y + height, kind.path).toBeLessThanOrEqual(first);
    }
  });
}

test("bar 14 · dark pages have contrast as well", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  for (const kind of kinds.filter((one) => one.main)) {
    await page.goto(kind.path);
    await settled(page);
    expect.soft(await accessibility(page), kind.path).toEqual([]);
  }
});

test("bar 14 · colour never speaks alone", async ({ page }, testInfo) => {
  await page.emulateMedia({ forcedColors: "active" });
  for (const kind of kinds.filter((one) => one.main || one.scan)) {
    await page.goto(kind.path);
    const mute = await page.evaluate(() =>
      [...document.querySelectorAll("[class*=badge], [class*=verdict], [class*=tier]")]
        .filter((one) => !one.innerText.trim() && !one.getAttribute("aria-label"))
        .map((one) => one.outerHTML.slice(0, 90)),
    );
    expect.soft(mute, kind.path).toEqual([]);
    const picture = await page.screenshot({ fullPage: true });
    const name = `${kind.name} in forced colours`;
    await testInfo.attach(name, { body: picture, contentType: "image/png" });
  }
  await page.goto("/p/P000001");
  await expect(page.locator("main")).toContainText(/[A-D]\s*级|等级\s*[A-D]|[A-D] ?（/);
});
