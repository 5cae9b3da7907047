// The catalogue: every listed row with what is searched, filtered and shown of it, as package
// pages of the server writes it in catalogue.go.

import type { Element, Shape, Tree } from "./tree";

export interface Column {
  name: string;
  title: string;
  flag: boolean;
  worded: boolean; // the values have names of the register's own
  values: string[];
  words: Tree[];
  rows: (number | number[])[]; // per row, its value or its values
}

/** Row is what is searched of a row, its shape, and what is in the holes of that. */
export type Row = [string, number, ...(string | number)[]];

export interface Scope {
  dataset: string;
  label: string;
  one: string;
  other: string;
  api: string;
  columns: Column[];
  sorts: string[];
  orders: Record<string, number[]>;
  titles: Record<string, string>;
  list: Element;
  shapes: Shape[];
  said: string[]; // what is in more than one hole, for its number
  rows: Row[];
}

export interface Catalogue {
  lang: string;
  search: string;
  site: string;
  words: Record<string, string>;
  readings: Record<string, string>;
  per_page: number;
  preview: number;
  options: number;
  meant: number;
  least_meant: number; // characters
  scopes: Scope[];
}
