package pages

import "strings"

// above are the pages that stand over others, by the beginning of those pages' paths.
var above = []struct {
	folder string
	pages  []crumb
}{
	{"/p/", []crumb{registers, searching}},
	{"/c/", []crumb{registers, {"/certificates", "certificates.title"}}},
	{"/t/", []crumb{registers}},
	{"/labs/", []crumb{{"/labs", "labs.title"}}},
	{"/towns/", []crumb{registers, {"/towns", "towns.title"}}},
	{"/data/", []crumb{openData}},
	{"/api/", []crumb{openData, {"/api", "api.title"}}},
	{"/api", []crumb{openData}},
	{"/status", []crumb{openData}},
	{"/about/", []crumb{{"/about", "about.title"}}},
	{"/certificates", []crumb{registers}},
	{"/towns", []crumb{registers}},
	{"/credit", []crumb{registers}},
	{"/dealers", []crumb{registers}},
	{"/service-points", []crumb{registers}},
	{"/demonstration", []crumb{registers}},
	{"/book", []crumb{{"/labs", "labs.title"}}},
}

type crumb struct{ path, title string }

var (
	registers = crumb{"/registers", "registers.title"}
	openData  = crumb{"/data", "data.title"}
	searching = crumb{"/search", "search.title"}
)

// crumbs returns the way from the home page to a page, without the page itself.
func (e *edition) crumbs(path string) []text {
	for _, a := range above {
		if !strings.HasPrefix(path, a.folder) {
			continue
		}
		list := []text{{Text: e.t("missing.home"), Href: e.page("/", nil)}}
		for _, c := range a.pages {
			list = append(list, text{Text: e.t(c.title), Href: e.page(c.path, nil)})
		}
		return list
	}
	return nil
}
