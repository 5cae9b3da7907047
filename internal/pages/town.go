package pages

import (
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// townRow is a town in the list of all, with what is registered there.
type townRow struct {
	Name   text
	Counts []counted
}

// townsPage is the list of towns. Former are those that are no more, which rows may still name.
type townsPage struct {
	Titles    []string
	Towns     []townRow
	Former    []text
	Elsewhere []roster // producers whose town is not known
	Count     string
	JSON, CSV string
}

// townPage is the page of a town.
type townPage struct {
	listing
	Villages []text
}

// The columns of the tables of a town. Certificates in force are all that may be used today;
// land in conversion has a table of its own, because it is not organic.
var (
	producerColumns = []string{"name", "kind", "products", marks}
	holdingColumns  = []string{"product", "scheme", "holder_name", "number", "valid_to_on"}
	labColumns      = []string{"name", "address", "phone"}
	dealerColumns   = []string{
		"name", "categories", marks, "address", "phone", "opening_hours",
	}
	pointColumns = []string{"name", "village_id", "services", "address", "phone", "opening_hours"}
	inForce      = []string{registry.StatusValid, registry.StatusExpiring}
)

// ofTown returns the rows of a dataset that belong to a town.
func ofTown(dataset, town, sort string) part {
	return part{dataset, []filter{has("town_id", town)}, sort}
}

// certificatesOf returns the certificates of a town with one of some statuses.
func certificatesOf(town string, statuses ...string) part {
	return part{
		registry.Certificates,
		[]filter{has("town_id", town), has("status", statuses...)},
		"valid_to_on",
	}
}

// townCodes returns the codes of all towns. Each has a page, also one that is no more.
func townCodes(snap *snapshot.Snapshot) []string {
	t := snap.Table(registry.Divisions)
	var codes []string
	for row := range t.Len() {
		if isTown(t, row) {
			codes = append(codes, t.Value(row, t.Def().Index("code")).S)
		}
	}
	return codes
}

func isTown(t *search.Table, row int) bool {
	def := t.Def()
	return t.Value(row, def.Index("level")).S == "town" &&
		!t.Value(row, def.Index("withdrawn_on")).Set
}

// townList writes the list of towns.
func (e *edition) townList(b *buffer) error {
	t := e.table(registry.Divisions)
	all := part{registry.Divisions, []filter{has("level", "town")}, ""}
	page := townsPage{
		Titles: []string{
			e.t("home.producers"), e.t("towns.in_force"), e.Schema.Def(registry.Labs).Title.In(e.lang),
			e.t("dealers.title"), e.t("points.title"),
		},
		JSON: e.address.other("/v1/divisions", all.parameters()),
		CSV:  e.address.other("/v1/divisions.csv", all.parameters()),
	}
	for row := range t.Len() {
		if !isTown(t, row) {
			continue
		}
		d := unpack[registry.Division](t, row)
		name := e.place(t, row)
		name.Href = e.page("/towns/"+d.Code, nil)
		if d.ValidTo != 0 && d.ValidTo < e.snap.Date {
			page.Former = append(page.Former, name)
			continue
		}
		page.Towns = append(page.Towns, townRow{name, e.townCounts(d.ID, page.Titles)})
	}
	page.Count = e.t("towns.count", "n", number(len(page.Towns)))
	page.Elsewhere = e.byPlace(registry.Producers, "name",
		func(row int) bool { return isTown(t, row) }, producerColumns...)
	f := e.frame("registers", e.t("towns.title"), target{path: "/towns"})
	f.Description = e.t("towns.lead")
	f.Body = page
	return e.render(b, "towns", f)
}

// townCounts counts what a town has, in the order of the columns of the list of towns.
func (e *edition) townCounts(id string, titles []string) []counted {
	parts := []part{
		ofTown(registry.Producers, id, ""), certificatesOf(id, inForce...),
		ofTown(registry.Labs, id, ""), ofTown(registry.InputDealers, id, ""),
		ofTown(registry.ServicePoints, id, ""),
	}
	list := make([]counted, len(parts))
	for i, p := range parts {
		list[i] = counted{Label: titles[i], N: e.choose(p, 0).Total}
	}
	return list
}

// town writes the page of a town.
func (e *edition) town(b *buffer, code string) error {
	t := e.table(registry.Divisions)
	row, ok := t.Find("D" + code)
	if !ok {
		return e.unknownPath(b, "/towns/"+code)
	}
	d := unpack[registry.Division](t, row)
	name := e.place(t, row)
	page := townPage{
		listing: listing{
			Name: name, Lead: e.t("towns.description", "town", name.Text),
			Facts: e.facts(t, row, "code", "former_names", "former_codes", "valid_from_on",
				"valid_to_on"),
			Groups: e.townGroups(d.ID),
		},
		Villages: e.villages(d.ID),
	}
	f := e.frame("registers", name.Text, target{path: "/towns/" + code})
	f.Description, f.Body = page.Lead, page
	return e.render(b, "town", f)
}

func (e *edition) townGroups(id string) []group {
	list := []group{
		sole("producers", "", e.roster(e.t("home.producers"),
			ofTown(registry.Producers, id, "name"), mostRows, producerColumns...)),
		sole("certificates", "", e.roster(e.t("towns.in_force"), certificatesOf(id, inForce...),
			mostRows, holdingColumns...)),
	}
	conversion := e.roster(e.t("standing.conversion"),
		certificatesOf(id, registry.StatusConversion), mostRows, holdingColumns...)
	if conversion.Total > 0 {
		list = append(list, sole("conversion", e.t("certificate.says_conversion"), conversion))
	}
	return append(list,
		sole("labs", "", e.roster(e.Schema.Def(registry.Labs).Title.In(e.lang),
			ofTown(registry.Labs, id, "name"), mostRows, labColumns...)),
		sole("dealers", "", e.roster(e.t("dealers.title"),
			ofTown(registry.InputDealers, id, "name"), mostRows, dealerColumns...)),
		sole("points", "", e.roster(e.t("points.title"),
			ofTown(registry.ServicePoints, id, "name"), mostRows, pointColumns...)))
}

// villages returns the villages and communities of a town, in the order of their codes.
func (e *edition) villages(town string) []text {
	t := e.table(registry.Divisions)
	var list []text
	for _, row := range e.choose(part{registry.Divisions, []filter{has("parent_id", town)}, ""},
		-1).Rows {
		list = append(list, e.place(t, row))
	}
	return list
}
