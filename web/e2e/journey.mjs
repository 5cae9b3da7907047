// The way through the booking pages, as a visitor goes it: by what is written on them.
import { createHash } from "node:crypto";
import { expect } from "@playwright/test";
import { localized } from "./pages.mjs";
import { words } from "./words.mjs";

// A reference, as it is shown.
export const reference = /\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\b/;

// phoneOf returns a mobile number that no other test has.
export function phoneOf(testInfo, nth = 0) {
  const sum = createHash("sha256").update(`${testInfo.testId} ${testInfo.project.name} ${nth}`);
  return "199" + String(sum.digest().readUInt32BE() % 1e8).padStart(8, "0");
}

// Visit is one visitor's way through the pages.
export class Visit {
  constructor(page, { language = "zh", lab = "L01", phone }) {
    Object.assign(this, { page, language, lab, phone, say: words(language) });
  }

  at(path) {
    return localized(path, this.language);
  }

  button(key) {
    return this.page.getByRole("button", { name: this.say(key), exact: true });
  }

  heading() {
    return this.page.getByRole("heading", { level: 1 });
  }

  async onPage(key) {
    await expect(this.heading()).toHaveText(this.say(key));
  }

  async chooseLab() {
    await this.page.goto(this.at("/book"));
    await this.onPage("visit.choose_lab");
    await this.page.locator(`main a[href$="/book/${this.lab}"]`).click();
    await this.onPage("visit.choose_day");
  }

  async choose(nth) {
    await this.page.getByRole("radio").nth(nth).check();
    await this.button("visit.next").click();
  }

  async chooseDay(nth = 0) {
    await this.choose(nth);
    await this.onPage("visit.choose_time");
  }

  async chooseTime(nth = 0) {
    await this.choose(nth);
    await this.onPage("visit.contact");
  }

  async giveContact(samples = "2") {
    await this.page.getByLabel(this.say("visit.samples"), { exact: true }).selectOption(samples);
    await this.page.getByLabel(this.say("visit.phone"), { exact: true }).fill(this.phone);
    await this.button("visit.next").click();
  }

  async confirm() {
    await this.onPage("visit.check");
    await this.button("visit.book").click();
  }

  // done returns the reference on the page of a booking that was made.
  async done(key = "visit.booked") {
    await this.onPage(key);
    this.reference = (await this.page.locator("main").innerText()).match(reference)[0];
    return this.reference;
  }

  // book goes the whole way.
  async book({ day = 0, time = 0 } = {}) {
    await this.chooseLab();
    await this.chooseDay(day);
    await this.chooseTime(time);
    await this.giveContact();
    await this.confirm();
    return this.done();
  }

  // open opens a booking with what the visitor wrote down.
  async open(code = this.reference, digits = this.phone.slice(-4)) {
    await this.page.goto(this.at("/booking"));
    await this.page.getByLabel(this.say("visit.reference"), { exact: true }).fill(code);
    await this.page.getByLabel(this.say("visit.digits"), { exact: true }).fill(digits);
    await this.button("visit.open").click();
  }

  async cancel() {
    await this.page.getByRole("link", { name: this.say("visit.cancel_link") }).click();
    await this.onPage("visit.cancel_title");
    await this.button("visit.cancel_confirm").click();
    await this.onPage("visit.cancelled");
  }
}
