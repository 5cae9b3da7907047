package search_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/demo"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// county builds the producers of a demo county: its index and the rows it was made from.
func county(tb testing.TB, producers int) (*search.Table, []dataset.Row) {
	tb.Helper()
	s := registry.Load()
	today := calendar.Date(20261124)
	view := registry.Derive(s, demo.County(s, today, 1, producers), today)
	data, err := search.Build(search.Input{
		Defs: s.Datasets, Rows: view.Rows, Readings: readings, SortKey: nameKey,
	})
	require.NoError(tb, err)
	x, err := search.Open(data, s.Datasets)
	require.NoError(tb, err)
	t, ok := x.Table(registry.Producers)
	require.True(tb, ok)
	return t, view.Rows[registry.Producers]
}

// searched returns what the search looks at in each row, folded, its texts apart.
func searched(def *dataset.Def, rows []dataset.Row) []string {
	all := make([]string, len(rows))
	for i, r := range rows {
		for col := range def.Columns {
			c := &def.Columns[col]
			if !c.Search {
				continue
			}
			items := []string{r[col].S}
			if c.List {
				items = r[col].List()
			}
			for _, item := range items {
				all[i] += fold.Fold(item) + "\x00"
			}
		}
	}
	return all
}

// Every substring of one, two and three characters of every name is found, in exactly the rows in
// which a scan of the texts finds it.
func TestCounty_EverySubstringOfEveryName(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ producers, names int }{{demo.Producers, demo.Producers}, {5000, 1000}} {
		t.Run(fmt.Sprint(size.producers), func(t *testing.T) {
			t.Parallel()
			table, rows := county(t, size.producers)
			def := table.Def()
			scanned := searched(def, rows)
			seen := map[string]bool{}
			for _, r := range rows[:size.names] {
				name := []rune(fold.Fold(def.Text(r, "name")))
				for n := 1; n <= 3; n++ {
					for i := 0; i+n <= len(name); i++ {
						seen[string(name[i:i+n])] = true
					}
				}
			}
			require.Greater(t, len(seen), 300)
			for part := range seen {
				if strings.ContainsAny(part, "abcdefghijklmnopqrstuvwxyz") {
					continue // letters are pinyin too; no name of the county has any
				}
				var want []int
				for i, row := range scanned {
					if strings.Contains(row, part) {
						want = append(want, i)
					}
				}
				res := table.Search(search.Query{Terms: fold.Terms(part), Sort: search.ByID, Limit: -1})
				require.Equal(t, want, res.Rows, "%q", part)
				require.Equal(t, len(want), res.Total, "%q", part)
			}
		})
	}
}

// Random combinations of words and filters give the rows, the order and the facets of a naive
// evaluation.
func TestCounty_RandomFiltersAreTheNaiveOnes(t *testing.T) {
	t.Parallel()
	table, rows := county(t, 150)
	def := table.Def()
	naive := oracle{def, rows}
	random := rand.New(rand.NewPCG(7, 7))
	words := []string{"合作社", "蓝莓", "漠河", "lanmei", "hzs", "极光", "农", "99", "长", "zhong", "ge"}
	var facets []int
	for i := range def.Columns {
		if def.Columns[i].Facet {
			facets = append(facets, i)
		}
	}
	orders := []int{
		search.ByRelevance, search.ByID, def.Index("name"), def.Index("area_mu"),
		def.Index("registered_on"),
	}
	hits := 0
	for range 200 {
		q := search.Query{
			Limit: -1, Facets: facets, Sort: orders[random.IntN(len(orders))],
			Desc: random.IntN(2) == 0,
		}
		if q.Sort == search.ByRelevance {
			q.Desc = false
		}
		for range random.IntN(2) {
			q.Terms = append(q.Terms, words[random.IntN(len(words))])
		}
		for range random.IntN(4) {
			q.Filters = append(q.Filters, randomFilter(random, def, rows))
		}
		want, got := naive.search(q), table.Search(q)
		require.Equal(t, want.Total, got.Total, "%+v", q)
		require.Equal(t, append([]int{}, want.Rows...), append([]int{}, got.Rows...), "%+v", q)
		require.Equal(t, want.Facets, got.Facets, "%+v", q)
		hits += want.Total
	}
	require.Greater(t, hits, 1000, "the filters let something through")
}

// randomFilter returns a filter that some row passes.
func randomFilter(random *rand.Rand, def *dataset.Def, rows []dataset.Row) search.Filter {
	for {
		col := random.IntN(len(def.Columns))
		c := &def.Columns[col]
		v := rows[random.IntN(len(rows))][col]
		if !v.Set {
			continue
		}
		if c.List {
			v = dataset.TextValue(v.List()[0])
		}
		switch {
		case c.Range && c.Kind != dataset.Text:
			op := []search.Op{search.Gt, search.Gte, search.Lt, search.Lte}[random.IntN(4)]
			return search.Filter{Column: col, Op: op, Values: []dataset.Value{v}}
		case c.Facet:
			op := []search.Op{search.Eq, search.Eq, search.Not}[random.IntN(3)]
			return search.Filter{Column: col, Op: op, Values: []dataset.Value{v}}
		}
	}
}
