// Pictures of pages, for people to look at.
//
//   node web/e2e/screenshots.mjs BASE_URL [FOLDER]
//
// The ten main pages at three widths in both languages, and three of them in each mode.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { browser } from "./browser.mjs";
import { remember, settled } from "./checks.mjs";
import { every, kinds, languages, localized } from "./pages.mjs";

const beside = fileURLToPath(new URL("screenshots", import.meta.url));
const [base, folder = beside] = process.argv.slice(2);
if (!base) {
  console.error("usage: node screenshots.mjs BASE_URL [FOLDER]");
  process.exit(2);
}

const widths = [360, 768, 1280];
const looks = [
  { name: "large", modes: ["large"] },
  { name: "contrast", modes: ["contrast"] },
  { name: "dark", colorScheme: "dark" },
];
const shown = ["home", "search results", "producer"];

function* pictures() {
  for (const kind of every((one) => one.main)) {
    for (const width of widths) yield { kind, width, look: { name: "" } };
  }
  for (const kind of kinds.filter((one) => shown.includes(one.name))) {
    for (const language of languages.slice(0, 1)) {
      const path = localized(kind.path, language);
      for (const look of looks) {
        for (const width of [360, 1280]) yield { kind: { ...kind, language, path }, width, look };
      }
    }
  }
}

mkdirSync(folder, { recursive: true });
const chrome = await chromium.launch(browser);
let bad = 0;
for (const { kind, width, look } of pictures()) {
  const context = await chrome.newContext({
    baseURL: base,
    viewport: { width, height: 800 },
    locale: kind.language === "en" ? "en-GB" : "zh-CN",
    timezoneId: "Asia/Shanghai",
    colorScheme: look.colorScheme ?? "light",
  });
  const page = await context.newPage();
  if (look.modes) await remember(page, ...look.modes);
  const answer = await page.goto(kind.path);
  if (answer.status() !== (kind.status ?? 200)) {
    console.error(`${kind.path}: ${answer.status()}`);
    bad++;
  }
  await settled(page);
  const name = [kind.name.replaceAll(/\W+/g, "-"), kind.language, look.name, width];
  const file = name.filter((part) => part !== "").join("-") + ".png";
  await page.screenshot({ path: join(folder, file), fullPage: true });
  await context.close();
}
await chrome.close();
console.log(`${folder}: pictures written, ${bad} pages missing`);
process.exit(bad ? 1 : 0);
