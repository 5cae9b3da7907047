package pages

import (
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// maxOptions is how many values of a facet are offered.
const maxOptions = 10

// facet is what a result can be narrowed by.
type facet struct {
	Title   string
	Options []choice
}

// choice is one of several. Its key is the same on every page, so that a script finds it again
// after it replaced the results.
type choice struct {
	counted
	Key string
}

func keyOf(name, value string) string { return name + "=" + value }

// facets returns the scope's facets with their counts. The one in use is offered again as the way
// to leave it out.
func (e *edition) facets(r *request, found []search.Facet) []facet {
	def := e.Schema.Def(r.dataset)
	var list []facet
	flags := facet{Title: e.t("search.flags")}
	for _, f := range found {
		c := &def.Columns[f.Column]
		options := e.options(r, c, f.Counts)
		switch {
		case slices.Contains(r.flags, c.Name):
			flags.Options = append(flags.Options, options...)
		case len(options) > 0:
			list = append(list, facet{Title: c.Words.Title.In(e.lang), Options: options})
		}
	}
	if len(flags.Options) > 0 {
		list = append(list, flags)
	}
	return list
}

func (e *edition) options(r *request, c *dataset.Column, counts []search.Count) []choice {
	flag := slices.Contains(r.flags, c.Name)
	current := ""
	for _, f := range r.filters {
		if f.column.Name == c.Name {
			current = f.text
		}
	}
	var list []choice
	for _, n := range counts {
		in := n.Value == current
		if flag && n.Value != "true" || len(list) >= maxOptions && !in {
			continue
		}
		o := choice{
			counted{text: e.facetWord(c, n.Value), N: n.N, Current: in}, keyOf(c.Name, n.Value),
		}
		if flag {
			o.text = text{Text: c.Words.Title.In(e.lang)}
		}
		o.Href = e.with(r, c.Name, n.Value)
		if in {
			o.Href = e.with(r, c.Name, "")
		}
		list = append(list, o)
	}
	return list
}

// facetWord returns what a value of a column is called.
func (e *edition) facetWord(c *dataset.Column, value string) text {
	switch {
	case c.Name == "tier":
		return text{Text: e.tierWord(value)}
	case c.Kind == dataset.Ref:
		word := e.refer(c.Refs, value)
		word.Href = ""
		return word
	case c.Kind == dataset.Code:
		return text{Text: c.Codes.Label(value).In(e.lang)}
	case c.Kind == dataset.Bool:
		return text{Text: e.yes(value == "true")}
	default:
		return e.said(value)
	}
}

// chips are the filters in use; each leads to the result without it.
func (e *edition) chips(r *request) []counted {
	var list []counted
	for _, f := range r.filters {
		chip := counted{Label: f.column.Words.Title.In(e.lang), text: e.facetWord(f.column, f.text)}
		chip.Href = e.with(r, f.column.Name, "")
		list = append(list, chip)
	}
	return list
}

// sorts are the orders that a reader may choose.
func (e *edition) sorts(r *request) []choice {
	var list []choice
	add := func(label, by string) {
		list = append(list, choice{counted{
			Label: label, Current: r.sort == by, text: text{Href: e.with(r, paramSort, by)},
		}, keyOf(paramSort, by)})
	}
	names := r.sorts
	if len(r.terms) > 0 {
		add(e.t("search.sort_relevance"), "")
	} else {
		add(e.t("search.sort_"+names[0]), "")
		names = names[1:]
	}
	for _, name := range names {
		add(e.t("search.sort_"+strings.TrimPrefix(name, "-")), name)
	}
	return list
}

// drops are, for a search without a result, what to leave out for one: a filter, a word, or else
// everything but one word.
func (e *edition) drops(r *request) []counted {
	t := e.table(r.dataset)
	var list []counted
	offer := func(filters []applied, terms []string, label string, what text) {
		other := request{scope: r.scope, q: strings.Join(terms, " "), terms: terms, filters: filters}
		if len(filters)+len(terms) == 0 {
			return // that would be everything
		}
		if n := t.Search(other.query(t.Def())).Total; n > 0 {
			what.Href = e.page("/search", other.values())
			list = append(list, counted{Label: label, text: what, N: n})
		}
	}
	without := e.t("search.without")
	for i, f := range r.filters {
		offer(slices.Delete(slices.Clone(r.filters), i, i+1), r.terms,
			without+" "+f.column.Words.Title.In(e.lang), e.facetWord(f.column, f.text))
	}
	for i, term := range r.terms {
		offer(r.filters, slices.Delete(slices.Clone(r.terms), i, i+1), without, e.said(term))
	}
	if len(list) > 0 {
		return list
	}
	for _, term := range r.terms {
		offer(nil, []string{term}, e.t("search.only"), e.said(term))
	}
	return list
}
