// Posters on paper: one A4 page with a code that leads back to where it hangs.
import { expect, test } from "@playwright/test";
import { misprinted } from "../checks.mjs";
import { every } from "../pages.mjs";

const millimetre = 96 / 25.4; // in pixels of CSS
const quiet = 4; // modules

// code measures the poster's QR code in modules and pixels: the picture is a path in an SVG whose
// units are modules.
function code() {
  const drawings = [...document.querySelectorAll("main svg")].filter((one) => one.viewBox.baseVal);
  const area = (one) => one.getBoundingClientRect().width;
  const svg = drawings.sort((a, b) => area(b) - area(a))[0];
  const paths = [...svg.querySelectorAll("path")];
  const dark = paths.at(-1);
  const [view, box, shown] = [svg.viewBox.baseVal, dark.getBBox(), svg.getBoundingClientRect()];
  return {
    modules: box.width,
    margins: [
      box.x - view.x,
      box.y - view.y,
      view.x + view.width - box.x - box.width,
      view.y + view.height - box.y - box.height,
    ],
    pixels: (shown.width / view.width) * box.width,
    colour: getComputedStyle(dark).fill,
  };
}

for (const kind of every((one) => one.poster)) {
  test(`bar 16 · ${kind.name} on paper, ${kind.language}`, async ({ page, baseURL, request }) => {
    const subject = kind.path.replace(/\/poster$/, "");
    const html = await (await request.get(subject)).text();
    const [, address] = html.match(/<link rel="canonical" href="([^"]+)"/);
    expect(address).toBe(baseURL + subject);

    await page.goto(kind.path);
    await page.emulateMedia({ media: "print" });
    const qr = await page.evaluate(code);
    expect([21, 25, 29, 33, 37, 41, 45, 49], "a code's size").toContain(qr.modules);
    expect(Math.min(...qr.margins), "quiet zone").toBeGreaterThanOrEqual(quiet);
    expect(qr.pixels / millimetre, "millimetres").toBeGreaterThanOrEqual(40);
    expect(qr.colour).toBe("rgb(0, 0, 0)");
    const plain = address.replace(/^https?:\/\//, "");
    await expect(page.locator("main"), "the address can be typed").toContainText(plain);

    expect(await misprinted(page, address)).toEqual([]);
  });
}

test("bar 16 · a poster stays black on white in every mode", async ({ page, baseURL }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/p/P000001/poster");
  await page.locator("#mode-large").check();
  await page.locator("#mode-contrast").check();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const qr = await page.evaluate(code);
  expect(qr.colour).toBe("rgb(0, 0, 0)");
  expect(await misprinted(page, `${baseURL}/p/P000001`)).toEqual([]);
});
