// Booking from the first page to the last, with and without a script, on a desk and in WeChat.
import { expect, test } from "@playwright/test";
import { phoneOf, Visit } from "../journey.mjs";

const everywhere = { tag: ["@wechat", "@no-script"] };

for (const language of ["zh", "en"]) {
  test(`bar 6 · book, change, cancel · ${language}`, everywhere, async ({ page }, testInfo) => {
    const visit = new Visit(page, { language, phone: phoneOf(testInfo) });
    const made = await visit.book();

    await visit.open();
    await visit.onPage("visit.standing");
    const main = page.locator("main");
    const [change, cancel] = [visit.button("visit.move"), visit.say("visit.cancel_link")];
    const text = await main.innerText();
    await expect(change, "a time can be changed").toBeVisible();
    expect(text.indexOf(await change.innerText()), "change comes before cancel").toBeLessThan(
      text.indexOf(cancel),
    );

    await change.click();
    await visit.onPage("visit.choose_day");
    await visit.choose(1);
    await visit.onPage("visit.choose_time");
    await visit.choose(0);
    await visit.onPage("visit.move_check");
    await visit.button("visit.move_confirm").click();
    expect(await visit.done("visit.moved"), "a reference outlives a change").toBe(made);

    await visit.cancel();
    await visit.open();
    await visit.onPage("visit.cancelled");
  });
}

test("bar 6 · errors are explained where they stand", everywhere, async ({ page }, testInfo) => {
  const visit = new Visit(page, { phone: phoneOf(testInfo) });
  await visit.chooseLab();
  await visit.button("visit.next").click();
  await expect(page.getByText(visit.say("visit.pick_day")).first()).toBeVisible();
  await visit.chooseDay();
  await visit.chooseTime();
  await page.getByLabel(visit.say("visit.phone"), { exact: true }).fill("1380013");
  await visit.button("visit.next").click();
  await expect(page.getByText(visit.say("visit.bad_phone")).first()).toBeVisible();
  await expect(page.getByLabel(visit.say("visit.phone"), { exact: true })).toHaveValue("1380013");
  await visit.giveContact();
  await visit.confirm();
  await visit.done();
});
