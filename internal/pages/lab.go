package pages

import (
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// How many days of a laboratory are shown: in the list of all, and on its own page.
const (
	fewDays  = 3
	allDays  = 14
	stateFor = 7 // days for which the list knows when laboratories are open
)

// listedLab is a laboratory in the list of all.
type listedLab struct {
	Href  string
	Name  text
	State state
	Days  []labDay
	Facts []fact
}

// labPage is the body of a laboratory's page.
type labPage struct {
	Name    text
	Verdict *verdict // of one that has left the register
	Notice  text
	State   state
	Far     string
	Days    []labDay
	Unknown string // says that the holidays of a year are not announced, "" if they are
	Visit   []fact
	Amount  string
	Facts   []fact
	Book    string
	JSON    string
	CSV     string // its days
}

// labs writes the list of laboratories with their next days.
func (e *edition) labs(b *buffer) error {
	t := e.table(registry.Labs)
	var list []listedLab
	for _, row := range e.listedRows(registry.Labs) {
		id := t.ID(row)
		l := listedLab{
			Href: e.page("/labs/"+id, nil), Name: e.said(e.nameOf(t, row)),
			State: e.state(id, stateFor), Days: e.labDays(id, fewDays),
			Facts: e.facts(t, row, "town_id", "address", "phone"),
		}
		if len(l.Days) == 0 {
			l.Facts = append(l.Facts, e.facts(t, row, "opening_hours")...)
		}
		list = append(list, l)
	}
	f := e.frame("labs", e.t("labs.title"), target{path: "/labs"})
	f.Description = e.t("labs.lead")
	f.Body = struct {
		Labs      []listedLab
		Count     string
		Bookable  bool
		JSON, CSV string
		Days      string // the hours of every day as CSV
	}{
		list, e.t("labs.count", "n", number(len(list))), e.Bookable,
		e.address.other("/v1/labs", nil), e.address.other("/v1/labs.csv", nil),
		e.address.other("/v1/lab_days.csv", nil),
	}
	return e.render(b, "labs", f)
}

// visitFacts are the columns of a laboratory that somebody needs who goes there.
var visitFacts = []string{
	"town_id", "address", "directions", "phone", "accessibility", "opening_hours",
}

func (e *edition) lab(b *buffer, row int) error {
	t := e.table(registry.Labs)
	l := unpack[registry.Lab](t, row)
	body := labPage{
		Name: e.said(l.Name), Notice: e.said(l.Notice), Amount: l.SampleAmount,
		Visit: e.facts(t, row, visitFacts...),
		Facts: e.facts(t, row, "id", "sample_kinds", "items", "methods", "turnaround_minutes",
			"updated_on"),
		JSON: e.address.other("/v1/labs/"+l.ID, nil),
		CSV:  e.address.other("/v1/lab_days.csv", map[string][]string{"lab_id": {l.ID}}),
	}
	if l.Withdrawn == 0 {
		e.opens(&body, t, row)
	} else {
		body.Verdict = &verdict{
			badge: badge{e.t("labs.removed"), bad}, Says: e.t("labs.removed_says"),
			Facts: e.facts(t, row, "withdrawn_on", "withdrawn_reason"),
		}
	}
	f := e.frame("labs", l.Name, target{path: "/labs/" + l.ID})
	f.Description = e.t("labs.description", "name", l.Name, "address", l.Address)
	f.Body = body
	return e.render(b, "lab", f)
}

// opens adds what only a laboratory has that can be visited.
func (e *edition) opens(body *labPage, t *search.Table, row int) {
	id := t.ID(row)
	body.State, body.Days = e.state(id, allDays), e.labDays(id, allDays)
	for _, d := range body.Days {
		if d.Pending && body.Unknown == "" {
			body.Unknown = e.t("labs.unannounced", "year", d.Date[:4])
		}
	}
	l := Sheet{e}.laboratory(t, row)
	if l.Distance > 0 {
		body.Far = e.t("visit.far", "town", l.Town, "km", number(l.Distance))
	}
	if e.Bookable {
		body.Book = e.page("/book/"+id, nil)
	}
}
