// Every page answers without a script.
import { expect, test } from "@playwright/test";
import { every, languages, localized } from "../pages.mjs";

const only = { tag: "@no-script-only" };

for (const language of languages) {
  test(`bar 6 · every page can be read · ${language}`, only, async ({ page }) => {
    for (const kind of every((one) => one)) {
      if (kind.language !== language) continue;
      const answer = await page.goto(kind.path);
      expect.soft(answer.status(), kind.path).toBe(kind.status ?? 200);
      await expect.soft(page.locator("h1"), `${kind.path}: one heading`).toHaveCount(1);
      const text = await page.locator("main").innerText();
      expect.soft(text.length, `${kind.path}: its text`).toBeGreaterThan(60);
      // What only a script could make work is not shown without one.
      const dead = await page.locator("[data-copy]:visible, [data-print]:visible").count();
      expect.soft(dead, `${kind.path}: nothing is dead`).toBe(0);
    }
  });

  test(`bar 6 · the search form answers · ${language}`, only, async ({ page }) => {
    await page.goto(localized("/search", language));
    const box = page.locator("main input[name=q]");
    await box.fill("蓝莓");
    await box.press("Enter");
    await expect(page).toHaveURL(/[?&]q=/);
    await expect(page.locator("main a[href*='/p/P']").first()).toBeVisible();
    const narrowed = page.locator("main details a[href*='/search?'], #filters a").first();
    await narrowed.click();
    await expect(page.locator("main a[href*='/p/P']").first()).toBeVisible();
  });

  test(`bar 6 · hours and phones of laboratories · ${language}`, only, async ({ page }) => {
    for (const path of ["/labs/L01", "/book"]) {
      await page.goto(localized(path, language));
      const main = page.locator("main");
      await expect.soft(main, path).toContainText(/\d{1,2}:\d\d/);
      await expect.soft(main.locator("a[href^='tel:']").first(), path).toBeVisible();
    }
  });
}

test("bar 6 · large text", only, async ({ page }) => {
  await page.goto("/p/P000001");
  const heading = page.locator("h1");
  const size = () => heading.evaluate((one) => parseFloat(getComputedStyle(one).fontSize));
  const before = await size();
  await page.locator("#mode-large").check();
  expect(await size()).toBeGreaterThan(before);
});

test("bar 6 · a file is a link", only, async ({ page, request }) => {
  await page.goto("/data/producers");
  for (const kind of ["csv", "json"]) {
    const link = page.locator(`main a[href*=".${kind}"], main a[href*="/v1/"]`).first();
    const answer = await request.get(await link.getAttribute("href"));
    expect.soft(answer.status(), kind).toBe(200);
  }
});
