// Narrow screens, large text, wide spacing, and targets that a finger meets.
import { expect, test } from "@playwright/test";
import { remember, settled } from "../checks.mjs";
import { every, kinds, languages } from "../pages.mjs";

// enlarge doubles the text and spaces it as WCAG 1.4.12 has it, by ways that the policy allows.
function enlarge() {
  document.documentElement.style.setProperty("font-size", "200%", "important");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}

// wide lists what sticks out of the window, but for what can be scrolled by itself.
function wide() {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const scrolls = (one) => {
    for (let at = one.parentElement; at; at = at.parentElement) {
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  const out = [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > clientWidth + 1 && !scrolls(one))
    .map((one) => one.outerHTML.slice(0, 90));
  return [`${scrollWidth} px wide`, ...out.slice(0, 8)];
}

for (const language of languages) {
  test(`bar 11 · 320 px at 200 % with spacing · ${language}`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    for (const kind of every()) {
      if (kind.language !== language) continue;
      await page.goto(kind.path);
      expect.soft(await page.evaluate(wide), `${kind.path} as it is`).toEqual([]);
      await page.evaluate(enlarge);
      await settled(page);
      expect.soft(await page.evaluate(wide), `${kind.path} enlarged`).toEqual([]);
    }
  });
}

// small lists targets under a size. A link in a line of text is as tall as its line (WCAG 2.5.8);
// one that is the value in a list of facts or in a table has at least the 24 px of that rule; and
// a box is met by its label as well.
function small(least) {
  const size = (one) => {
    const block = one.closest("p, li, dd, dt, td, th, h1, h2, h3, h4, caption, label, div, span");
    const text = one.tagName === "A" && getComputedStyle(one).display === "inline";
    if (text && block.textContent.trim().length > one.textContent.trim().length) return 0;
    return one.tagName === "A" && one.closest("dd, td, th") ? 24 : least;
  };
  const found = [];
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  for (const one of document.querySelectorAll(controls)) {
    if (!one.checkVisibility() || one.matches(".skip")) continue;
    const boxes = [one, ...(one.labels ?? [])].flatMap((part) => [...part.getClientRects()]);
    const height = Math.max(...boxes.map((box) => box.height));
    const width = Math.max(...boxes.map((box) => box.width));
    if (Math.min(height, width) + 0.5 < size(one)) {
      found.push(`${Math.round(width)}×${Math.round(height)} ${one.outerHTML.slice(0, 100)}`);
    }
  }
  return found;
}

for (const [mode, least] of [["normal", 44], ["large", 60]]) {
  test(`bar 12 · targets of ${least} px · ${mode}`, { tag: "@wechat" }, async ({ page }) => {
    if (mode !== "normal") await remember(page, mode);
    for (const kind of kinds) {
      await page.goto(kind.path);
      expect.soft(await page.evaluate(small, least), kind.path).toEqual([]);
    }
  });
}

// crowded lists headings of columns that take more than two lines, and of rows that have only a few
// signs in each of many. Where rows are cards, headings of columns are there for the ear alone, on
// a pixel.
function crowded() {
  const range = document.createRange();
  return [...document.querySelectorAll("th")].flatMap((one) => {
    const head = one.closest("thead");
    if (!one.checkVisibility() || (head && head.getBoundingClientRect().width < 2)) return [];
    range.selectNodeContents(one);
    const size = parseFloat(getComputedStyle(one).fontSize);
    const tops = [...range.getClientRects()].map((box) => box.top).sort((a, b) => a - b);
    const lines = tops.filter((top, i) => i === 0 || top - tops[i - 1] > size / 2).length;
    const narrow = one.getBoundingClientRect().width < 4 * size;
    return lines > 2 && (head || narrow) ? [`${lines} lines: ${one.textContent.trim()}`] : [];
  });
}

// beside lists tables of more than three columns whose cells stand side by side.
function beside() {
  return [...document.querySelectorAll("table")].flatMap((table) => {
    const row = [...table.rows].find((one) => one.cells.length > 3 && one.closest("tbody"));
    if (!row || !row.checkVisibility()) return [];
    const [first, second] = [...row.cells].map((one) => one.getBoundingClientRect());
    const region = table.closest("[tabindex='0']");
    return second.top >= first.bottom - 1 || region ? [] : [table.outerHTML.slice(0, 90)];
  });
}

for (const language of languages) {
  test(`bar 15 · tables at 360 px · ${language}`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 640 });
    for (const kind of every()) {
      if (kind.language !== language) continue;
      await page.goto(kind.path);
      expect.soft(await page.evaluate(crowded), `${kind.path}: headings`).toEqual([]);
      expect.soft(await page.evaluate(beside), `${kind.path}: cards`).toEqual([]);
    }
  });
}
