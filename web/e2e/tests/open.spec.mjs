// Whether a laboratory is open now is for the reader's clock to say: no kept page does.
import { expect, test } from "@playwright/test";
import { words } from "../words.mjs";

// What pages say of the moment.
const says = {
  zh: /正在开放/,
  en: /open now/i,
};

// opening returns the first date on which a laboratory can be visited, from its booking page.
async function opening(request, lab) {
  const html = await (await request.get(`/book/${lab}`)).text();
  return html.match(/name="date" value="(\d{4}-\d\d-\d\d)"/)[1];
}

for (const [language, path] of [["zh", "/labs/L01"], ["en", "/en/labs/L01"], ["zh", "/labs"]]) {
  test(`bar 25 · open at the reader's moment · ${path}`, async ({ page, request }) => {
    const date = await opening(request, "L01");
    await page.clock.setFixedTime(new Date(`${date}T10:00:00+08:00`));
    await page.goto(path);
    await expect(page.locator("main")).toContainText(says[language]);
    await page.clock.setFixedTime(new Date(`${date}T22:00:00+08:00`));
    await page.reload();
    await expect(page.locator("main")).not.toContainText(says[language]);
    const ages = new Date(`${date}T10:00:00+08:00`);
    ages.setFullYear(ages.getFullYear() + 3);
    await page.clock.setFixedTime(ages);
    await page.reload();
    await expect(page.locator("main"), "of what nobody knows it says nothing").not.toContainText(
      says[language],
    );
  });
}

const plain = { tag: "@no-script-only" };

test("bar 25 · without a script there are hours and no state", plain, async ({ page }) => {
  for (const path of ["/labs", "/labs/L01"]) {
    await page.goto(path);
    const text = await page.locator("main").innerText();
    expect(text).not.toMatch(says.zh);
    expect(text).toMatch(/\d{1,2}:\d\d/);
    await expect(page.locator("body")).toContainText(words("zh")("frame.as_of"));
  }
});
