// Which rows have a term, by the rules of the server's index: a term is a substring of a text; one
// of Latin letters is full pinyin too, from the start of a syllable with the last one possibly
// partial, in any reading of each character; and initials. A row's first text is its name.

import type { Catalogue, Scope } from "./catalogue";

/** Where a term is in a row, best first. */
export const band = { startsName: 0, inName: 1, elsewhere: 2 };

const none = -1;
const longestSpelling = 64;

/** Folded is a text as it is compared. */
export function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** Matcher returns the best band of a term in a row, or none. */
type Matcher = (row: string) => number;

/** Matching returns what finds rows of one catalogue. */
export class Finder {
  private readonly readings: Map<string, string[]>;
  private readonly known: Set<string>;

  constructor(catalogue: Catalogue) {
    this.readings = new Map([["ü", ["v"]]]);
    for (const [c, list] of Object.entries(catalogue.readings)) {
      this.readings.set(c, list.split(" "));
    }
    for (let i = 97; i <= 122; i++) {
      const letter = String.fromCharCode(i);
      this.readings.set(letter, [letter]);
    }
    this.known = new Set(this.readings.keys());
    for (const scope of catalogue.scopes) {
      for (const [text] of scope.rows) for (const c of text) this.known.add(c);
    }
  }

  /**
   * Terms returns the folded terms of what was typed, undefined if only the server can tell: it
   * knows traditional characters, and what a number is that is printed on a pack.
   */
  terms(typed: string): string[] | undefined {
    const terms: string[] = [];
    if (/[\u0085\ufeff]/.test(typed)) return undefined; // space to one of the two alone
    for (const term of folded(typed).split(/\s+/)) {
      if (!term || terms.includes(term)) continue;
      for (const c of term) if (/\d/.test(c) || !this.known.has(c)) return undefined;
      terms.push(term);
    }
    return terms;
  }

  /** Find calls found with each row of a scope that has all terms, and the worst of their bands. */
  find(scope: Scope, terms: string[], found: (row: number, band: number) => void): void {
    const matchers = terms.map((term) => this.matcher(term));
    scope.rows.forEach(([text], row) => {
      let worst = band.startsName;
      for (const match of matchers) {
        const at = match(text);
        if (at === none) return;
        worst = Math.max(worst, at);
      }
      found(row, worst);
    });
  }

  private matcher(term: string): Matcher {
    const typed = term.replace(/ü/g, "v");
    return typed.length <= longestSpelling && /^[a-z]+$/.test(typed)
      ? (row) => this.spelled(typed, row)
      : (row) => written(term, row);
  }

  /** Spelled is the band of a term as pinyin or initials: of the text that has it first. */
  private spelled(term: string, row: string): number {
    let place = band.inName;
    for (const text of row.split("\n")) {
      const symbols = Array.from(text);
      for (let at = 0; at < symbols.length; at++) {
        if (!this.reads(symbols, at, term, true) && !this.reads(symbols, at, term, false)) continue;
        return place === band.inName && this.starts(symbols, term) ? band.startsName : place;
      }
      place = band.elsewhere;
    }
    return none;
  }

  private starts(symbols: string[], term: string): boolean {
    return this.reads(symbols, 0, term, true) || this.reads(symbols, 0, term, false);
  }

  /** Reads reports whether the symbols from at on read as a term, whole syllables or initials. */
  private reads(symbols: string[], at: number, term: string, whole: boolean): boolean {
    const symbol = symbols[at];
    if (symbol === undefined) return false;
    for (const syllable of this.readings.get(symbol) ?? []) {
      const part = whole ? syllable : syllable.charAt(0);
      if (part.startsWith(term)) return true;
      if (!term.startsWith(part)) continue;
      if (this.reads(symbols, at + 1, term.slice(part.length), whole)) return true;
    }
    return false;
  }
}

/** Written is the band of a term as it stands. */
function written(term: string, row: string): number {
  const at = row.indexOf(term);
  if (at <= 0) return at === 0 ? band.startsName : none;
  return row.slice(0, at).includes("\n") ? band.elsewhere : band.inName;
}
