// Errors that help, places that run out, and bookings that only their owner changes, on purpose.
import { expect, test } from "@playwright/test";
import { phoneOf, Visit } from "../journey.mjs";
import { words } from "../words.mjs";

const say = words("zh");

test("bar 18 · an error names the field, twice in the same words", async ({ page }, testInfo) => {
  const visit = new Visit(page, { phone: phoneOf(testInfo) });
  await visit.chooseLab();
  await visit.chooseDay();
  await visit.chooseTime();
  const name = page.getByLabel(say("visit.name"), { exact: true });
  await name.fill("演示人");
  await page.getByLabel(say("visit.phone"), { exact: true }).fill("１３８００１３");
  await visit.button("visit.next").click();
  await expect(page).toHaveTitle(new RegExp(`^${say("visit.error")}`));
  const summary = page.getByRole("alert");
  await expect(summary.getByRole("link")).toHaveText(say("visit.bad_phone"));
  const phone = page.getByLabel(say("visit.phone"), { exact: true });
  const inline = await phone.getAttribute("aria-describedby");
  const named = inline.split(" ").map((id) => `#${id}`);
  const told = await page.locator(named.join(",")).allInnerTexts();
  expect(told.join("\n")).toContain(say("visit.bad_phone"));
  await expect(name, "what was right is kept").toHaveValue("演示人");
  await expect(phone, "and what was wrong").not.toHaveValue("");
});

test("bar 19 · nothing is asked twice", { tag: "@wechat" }, async ({ page }, testInfo) => {
  const visit = new Visit(page, { phone: phoneOf(testInfo) });
  const asked = [];
  const helps = [];
  const look = async () => {
    const fields = page.locator("main form").locator("input:visible, select:visible");
    const names = await fields.evaluateAll((all) => [...new Set(all.map((one) => one.name))]);
    asked.push(...names);
    helps.push(await page.locator("main a[href^='tel:']").last().isVisible());
    await expect(page.locator("[draggable=true], canvas, [class*=captcha]")).toHaveCount(0);
  };
  await visit.chooseLab();
  await look();
  await visit.chooseDay();
  await look();
  await visit.chooseTime();
  await look();
  await visit.giveContact();
  await visit.onPage("visit.check");
  await look();
  expect(asked.length, "each question once").toBe(new Set(asked).size);
  expect(helps, "a phone to ring on every step").toEqual([true, true, true, true]);
});

test("bar 20 · two visitors, one last place", async ({ browser, baseURL }, testInfo) => {
  // L07 has one place in each half hour.
  const visits = [];
  for (const nth of [0, 1]) {
    const context = await browser.newContext({ baseURL, locale: "zh-CN" });
    visits.push(new Visit(await context.newPage(), { lab: "L07", phone: phoneOf(testInfo, nth) }));
  }
  for (const visit of visits) {
    await visit.chooseLab();
    await visit.chooseDay();
    await visit.chooseTime();
    await visit.giveContact("1");
    await visit.onPage("visit.check");
  }
  await Promise.all(visits.map((visit) => visit.button("visit.book").click()));
  for (const visit of visits) {
    const ends = ["visit.booked", "visit.choose_time", "visit.choose_day"].map(say);
    await expect(visit.heading()).toHaveText(new RegExp(`^(${ends.join("|")})$`));
  }
  const headings = await Promise.all(visits.map((visit) => visit.heading().innerText()));
  const won = headings.indexOf(say("visit.booked"));
  expect(won, "one has it").toBeGreaterThanOrEqual(0);
  const loser = visits[1 - won];
  expect(headings[1 - won], "the other goes a step back").toBe(say("visit.choose_time"));
  await expect(loser.page.getByRole("alert")).toContainText(say("visit.full"));
  await loser.choose(0);
  await loser.onPage("visit.check");
  const kept = loser.page.locator("main");
  await expect(kept, "with what was answered").toContainText(loser.phone.slice(-4));
  await loser.button("visit.book").click();
  await loser.done();
  for (const visit of visits) {
    await visit.cancel();
    await visit.page.context().close();
  }
});

test("bar 21 · looking changes nothing", async ({ page, request }, testInfo) => {
  const visit = new Visit(page, { phone: phoneOf(testInfo) });
  await visit.book();
  const address = page.url();
  for (const path of [address, `${address}/cancel`, `${address}/calendar.ics`]) {
    for (const method of ["GET", "HEAD"]) {
      const answer = await request.fetch(path, { method });
      expect(answer.status(), `${method} ${path}`).toBeLessThan(400);
      expect(answer.headers()["cache-control"], path).toContain("no-store");
    }
  }
  await page.goto(`${address}/cancel`);
  await page.goto(address);
  await visit.done();
  await visit.cancel();
});

// wide writes with the full-width signs of a Chinese keyboard.
function wide(text) {
  return [...text].map((sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)).join("");
}

test("bar 21 · a reference is understood however it is written", async ({ page }, testInfo) => {
  const visit = new Visit(page, { phone: phoneOf(testInfo) });
  const code = await visit.book();
  const plain = code.replaceAll("-", "");
  for (const written of [code, code.toLowerCase(), plain, ` ${code} `, wide(code)]) {
    await visit.open(written);
    await expect(visit.heading(), written).toHaveText(say("visit.standing"));
  }
  await visit.open(code, wide(visit.phone.slice(-4)));
  await visit.onPage("visit.standing");
  await visit.cancel();
});

test("bar 21 · cancelled and unknown have pages of their own", async ({ page }, testInfo) => {
  const visit = new Visit(page, { phone: phoneOf(testInfo) });
  const code = await visit.book();
  await visit.cancel();
  await visit.open(code);
  await visit.onPage("visit.cancelled");
  await expect(page.getByRole("link", { name: say("visit.book_again") })).toBeVisible();
  await visit.open("AC4-7KM-2H1");
  await visit.onPage("visit.unknown");
  await expect(page.locator("main")).toContainText("AC4-7KM-2H1");
  await page.goto("/booking/nonsense");
  await visit.onPage("visit.lapsed");
});

test("bar 21 · the calendar file", async ({ page, request }, testInfo) => {
  const visit = new Visit(page, { phone: phoneOf(testInfo) });
  await visit.book();
  const link = page.locator("main a[href$='calendar.ics']");
  const file = await (await request.get(await link.getAttribute("href"))).text();
  expect(file).toContain("TZID=Asia/Shanghai");
  expect(file).not.toContain("REFRESH-INTERVAL");
  await visit.cancel();
});
