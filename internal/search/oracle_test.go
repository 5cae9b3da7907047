package search_test

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// oracle answers queries from rows, as the package comment says and no quicker.
type oracle struct {
	def  *dataset.Def
	rows []dataset.Row
}

func (o oracle) search(q search.Query) search.Result {
	var res search.Result
	bands := map[int]int{}
	for row := range o.rows {
		band, ok := o.matches(row, q.Terms)
		if ok && o.passes(row, q.Filters, -1) {
			bands[row] = band
			res.Rows = append(res.Rows, row)
		}
	}
	res.Total = len(res.Rows)
	slices.SortStableFunc(res.Rows, func(a, b int) int {
		if q.Sort == search.ByRelevance {
			return cmp.Or(cmp.Compare(bands[a], bands[b]),
				o.compare(a, b, o.def.NameColumn(), false))
		}
		return o.compare(a, b, q.Sort, q.Desc)
	})
	for _, col := range q.Facets {
		res.Facets = append(res.Facets, search.Facet{Column: col, Counts: o.counts(q, col)})
	}
	return res
}

// compare compares two rows by a column; equal ones are left in the order of their ids.
func (o oracle) compare(a, b, col int, desc bool) int {
	if col == search.ByID && desc {
		return cmp.Compare(b, a)
	}
	if col < 0 {
		return 0
	}
	c, v, w := &o.def.Columns[col], o.rows[a][col], o.rows[b][col]
	if !v.Set || !w.Set {
		return cmp.Compare(boolean(!v.Set), boolean(!w.Set))
	}
	order := cmp.Compare(v.N, w.N)
	if c.IsName {
		order = cmp.Compare(nameKey(v.S), nameKey(w.S))
	} else if c.Kind <= dataset.Ref {
		order = cmp.Compare(fold.Fold(v.S), fold.Fold(w.S))
	}
	if desc {
		return -order
	}
	return order
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (o oracle) counts(q search.Query, col int) []search.Count {
	often := map[string]int{}
	for row, r := range o.rows {
		if _, ok := o.matches(row, q.Terms); !ok || !o.passes(row, q.Filters, col) {
			continue
		}
		items := []string{o.def.Columns[col].Format(r[col])}
		if o.def.Columns[col].List {
			items = r[col].List()
			slices.Sort(items)
			items = slices.Compact(items)
		}
		if r[col].Set {
			for _, item := range items {
				often[item]++
			}
		}
	}
	var counts []search.Count
	for value, n := range often {
		counts = append(counts, search.Count{Value: value, N: n})
	}
	slices.SortFunc(counts, func(a, b search.Count) int {
		numeric := 0
		if o.def.Columns[col].Kind == dataset.Int {
			numeric = cmp.Compare(len(a.Value), len(b.Value))
		}
		return cmp.Or(cmp.Compare(b.N, a.N), numeric, cmp.Compare(a.Value, b.Value))
	})
	return counts
}

// passes reports whether a row passes all filters but those of one column.
func (o oracle) passes(row int, filters []search.Filter, but int) bool {
	for _, f := range filters {
		if f.Column != but && !o.holds(&o.def.Columns[f.Column], o.rows[row][f.Column], f) {
			return false
		}
	}
	return true
}

func (o oracle) holds(c *dataset.Column, v dataset.Value, f search.Filter) bool {
	if f.Op == search.IsNull {
		return v.Set != (f.Values[0].N == 1)
	}
	if !v.Set {
		return false
	}
	items := []dataset.Value{v}
	if c.List {
		items = nil
		for _, s := range v.List() {
			items = append(items, dataset.Value{S: s, Set: true})
		}
	}
	if f.Op == search.Not {
		return !slices.ContainsFunc(items, func(v dataset.Value) bool {
			return same(v, f.Values[0])
		})
	}
	return slices.ContainsFunc(items, func(v dataset.Value) bool { return o.holdsFor(c, v, f) })
}

func same(a, b dataset.Value) bool { return a.S == b.S && a.N == b.N }

func (o oracle) holdsFor(c *dataset.Column, v dataset.Value, f search.Filter) bool {
	w := f.Values[0]
	order := cmp.Or(cmp.Compare(v.N, w.N), cmp.Compare(v.S, w.S))
	switch f.Op {
	case search.Eq:
		return same(v, w)
	case search.In:
		return slices.ContainsFunc(f.Values, func(w dataset.Value) bool { return same(v, w) })
	case search.Gt:
		return order > 0
	case search.Gte:
		return order >= 0
	case search.Lt:
		return order < 0
	case search.Lte:
		return order <= 0
	case search.Contains:
		return c.Kind <= dataset.Ref && strings.Contains(fold.Fold(v.S), fold.Fold(w.S))
	default:
		return c.Kind <= dataset.Ref && strings.HasPrefix(fold.Fold(v.S), fold.Fold(w.S))
	}
}

// matches returns the worst of the terms' bands, and whether all terms match.
func (o oracle) matches(row int, terms []string) (int, bool) {
	worst := 0
	for _, term := range terms {
		band, ok := o.band(row, term)
		if !ok {
			return 0, false
		}
		worst = max(worst, band)
	}
	return worst, true
}

func (o oracle) band(row int, term string) (int, bool) {
	found, best := false, 2
	for i := range o.def.Columns {
		c, v := &o.def.Columns[i], o.rows[row][i]
		texts := []string{c.Format(v)}
		if c.List {
			texts = v.List()
		}
		for _, s := range texts {
			if !c.Search {
				continue
			}
			at, ok := place([]rune(fold.Fold(s)), term)
			found = found || ok
			if ok && c.IsName {
				best = min(at, 1)
			}
		}
	}
	return best, found
}

// place returns the first place in a text at which a term matches.
func place(text []rune, term string) (int, bool) {
	typed := strings.ReplaceAll(term, "ü", "v")
	latin := strings.Trim(typed, "abcdefghijklmnopqrstuvwxyz") == "" && len(typed) <= 64
	for at := range text {
		rest := text[at:]
		if strings.HasPrefix(string(rest), term) ||
			latin && (full(rest, typed) || initials(rest, typed)) {
			return at, true
		}
	}
	return 0, false
}

func full(text []rune, term string) bool {
	if term == "" || len(text) == 0 {
		return term == ""
	}
	for _, r := range spoken(text[0]) {
		if strings.HasPrefix(r, term) {
			return true
		}
		if rest, ok := strings.CutPrefix(term, r); ok && full(text[1:], rest) {
			return true
		}
	}
	return false
}

func initials(text []rune, term string) bool {
	if term == "" || len(text) == 0 {
		return term == ""
	}
	for _, r := range spoken(text[0]) {
		if r[0] == term[0] && initials(text[1:], term[1:]) {
			return true
		}
	}
	return false
}

func spoken(r rune) []string {
	switch {
	case r >= 'a' && r <= 'z':
		return []string{string(r)}
	case r == 'ü':
		return []string{"v"}
	default:
		return readings(r)
	}
}
