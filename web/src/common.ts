// What every page has: the display toolbar that remembers, buttons for copying and printing, and
// hints for readers inside WeChat. It runs in <head>, before anything is drawn.

import { tellOpen } from "./common/open";

const modes = ["large", "contrast", "simple"] as const;
type Mode = (typeof modes)[number];

const key = "mingtian.modes";
const root = document.documentElement;

// The modes in force. Where storage is blocked they last as long as the page.
let on = parse(recall());

function recall(): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function remember(): void {
  try {
    localStorage.setItem(key, on.join(" "));
  } catch {
    // The reader's browser keeps nothing: the mode holds for this page.
  }
}

function parse(text: string): Mode[] {
  const words = text.split(" ");
  return modes.filter((mode) => words.includes(mode));
}

function box(mode: Mode): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>(`#modes input[data-mode="${mode}"]`);
}

// show brings the page to the modes in force: the classes, and the boxes once they are there. The
// styles follow either, so both must agree.
function show(): void {
  for (const mode of modes) {
    const is = on.includes(mode);
    root.classList.toggle("mode-" + mode, is);
    const input = box(mode);
    if (input) input.checked = is;
  }
}

function changed(event: Event): void {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.dataset.mode) return;
  on = modes.filter((mode) => (mode === input.dataset.mode ? input.checked : on.includes(mode)));
  show();
  remember();
}

// copy puts a button's text into the clipboard, and says so on the button itself for a moment.
async function copy(button: HTMLElement): Promise<void> {
  const text = button.dataset.copy ?? "";
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    field.className = "hidden";
    button.after(field);
    field.select();
    const done = document.execCommand("copy"); // where the newer way is not allowed
    field.remove();
    button.focus();
    if (!done) return;
  }
  const said = button.dataset.copied;
  if (!said || button.textContent === said) return;
  const label = [...button.childNodes];
  button.replaceChildren(said);
  setTimeout(() => button.replaceChildren(...label), 2000);
}

function clicked(event: MouseEvent): void {
  if (!(event.target instanceof Element)) return;
  const button = event.target.closest<HTMLElement>("[data-copy],[data-print]");
  if (!button) return;
  if (button.dataset.copy !== undefined) void copy(button);
  else print();
}

root.classList.add("js");
if (navigator.userAgent.includes("MicroMessenger")) root.classList.add("wechat");
show();
document.addEventListener("DOMContentLoaded", () => {
  show();
  tellOpen();
  setInterval(() => tellOpen(), 60_000);
  if (!root.classList.contains("wechat")) return;
  for (const hint of document.querySelectorAll<HTMLElement>("[data-wechat]")) hint.hidden = false;
});
document.addEventListener("change", changed);
document.addEventListener("click", clicked);
addEventListener("pageshow", show); // the browser may have put back boxes of its own
addEventListener("storage", (event) => {
  if (event.key !== key && event.key !== null) return;
  on = parse(event.newValue ?? "");
  show();
});
