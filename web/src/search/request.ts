// A search as its address says it, with what means nothing left out: the rules of the server.

import type { Catalogue, Column, Scope } from "./catalogue";
import type { Finder } from "./match";

export interface Filter {
  column: Column;
  value: number;
}

export interface Request {
  scope: Scope;
  chosen: boolean;
  q: string;
  terms: string[];
  filters: Filter[];
  sort: string; // "" by relevance if something was typed, else the scope's first
  page: number;
}

const maxQuery = 100;
const maxTerms = 16;

/** Parse reads an address. It returns undefined where the catalogue cannot tell what it means. */
export function parse(
  catalogue: Catalogue,
  finder: Finder,
  query: URLSearchParams,
): Request | undefined {
  const named = catalogue.scopes.find((s) => s.dataset === query.get("in"));
  const scope = named ?? catalogue.scopes[0];
  const q = (query.get("q") ?? "").trim().replace(/\s+/g, " ");
  const terms = finder.terms(q);
  if (!scope || !terms || terms.length > maxTerms) return undefined;
  if (Array.from(q).length > maxQuery) return undefined;
  const chosen = named !== undefined;
  const r: Request = { scope, chosen, q, terms, filters: [], sort: "", page: 1 };
  for (const column of scope.columns) {
    const text = query.get(column.name);
    if (!text) continue;
    const value = column.values.indexOf(text);
    if (value < 0 || (column.flag && text !== "true")) return undefined;
    r.filters.push({ column, value });
  }
  const sort = query.get("sort") ?? "";
  if (scope.sorts.includes(sort) && (terms.length > 0 || sort !== scope.sorts[0])) r.sort = sort;
  const page = query.get("page") ?? "1";
  if (!/^[1-9]\d{0,5}$/.test(page)) return undefined;
  r.page = Number(page);
  return r;
}

/** Values returns the parameters of a request's own address. */
export function values(catalogue: Catalogue, r: Request): Map<string, string> {
  const v = new Map<string, string>();
  if (r.q) v.set("q", r.q);
  if (r.scope !== catalogue.scopes[0]) v.set("in", r.scope.dataset);
  for (const f of r.filters) v.set(f.column.name, f.column.values[f.value] ?? "");
  if (r.sort) v.set("sort", r.sort);
  if (r.page > 1) v.set("page", String(r.page));
  return v;
}

/** Address returns a path with parameters as the server writes them: sorted, a space as a plus. */
export function address(path: string, parameters: Map<string, string>): string {
  const pairs = [...parameters].sort(([a], [b]) => (a < b ? -1 : 1));
  const query = pairs.map(([name, value]) => escaped(name) + "=" + escaped(value)).join("&");
  return query ? path + "?" + query : path;
}

function escaped(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase())
    .replace(/%20/g, "+");
}
