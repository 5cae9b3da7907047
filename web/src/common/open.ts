// Whether a place is open at this moment. The page lists hours by date and never says "now": it may
// have been kept for a day. This reads the hours beside them and the reader's clock, both as
// instants, so that it is right in every time zone.
//
//	<p data-from="2026-11-24" data-until="2026-11-30" data-open="{start}/{end} {start}/{end}"
//	   data-yes="…" data-no="…"><b class="badge none">…</b> …</p>

const day = 86400000;
const midnight = (date: string): number => Date.parse(date + "T00:00+08:00");

// isOpen says whether one of some intervals is on; undefined outside of the dates they are about.
function isOpen(data: DOMStringMap, now: number): boolean | undefined {
  const { from = "", until = "", open = "" } = data;
  if (!(now >= midnight(from) && now < midnight(until) + day)) return undefined;
  return open.split(" ").some((interval) => {
    const [start = "", end = ""] = interval.split("/");
    return now >= Date.parse(start) && now < Date.parse(end);
  });
}

// tellOpen says it at every place of the page. What is not known stays as it is.
export function tellOpen(now = Date.now()): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-open]")) {
    const badge = place.querySelector(".badge");
    const open = isOpen(place.dataset, now);
    if (!badge || open === undefined) continue;
    badge.textContent = (open ? place.dataset.yes : place.dataset.no) ?? "";
    badge.classList.toggle("good", open);
    badge.classList.toggle("none", !open);
  }
}
