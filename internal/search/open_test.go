package search_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search"
)

func smallFile(t failer, defs []*dataset.Def) []byte {
	data, err := search.Build(input(defs, pack(defs[0], []farm{
		{
			ID: "F0001", Name: "漠河蓝莓合作社", Former: []string{"西安农场"}, Code: "PDY1", Kind: "coop",
			TownID: "D01", Products: []string{"木耳", "蓝莓"}, Year: 2026, Tier: "A", On: 20261124,
		},
		{ID: "F0002", Name: "绿女农场", Kind: "farm", Products: []string{"蓝莓"}, Note: "x"},
	})))
	require.NoError(t, err)
	return data
}

func TestBuild_IsDeterministic(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	rapid.Check(t, func(t *rapid.T) {
		in := input(defs, pack(defs[0], farms().Draw(t, "farms")))
		one, err := search.Build(in)
		require.NoError(t, err)
		two, err := search.Build(in)
		require.NoError(t, err)
		require.True(t, bytes.Equal(one, two))
	})
}

func TestBuild_Refuses(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	tests := []struct {
		name string
		rows map[string][]dataset.Row
	}{
		{"rows out of order", map[string][]dataset.Row{
			"farms": pack(defs[0], []farm{{ID: "F0002"}, {ID: "F0001"}}),
		}},
		{"one id twice", map[string][]dataset.Row{
			"farms": pack(defs[0], []farm{{ID: "F0001"}, {ID: "F0001"}}),
		}},
		{"a short row", map[string][]dataset.Row{"farms": {{dataset.TextValue("F0001")}}}},
		{"an unknown dataset", map[string][]dataset.Row{"none": nil}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := input(defs, nil)
			in.Rows = tt.rows
			_, err := search.Build(in)
			assert.Error(t, err)
		})
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	data := smallFile(t, defs)
	before := slices.Clone(data)
	x, err := search.Open(data, defs)
	require.NoError(t, err)
	assert.Equal(t, input(defs, nil).Meta, x.Meta())
	exercise(x)
	assert.True(t, bytes.Equal(before, data), "the file is only read")
	_, ok := x.Table("none")
	assert.False(t, ok)

	unaligned := append([]byte{0}, data...)[1:]
	_, err = search.Open(unaligned, defs)
	require.NoError(t, err)

	newer := slices.Clone(data)
	binary.LittleEndian.PutUint32(newer[8:], 3)
	_, err = search.Open(newer, defs)
	require.ErrorIs(t, err, search.ErrFormat)
	_, err = search.Open([]byte("PK\x03\x04 something else altogether"), defs)
	require.ErrorIs(t, err, search.ErrFormat)
	_, err = search.Open(nil, defs)
	require.ErrorIs(t, err, search.ErrFormat)
}

func TestOpen_Truncated(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	data := smallFile(t, defs)
	for n := range data {
		_, err := search.Open(data[:n], defs)
		require.Error(t, err)
	}
}

// farmBefore is what farm was a release ago: without a column, with one more, with one under an
// earlier name, and with others of other traits and kinds.
type farmBefore struct {
	ID     string   `json:"id" field:"key,sort"`
	Name   string   `json:"title" field:"name,search,filter,sort"`
	Gone   string   `json:"gone" field:"facet"`
	Kind   string   `json:"kind" field:"filter"`
	Year   string   `json:"year" field:""`
	Marks  string   `json:"marks" field:""`
	Former []string `json:"former_names" field:"search,filter"`
}

type farmNow struct {
	ID     string   `json:"id" field:"key,sort"`
	Name   string   `json:"name" field:"name,search,filter,sort,was=title"`
	Kind   string   `json:"kind" field:"code=kind,facet,sort"`
	Year   int      `json:"year" field:"facet,sort,range"`
	Marks  []string `json:"marks" field:"facet"`
	Large  bool     `json:"large" field:"facet"`
	Former []string `json:"former_names" field:"search,filter"`
}

func TestOpen_PreviousDefinitions(t *testing.T) {
	t.Parallel()
	before := define[farmBefore](t, "farms", "F")
	data, err := search.Build(search.Input{
		Defs: []*dataset.Def{before, define[idle](t, "idle", "I")},
		Rows: map[string][]dataset.Row{"farms": pack(before, []farmBefore{
			{ID: "F0001", Name: "漠河", Gone: "g", Kind: "firm", Year: "2026", Marks: "x"},
			{ID: "F0002", Name: "西安", Kind: "coop"},
			{ID: "F0003", Name: "木耳", Kind: "coop"},
		})},
		Readings: readings, SortKey: nameKey,
	})
	require.NoError(t, err)
	defs := []*dataset.Def{define[farmNow](t, "farms", "F"), define[sample](t, "samples", "S")}
	x, err := search.Open(data, defs)
	require.NoError(t, err)

	tab := table(t, x, "farms")
	assert.Equal(t, farmNow{ID: "F0001", Name: "漠河", Kind: "firm"},
		dataset.Unpack[farmNow](defs[0], tab.Row(0)))
	assert.Equal(t, dataset.Value{}, tab.Value(0, 5), "a boolean that was not recorded is null")
	res := tab.Search(search.Query{
		Terms: []string{"xian"}, Sort: 3, Limit: 5, Facets: []int{2, 3, 4, 5},
	})
	assert.Equal(t, []int{1}, res.Rows)
	assert.Equal(t, []search.Facet{
		{Column: 2, Counts: []search.Count{{Value: "coop", N: 1}}},
		{Column: 3},
		{Column: 4},
		{Column: 5},
	}, res.Facets)
	res = tab.Search(search.Query{Sort: 2, Limit: -1, Facets: []int{2}})
	assert.Equal(t, []int{0, 1, 2}, res.Rows, "a column without ranks leaves the order of ids")
	assert.Equal(t, []search.Count{{Value: "coop", N: 2}, {Value: "firm", N: 1}},
		res.Facets[0].Counts)
	assert.Equal(t, []int{2}, tab.Names("木耳"))

	for _, col := range []int{3, 4, 5} {
		null := search.Filter{
			Column: col, Op: search.IsNull, Values: []dataset.Value{dataset.BoolValue(true)},
		}
		res := tab.Search(search.Query{Filters: []search.Filter{null}})
		assert.Equal(t, 3, res.Total, col)
	}
	over := table(t, x.With([]search.Cell{
		{Dataset: "farms", ID: "F0002", Column: "year", Value: dataset.IntValue(2026)},
	}), "farms")
	assert.Equal(t, dataset.IntValue(2026), over.Value(1, 3))
	assert.Zero(t, table(t, x, "samples").Len(), "a dataset that is new is empty")
	_, ok := x.Table("idle")
	assert.False(t, ok)
}

// exercise asks an index everything there is.
func exercise(x *search.Index) {
	for _, name := range []string{"farms", "samples", "idle"} {
		tab, ok := x.Table(name)
		if !ok {
			continue
		}
		q := search.Query{Sort: search.ByRelevance, Limit: 3}
		var cells []search.Cell
		for col := range tab.Def().Columns {
			q.Facets = append(q.Facets, col)
			cells = append(cells, search.Cell{
				Dataset: name, ID: "F0001", Column: tab.Def().Columns[col].Name,
				Value: dataset.Value{S: "x", N: 1, Set: true},
			})
			tab.Lookup(col, "PDY1")
		}
		for row := range tab.Len() {
			tab.Row(row)
		}
		tab.Find("F0001")
		tab.Names("西安农场")
		for _, terms := range [][]string{{"蓝莓"}, {"社"}, {"hezuoshe"}, {"l", "农场"}} {
			q.Terms = terms
			tab.Search(q)
		}
		q.Terms = nil
		for op := search.Eq; op <= search.IsNull; op++ {
			q.Filters = nil
			for col := range q.Facets {
				v := []dataset.Value{{S: "蓝", N: 2, Set: true}}
				q.Filters = append(q.Filters, search.Filter{Column: col, Op: op, Values: v})
			}
			tab.Search(q)
		}
		for col := range q.Facets {
			tab.Search(search.Query{Sort: col, Desc: true, Limit: -1})
		}
		if over := x.With(cells); name == "farms" && over != x {
			overTable, _ := over.Table(name)
			overTable.Search(search.Query{Sort: search.ByID, Limit: 1, Facets: q.Facets})
		}
	}
}

func TestOpen_Damaged(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	data := smallFile(t, defs)
	for i := range data {
		damaged := slices.Clone(data)
		damaged[i] ^= []byte{0x01, 0x80, 0xff}[i%3]
		if x, err := search.Open(damaged, defs); err == nil {
			require.NotPanics(t, func() { exercise(x) }, "byte %d", i)
		}
	}
}

func FuzzOpen(f *testing.F) {
	defs := definitions(f)
	data := smallFile(f, defs)
	f.Add(data, 30, []byte{0xff, 0xff}, 900, []byte{0xff})
	f.Add(data, 400, []byte{1}, 2000, []byte{0, 0, 0, 0})
	f.Add(data[:100], 0, []byte{}, 0, []byte{})
	f.Fuzz(func(t *testing.T, data []byte, at int, with []byte, at2 int, with2 []byte) {
		damaged := slices.Clone(data)
		if at >= 0 && at < len(damaged) {
			copy(damaged[at:], with)
		}
		if at2 >= 0 && at2 < len(damaged) {
			copy(damaged[at2:], with2)
		}
		if len(damaged) >= 24 {
			binary.LittleEndian.PutUint64(damaged[16:], uint64(len(damaged)))
		}
		if x, err := search.Open(damaged, defs); err == nil {
			exercise(x)
		}
	})
}
