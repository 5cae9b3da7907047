// Accessibility as far as a machine can tell, one page a test.
import { expect, test } from "@playwright/test";
import { accessibility, remember, settled } from "../checks.mjs";
import { kinds, languages, localized } from "../pages.mjs";

const modes = ["normal", "large", "contrast"];
const widths = [360, 1280];

// pairs yields so many of the combinations that each kind meets each language, mode and width, and
// each of these each other.
function* pairs() {
  for (const [i, kind] of kinds.entries()) {
    for (const [m, mode] of modes.entries()) {
      const [language, width] = [languages[(i + m) % 2], widths[(Math.floor(i / 2) + m) % 2]];
      yield { kind, language, mode, width };
    }
  }
}

function* all() {
  for (const kind of kinds) {
    for (const language of languages) {
      for (const mode of modes) {
        for (const width of widths) yield { kind, language, mode, width };
      }
    }
  }
}

const matrix = process.env.AUDIT === "1" ? all() : pairs();

for (const { kind, language, mode, width } of matrix) {
  test(`bar 7 · axe · ${kind.name}, ${language}, ${mode}, ${width}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    if (mode !== "normal") await remember(page, mode);
    const answer = await page.goto(localized(kind.path, language));
    expect(answer.status()).toBe(kind.status ?? 200);
    if (mode !== "normal") {
      await expect(page.locator("html")).toHaveClass(new RegExp(`mode-${mode}`));
    }
    await settled(page);
    expect(await accessibility(page)).toEqual([]);
  });
}
