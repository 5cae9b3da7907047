// Two whole languages: each page says which it is in, marks what is in the other, and leads to
// itself in the other.
import { expect, test } from "@playwright/test";
import { kinds, languages, localized } from "../pages.mjs";
import { dictionary } from "../words.mjs";

const tags = { zh: "zh-CN", en: "en" };
const keys = Object.keys(dictionary.zh);

for (const language of languages) {
  test(`bar 22 · every page is in its language · ${language}`, async ({ page, baseURL }) => {
    const other = languages.find((one) => one !== language);
    for (const kind of kinds) {
      const path = localized(kind.path, language);
      await page.goto(path);
      const found = await page.evaluate((known) => {
        const [unmarked, missing] = [[], []];
        const english = document.documentElement.lang === "en";
        const all = new Set(known);
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const place = node.parentElement;
          if (place.closest("script, pre, code")) continue;
          const language = place.closest("[lang]").lang;
          if (english && /\p{Script=Han}/u.test(node.data) && !language.startsWith("zh")) {
            unmarked.push(node.data.trim().slice(0, 60));
          }
          for (const word of node.data.match(/[a-z]+(\.[a-z_]+)+|(?<!\/)\{[a-z_]+\}/g) ?? []) {
            if (all.has(word) || word.startsWith("{")) missing.push(word);
          }
        }
        return { language: document.documentElement.lang, unmarked, missing };
      }, keys);
      expect.soft(found.language, path).toBe(tags[language]);
      expect.soft(found.unmarked, `${path}: Chinese that is not marked`).toEqual([]);
      expect.soft(found.missing, `${path}: texts that are missing`).toEqual([]);

      const change = page.locator(`a[hreflang="${tags[other]}"]`).first();
      await expect.soft(change, path).toHaveAttribute("lang", tags[other]);
      const to = new URL(await change.getAttribute("href"), baseURL);
      const twin = new URL(localized(kind.path, other), baseURL);
      expect.soft(to.pathname + to.search, path).toBe(twin.pathname + twin.search);
    }
  });
}

test("bar 22 · the dictionaries have the same keys", () => {
  expect(Object.keys(dictionary.en)).toEqual(keys);
  for (const [key, text] of Object.entries(dictionary.zh)) {
    const holes = (one) => [...new Set(one.match(/\{\w+\}/g) ?? [])].sort();
    expect.soft(holes(dictionary.en[key]), key).toEqual(holes(text));
  }
});

// Keys of what is said of a field that was filled in wrongly.
const fieldError = /^visit\.(pick_|bad_|long_|full$|day_full$|used$)/;

test("bar 18 · errors in the dictionary", () => {
  const errors = keys.filter((key) => fieldError.test(key));
  expect(errors.length).toBeGreaterThan(5);
  for (const [key, text] of Object.entries(dictionary.zh)) {
    expect.soft(text, key).not.toMatch(/非法|系统错误|出错了|未知错误/);
  }
  for (const key of errors) {
    const text = dictionary.zh[key];
    expect.soft([...text].length, `${key}: ${text}`).toBeLessThanOrEqual(40);
    expect.soft(text, key).not.toMatch(/^请|。$/);
    expect.soft(dictionary.en[key], key).not.toMatch(/\.$|^Please|invalid|illegal/i);
  }
});
