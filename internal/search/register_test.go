package search_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// farm is a made-up dataset with a column of every kind.
type farm struct {
	ID       string           `json:"id" field:"key,sort"`
	Code     string           `json:"code" field:"search,filter,sort"`
	Name     string           `json:"name" field:"name,search,filter,sort"`
	Former   []string         `json:"former_names" field:"search,filter"`
	Kind     string           `json:"kind" field:"code=kind,facet"`
	TownID   string           `json:"town_id" field:"ref=towns,facet"`
	Products []string         `json:"products" field:"search,facet,sort"`
	Area     dataset.Decimal2 `json:"area_mu" field:"range,sort"`
	Year     int              `json:"year" field:"range,sort,facet"`
	Large    bool             `json:"large" field:"facet,sort"`
	On       calendar.Date    `json:"valid_to_on" field:"range,sort"`
	Tier     string           `json:"tier" field:"facet,sort,limited"`
	Note     string           `json:"note" field:"filter,sort"`
	Marks    []string         `json:"marks" field:"facet"`
}

// sample is a dataset without names.
type sample struct {
	ID     string        `json:"id" field:"key,sort"`
	Number string        `json:"number" field:"search,filter"`
	On     calendar.Date `json:"taken_on" field:"search,range"`
}

// idle is a dataset that nothing is searched in.
type idle struct {
	ID string `json:"id" field:"key,sort"`
}

type failer interface {
	Errorf(string, ...any)
	FailNow()
}

func codelists() map[string]*dataset.Codelist {
	return map[string]*dataset.Codelist{"kind": {Name: "kind", Codes: []dataset.CodeText{
		{Code: "coop"}, {Code: "farm"}, {Code: "firm"},
	}}}
}

func define[T any](t failer, name, prefix string) *dataset.Def {
	d, err := dataset.Define[T](dataset.Source{Name: name, Prefix: prefix, Width: 4}, codelists())
	require.NoError(t, err)
	return d
}

func definitions(t failer) []*dataset.Def {
	return []*dataset.Def{
		define[farm](t, "farms", "F"),
		define[sample](t, "samples", "S"),
		define[idle](t, "idle", "I"),
	}
}

// readings are of a few characters, several of them read in more than one way.
func readings(r rune) []string { return spokenAs[r] }

var spokenAs = map[rune][]string{
	'漠': {"mo"}, '河': {"he"}, '蓝': {"lan", "la"}, '莓': {"mei"}, '木': {"mu"}, '耳': {"er"},
	'合': {"he", "ge"}, '作': {"zuo"}, '社': {"she"}, '农': {"nong"}, '场': {"chang"},
	'绿': {"lv", "lu"}, '女': {"nv", "nu"}, '长': {"chang", "zhang"}, '重': {"zhong", "chong"},
	'西': {"xi"}, '安': {"an"}, '先': {"xian"}, '鄂': {"e"}, '〇': nil,
}

// letters are what made-up texts consist of: more forms than one of some characters, and what
// has no reading.
var letters = []rune("漠河蓝藍莓木耳合作社农農场绿女长重西安先鄂〇aAbＣn1 ü(é𠀀")

func text(most int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return string(rapid.SliceOfN(rapid.SampledFrom(letters), 0, most).Draw(t, "letters"))
	})
}

func list(of ...string) *rapid.Generator[[]string] {
	return rapid.SliceOfN(rapid.SampledFrom(of), 0, 3)
}

func farms() *rapid.Generator[[]farm] {
	day := rapid.SampledFrom([]calendar.Date{0, 20261124, 20260101, 20270301})
	numbers := []string{"", "pdy 1", "PDY1", "PDY2漠", "9"}
	return rapid.Custom(func(t *rapid.T) []farm {
		rows := make([]farm, rapid.IntRange(0, 40).Draw(t, "n"))
		for i := range rows {
			rows[i] = farm{
				ID:       fmt.Sprintf("F%04d", 3*i+1),
				Code:     rapid.SampledFrom(numbers).Draw(t, "code"),
				Name:     text(9).Draw(t, "name"),
				Former:   rapid.SliceOfN(text(5), 0, 2).Draw(t, "former"),
				Kind:     rapid.SampledFrom([]string{"", "coop", "farm", "firm"}).Draw(t, "kind"),
				TownID:   rapid.SampledFrom([]string{"", "D01", "D02"}).Draw(t, "town"),
				Products: list("蓝莓", "木耳", "Mushroom", "绿豆 A", "").Draw(t, "products"),
				Year:     rapid.SampledFrom([]int{0, 2025, 2026, 1 << 40}).Draw(t, "year"),
				Large:    rapid.Bool().Draw(t, "large"),
				On:       day.Draw(t, "on"),
				Tier:     rapid.SampledFrom([]string{"", "A", "a", "B"}).Draw(t, "tier"),
				Note:     text(4).Draw(t, "note"),
				Marks:    list("x", "y", "漠").Draw(t, "marks"),
			}
			if rapid.Bool().Draw(t, "measured") {
				rows[i].Area = dataset.Hundredths(rapid.Int64Range(-2, 2).Draw(t, "area"))
			}
		}
		return rows
	})
}

func pack[T any](d *dataset.Def, rows []T) []dataset.Row {
	packed := make([]dataset.Row, len(rows))
	for i := range rows {
		packed[i] = dataset.Pack(d, &rows[i])
	}
	return packed
}

// nameKey is a stand-in for what names sort by: it puts different names together, too.
func nameKey(name string) string {
	folded := []rune(fold.Fold(name))
	slices.Reverse(folded)
	return strings.ToLower(string(folded[:min(2, len(folded))]))
}

func input(defs []*dataset.Def, rows []dataset.Row) search.Input {
	samples := []sample{{ID: "S0001", Number: "pdy-99 1", On: 20261124}, {ID: "S0002"}}
	return search.Input{
		Meta: search.Meta{Snapshot: "20261124-r000042-1f3a9c07", Revision: 42, Date: "2026-11-24"},
		Defs: defs,
		Rows: map[string][]dataset.Row{
			"farms": rows, "samples": pack(defs[1], samples), "idle": nil,
		},
		Readings: readings,
		SortKey:  nameKey,
	}
}

func build(t failer, in search.Input) *search.Index {
	data, err := search.Build(in)
	require.NoError(t, err)
	x, err := search.Open(data, in.Defs)
	require.NoError(t, err)
	return x
}

func table(t failer, x *search.Index, name string) *search.Table {
	found, ok := x.Table(name)
	require.True(t, ok)
	return found
}
