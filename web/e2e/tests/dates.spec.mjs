// Dates and times as people write them, in Shanghai, wherever the reader's clock is. The portal
// under test runs in America/New_York.
import { expect, test } from "@playwright/test";
import { kinds, languages, localized } from "../pages.mjs";

// A list of days under one year does without it.
const words = {
  zh: /^(\d{4}年)?\d{1,2}月\d{1,2}日(（星期[一二三四五六日]）)?( ?\d{1,2}:\d\d)?$/,
  en: /^([A-Z][a-z]+day )?\d{1,2} [A-Z][a-z]+( \d{4})?(, \d{1,2}(:\d\d)?[ap]m)?$/,
};
const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(\+08:00|Z))?$/;

for (const language of languages) {
  test(`bar 17 · dates are marked and well written · ${language}`, async ({ page }) => {
    let dates = 0;
    for (const kind of kinds) {
      await page.goto(localized(kind.path, language));
      const { times, bare } = await page.evaluate(() => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const bare = [];
        const date = /\d{4}年\d{1,2}月\d{1,2}日|\b\d{1,2} [A-Z][a-z]{2,8} \d{4}\b/;
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const place = node.parentElement;
          if (!date.test(node.data) || place.closest("time, pre, code, option, script")) continue;
          // What is there to be copied, such as a citation with its address, is plain text.
          if (/https?:/.test(place.closest("p, blockquote, dd, div").textContent)) continue;
          bare.push(node.data.trim().slice(0, 80));
        }
        const times = [...document.querySelectorAll("time")].map((one) => ({
          text: one.textContent.trim(),
          value: one.getAttribute("datetime"),
        }));
        return { times, bare };
      });
      expect.soft(bare, `${kind.path}: dates without <time>`).toEqual([]);
      for (const { text, value } of times) {
        dates++;
        expect.soft(value, `${kind.path}: ${text}`).toMatch(iso);
        expect.soft(text, `${kind.path}: ${value}`).toMatch(words[language]);
        const [year, month, day] = value.split(/[-T]/).map(Number);
        const numbers = (text.match(/\d+/g) ?? []).map(Number);
        const said = [day, ...(language === "zh" ? [month] : [])];
        if (numbers.some((one) => one > 1000)) said.push(year);
        expect.soft(numbers, `${kind.path}: ${value}`).toEqual(expect.arrayContaining(said));
      }
    }
    expect(dates).toBeGreaterThan(kinds.length);
  });
}

for (const timezoneId of ["UTC", "America/New_York"]) {
  test.describe(`in ${timezoneId}`, () => {
    test.use({ timezoneId });
    test(`bar 17 · a page says the same in ${timezoneId}`, async ({ page, browser, baseURL }) => {
      const shanghai = { baseURL, timezoneId: "Asia/Shanghai", locale: "zh-CN" };
      const home = await browser.newContext(shanghai);
      const there = await home.newPage();
      for (const path of ["/", "/labs", "/labs/L01", "/p/P000001", "/book/L01", "/en/book/L01"]) {
        await page.goto(path);
        await there.goto(path);
        expect
          .soft(await page.locator("body").innerText(), path)
          .toBe(await there.locator("body").innerText());
      }
      await home.close();
    });
  });
}

test("bar 17 · times to book", async ({ page }) => {
  const span = {
    zh: /^\d{1,2}:\d\d[—–]\d{1,2}:\d\d\b/,
    en: /^\d{1,2}(:\d\d)?(am|pm)? ?(to|–) ?\d{1,2}(:\d\d)?(am|pm)\b/,
  };
  for (const language of languages) {
    await page.goto(localized("/book/L01", language));
    const day = page.getByRole("radio").first();
    await page.goto(localized(`/book/L01/${await day.getAttribute("value")}`, language));
    const labels = await page.locator("fieldset label").allInnerTexts();
    expect(labels.length).toBeGreaterThan(0);
    for (const label of labels) expect(label.trim()).toMatch(span[language]);
  }
});

test("bar 17 · machines read ISO 8601", async ({ request }) => {
  const { data } = await (await request.get("/v1/certificates?limit=20")).json();
  const csv = await (await request.get("/v1/certificates.csv")).text();
  const [head, ...rows] = csv.replace("\ufeff", "").trim().split(/\r?\n/);
  const columns = head.split(",");
  expect(rows.length).toBeGreaterThan(data.length / 2);
  const dates = Object.keys(data[0]).filter((name) => name.endsWith("_on"));
  expect(dates.length).toBeGreaterThan(2);
  for (const row of data) {
    for (const name of dates) {
      if (row[name] !== null) expect(row[name]).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  }
  const plain = rows.find((row) => !row.includes('"')).split(",");
  const at = columns.indexOf("valid_from_on");
  expect(at).toBeGreaterThan(0);
  expect(plain[at]).toMatch(/^\d{4}-\d\d-\d\d$/);
});
