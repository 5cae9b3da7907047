package pages

import "github.com/mingtian-portal/mingtian/internal/registry"

// register is a list of the index of lists.
type register struct {
	Name  text
	About string
	Count string
	CSV   string
}

// registers writes the index of all lists that are there to be read and printed.
func (e *edition) registers(b *buffer) error {
	var list []register
	for _, r := range []struct{ path, title, about, dataset string }{
		{"/towns", "towns.title", "towns.lead", registry.Producers},
		{"/certificates", "certificates.title", "certificates.lead", registry.Certificates},
		{"/credit", "credit.title", "credit.about", registry.CreditSchemes},
		{"/demonstration", "titles.title", "titles.lead", registry.DemonstrationTitles},
		{"/dealers", "dealers.title", "dealers.lead", registry.InputDealers},
		{"/service-points", "points.title", "points.lead", registry.ServicePoints},
		{"/labs", "labs.title", "labs.about", registry.Labs},
	} {
		p := part{dataset: r.dataset}
		list = append(list, register{
			Name:  text{Text: e.t(r.title), Href: e.page(r.path, nil)},
			About: e.t(r.about),
			Count: e.t("registers.holds", "what", e.Schema.Def(r.dataset).Title.In(e.lang),
				"n", number(e.choose(p, 0).Total)),
			CSV: e.address.other("/v1/"+r.dataset+".csv", p.parameters()),
		})
	}
	f := e.frame("registers", e.t("registers.title"), target{path: "/registers"})
	f.Description = e.t("registers.lead")
	f.Body = struct{ Registers []register }{list}
	return e.render(b, "registers", f)
}
