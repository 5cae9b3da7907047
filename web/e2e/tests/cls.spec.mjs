// Nothing moves once it is drawn, before and after the scripts have run.
import { expect, test } from "@playwright/test";
import { remember, shifting, steadying } from "../checks.mjs";
import { every } from "../pages.mjs";

for (const [i, kind] of [...every()].entries()) {
  const width = [360, 1280, 1280, 360][i % 4];
  test(`bar 4 · CLS · ${kind.name}, ${kind.language}, ${width}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 640 });
    await steadying(page);
    await page.goto(kind.path);
    expect(await shifting(page)).toEqual([]);
  });
}

test("bar 4 · CLS · remembered modes are there with the first paint", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await remember(page, "large", "contrast", "simple");
  await steadying(page);
  for (const path of ["/", "/p/P000001", "/search?q=%E8%93%9D%E8%8E%93"]) {
    await page.goto(path);
    expect.soft(await shifting(page), path).toEqual([]);
  }
});

test("bar 4 · CLS · searching in place moves nothing by itself", async ({ page }) => {
  await steadying(page);
  await page.goto("/search");
  await page.getByRole("searchbox").or(page.locator("main input[name=q]")).first().focus();
  expect(await shifting(page)).toEqual([]);
});
