// What the catalogue answers to a request: totals, the rows of a page, and counts per facet.

import type { Catalogue, Column, Scope } from "./catalogue";
import { folded, type Finder } from "./match";
import type { Request } from "./request";
import type { Tree } from "./tree";

export interface Option {
  value: number;
  n: number;
}

export interface Answer {
  request: Request; // with the scope and the page that are shown
  totals: number[]; // per scope, for the words alone
  total: number;
  pages: number;
  rows: number[];
  also: number[]; // rows of the second scope
  meant: { scope: Scope; column: Column; option: Option }[];
  facets: Facet[];
}

export interface Facet {
  column: Column;
  options: Option[];
}

/** Answer returns undefined where nothing was found: what to do then, the server knows. */
export function answer(catalogue: Catalogue, finder: Finder, asked: Request): Answer | undefined {
  const r = { ...asked };
  const [first, second] = catalogue.scopes;
  const matches = catalogue.scopes.map((scope) => new Matches(finder, scope, r.terms));
  const totals = matches.map((m) => m.rows.length);
  if (!r.chosen && r.filters.length === 0 && !totals[0] && totals[1] && second) {
    r.scope = second;
    r.sort = "";
  }
  const own = matches[catalogue.scopes.indexOf(r.scope)];
  if (!own || !first) return undefined;

  const failed = own.rows.map((row) => failures(r, row));
  const found = own.rows.filter((_, i) => failed[i] === 0);
  if (found.length === 0) return undefined;
  const pages = Math.ceil(found.length / catalogue.per_page);
  r.page = Math.min(r.page, pages);
  const from = (r.page - 1) * catalogue.per_page;
  const rows = own.sorted(found, r.sort).slice(from, from + catalogue.per_page);
  const facets = r.scope.columns.map((column) => {
    const filter = 1 + r.filters.findIndex((f) => f.column === column);
    const counted = own.rows.filter((_, i) => failed[i] === 0 || failed[i] === filter);
    return { column, options: tally(column, counted) };
  });
  let also: number[] = [];
  const plain = r.terms.length > 0 && r.filters.length === 0 && r.page === 1;
  if (r.scope === first && matches[1] && plain) {
    also = matches[1].sorted(matches[1].rows, "").slice(0, catalogue.preview);
  }
  const meant = r.filters.length === 0 && r.page === 1 ? meantBy(catalogue, r.terms) : [];
  return { request: r, totals, total: found.length, pages, rows, also, meant, facets };
}

/** MeantBy are the parts of the registers whose own words have in them what was typed. */
function meantBy(catalogue: Catalogue, terms: string[]): Answer["meant"] {
  const typed = terms.join(" ");
  if (Array.from(typed).length < catalogue.least_meant) return [];
  return catalogue.scopes
    .flatMap((scope) => {
      const all = scope.rows.map((_, row) => row);
      return scope.columns
        .filter((column) => column.worded)
        .flatMap((column) => {
          const options = offered(catalogue, column, tally(column, all));
          return options.map((option) => ({ scope, column, option }));
        });
    })
    .filter(({ column, option }) => folded(textOf(column.words[option.value])).includes(typed))
    .slice(0, catalogue.meant);
}

/** Offered are the values of a facet that are offered to one who has chosen none of them. */
function offered(catalogue: Catalogue, column: Column, options: Option[]): Option[] {
  const list = options.filter((o) => !column.flag || column.values[o.value] === "true");
  return list.slice(0, catalogue.options);
}

/** TextOf is a word of the register, which is an element where it is in another language. */
function textOf(word: Tree | undefined): string {
  return String((typeof word === "object" ? word[2] : word) ?? "");
}

/** Matches are the rows of a scope that have the words, in the order of their names. */
class Matches {
  readonly rows: number[] = [];
  private readonly bands = new Map<number, number>();

  constructor(
    finder: Finder,
    private readonly scope: Scope,
    private readonly terms: string[],
  ) {
    finder.find(scope, terms, (row, band) => {
      this.rows.push(row);
      this.bands.set(row, band);
    });
  }

  /** Sorted returns rows, which are in the order of their names, in another one. */
  sorted(rows: number[], sort: string): number[] {
    const order = this.scope.orders[sort];
    if (order) {
      const wanted = new Set(rows);
      return order.filter((row) => wanted.has(row));
    }
    if (sort || this.terms.length === 0) return rows;
    return [0, 1, 2].flatMap((band) => rows.filter((row) => this.bands.get(row) === band));
  }
}

function valuesOf(column: Column, row: number): number[] {
  const values = column.rows[row] ?? [];
  return typeof values === "number" ? [values] : values;
}

/** Failures is 0 for a row that passes all filters, the number of the one that it fails, or -1. */
function failures(r: Request, row: number): number {
  let failed = 0;
  r.filters.forEach((f, i) => {
    if (!valuesOf(f.column, row).includes(f.value)) failed = failed === 0 ? i + 1 : -1;
  });
  return failed;
}

/** Tally counts the values of a facet, most frequent first, then by value. */
function tally(column: Column, rows: number[]): Option[] {
  const counts = column.values.map(() => 0);
  for (const row of rows) {
    for (const value of valuesOf(column, row)) counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts
    .map((n, value) => ({ value, n }))
    .filter((option) => option.n > 0)
    .sort((a, b) => b.n - a.n || a.value - b.value);
}
