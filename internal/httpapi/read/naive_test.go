package read_test

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/demo"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/pinyin"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// county is a system with a demo county of a few dozen producers, and its rows as they are shown
// today.
func county(t *testing.T) (*testkit.System, registry.Rows) {
	t.Helper()
	schema := registry.Load()
	rows := demo.County(schema, testkit.Today, 1, 60)
	s := testkit.New(t, testkit.Options{Rows: rows})
	view := registry.Derive(schema, rows, testkit.Today)
	for _, cell := range view.Limited {
		def := schema.Def(cell.Dataset)
		for _, r := range view.Rows[cell.Dataset] {
			if r.ID() == cell.ID {
				r[def.Index(cell.Column)] = cell.Value
			}
		}
	}
	for _, def := range schema.Datasets {
		for _, r := range view.Rows[def.Name] {
			r[def.Index("updated_on")] = dataset.DateValue(testkit.Today)
		}
	}
	return s, view.Rows
}

// condition is a drawn filter.
type condition struct {
	column *dataset.Column
	index  int
	op     string // eq, not, in …
	values []string
}

// holds evaluates a condition as the contract words it, over the text of a cell.
func (c condition) holds(r dataset.Row) bool {
	v := r[c.index]
	if c.op == "isnull" {
		return strconv.FormatBool(!v.Set) == c.values[0]
	}
	if !v.Set {
		return false
	}
	cells := []string{c.column.Format(v)}
	if c.column.List {
		cells = v.List()
	}
	any := slices.ContainsFunc(cells, func(cell string) bool {
		return slices.ContainsFunc(c.values, func(want string) bool { return c.one(cell, want) })
	})
	if c.op == "not" {
		return !any
	}
	return any
}

func (c condition) one(cell, want string) bool {
	order := cmp.Compare(cell, want)
	if c.column.Kind == dataset.Int || c.column.Kind == dataset.Decimal {
		a, _ := dataset.ParseDecimal2(cell)
		b, _ := dataset.ParseDecimal2(want)
		order = cmp.Compare(a.Hundredths, b.Hundredths)
	}
	switch c.op {
	case "contains":
		return strings.Contains(fold.Fold(cell), fold.Fold(want))
	case "startswith":
		return strings.HasPrefix(fold.Fold(cell), fold.Fold(want))
	case "gt":
		return order > 0
	case "gte":
		return order >= 0
	case "lt":
		return order < 0
	case "lte":
		return order <= 0
	default:
		return order == 0
	}
}

// drawn is a drawn query with what it means.
type drawn struct {
	def        *dataset.Def
	rows       []dataset.Row
	conditions []condition
	term       string
	sort       string
	facet      string
	params     url.Values
}

func drawQuery(t *rapid.T, all registry.Rows) *drawn {
	schema := registry.Load()
	q := &drawn{params: url.Values{}}
	q.def = rapid.SampledFrom(schema.Datasets).Draw(t, "dataset")
	q.rows = all[q.def.Name]
	for range rapid.IntRange(0, 3).Draw(t, "filters") {
		q.drawCondition(t)
	}
	if name := q.def.NameColumn(); rapid.Bool().Draw(t, "has q") && len(q.rows) > 0 {
		text := []rune(rapid.SampledFrom(q.rows).Draw(t, "row of q")[name].S)
		from := rapid.IntRange(0, len(text)-1).Draw(t, "from")
		term := string(text[from:min(len(text), from+rapid.IntRange(1, 2).Draw(t, "length"))])
		latin := strings.ToUpper(term) != strings.ToLower(term) // may also be pinyin
		if strings.Trim(term, "0123456789") == term && !latin && len(fold.Terms(term)) == 1 {
			q.term = fold.Fold(term)
			q.params.Set("q", term)
		}
	}
	q.drawOrder(t)
	return q
}

func (q *drawn) drawCondition(t *rapid.T) {
	i := rapid.IntRange(0, len(q.def.Columns)-1).Draw(t, "column")
	c := &q.def.Columns[i]
	ops := httpapi.Operators(c)
	if len(ops) == 0 {
		return
	}
	op := rapid.SampledFrom(ops).Draw(t, "operator")
	if q.params.Has(c.Name + op.Suffix) {
		return
	}
	cond := condition{column: c, index: i, op: op.Name()}
	n := 1
	if cond.op == "in" {
		n = rapid.IntRange(1, 3).Draw(t, "values")
	}
	for range n {
		if v := q.drawValue(t, cond); v != "" && !strings.Contains(v, ",") {
			cond.values = append(cond.values, v)
		}
	}
	if len(cond.values) == 0 {
		return
	}
	q.conditions = append(q.conditions, cond)
	q.params.Set(c.Name+op.Suffix, strings.Join(cond.values, ","))
}

// drawValue draws a value that some row has, or a part of it.
func (q *drawn) drawValue(t *rapid.T, c condition) string {
	if c.op == "isnull" || c.column.Kind == dataset.Bool {
		return strconv.FormatBool(rapid.Bool().Draw(t, "flag"))
	}
	if len(q.rows) == 0 {
		return ""
	}
	v := rapid.SampledFrom(q.rows).Draw(t, "row")[c.index]
	text := c.column.Format(v)
	if c.column.List && v.Set {
		text = rapid.SampledFrom(v.List()).Draw(t, "item")
	}
	if c.op == "contains" || c.op == "startswith" {
		runes := []rune(text)
		text = string(runes[:min(len(runes), 2)])
	}
	return text
}

func (q *drawn) drawOrder(t *rapid.T) {
	var sorts, facets []string
	for i := range q.def.Columns {
		if q.def.Columns[i].Sort {
			sorts = append(sorts, q.def.Columns[i].Name, "-"+q.def.Columns[i].Name)
		}
		if q.def.Columns[i].Facet {
			facets = append(facets, q.def.Columns[i].Name)
		}
	}
	q.sort = rapid.SampledFrom(sorts).Draw(t, "sort")
	q.params.Set("sort", q.sort)
	if len(facets) > 0 {
		q.facet = rapid.SampledFrom(facets).Draw(t, "facet")
	}
}

// matches reports whether a row answers the query, leaving out the conditions on one column.
func (q *drawn) matches(r dataset.Row, but string) bool {
	asked := false
	for _, c := range q.conditions {
		asked = asked || c.column.Name == "withdrawn_on"
		if c.column.Name != but && !c.holds(r) {
			return false
		}
	}
	if !asked && r[q.def.Index("withdrawn_on")].Set {
		return false
	}
	if q.term == "" {
		return true
	}
	for i := range q.def.Columns {
		c := &q.def.Columns[i]
		if (c.Search || c.IsName) && strings.Contains(fold.Fold(c.Format(r[i])), q.term) {
			return true
		}
	}
	return false
}

// ids returns the ids that the query must answer, in order.
func (q *drawn) ids() []string {
	var found []dataset.Row
	for _, r := range q.rows {
		if q.matches(r, "") {
			found = append(found, r)
		}
	}
	name, desc := strings.CutPrefix(q.sort, "-")
	i := q.def.Index(name)
	c := &q.def.Columns[i]
	slices.SortStableFunc(found, func(a, b dataset.Row) int {
		if a[i].Set != b[i].Set {
			return cmp.Compare(btoi(b[i].Set), btoi(a[i].Set)) // nulls last
		}
		order := cmp.Compare(a[i].N, b[i].N)
		switch {
		case c.Key:
			order = cmp.Compare(a[i].S, b[i].S)
		case c.IsName:
			order = cmp.Compare(pinyin.SortKey(a[i].S), pinyin.SortKey(b[i].S))
		case c.Kind <= dataset.Ref:
			order = cmp.Compare(fold.Fold(a[i].S), fold.Fold(b[i].S))
		}
		if desc {
			return -order
		}
		return order
	})
	ids := make([]string, len(found))
	for i, r := range found {
		ids[i] = r.ID()
	}
	return ids
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// counts returns the counts of the drawn facet.
func (q *drawn) counts() map[string]int {
	counts := map[string]int{}
	i := q.def.Index(q.facet)
	for _, r := range q.rows {
		if !q.matches(r, q.facet) || !r[i].Set {
			continue
		}
		items := []string{q.def.Columns[i].Format(r[i])}
		if q.def.Columns[i].List {
			items = r[i].List()
		}
		for _, item := range slices.Compact(slices.Sorted(slices.Values(items))) {
			counts[item]++
		}
	}
	return counts
}
