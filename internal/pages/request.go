package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

const (
	maxQuery = 100 // characters; the search box takes no more
	maxTerms = 16  // as the API
)

// The parameters of a search that are not filters.
const (
	paramQ    = "q"
	paramIn   = "in"
	paramSort = "sort"
	paramPage = "page"
)

// scope is a dataset that can be searched. A reader sees its sorts and facets in this order.
type scope struct {
	dataset string
	facets  []string
	flags   []string // facets of which only "true" is offered, under one heading
	sorts   []string // by column, a minus before a descending one; the first if nothing is typed
}

var scopes = []*scope{
	{
		dataset: registry.Producers,
		facets:  []string{"town_id", "kind", "tier", "sectors", "products"},
		flags:   []string{"green_certified", "organic_certified", "traceable", "titled"},
		sorts:   []string{"name", "-area_mu", "-registered_on"},
	},
	{
		dataset: registry.Certificates,
		facets:  []string{"status", "scheme", "town_id", "certifier"},
		sorts:   []string{"product", "valid_to_on", "-area_mu"},
	},
}

// applied is one filter of a request.
type applied struct {
	column *dataset.Column
	at     int // position of the column
	text   string
	value  dataset.Value
}

// request is a search as its address says it, with what means nothing left out.
type request struct {
	*scope
	chosen   bool // the address names the scope
	q        string
	terms    []string
	filters  []applied
	sort     string // "" by relevance if something was typed, else the scope's first
	page     int    // from 1
	personal bool   // a natural person's number was typed: nothing is done with it
}

// parseRequest reads a request. It is lenient: what it does not understand is left out, and the page says
// what it did understand.
func (e *edition) parseRequest(query url.Values) request {
	r := request{scope: scopes[0], page: 1}
	for _, s := range scopes {
		if s.dataset == query.Get(paramIn) {
			r.scope, r.chosen = s, true
		}
	}
	r.q = strings.Join(strings.Fields(strings.ToValidUTF8(query.Get(paramQ), "")), " ")
	if utf8.RuneCountInString(r.q) > maxQuery {
		r.q = string([]rune(r.q)[:maxQuery])
	}
	if r.personal = ident.HasPersonID(r.q); r.personal {
		r.q = ""
	}
	r.terms = fold.Terms(r.q)
	r.terms = r.terms[:min(len(r.terms), maxTerms)]
	def := e.Schema.Def(r.dataset)
	for _, name := range slices.Concat(r.facets, r.flags) {
		at := def.Index(name)
		if v, ok := e.filterValue(&def.Columns[at], query.Get(name)); ok {
			r.filters = append(r.filters, applied{&def.Columns[at], at, query.Get(name), v})
		}
	}
	if slices.Contains(r.sorts, query.Get(paramSort)) {
		r.sort = query.Get(paramSort)
	}
	if len(r.terms) == 0 && r.sort == r.sorts[0] {
		r.sort = ""
	}
	if n, err := strconv.Atoi(query.Get(paramPage)); err == nil && n > 1 {
		r.page = n
	}
	return r
}

// filterValue reads a filter's value, and reports whether the column can have it.
func (e *edition) filterValue(c *dataset.Column, s string) (dataset.Value, bool) {
	if s == "" || !utf8.ValidString(s) {
		return dataset.Value{}, false
	}
	switch c.Kind {
	case dataset.Ref:
		_, ok := e.Schema.Def(c.Refs[0]).Number(s)
		return dataset.TextValue(s), ok
	case dataset.Text:
		return dataset.TextValue(s), true
	default:
		v, err := c.Parse(s)
		return v, err == nil
	}
}

// values returns the parameters of the request's own address, with some left out.
func (r *request) values(without ...string) url.Values {
	v := url.Values{}
	if r.q != "" {
		v.Set(paramQ, r.q)
	}
	if r.scope != scopes[0] {
		v.Set(paramIn, r.dataset)
	}
	for _, f := range r.filters {
		v.Set(f.column.Name, f.text)
	}
	if r.sort != "" {
		v.Set(paramSort, r.sort)
	}
	if r.page > 1 {
		v.Set(paramPage, strconv.Itoa(r.page))
	}
	for _, name := range without {
		v.Del(name)
	}
	return v
}

// with returns the address of the first page with one parameter changed, "" leaving it out.
func (e *edition) with(r *request, name, value string) string {
	v := r.values(paramPage)
	if v.Del(name); value != "" {
		v.Set(name, value)
	}
	return e.page("/search", v)
}

// published returns the parameters by which the API answers the same rows in the same order.
func (r *request) published() url.Values {
	v := r.values(paramPage, paramIn)
	if r.q != "" {
		v.Set(paramQ, strings.Join(r.terms, " "))
	}
	if r.sort == "" && len(r.terms) == 0 {
		v.Set(paramSort, r.sorts[0])
	}
	return v
}

// query returns the request as the index takes it.
func (r *request) query(def *dataset.Def) search.Query {
	q := search.Query{Terms: r.terms, Sort: search.ByRelevance, Filters: []search.Filter{listed(def)}}
	for _, f := range r.filters {
		q.Filters = append(q.Filters, search.Filter{
			Column: f.at, Op: search.Eq, Values: []dataset.Value{f.value},
		})
	}
	by := r.sort
	if by == "" && len(r.terms) == 0 {
		by = r.sorts[0]
	}
	if by != "" {
		name, desc := strings.CutPrefix(by, "-")
		q.Sort, q.Desc = def.Index(name), desc
	}
	return q
}

// bare reports whether nothing was said but what to look for.
func (r *request) bare() bool {
	return r.q != "" && !r.chosen && len(r.filters) == 0 && r.sort == "" && r.page == 1
}
