package read

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/opendata/table"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

const (
	defaultHits = 10
	maxHits     = 50
)

// SearchMeta is the meta of a search.
type SearchMeta struct {
	Source
	Total int `json:"total"` // hits of all kinds
}

// SearchLinks are the links of a search: the whole lists behind its beginnings.
type SearchLinks struct {
	Self         string `json:"self"`
	Pinned       string `json:"pinned"`
	Producers    string `json:"producers"`
	Certificates string `json:"certificates"`
}

// Product is a product's name and how many rows have it.
type Product struct {
	Name         string `json:"name"`
	Producers    int    `json:"producers"`
	Certificates int    `json:"certificates"`
}

// search answers GET /v1/search: the beginnings of three lists.
func (a *api) search(w http.ResponseWriter, r *http.Request) error {
	p, err := httpapi.ParseParams(r, httpapi.Grammar{
		Names: []string{paramQ, paramLimit, paramAsOf, paramSnapshot},
	})
	if err != nil {
		return err
	}
	terms, err := parseTerms(p[paramQ])
	if err != nil {
		return err
	}
	if len(terms) == 0 {
		return httpapi.Bad(paramQ, "Say what to search for.", "请填写要查找的内容。", "")
	}
	limit, err := parseLimit(p, defaultHits, maxHits)
	if err != nil {
		return err
	}
	canonical := url.Values{paramQ: {strings.Join(terms, " ")}}
	if _, ok := p[paramLimit]; ok {
		canonical.Set(paramLimit, strconv.Itoa(limit))
	}
	m, err := parseMoment(p, canonical)
	if err != nil {
		return err
	}
	v, err := a.open(r.Context(), w, m)
	if err != nil {
		return err
	}
	if httpapi.NotModified(w, r, v.tag("search", "", canonical)) {
		return nil
	}
	body, err := a.searched(v, terms, limit, canonical)
	if err != nil {
		return err
	}
	v.locate(w, v.pinned(a.Base+"/v1/search", canonical))
	httpapi.Write(w, "application/json", body)
	return nil
}

func (a *api) searched(v view, terms []string, limit int, canonical url.Values) ([]byte, error) {
	b := []byte(`{"data":{`)
	total := 0
	counts := map[string][]search.Count{} // of products, by dataset
	for _, kind := range []struct{ dataset, product string }{
		{registry.Producers, "products"}, {registry.Certificates, "product"},
	} {
		t := v.Table(kind.dataset)
		res := t.Search(search.Query{
			Terms: terms, Filters: listedRows(t.Def()), Sort: search.ByRelevance, Limit: limit,
			Facets: []int{t.Def().Index(kind.product)},
		})
		total += res.Total
		counts[kind.dataset] = res.Facets[0].Counts
		b = append(dataset.AppendString(b, kind.dataset), `:{"total":`...)
		b = strconv.AppendInt(b, int64(res.Total), 10)
		b = append(b, `,"rows":[`...)
		for i, row := range res.Rows {
			if i > 0 {
				b = append(b, ',')
			}
			b = table.AppendJSON(b, t.Def(), table.All(t.Def()), source(t, row))
		}
		b = append(b, "]},"...)
	}
	products := productsOf(v, terms, counts)
	total += len(products)
	b = append(b, `"products":{"total":`...)
	b = strconv.AppendInt(b, int64(len(products)), 10)
	b = append(b, `,"rows":`...)
	b, err := httpapi.AppendJSON(b, products[:min(limit, len(products))])
	if err != nil {
		return nil, err
	}
	b = append(b, `}},"meta":`...)
	if b, err = httpapi.AppendJSON(b, SearchMeta{v.source(), total}); err != nil {
		return nil, err
	}
	lists := clone(canonical, paramLimit)
	b = append(b, `,"links":`...)
	b, err = httpapi.AppendJSON(b, SearchLinks{
		Self:         address(a.Base+"/v1/search", canonical),
		Pinned:       v.pinned(a.Base+"/v1/search", canonical),
		Producers:    address(a.Base+"/v1/"+registry.Producers, lists),
		Certificates: address(a.Base+"/v1/"+registry.Certificates, lists),
	})
	return append(b, '}', '\n'), err
}

// productsOf returns the products whose names have all terms, most frequent first, from the counts
// of the products of the rows that the terms find. A row that has such a product is found by the
// terms, so the counts have them all.
func productsOf(v view, terms []string, counts map[string][]search.Count) []Product {
	found := map[string]Product{}
	for _, c := range counts[registry.Producers] {
		found[c.Value] = Product{Name: c.Value, Producers: c.N}
	}
	for _, c := range counts[registry.Certificates] {
		p := found[c.Value]
		p.Name, p.Certificates = c.Value, c.N
		found[c.Value] = p
	}
	list := []Product{}
	names := slices.Collect(maps.Keys(found))
	for _, name := range v.Table(registry.Producers).Matching(names, terms) {
		list = append(list, found[name])
	}
	slices.SortFunc(list, func(a, b Product) int {
		return cmp.Or(cmp.Compare(b.Producers+b.Certificates, a.Producers+a.Certificates),
			cmp.Compare(a.Name, b.Name))
	})
	return list
}
