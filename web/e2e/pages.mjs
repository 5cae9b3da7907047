// Every kind of page, in one list: a new page is a line here, and all tests that hold for every
// page then hold for it. Addresses are those of the demo county, without language.
//
//   status  200 if not said          scan    reached from a code on a pack: the tightest budget
//   main    one of the ten of which pictures are kept
//   hidden  a page no search engine may list
export const kinds = [
  { name: "home", path: "/", main: true },
  { name: "search", path: "/search", main: true },
  { name: "search results", path: "/search?q=%E8%93%9D%E8%8E%93", main: true, hidden: true },
  { name: "search without results", path: "/search?q=%E6%97%A0%E6%AD%A4%E5%90%8D", hidden: true },
  { name: "producer", path: "/p/P000001", main: true, scan: true },
  { name: "certificate", path: "/c/C000001", main: true, scan: true },
  { name: "trace entity", path: "/t/T000001", main: true, scan: true },
  { name: "producer's poster", path: "/p/P000001/poster", poster: true, hidden: true },
  { name: "certificate's poster", path: "/c/C000001/poster", poster: true, hidden: true },
  { name: "trace entity's poster", path: "/t/T000001/poster", poster: true, hidden: true },
  { name: "laboratories", path: "/labs", main: true },
  { name: "laboratory", path: "/labs/L01" },
  { name: "registers", path: "/registers" },
  { name: "towns", path: "/towns" },
  { name: "town", path: "/towns/232701100" },
  { name: "certificates", path: "/certificates" },
  { name: "credit tiers", path: "/credit" },
  { name: "dealers", path: "/dealers" },
  { name: "service points", path: "/service-points" },
  { name: "demonstration farms", path: "/demonstration" },
  { name: "data", path: "/data", main: true },
  { name: "dataset", path: "/data/producers" },
  { name: "API reference", path: "/api", main: true },
  { name: "status", path: "/status" },
  { name: "about", path: "/about" },
  { name: "components", path: "/about/components" },
  { name: "accessibility", path: "/accessibility" },
  { name: "privacy", path: "/privacy" },
  { name: "booking, laboratory", path: "/book", main: true },
  { name: "booking, day", path: "/book/L01", hidden: true },
  { name: "opening a booking", path: "/booking", hidden: true },
  { name: "unknown code", path: "/p/P999999", status: 404, scan: true, hidden: true },
  { name: "withdrawn code", path: "/t/T000009", status: 410, scan: true, hidden: true },
  { name: "unknown path", path: "/nothing/at/all", status: 404, hidden: true },
];

export const languages = ["zh", "en"];

// The codes in these pages are those of e2e_test.go, which takes T000009 out of the register.
export const producer = "P000001";

// localized is a kind's address in a language.
export function localized(path, language) {
  if (language === "zh") return path;
  return path === "/" ? "/en" : "/en" + path;
}

// every yields each kind in each language.
export function* every(filter = () => true) {
  for (const kind of kinds.filter(filter)) {
    for (const language of languages) {
      yield { ...kind, language, path: localized(kind.path, language) };
    }
  }
}
