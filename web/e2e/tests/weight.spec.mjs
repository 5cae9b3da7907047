// What pages weigh. Bytes are counted as they travel, headers and all.
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { weighing } from "../checks.mjs";
import { every } from "../pages.mjs";

const kilobyte = 1024;

// budget is what a kind of page may take.
function budget(kind) {
  if (kind.scan || kind.path.includes("/search")) return { bytes: 30 * kilobyte, requests: 5 };
  return { bytes: 60 * kilobyte, requests: 8 };
}

for (const kind of every()) {
  test(`bar 1 · weight · ${kind.name}, ${kind.language}`, async ({ page }) => {
    const load = await weighing(page);
    await page.goto(kind.path, { waitUntil: "networkidle" });
    expect(load.requests, "something was counted").toBeGreaterThan(0);
    expect(load.bytes, load.what.join("\n")).toBeLessThanOrEqual(budget(kind).bytes);
    expect(load.requests, load.what.join("\n")).toBeLessThanOrEqual(budget(kind).requests);
  });
}

// The budgets of files by the first part of their names, compressed.
const budgets = { common: 2, search: 8, booking: 6 };
const styles = 8;

test("bar 2 · scripts and styles of all pages together", async ({ request, baseURL }) => {
  const files = new Set();
  for (const { path } of every()) {
    const html = await (await request.get(path)).text();
    const links = html.matchAll(/(?:<script[^>]+src|<link rel="stylesheet"[^>]*href)="([^"]+)"/g);
    for (const [, link] of links) files.add(new URL(link, baseURL).href);
  }
  const sizes = { css: 0 };
  for (const file of files) {
    const answer = await request.get(file);
    expect(answer.status(), file).toBe(200);
    const size = gzipSync(await answer.body(), { level: 9 }).length;
    const name = new URL(file).pathname.split("/").at(-1);
    if (name.endsWith(".css")) {
      sizes.css += size;
      continue;
    }
    const [script] = name.split(/[-.]/);
    sizes[script] = size;
    expect(budgets, `${name} has a budget`).toHaveProperty(script);
    expect(size, name).toBeLessThanOrEqual(budgets[script] * kilobyte);
  }
  expect(sizes.css).toBeLessThanOrEqual(styles * kilobyte);
  expect(Object.keys(sizes), "the scripts were found").toEqual(
    expect.arrayContaining(Object.keys(budgets)),
  );
});
