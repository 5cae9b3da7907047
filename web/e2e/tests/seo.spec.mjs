// What search engines are told, over the whole site.
import { expect, test } from "@playwright/test";
import { every } from "../pages.mjs";

const first = (html, pattern) => html.match(pattern)?.[1];

// entities are those that templates write.
function plain(text) {
  return text
    ?.replaceAll("&#43;", "+")
    .replaceAll("&#39;", "'")
    .replaceAll("&#34;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function head(html) {
  return {
    title: plain(first(html, /<title>([^<]*)<\/title>/)),
    description: plain(first(html, /<meta name="description" content="([^"]*)"/)),
    canonical: plain(first(html, /<link rel="canonical" href="([^"]*)"/)),
    zh: plain(first(html, /<link rel="alternate" hreflang="zh-CN" href="([^"]*)"/)),
    en: plain(first(html, /<link rel="alternate" hreflang="en" href="([^"]*)"/)),
    hidden: /<meta name="robots" content="[^"]*noindex/.test(html),
    data: [...html.matchAll(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/g)],
    links: [...html.matchAll(/<a [^>]*?href="([^"#]*)/g)].map(([, link]) => plain(link)),
  };
}

// sitemap returns every address in the sitemap, through an index if it is one.
async function sitemap(request, url) {
  const answer = await request.get(url);
  expect(answer.status(), url).toBe(200);
  const xml = await answer.text();
  const places = [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, place]) => plain(place));
  if (!xml.includes("<sitemapindex")) return places;
  const parts = [];
  for (const place of places) parts.push(...(await sitemap(request, place)));
  return parts;
}

test("bar 23 · the sitemap has the whole site, and nothing else", async ({ request, baseURL }) => {
  const places = await sitemap(request, baseURL + "/sitemap.xml");
  expect(new Set(places).size, "each once").toBe(places.length);
  expect(await (await request.get("/robots.txt")).text()).toContain(`${baseURL}/sitemap.xml`);

  const [titles, descriptions, linked, wrong] = [new Map(), new Map(), new Set(), []];
  const unique = (map, text, place) => {
    if (!text) wrong.push(`${place}: no title or description`);
    else if (map.has(text)) wrong.push(`${place} and ${map.get(text)}: ${text}`);
    else map.set(text, place);
  };
  const all = new Set(places);
  for (const place of places) {
    const answer = await request.get(place);
    const page = head(await answer.text());
    const english = /^\/en(\/|$)/.test(new URL(place).pathname);
    if (answer.status() !== 200) wrong.push(`${place}: ${answer.status()}`);
    if (page.hidden) wrong.push(`${place}: noindex`);
    if (page.canonical !== place) wrong.push(`${place}: canonical ${page.canonical}`);
    if ((english ? page.en : page.zh) !== place) wrong.push(`${place}: hreflang of itself`);
    if (!all.has(english ? page.zh : page.en)) wrong.push(`${place}: hreflang of the other`);
    unique(titles, page.title, place);
    unique(descriptions, page.description, place);
    for (const [, json] of page.data) JSON.parse(json);
    for (const link of page.links) linked.add(new URL(link, place).href);
  }
  const roots = [`${baseURL}/`, `${baseURL}/en`];
  for (const place of places) {
    if (!linked.has(place) && !roots.includes(place)) wrong.push(`${place}: no page links to it`);
  }
  for (const kind of every()) {
    const listed = all.has(new URL(kind.path, baseURL).href);
    if (listed === Boolean(kind.hidden)) wrong.push(`${kind.path}: in the sitemap: ${listed}`);
  }
  expect(wrong).toEqual([]);
});

test("bar 23 · pages that are not there say so", async ({ request }) => {
  for (const kind of every()) {
    const answer = await request.get(kind.path);
    expect.soft(answer.status(), kind.path).toBe(kind.status ?? 200);
    if (kind.status === undefined) continue;
    const page = head(await answer.text());
    expect.soft(page.hidden, kind.path).toBe(true);
    expect.soft(page.links.length, `${kind.path} leads on`).toBeGreaterThan(3);
  }
});

test("bar 23 · structured data", async ({ request }) => {
  for (const path of ["/", "/p/P000001", "/labs/L01", "/data/producers"]) {
    const page = head(await (await request.get(path)).text());
    expect.soft(page.data.length, path).toBeGreaterThan(0);
    for (const [, json] of page.data) {
      const data = JSON.parse(json);
      expect.soft(data["@context"], path).toBe("https://schema.org");
      expect.soft(data["@type"] ?? data["@graph"], path).toBeTruthy();
    }
  }
});

test("bar 23 · parameters of others change no page", async ({ request }) => {
  const bare = await (await request.get("/p/P000001")).text();
  expect(await (await request.get("/p/P000001?from=timeline&isappinstalled=0")).text()).toBe(bare);
});
