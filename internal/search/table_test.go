package search_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

func TestWith_IsAsIfBuilt(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	d := defs[0]
	rapid.Check(t, func(t *rapid.T) {
		drawn := farms().Draw(t, "farms")
		rows := pack(d, drawn)
		x := build(t, input(defs, rows))
		changed := pack(d, drawn)
		cells := []search.Cell{
			{Dataset: "none"},
			{Dataset: "farms", ID: "F0001", Column: "none"},
			{Dataset: "farms", ID: "F9999", Column: "tier", Value: dataset.TextValue("C")},
			{Dataset: "farms", ID: "F0001", Column: "name", Value: dataset.TextValue("社")},
		}
		other := pack(d, farms().Draw(t, "other"))
		for range rapid.IntRange(0, 12).Draw(t, "cells") {
			if len(rows) == 0 || len(other) == 0 {
				break
			}
			row := rapid.IntRange(0, len(rows)-1).Draw(t, "row")
			col := rapid.SampledFrom([]int{4, 5, 7, 8, 9, 10, 11, 11, 12, 13}).Draw(t, "column")
			v := rapid.SampledFrom(other).Draw(t, "from")[col]
			changed[row][col] = v
			cells = append(cells, search.Cell{
				Dataset: "farms", ID: rows[row].ID(), Column: d.Columns[col].Name, Value: v,
			})
		}
		over := table(t, x.With(cells), "farms")
		requireRows(t, changed, over)
		requireRows(t, rows, table(t, x, "farms"))
		q := query(t, d, changed)
		requireAnswers(t, oracle{d, changed}.search(q), over, q)
		q = query(t, d, rows)
		requireAnswers(t, oracle{d, rows}.search(q), table(t, x, "farms"), q)
	})
}

func requireRows(t failer, want []dataset.Row, tab *search.Table) {
	require.Equal(t, len(want), tab.Len())
	for i, r := range want {
		require.Equal(t, r, tab.Row(i))
		require.Equal(t, r.ID(), tab.ID(i))
	}
}

func TestTable_FindLookupNames(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	d := defs[0]
	rapid.Check(t, func(t *rapid.T) {
		rows := pack(d, farms().Draw(t, "farms"))
		tab := table(t, build(t, input(defs, rows)), "farms")
		require.Equal(t, d, tab.Def())
		requireRows(t, rows, tab)
		for i, r := range rows {
			at, ok := tab.Find(r.ID())
			require.True(t, ok)
			require.Equal(t, i, at)
			for _, col := range []int{1, 2, 12} { // the last has no postings
				want := equal(rows, col, r[col].S)
				require.Equal(t, want, tab.Lookup(col, r[col].S))
				require.Equal(t, want, tab.Lookup(col, " "+strings.ToLower(r[col].S)))
			}
			require.Equal(t, named(rows, r[2].S), tab.Names(fold.Fold(r[2].S)))
			for _, former := range r[3].List() {
				require.Equal(t, named(rows, former), tab.Names(fold.Fold(former)))
			}
		}
		for _, id := range []string{"", "F", "F0002", "Z"} {
			_, ok := tab.Find(id)
			require.False(t, ok)
		}
		require.Empty(t, tab.Lookup(1, "PDY3"))
		require.Empty(t, tab.Names("无"))
	})
}

func upper(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }

func equal(rows []dataset.Row, col int, s string) []int {
	var list []int
	for i, r := range rows {
		if upper(s) != "" && upper(r[col].S) == upper(s) {
			list = append(list, i)
		}
	}
	return list
}

func named(rows []dataset.Row, name string) []int {
	var list []int
	for i, r := range rows {
		for _, n := range append(r[3].List(), r[2].S) {
			if fold.Fold(n) == fold.Fold(name) && fold.Fold(n) != "" {
				list = append(list, i)
				break
			}
		}
	}
	return list
}

func TestIndex_IsSharedByGoroutines(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	x := build(t, input(defs, pack(defs[0], manyFarms(200))))
	queries := []search.Query{
		{Terms: []string{"合作社"}, Sort: search.ByRelevance, Limit: 5, Facets: []int{4, 6}},
		{Terms: []string{"hezuoshe", "lan"}, Sort: 7, Limit: -1},
		{Sort: search.ByID, Desc: true, Limit: 50, Facets: []int{9}},
	}
	var want []search.Result
	for _, q := range queries {
		want = append(want, table(t, x, "farms").Search(q))
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			over := x.With([]search.Cell{{Dataset: "farms", ID: "F0000001", Column: "tier"}})
			for i, q := range queries {
				assert.Equal(t, want[i], table(t, over, "farms").Search(q))
				assert.Equal(t, want[i], table(t, x, "farms").Search(q))
			}
		})
	}
	wg.Wait()
}

func TestBuild_WithoutPinyin(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	in := input(defs, pack(defs[0], []farm{{ID: "F0001", Name: "漠河b"}, {ID: "F0002", Name: "a社"}}))
	in.Readings, in.SortKey = nil, nil
	tab := table(t, build(t, in), "farms")
	assert.Equal(t, []int{1, 0}, tab.Search(search.Query{Sort: search.ByRelevance, Limit: 2}).Rows)
	assert.Empty(t, tab.Search(search.Query{Terms: []string{"mohe"}, Limit: 2}).Rows)
	assert.Equal(t, []int{0}, tab.Search(search.Query{Terms: []string{"b"}, Limit: 2}).Rows)
}

func TestRow_KeepsValues(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	rows := []farm{{
		ID: "F0001", Name: "a;b", Products: []string{"木耳", "木耳", "蓝莓"}, Year: -1 << 40,
		Area: dataset.Hundredths(0), Large: true, On: calendar.Date(20261124),
	}, {ID: "F0002"}}
	tab := table(t, build(t, input(defs, pack(defs[0], rows))), "farms")
	assert.Equal(t, rows[0], dataset.Unpack[farm](defs[0], tab.Row(0)))
	assert.Equal(t, rows[1], dataset.Unpack[farm](defs[0], tab.Row(1)))
	assert.Equal(t, []int{0}, tab.Names("a;b"))
}
