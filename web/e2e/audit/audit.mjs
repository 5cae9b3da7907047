// Lighthouse on every kind of page, as on a phone.
//
//   node web/e2e/audit/audit.mjs BASE_URL
//
// It asks for everything in accessibility, best practices and search, and for 95 in performance
// where somebody stands in a shop and waits: the median of three, for a score moves by itself.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import lighthouse from "lighthouse";
import { browser } from "../browser.mjs";
import { every } from "../pages.mjs";

const whole = ["accessibility", "best-practices", "seo"];
const fast = 95;
const rounds = 3;
const port = Number(process.env.DEBUGGING_PORT ?? 9333);

const [base] = process.argv.slice(2);
if (!base) {
  console.error("usage: node audit.mjs BASE_URL");
  process.exit(2);
}

// start starts chromium and returns a way to end it.
async function start() {
  const profile = mkdtempSync(join(tmpdir(), "audit-"));
  const flags = [...browser.args, `--remote-debugging-port=${port}`, `--user-data-dir=${profile}`];
  const chrome = spawn(browser.executablePath, flags, { stdio: "ignore" });
  const ended = new Promise((resolve) => chrome.once("exit", resolve));
  const end = async () => {
    chrome.kill();
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  for (let tries = 0; tries < 100; tries++) {
    try {
      await fetch(`http://127.0.0.1:${port}/json/version`);
      return end;
    } catch {
      await pause(200);
    }
  }
  await end();
  throw new Error("chromium did not start");
}

// scores returns what Lighthouse gives a page, and which audits took something away.
async function scores(url, categories) {
  const flags = { port, logLevel: "error", onlyCategories: categories };
  let lhr;
  for (let tries = 0; tries < 3; tries++) {
    ({ lhr } = await lighthouse(url, flags));
    if (!lhr.runtimeError) break; // a trace that could not be recorded says nothing of the page
  }
  if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  const lost = Object.values(lhr.categories).flatMap(({ id, auditRefs }) =>
    auditRefs
      .filter(({ weight }) => weight > 0 && whole.includes(id))
      .map((one) => lhr.audits[one.id])
      .filter(({ score }) => score !== null && score < 1)
      .map((one) => one.id),
  );
  const points = {};
  for (const { id, score } of Object.values(lhr.categories)) points[id] = Math.round(score * 100);
  return { points, lost };
}

// A page that search engines may not list cannot have all points for search, and Lighthouse gives
// none to a page that is not there.
const audited = [...every((kind) => kind.status === undefined)];
const end = await start();
let bad = 0;
try {
  for (const kind of audited) {
    const asked = whole.filter((category) => category !== "seo" || !kind.hidden);
    const { points, lost } = await scores(base + kind.path, [...asked, "performance"]);
    const wrong = asked.filter((category) => points[category] < 100);
    if (kind.scan || kind.path.includes("/search")) {
      const times = [points.performance];
      while (times.length < rounds) {
        times.push((await scores(base + kind.path, ["performance"])).points.performance);
      }
      points.performance = times.sort((a, b) => a - b)[Math.floor(rounds / 2)];
      if (points.performance < fast) wrong.push("performance");
    }
    bad += wrong.length ? 1 : 0;
    const columns = [...whole, "performance"].map((one) => String(points[one] ?? "-").padStart(4));
    console.log(columns.join(""), kind.path, wrong.length ? `  ${wrong} ${lost}` : "");
  }
} finally {
  await end();
}
console.log(`${audited.length - bad} passed, ${bad} failed`);
process.exit(bad ? 1 : 0);
