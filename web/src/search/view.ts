// The results as the server's template writes them (web/templates/search.html): a test holds the
// two to the same markup.

import type { Answer, Option } from "./answer";
import type { Catalogue, Column, Row, Scope } from "./catalogue";
import { address, values, type Request } from "./request";
import { fill, type Element, type Shape, type Tree } from "./tree";

type Attributes = Record<string, string>;

/** View writes what one catalogue answers. */
export class View {
  constructor(private readonly catalogue: Catalogue) {}

  /** Title is the title of the document. */
  title(r: Request): string {
    const title = r.q ? this.say("title_for", { q: r.q }) : this.say("title");
    return title + " · " + this.catalogue.site;
  }

  /** Count is how many were found, in words. */
  count(a: Answer): string {
    const scope = a.request.scope;
    return place(a.total === 1 ? scope.one : scope.other, { n: grouped(a.total) });
  }

  /** Kept are the parameters, besides the words, that the form sends along. */
  kept(r: Request): [string, string][] {
    const list: [string, string][] = r.chosen ? [["in", r.scope.dataset]] : [];
    for (const f of r.filters) list.push([f.column.name, f.column.values[f.value] ?? ""]);
    return list;
  }

  /** Found is what stands under the form. */
  found(a: Answer): Tree[] {
    const split: Tree[] = [this.results(a)];
    const filters = this.filters(a);
    if (filters) split.push(filters);
    return [this.tabs(a), ["div", { class: "split" }, ...split]];
  }

  private tabs(a: Answer): Tree {
    const items = this.catalogue.scopes.map((scope, i): Tree => {
      const r: Request = { ...a.request, scope, filters: [], sort: "", page: 1 };
      const label = `${scope.label} (${grouped(a.totals[i] ?? 0)})`;
      return item(this.choice("in=" + scope.dataset, r, scope === a.request.scope, [label]));
    });
    return ["nav", { "aria-label": this.say("tabs") }, ["ul", { class: "tabs" }, ...items]];
  }

  private results(a: Answer): Tree {
    const r = a.request;
    const [, second] = this.catalogue.scopes;
    const out: Element = ["section", { "aria-labelledby": "results" }];
    out.push(["h2", { id: "results", tabindex: "-1" }, this.count(a)]);
    if (r.filters.length > 0) out.push(this.chips(r));
    if (a.meant.length > 0) out.push(["p", {}, this.say("meant")], this.meant(a));
    out.push(["p", { class: "to-filters" }, ["a", { href: "#filters" }, this.say("to_filters")]]);
    if (a.total > 1) out.push(this.sorts(r));
    out.push(rows(r.scope, a.rows));
    if (a.pages > 1) out.push(this.pager(a));
    if (a.also.length > 0 && second) out.push(["h3", {}, this.say("also")], rows(second, a.also));
    out.push(this.same(r));
    return out;
  }

  private chips(r: Request): Tree {
    const items = r.filters.map((f): Tree => {
      const label: Tree = ["span", {}, f.column.title + " ", this.word(f.column, f.value, true)];
      return item(["a", { href: this.without(r, f.column) }, label, " ", ...this.cross()]);
    });
    return ["ul", { class: "chips", "aria-label": this.say("applied") }, ...items];
  }

  private meant(a: Answer): Tree {
    const items = a.meant.map(({ scope, column, option }): Tree => {
      const whole: Request = { ...a.request, scope, q: "", terms: [], sort: "", page: 1 };
      const href = this.with(whole, column, option.value);
      const key = column.name + "=" + (column.values[option.value] ?? "");
      const word = this.word(column, option.value, false);
      const part = link(href, key, false, [scope.label + " · ", word]);
      return ["li", {}, part, ` (${grouped(option.n)})`];
    });
    return ["ul", { class: "links" }, ...items];
  }

  private sorts(r: Request): Tree {
    const [first, ...others] = r.scope.sorts;
    const words = r.terms.length > 0;
    const list: [string, string][] = [
      ["", words ? this.say("sort_relevance") : (r.scope.titles[first ?? ""] ?? "")],
    ];
    for (const by of words ? r.scope.sorts : others) list.push([by, r.scope.titles[by] ?? ""]);
    const items = list.map(([by, label]): Tree => {
      return item(this.choice("sort=" + by, { ...r, sort: by, page: 1 }, r.sort === by, [label]));
    });
    return ["nav", { "aria-label": this.say("sort") }, ["ul", { class: "tabs" }, ...items]];
  }

  private pager(a: Answer): Tree {
    const r = a.request;
    const link = (rel: string, word: string, page: number): Tree => {
      return ["a", { rel, href: this.address({ ...r, page }) }, this.say(word)];
    };
    const out: Element = ["nav", { class: "pager", "aria-label": this.say("pages") }];
    if (r.page > 1) out.push(link("prev", "previous", r.page - 1));
    out.push(["span", {}, this.say("place", { n: grouped(r.page), of: grouped(a.pages) })]);
    if (r.page < a.pages) out.push(link("next", "next", r.page + 1));
    return out;
  }

  /** Same are the addresses by which the API answers the same rows in the same order. */
  private same(r: Request): Tree {
    const v = values(this.catalogue, r);
    v.delete("page");
    v.delete("in");
    if (r.q) v.set("q", r.terms.join(" "));
    if (!r.sort && r.terms.length === 0) v.set("sort", r.scope.sorts[0] ?? "");
    return [
      "p",
      { class: "links" },
      this.say("same") + " ",
      ["a", { href: address(r.scope.api, v) }, "JSON"],
      " · ",
      ["a", { href: address(r.scope.api + ".csv", v) }, "CSV"],
    ];
  }

  private filters(a: Answer): Tree | undefined {
    const out: Element = ["section", { id: "filters", "aria-labelledby": "narrow" }];
    out.push(["h2", { id: "narrow" }, this.say("narrow")]);
    const flags: Tree[] = [];
    for (const facet of a.facets) {
      const options = this.options(a.request, facet.column, facet.options);
      if (facet.column.flag) flags.push(...options);
      else if (options.length > 0) out.push(details(facet.column.title, options));
    }
    if (flags.length > 0) out.push(details(this.say("flags"), flags));
    return out.length > 3 ? out : undefined;
  }

  private options(r: Request, column: Column, options: Option[]): Tree[] {
    const current = r.filters.find((f) => f.column === column)?.value;
    const list: Tree[] = [];
    for (const { value, n } of options) {
      const code = column.values[value] ?? "";
      const is = value === current;
      if (column.flag && code !== "true") continue;
      if (list.length >= this.catalogue.options && !is) continue;
      const word: Element = ["span", {}, this.word(column, value, false)];
      if (is) word.push(" ", ...this.cross());
      const href = is ? this.without(r, column) : this.with(r, column, value);
      const children: Tree[] = [word, " ", ["span", {}, grouped(n)]];
      list.push(item(link(href, column.name + "=" + code, is, children)));
    }
    return list;
  }

  /** Word is what a value is called: of a flag, in a chip, yes. */
  private word(column: Column, value: number, chip: boolean): Tree {
    return column.flag && chip ? this.say("yes") : (column.words[value] ?? "");
  }

  private cross(): Tree[] {
    return [
      ["span", { "aria-hidden": "true" }, "×"],
      ["span", { class: "hidden" }, this.say("remove")],
    ];
  }

  private without(r: Request, column: Column): string {
    return this.address({ ...r, filters: r.filters.filter((f) => f.column !== column), page: 1 });
  }

  private with(r: Request, column: Column, value: number): string {
    const filters = r.filters.filter((f) => f.column !== column).concat({ column, value });
    return this.address({ ...r, filters, page: 1 });
  }

  private choice(key: string, r: Request, current: boolean, children: Tree[]): Tree {
    return link(this.address(r), key, current, children);
  }

  private address(r: Request): string {
    return address(this.catalogue.search, values(this.catalogue, r));
  }

  private say(key: string, places: Record<string, string> = {}): string {
    return place(this.catalogue.words[key] ?? "", places);
  }
}

function link(href: string, key: string, current: boolean, children: Tree[]): Tree {
  const attributes: Attributes = { href, "data-key": key };
  if (current) attributes["aria-current"] = "true";
  return ["a", attributes, ...children];
}

function item(child: Tree): Tree {
  return ["li", {}, child];
}

function details(title: string, options: Tree[]): Tree {
  return ["details", { class: "facet", open: "" }, ["summary", {}, title], ["ul", {}, ...options]];
}

/** Rows are rows of a scope as the server's template lists them. */
function rows(scope: Scope, numbers: number[]): Tree {
  const [name, attributes] = scope.list;
  const items = numbers.map((n): Tree => {
    const [, shape, ...holes] = scope.rows[n] as Row;
    let at = 0;
    return fill(scope.shapes[shape] as Shape, () => {
      const hole = holes[at++] ?? "";
      return typeof hole === "number" ? (scope.said[hole] ?? "") : hole;
    });
  });
  return [name, attributes, ...items];
}

function place(text: string, places: Record<string, string>): string {
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => places[name] ?? whole);
}

/** Grouped writes a whole number with commas between thousands. */
function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}
