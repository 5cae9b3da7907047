package pages

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/mingtian-portal/mingtian/internal/registry"
)

// How much a page of results shows.
const (
	perPage = 20
	preview = 3 // certificates shown under producers
)

// search answers /search. What is typed may be a code: then the reader is sent to what it names.
func (e *edition) search(b *buffer, query url.Values) (answer, error) {
	r := e.parseRequest(query)
	if r.bare() {
		if hits := e.find(r.q); len(hits) == 1 {
			return e.elsewhere(http.StatusSeeOther, hits[0].path, nil), nil
		}
	}
	body := e.results(&r)
	title := e.t("search.title")
	if r.q != "" {
		title = e.t("search.title_for", "q", r.q)
	}
	f := e.frame("search", title, target{path: "/search", query: r.values()})
	f.Description = e.t("search.description")
	f.Body = body
	return answer{}, e.render(b, "search", f)
}

// results is the body of the search page.
type results struct {
	Ask          ask
	Personal     bool
	Tabs         []choice
	Count        string
	Total        int
	Chips        []counted
	Meant        []choice
	Sorts        []choice
	Producers    []producerRow
	Certificates []certified
	Also         []certified // certificates that match too
	Previous     string
	Next         string
	Place        string // page 2 of 7
	Drops        []counted
	Explained    []explained
	Facets       []facet
	API, CSV     string
	Catalogue    string // where the script of the page gets it, "" if there is none
}

func (e *edition) results(r *request) *results {
	out := &results{Personal: r.personal, Ask: ask{Q: r.q}, Catalogue: e.catalogue()}
	if r.personal {
		return out
	}
	totals := e.tabs(r, out)
	t := e.table(r.dataset)
	q := r.query(t.Def())
	for _, name := range slices.Concat(r.facets, r.flags) {
		q.Facets = append(q.Facets, t.Def().Index(name))
	}
	q.Limit = -1
	res := t.Search(q)
	pages := max(1, (res.Total+perPage-1)/perPage)
	r.page = min(r.page, pages)
	rows := res.Rows[min((r.page-1)*perPage, len(res.Rows)):min(r.page*perPage, len(res.Rows))]

	out.Total = res.Total
	out.Count = e.count("search.count_"+r.dataset, res.Total)
	out.Chips = e.chips(r)
	out.Meant = e.meant(r)
	out.Ask.Kept = keptBy(r)
	if res.Total > 1 {
		out.Sorts = e.sorts(r)
	}
	e.list(r, out, rows)
	out.Facets = e.facets(r, res.Facets)
	e.pager(r, out, pages)
	if res.Total == 0 {
		out.Drops = e.drops(r)
	}
	if totals == 0 && len(r.filters) == 0 {
		out.Explained = e.explain(r.q)
	}
	path := "/v1/" + r.dataset
	out.API = e.address.other(path, r.published())
	out.CSV = e.address.other(path+".csv", r.published())
	return out
}

// tabs counts what each scope has for the words typed, and turns to the certificates if only they
// have something and the reader did not choose. It returns the sum.
func (e *edition) tabs(r *request, out *results) int {
	sum := 0
	totals := make([]int, len(scopes))
	for i, s := range scopes {
		other := request{scope: s, terms: r.terms}
		totals[i] = e.table(s.dataset).Search(other.query(e.Schema.Def(s.dataset))).Total
		sum += totals[i]
	}
	if !r.chosen && len(r.filters) == 0 && totals[0] == 0 && totals[1] > 0 {
		r.scope, r.sort = scopes[1], ""
	}
	for i, s := range scopes {
		other := request{scope: s, q: r.q}
		out.Tabs = append(out.Tabs, choice{counted{
			Label: e.t("search.in_" + s.dataset), N: totals[i], Current: s == r.scope,
			text: text{Href: e.page("/search", other.values())},
		}, keyOf(paramIn, s.dataset)})
	}
	return sum
}

// producerRow is a producer in a list.
type producerRow struct {
	Href     string
	Name     text
	Kind     string
	Places   []text
	Products []text
	Badges   []badge
}

// list adds the rows of a page, and under producers the certificates that match as well.
func (e *edition) list(r *request, out *results, rows []int) {
	if r.scope != scopes[0] {
		t := e.table(r.dataset)
		for _, row := range rows {
			out.Certificates = append(out.Certificates, e.certified(t, row, true))
		}
		return
	}
	for _, row := range rows {
		out.Producers = append(out.Producers, e.producerRow(row))
	}
	if len(r.terms) == 0 || len(r.filters) > 0 || r.page > 1 {
		return
	}
	t := e.table(registry.Certificates)
	also := request{scope: scopes[1], terms: r.terms}
	q := also.query(t.Def())
	q.Limit = preview
	for _, row := range t.Search(q).Rows {
		out.Also = append(out.Also, e.certified(t, row, true))
	}
}

func (e *edition) producerRow(row int) producerRow {
	t := e.table(registry.Producers)
	p := unpack[registry.Producer](t, row)
	out := producerRow{
		Href: e.page("/p/"+p.ID, nil), Name: e.said(p.Name), Kind: e.label(t, row, "kind"),
	}
	if p.TownID != "" {
		out.Places = []text{e.refer([]string{registry.Divisions}, p.TownID)}
	}
	for _, product := range p.Products {
		out.Products = append(out.Products, e.said(product))
	}
	add := func(holds bool, key string) {
		if holds {
			out.Badges = append(out.Badges, badge{e.t(key), good})
		}
	}
	add(p.Green, "claim.green")
	add(p.Organic, "claim.organic")
	add(p.Traceable, "claim.traceable")
	add(p.Titled, "claim.titled")
	out.Badges = append(out.Badges, badge{e.t("tier.named", "tier", e.tierWord(p.Tier)), neutral})
	return out
}

func (e *edition) pager(r *request, out *results, pages int) {
	if pages == 1 {
		return
	}
	at := func(n int) string {
		other := *r
		other.page = n
		return e.page("/search", other.values())
	}
	if r.page > 1 {
		out.Previous = at(r.page - 1)
	}
	if r.page < pages {
		out.Next = at(r.page + 1)
	}
	out.Place = e.t("search.place", "n", number(r.page), "of", number(pages))
}

func keptBy(r *request) []kept {
	var list []kept
	if r.chosen {
		list = append(list, kept{paramIn, r.dataset})
	}
	for _, f := range r.filters {
		list = append(list, kept{f.column.Name, f.text})
	}
	return list
}
