package search_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// query draws a query to which some rows are likely to answer.
func query(t *rapid.T, d *dataset.Def, rows []dataset.Row) search.Query {
	q := search.Query{
		Sort: rapid.SampledFrom(sortable(d)).Draw(t, "sort"),
		Desc: rapid.Bool().Draw(t, "desc"), Limit: -1,
	}
	for range rapid.SampledFrom([]int{0, 1, 1, 2, 3}).Draw(t, "terms") {
		q.Terms = append(q.Terms, fold.Terms(term(t, d, rows))...)
	}
	for range rapid.IntRange(0, 4).Draw(t, "filters") {
		q.Filters = append(q.Filters, filter(t, d, rows))
	}
	for i := range d.Columns {
		if d.Columns[i].Facet && rapid.Bool().Draw(t, "facet") {
			q.Facets = append(q.Facets, i)
		}
	}
	return q
}

func sortable(d *dataset.Def) []int {
	list := []int{search.ByRelevance, search.ByID}
	for i := range d.Columns {
		if d.Columns[i].Sort {
			list = append(list, i)
		}
	}
	return list
}

func term(t *rapid.T, d *dataset.Def, rows []dataset.Row) string {
	s := rapid.SampledFrom([]string{
		"h", "he", "hezuoshe", "hzs", "gz", "lanm", "lam", "xian", "xia", "xi", "lü", "nv", "nu",
		"lumei", "mohelanmei", "chang", "zhangn", "e", "c", "aah", "bn", "pdy1", "pdy", "2026-1",
		"蓝莓", "莓(", "社", "é", "无", "𠀀", strings.Repeat("a", 64), strings.Repeat("a", 65),
	}).Draw(t, "term")
	if len(rows) == 0 || rapid.Bool().Draw(t, "fixed") {
		return s
	}
	r := rapid.SampledFrom(rows).Draw(t, "row")
	runes := []rune(r[rapid.SampledFrom([]int{1, d.NameColumn(), 3, 6}).Draw(t, "column")].S)
	if len(runes) == 0 {
		return s
	}
	from := rapid.IntRange(0, len(runes)-1).Draw(t, "from")
	return string(runes[from:min(len(runes), from+rapid.IntRange(1, 4).Draw(t, "n"))])
}

func filter(t *rapid.T, d *dataset.Def, rows []dataset.Row) search.Filter {
	f := search.Filter{
		Column: rapid.IntRange(0, len(d.Columns)-1).Draw(t, "column"),
		Op:     rapid.SampledFrom([]search.Op{0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9}).Draw(t, "op"),
	}
	if f.Op == search.IsNull {
		f.Values = []dataset.Value{dataset.BoolValue(rapid.Bool().Draw(t, "null"))}
		return f
	}
	n := 1
	if f.Op == search.In {
		n = rapid.IntRange(1, 3).Draw(t, "values")
	}
	for range n {
		v := dataset.Value{S: "x", Set: true}
		if len(rows) > 0 {
			v = rapid.SampledFrom(rows).Draw(t, "row")[f.Column]
		}
		if d.Columns[f.Column].List && len(v.List()) > 0 {
			v.S = v.List()[0]
		}
		if runes := []rune(v.S); f.Op >= search.Contains && len(runes) > 1 {
			v.S = string(runes[:len(runes)-1])
		}
		f.Values = append(f.Values, v)
	}
	return f
}

// requireAnswers compares an answer with the oracle's, and the pages with the whole.
func requireAnswers(t *rapid.T, want search.Result, tab *search.Table, q search.Query) {
	got := tab.Search(q)
	require.Equal(t, want.Total, got.Total, "total of %+v", q)
	require.Equal(t, want.Facets, got.Facets, "facets of %+v", q)
	require.Equal(t, len(want.Rows), len(got.Rows), "rows of %+v", q)
	require.True(t, slices.Equal(want.Rows, got.Rows),
		"want %v, got %v, of %+v", want.Rows, got.Rows, q)
	require.False(t, got.More)

	q.Limit = rapid.IntRange(1, 7).Draw(t, "limit")
	var joined []int
	for {
		page := tab.Search(q)
		require.Equal(t, want.Total, page.Total)
		require.Equal(t, want.Facets, page.Facets)
		require.LessOrEqual(t, len(page.Rows), q.Limit)
		joined = append(joined, page.Rows...)
		require.Equal(t, len(joined) < want.Total, page.More)
		if !page.More {
			break
		}
		q.After = page.Next
	}
	require.True(t, slices.Equal(want.Rows, joined),
		"want %v, pages %v, of %+v", want.Rows, joined, q)

	q.After, q.Limit = 0, 0
	counted := tab.Search(q)
	require.Empty(t, counted.Rows)
	require.Equal(t, want.Total, counted.Total)
	require.Equal(t, want.Total > 0, counted.More)
}

func TestSearch_AnswersAsTheOracle(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	rapid.Check(t, func(t *rapid.T) {
		rows := pack(defs[0], farms().Draw(t, "farms"))
		tab := table(t, build(t, input(defs, rows)), "farms")
		o := oracle{defs[0], rows}
		for range 8 {
			q := query(t, defs[0], rows)
			requireAnswers(t, o.search(q), tab, q)
		}
	})
}

func TestSearch_FindsEverySubstring(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	rapid.Check(t, func(t *rapid.T) {
		drawn := farms().Draw(t, "farms")
		rows := pack(defs[0], drawn[:min(12, len(drawn))])
		tab := table(t, build(t, input(defs, rows)), "farms")
		o := oracle{defs[0], rows}
		asked := map[string]bool{}
		for _, r := range rows {
			name := []rune(fold.Fold(r[defs[0].NameColumn()].S))
			for from := range name {
				for n := 1; n <= 3 && from+n <= len(name); n++ {
					asked[string(name[from:from+n])] = true
				}
			}
		}
		for s := range asked {
			q := search.Query{Terms: fold.Terms(s), Sort: search.ByRelevance, Limit: -1}
			want := o.search(q)
			got := tab.Search(q)
			require.Equal(t, want.Total, got.Total, s)
			require.True(t, slices.Equal(want.Rows, got.Rows), s)
		}
	})
}

func TestSearch_Terms(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	tab := table(t, build(t, input(defs, pack(defs[0], []farm{
		{ID: "F0001", Name: "漠河蓝莓合作社", Products: []string{"木耳"}},
		{ID: "F0002", Name: "西安绿色农场"},
		{ID: "F0003", Name: "合作社", Former: []string{"漠河长先社"}},
		{ID: "F0004", Name: "ＡＢ女農"},
	}))), "farms")
	tests := []struct {
		name, q string
		want    []string
	}{
		{"nothing typed finds all, by name", "", []string{"F0004", "F0002", "F0001", "F0003"}},
		{"a word at the start of the name comes first", "合作", []string{"F0003", "F0001"}},
		{"a word anywhere", "木耳", []string{"F0001"}},
		{"a word is not found across texts", "社木", nil},
		{"traditional and full width", "藍莓", []string{"F0001"}},
		{"two terms", "合作社 漠河", []string{"F0001", "F0003"}},
		{"a character that no text has", "猪", nil},
		{"full pinyin", "hezuoshe", []string{"F0003", "F0001"}},
		{"the last syllable begun", "hezuosh", []string{"F0003", "F0001"}},
		{"not from within a syllable", "ezuoshe", nil},
		{"another reading", "gezuo", []string{"F0003", "F0001"}},
		{"both readings of one character", "zhangxian", []string{"F0003"}},
		{"and", "changxian", []string{"F0003"}},
		{"syllables cut in two ways", "xian", []string{"F0002", "F0003"}},
		{"initials", "mhlm", []string{"F0001"}},
		{"initials within", "lmhzs", []string{"F0001"}},
		{"no mix of pinyin and initials", "mohelm", nil},
		{"u for ü", "lu", []string{"F0002"}},
		{"v for ü", "lv", []string{"F0002"}},
		{"ü for ü", "nü", []string{"F0004"}},
		{"letters read as themselves", "abnvnong", []string{"F0004"}},
		{"a character without a reading ends pinyin", "lvs", nil},
		{"too long for pinyin", strings.Repeat("he", 33), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var ids []string
			q := search.Query{Terms: fold.Terms(tt.q), Sort: search.ByRelevance, Limit: -1}
			for _, row := range tab.Search(q).Rows {
				ids = append(ids, tab.ID(row))
			}
			assert.Equal(t, tt.want, ids)
		})
	}
}

func TestSearch_WithoutNames(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	x := build(t, input(defs, nil))
	tab := table(t, x, "samples")
	q := search.Query{Terms: []string{"pdy"}, Sort: search.ByRelevance, Limit: 10}
	assert.Equal(t, []int{0}, tab.Search(q).Rows)
	q.Terms = []string{"2026-11-24"}
	assert.Equal(t, []int{0}, tab.Search(q).Rows, "a date is searched as it is written")
	assert.Equal(t, search.Result{Rows: []int{}}, table(t, x, "idle").Search(q))
}
