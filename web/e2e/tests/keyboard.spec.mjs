// The keyboard alone, where the focus is, and what is said aloud.
import { expect, test } from "@playwright/test";
import { phoneOf, Visit } from "../journey.mjs";
import { kinds, localized } from "../pages.mjs";
import { words } from "../words.mjs";

const say = words("zh");

// focused describes the element that has the focus, and what is wrong with how it is shown.
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    window.seen ??= new WeakSet();
    const again = window.seen.has(element);
    window.seen.add(element);
    const name = element.outerHTML.slice(0, 120);
    const shown = element.type === "checkbox" || element.type === "radio"
      ? (element.labels[0] ?? element)
      : element;
    const wrong = [];
    const marked = [element, shown].some((one) => {
      const style = getComputedStyle(one);
      return (
        (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 3) ||
        style.boxShadow !== "none"
      );
    });
    if (!marked) wrong.push(`no visible focus: ${name}`);
    const box = element.getClientRects()[0] ?? shown.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (y < 0 || y > innerHeight) {
      wrong.push(`focus outside the window: ${name}`);
    } else {
      const top = document.elementFromPoint(x, y);
      if (top && !element.contains(top) && !shown.contains(top) && !top.contains(element)) {
        wrong.push(`focus under ${top.outerHTML.slice(0, 80)}: ${name}`);
      }
    }
    return { name, again, wrong };
  });
}

for (const kind of kinds.filter((one) => one.main || one.name === "opening a booking")) {
  test(`bar 8 · Tab through ${kind.name}`, async ({ page }) => {
    await page.goto(kind.path);
    await page.keyboard.press("Tab");
    const skip = page.locator(":focus");
    if ((await skip.getAttribute("autofocus")) === null) {
      await expect(skip, "the skip link comes first").toHaveAttribute("href", "#main");
    }
    await expect(skip).toBeInViewport();
    const total = await page.evaluate(() => {
      const stops = "a[href], button, input:not([type=hidden]), select, summary, textarea";
      return [...document.querySelectorAll(stops)].filter((one) => one.checkVisibility()).length;
    });
    // Long lists are all alike: the first sixty stops show the frame, the page and its parts.
    const wrong = [];
    let stops = 0;
    for (; stops < Math.min(total, 60); stops++) {
      const at = await focused(page);
      if (at === null) break;
      expect(at.again && stops < total - 1, `no trap at ${at.name}`).toBe(false);
      wrong.push(...at.wrong);
      await page.keyboard.press("Tab");
    }
    expect(wrong).toEqual([]);
    // A group of radios is one stop.
    expect(stops, "Tab goes through the page").toBeGreaterThan(Math.min(total, 60) / 3);
  });
}

test("bar 8 · the skip link skips", async ({ page }) => {
  await page.goto("/labs");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.locator("main :focus")).toHaveCount(1);
});

test("bar 8 · book and cancel by keyboard", async ({ page }, testInfo) => {
  const visit = new Visit(page, { phone: phoneOf(testInfo) });
  // reach presses Tab until something with a name has the focus.
  async function reach(locator) {
    for (let stop = 0; stop < 80; stop++) {
      await page.keyboard.press("Tab");
      const there = await locator.evaluateAll((all) => all.includes(document.activeElement));
      if (there) return;
    }
    throw new Error(`Tab does not reach ${locator}`);
  }
  const press = async (locator, key = "Enter") => {
    await reach(locator);
    await page.keyboard.press(key);
  };
  await page.goto("/book");
  await press(page.locator("main a[href$='/book/L01']"));
  await visit.onPage("visit.choose_day");
  await press(page.getByRole("radio"), "Space");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio").nth(1)).toBeChecked();
  await press(visit.button("visit.next"));
  await visit.onPage("visit.choose_time");
  await press(page.getByRole("radio"), "Space");
  await press(visit.button("visit.next"));
  await visit.onPage("visit.contact");
  await reach(page.getByLabel(say("visit.phone"), { exact: true }));
  await page.keyboard.type(visit.phone);
  await press(visit.button("visit.next"));
  await visit.onPage("visit.check");
  await press(visit.button("visit.book"));
  await visit.done();
  await press(page.getByRole("link", { name: say("visit.cancel_link") }));
  await visit.onPage("visit.cancel_title");
  await press(visit.button("visit.cancel_confirm"));
  await visit.onPage("visit.cancelled");
});

const onPhones = { tag: "@wechat" };

test("bar 9 · an error takes the focus to its summary", onPhones, async ({ page }, testInfo) => {
  const visit = new Visit(page, { phone: phoneOf(testInfo) });
  await visit.chooseLab();
  await visit.button("visit.next").click();
  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await expect(summary).toContainText(say("visit.problems"));
  await expect(page).toHaveTitle(new RegExp(`^${say("visit.error")}`));
  await summary.getByRole("link").first().click();
  const target = await page.evaluate(() => document.activeElement.tagName);
  expect(["INPUT", "FIELDSET", "SELECT"], "its link goes to the field").toContain(target);
});

test("bar 9 · a step begins at its heading", async ({ page }, testInfo) => {
  const visit = new Visit(page, { phone: phoneOf(testInfo) });
  const titles = new Set();
  const begins = async () => {
    titles.add(await page.title());
    const at = await page.evaluate(() => {
      const { activeElement } = document;
      return activeElement === document.body ? "BODY" : activeElement.tagName;
    });
    expect(["BODY", "H1"]).toContain(at);
    expect(await page.evaluate(() => scrollY)).toBe(0);
  };
  await visit.chooseLab();
  await begins();
  await visit.chooseDay();
  await begins();
  await visit.chooseTime();
  await begins();
  expect(titles.size, "each step has a title of its own").toBe(3);
});

test("bar 9 · a filter keeps the focus", async ({ page }) => {
  await page.goto("/search?q=%E8%93%9D%E8%8E%93");
  await page.locator("main input[name=q]").focus();
  await page.waitForLoadState("networkidle");
  const facet = page.locator("#filters a").first();
  const key = await facet.getAttribute("data-key");
  await facet.focus();
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/q=%E8%93%9D%E8%8E%93$/);
  await expect(page.locator(`#filters a[data-key="${key}"]`)).toBeFocused();
  await page.goBack();
  await expect(page).toHaveURL(/q=%E8%93%9D%E8%8E%93$/);
});

test("bar 10 · the count of results is said once", async ({ page }) => {
  await page.goto("/search");
  const status = page.getByRole("status");
  await expect(status).toHaveCount(1);
  await page.evaluate(() => {
    window.told = [];
    const status = document.querySelector("[role=status]");
    new MutationObserver(() => {
      const text = status.textContent.trim();
      if (text && text !== window.told.at(-1)) window.told.push(text);
    }).observe(status, { childList: true, characterData: true, subtree: true });
  });
  const box = page.locator("main input[name=q]");
  await box.focus();
  await page.waitForLoadState("networkidle");
  await box.pressSequentially("蓝莓", { delay: 20 });
  await expect(page).toHaveURL(/q=/);
  await expect.poll(() => page.evaluate(() => window.told.length)).toBe(1);
  const [told] = await page.evaluate(() => window.told);
  await expect(page.locator("#results, h2").filter({ hasText: told }).first()).toBeVisible();
});

test("bar 10 · no live region stands in another", async ({ page }) => {
  const live = "[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]";
  for (const kind of kinds) {
    await page.goto(localized(kind.path, "zh"));
    const nested = await page.evaluate(
      (selector) =>
        [...document.querySelectorAll(selector)]
          .filter((one) => one.parentElement.closest(selector))
          .map((one) => one.outerHTML.slice(0, 100)),
      live,
    );
    expect.soft(nested, kind.path).toEqual([]);
  }
});
