// The content security policy is strict, nothing offends against it, and nobody else is asked.
import { expect, test } from "@playwright/test";
import { policing, settled } from "../checks.mjs";
import { every, languages, localized } from "../pages.mjs";

for (const language of languages) {
  test(`bar 5 · CSP and origins · every page, ${language}`, async ({ page, baseURL }) => {
    const found = await policing(page, baseURL);
    for (const kind of every((one) => one)) {
      if (kind.language !== language) continue;
      const answer = await page.goto(kind.path, { waitUntil: "networkidle" });
      const policy = answer.headers()["content-security-policy"] ?? "";
      const words = policy.split(/;\s*/);
      expect.soft(words, kind.path).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "require-trusted-types-for 'script'",
        ]),
      );
      expect.soft(policy, kind.path).not.toContain("unsafe");
      const inline = await page
        .locator("[style], style, script:not([src]):not([type$='json'])")
        .count();
      expect.soft(inline, `${kind.path}: inline styles and scripts`).toBe(0);
    }
    expect(found).toEqual([]);
  });
}

test("bar 5 · CSP and origins · in use", async ({ page, baseURL }) => {
  const found = await policing(page, baseURL);
  await page.goto(localized("/search", "zh"));
  await page.locator("main input[name=q]").fill("蓝莓");
  await page.locator("main input[name=q]").press("Enter");
  await expect(page).toHaveURL(/q=/);
  await page.locator("#mode-large").check();
  await page.locator("#mode-contrast").check();
  await settled(page);
  await page.goto("/p/P000001");
  for (const button of await page.locator("[data-copy]").all()) await button.click();
  expect(found).toEqual([]);
});
