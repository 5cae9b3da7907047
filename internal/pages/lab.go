package pages

import (
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// listedLab is a laboratory in the list of all.
type listedLab struct {
	Href  string
	Name  text
	Facts []fact
}

func (e *edition) labs(b *buffer) error {
	t := e.table(registry.Labs)
	var list []listedLab
	for _, row := range e.listedRows(registry.Labs) {
		list = append(list, listedLab{
			Href: e.page("/labs/"+t.ID(row), nil), Name: e.said(e.nameOf(t, row)),
			Facts: e.facts(t, row, "town_id", "address", "phone", "opening_hours"),
		})
	}
	f := e.frame("labs", e.t("labs.title"), target{path: "/labs"})
	f.Description = e.t("labs.lead")
	f.Body = struct {
		Labs      []listedLab
		Bookable  bool
		JSON, CSV string
	}{list, e.Bookable, e.address.other("/v1/labs", nil), e.address.other("/v1/labs.csv", nil)}
	return e.render(b, "labs", f)
}

func (e *edition) lab(b *buffer, row int) error {
	t := e.table(registry.Labs)
	l := unpack[registry.Lab](t, row)
	body := recordPage{
		Name: e.said(l.Name), Lead: e.t("labs.lead"),
		Facts: e.facts(t, row, "notice", "town_id", "address", "directions", "phone",
			"opening_hours", "sample_kinds", "items", "methods", "sample_amount",
			"turnaround_minutes", "accessibility", "updated_on"),
		JSON: e.address.other("/v1/labs/"+l.ID, nil),
	}
	if e.Bookable {
		body.Book = e.page("/book/"+l.ID, nil)
	}
	if l.Withdrawn != 0 {
		body.Book = ""
		body.Verdict = &verdict{
			badge: badge{e.t("labs.removed"), bad}, Says: e.t("labs.removed_says"),
			Facts: e.facts(t, row, "withdrawn_on", "withdrawn_reason"),
		}
	}
	f := e.frame("", l.Name, target{path: "/labs/" + l.ID})
	f.Description = e.t("labs.lead")
	f.Body = body
	return e.render(b, "record", f)
}
