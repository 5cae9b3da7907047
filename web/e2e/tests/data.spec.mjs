// Every list has its file, with the same rows.
import { expect, test } from "@playwright/test";
import { kinds } from "../pages.mjs";

const lists = [
  "/search?q=%E8%93%9D%E8%8E%93",
  "/search?q=%E8%93%9D%E8%8E%93&tier=A",
  "/labs",
  "/towns",
  "/towns/232701100",
  "/certificates",
  "/credit",
  "/dealers",
  "/service-points",
  "/demonstration",
];

// rows counts the rows of a CSV; a quoted field may hold line ends.
function rows(csv) {
  let [count, quoted] = [0, false];
  for (const sign of csv.trimEnd()) {
    if (sign === '"') quoted = !quoted;
    else if (sign === "\n" && !quoted) count++;
  }
  return count;
}

for (const path of lists) {
  test(`bar 24 · file and API of ${decodeURI(path)}`, async ({ page, request }) => {
    await page.goto(path);
    const file = page.locator("main a[href*='.csv']").first();
    const rest = "main a[href*='/v1/']:not([href*='.csv']):not([href*='.ndjson'])";
    const api = page.locator(rest).first();
    await expect(file).toBeVisible();
    const csv = await request.get(await file.getAttribute("href"));
    expect(csv.status()).toBe(200);
    expect(csv.headers()["content-type"]).toContain("text/csv");
    const count = rows(await csv.text());
    expect(count).toBeGreaterThan(0);
    const json = await (await request.get(await api.getAttribute("href"))).json();
    const total = json.page?.total ?? json.meta?.total ?? json.total ?? json.data.length;
    expect(total).toBe(count);
    if (path.startsWith("/search")) {
      const says = await page.locator("h2").first().innerText();
      expect(says).toContain(String(count));
    }
  });
}

// charts describes each drawing that is neither a sign nor a QR code, whose title is an address.
function charts() {
  return [...document.querySelectorAll("main svg[role=img]")]
    .map((svg) => {
      const around = svg.closest("section, figure, main");
      return {
        title: svg.querySelector("title")?.textContent ?? svg.getAttribute("aria-label") ?? "",
        table: (svg.closest("table") ?? around.querySelector("table")) !== null,
        file: around.querySelector("a[href*='.csv']")?.getAttribute("href") ?? "",
      };
    })
    .filter(({ title }) => !/https?:/.test(title));
}

test("bar 24 · every chart has words, a table and a file", async ({ page }) => {
  let seen = 0;
  for (const kind of kinds.filter((one) => one.name !== "components")) {
    await page.goto(kind.path);
    for (const chart of await page.evaluate(charts)) {
      seen++;
      expect.soft(chart, kind.path).toEqual({
        title: expect.stringMatching(/\S/),
        table: true,
        file: expect.stringMatching(/\S/),
      });
    }
  }
  expect(seen, "charts").toBeGreaterThan(0);
});
