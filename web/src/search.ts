// The search page in place: while somebody types, chooses or goes back, the results change and the
// page stays, with its address, its history and the focus as they would be. A catalogue of all
// rows answers at once; what it cannot tell, and everything where there is none, the server's own
// page answers. If anything fails, the link or the form does what it would without this script.

import { answer, type Answer } from "./search/answer";
import type { Catalogue } from "./search/catalogue";
import { Finder } from "./search/match";
import { parse } from "./search/request";
import { grow } from "./search/tree";
import { View } from "./search/view";

const pause = 150; // milliseconds without a key before what is typed is looked for
const longNumber = /\d{15}/; // perhaps a person's: it is sent only if the reader says so

/** How a search came about decides what becomes of history and focus. */
type Cause = "typed" | "asked" | "chosen" | "turned" | "back";

/** Shown is a result that is ready to stand in the page. */
interface Shown {
  url: URL;
  title: string;
  count: string;
  kept: [string, string][];
  nodes: Node[];
}

class SearchPage {
  private engine: { finder: Finder; view: View; catalogue: Catalogue } | undefined;
  private loading: Promise<void> | undefined;
  private request: XMLHttpRequest | undefined;
  private timer = 0;
  private turn = 0; // of the search that was begun last

  constructor(
    private readonly form: HTMLFormElement,
    private readonly box: HTMLInputElement,
    private readonly found: HTMLElement,
    private readonly said: HTMLElement,
  ) {
    box.addEventListener("focus", () => void this.load());
    box.addEventListener("input", (event) => {
      if (!(event instanceof InputEvent) || !event.isComposing) this.later();
    });
    box.addEventListener("compositionend", () => this.later());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.go(this.typed(), "asked");
    });
    found.addEventListener("click", (event) => this.clicked(event));
    addEventListener("popstate", () => void this.go(new URL(location.href), "back"));
    if (document.activeElement === box) void this.load();
  }

  /** Load gets the catalogue, once, when somebody begins to search. */
  private load(): Promise<void> {
    this.loading ??= this.fetched();
    return this.loading;
  }

  private async fetched(): Promise<void> {
    const address = this.found.dataset.catalogue;
    if (!address) return;
    try {
      const response = await fetch(address);
      if (!response.ok) return;
      const catalogue = (await response.json()) as Catalogue;
      this.engine = { catalogue, finder: new Finder(catalogue), view: new View(catalogue) };
    } catch {
      // The server answers instead.
    }
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      const url = this.typed();
      if (longNumber.test(this.box.value.replace(/\s/g, "")) || url.href === location.href) return;
      void this.go(url, "typed");
    }, pause);
  }

  /** Typed is the address that the form would lead to, on its first page. */
  private typed(): URL {
    const url = new URL(this.form.action);
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && value.trim()) url.searchParams.append(name, value);
    }
    return url;
  }

  private clicked(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    if (link.getAttribute("href")?.startsWith("#") || !this.isHere(url)) return;
    event.preventDefault();
    void this.go(url, link.rel ? "turned" : "chosen");
  }

  private isHere(url: URL): boolean {
    return url.origin === location.origin && url.pathname === new URL(this.form.action).pathname;
  }

  /** Go shows the results at an address. */
  private async go(url: URL, cause: Cause): Promise<void> {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    this.request?.abort();
    let shown: Shown | undefined;
    try {
      if (cause === "typed") await this.load();
      shown = this.instantly(url) ?? (turn === this.turn ? await this.asked(url) : undefined);
    } catch {
      shown = undefined;
    }
    if (turn !== this.turn) return;
    if (shown) this.show(shown, cause);
    else if (cause === "back") location.reload();
    else if (cause !== "typed") location.assign(url.href);
  }

  /** Instantly answers from the catalogue, if it is there and can tell. */
  private instantly(url: URL): Shown | undefined {
    if (!this.engine) return undefined;
    const { catalogue, finder, view } = this.engine;
    const request = parse(catalogue, finder, url.searchParams);
    const a: Answer | undefined = request && answer(catalogue, finder, request);
    if (!a) return undefined;
    return {
      url,
      title: view.title(a.request),
      count: view.count(a),
      kept: view.kept(a.request),
      nodes: view.found(a).map(grow),
    };
  }

  /** Asked gets the page from the server. A document that arrives this way runs no script. */
  private asked(url: URL): Promise<Shown | undefined> {
    return new Promise((resolve) => {
      const request = (this.request = new XMLHttpRequest());
      request.open("GET", url.href);
      request.responseType = "document";
      request.onloadend = () => resolve(this.taken(request, url));
      request.send();
    });
  }

  private taken(request: XMLHttpRequest, url: URL): Shown | undefined {
    const page = request.status === 200 ? request.responseXML : null;
    const found = page?.getElementById("found");
    if (!page || !found || !this.isHere(new URL(request.responseURL))) return undefined;
    const kept = page.querySelectorAll<HTMLInputElement>("form[role=search] input[type=hidden]");
    return {
      url,
      title: page.title,
      count: page.getElementById("results")?.textContent ?? "",
      kept: Array.from(kept, (input): [string, string] => [input.name, input.value]),
      nodes: Array.from(found.childNodes, (node) => document.importNode(node, true)),
    };
  }

  private show(shown: Shown, cause: Cause): void {
    const focused = this.found.contains(document.activeElement) ? document.activeElement : null;
    const key = focused instanceof HTMLElement ? focused.dataset.key : undefined;
    const closed = this.closed();
    this.found.replaceChildren(...shown.nodes);
    for (const details of this.found.querySelectorAll("details")) {
      const title = details.querySelector("summary")?.textContent ?? "";
      if (closed.includes(title)) details.open = false;
    }
    document.title = shown.title;
    this.keep(shown.kept);
    this.remember(shown.url, cause);
    if (cause !== "typed" && cause !== "asked") {
      this.box.value = shown.url.searchParams.get("q") ?? "";
    }
    if (cause === "turned") this.turnTo(document.getElementById("title"));
    else if (focused) this.refocus(key);
    if (this.said.textContent !== shown.count) this.said.textContent = shown.count;
  }

  private closed(): string[] {
    const list = this.found.querySelectorAll("details:not([open]) summary");
    return Array.from(list, (summary) => summary.textContent ?? "");
  }

  /** Keep makes the form send the filters along. */
  private keep(kept: [string, string][]): void {
    for (const input of this.form.querySelectorAll("input[type=hidden]")) input.remove();
    const inputs = kept.map(([name, value]) => grow(["input", { type: "hidden", name, value }]));
    this.box.after(...inputs);
  }

  /** Remember makes address, history and the link to the other language say what is shown. */
  private remember(url: URL, cause: Cause): void {
    if (cause === "typed") history.replaceState(null, "", url.href);
    else if (cause !== "back" && url.href !== location.href) history.pushState(null, "", url.href);
    for (const link of document.querySelectorAll<HTMLAnchorElement>("body a[hreflang]")) {
      link.search = url.search;
    }
  }

  /** Refocus puts the focus on the control that had it, or on the count if that is gone. */
  private refocus(key: string | undefined): void {
    for (const link of this.found.querySelectorAll<HTMLElement>("a[data-key]")) {
      if (link.dataset.key === key) {
        link.focus({ preventScroll: true });
        return;
      }
    }
    document.getElementById("results")?.focus({ preventScroll: true });
  }

  private turnTo(heading: HTMLElement | null): void {
    heading?.focus();
    heading?.scrollIntoView();
  }
}

const form = document.querySelector<HTMLFormElement>("main form[role=search]");
const box = form?.querySelector<HTMLInputElement>("input[name=q]");
const found = document.getElementById("found");
const said = document.getElementById("said");
if (form && box && found && said) new SearchPage(form, box, found, said);
