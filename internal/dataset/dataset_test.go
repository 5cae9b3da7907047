package dataset_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
)

type farm struct {
	ID      string           `json:"id" field:"key,sort"`
	Name    string           `json:"name" field:"name,search,required"`
	Kind    string           `json:"kind" field:"code=kind,facet"`
	TownID  string           `json:"town_id" field:"ref=towns,facet"`
	Crops   []string         `json:"crops" field:"search,facet"`
	AreaMu  dataset.Decimal2 `json:"area_mu" field:"unit=mu,range"`
	Heads   int              `json:"heads" field:"range,was=animals"`
	Large   bool             `json:"large" field:"facet"`
	Since   calendar.Date    `json:"since_on" field:"range,sort"`
	Current string           `json:"current" field:"derived"`
}

var kinds = map[string]*dataset.Codelist{"kind": {
	Name:  "kind",
	Codes: []dataset.CodeText{{Code: "farm", Label: dataset.Bilingual{Zh: "农场", En: "Farm"}}},
}}

func define(t require.TestingT) *dataset.Def {
	d, err := dataset.Define[farm](dataset.Source{
		Name: "farms", Prefix: "F", Width: 4,
		Keys: []dataset.KeyRule{{Fields: []string{"name"}}},
	}, kinds)
	require.NoError(t, err)
	return d
}

func TestDefine_ReadsTypesAndTraits(t *testing.T) {
	t.Parallel()
	d := define(t)
	kind, ok := d.Column("kind")
	require.True(t, ok)
	assert.Equal(t, dataset.Code, kind.Kind)
	assert.True(t, kind.Facet && kind.Filter, "a facet may be filtered by")
	crops, _ := d.Column("crops")
	assert.True(t, crops.List && crops.Search)
	town, _ := d.Column("town_id")
	assert.Equal(t, []string{"towns"}, town.Refs)
	area, _ := d.Column("area_mu")
	assert.Equal(t, []any{dataset.Decimal, "mu"}, []any{area.Kind, area.Unit})
	derived, _ := d.Column("current")
	assert.False(t, derived.Stored())
	assert.Equal(t, 1, d.NameColumn())
	assert.Equal(t, -1, d.Index("nothing"))
}

func TestDefine_RefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	type noKey struct {
		Name string `json:"name" field:"name"`
	}
	type trait struct {
		ID string `json:"id" field:"key,shiny"`
	}
	type list struct {
		ID   string `json:"id" field:"key"`
		Kind string `json:"kind" field:"code=none"`
	}
	type float struct {
		ID   string  `json:"id" field:"key"`
		Area float64 `json:"area"`
	}
	type under struct {
		ID string `json:"id__x" field:"key"`
	}
	type second struct {
		ID  string `json:"id" field:"key"`
		Too string `json:"too" field:"key"`
	}
	check := func(_ *dataset.Def, err error) {
		t.Helper()
		assert.Error(t, err)
	}
	src := dataset.Source{Name: "x"}
	check(dataset.Define[noKey](src, kinds))
	check(dataset.Define[trait](src, kinds))
	check(dataset.Define[list](src, kinds))
	check(dataset.Define[float](src, kinds))
	check(dataset.Define[under](src, kinds))
	check(dataset.Define[second](src, kinds))
	check(dataset.Define[farm](dataset.Source{
		Keys: []dataset.KeyRule{{Fields: []string{"nothing"}}},
	}, kinds))
}

func TestOwns(t *testing.T) {
	t.Parallel()
	lists := map[string]*dataset.Codelist{}
	type row struct {
		ID string `json:"id" field:"key"`
	}
	days, err := dataset.Define[row](dataset.Source{Name: "days", Live: true, Like: "L01-20261124"}, lists)
	require.NoError(t, err)
	labs, err := dataset.Define[row](dataset.Source{Name: "labs", Prefix: "L", Width: 2}, lists)
	require.NoError(t, err)
	for id, want := range map[string]*dataset.Def{
		"L01-20261124": days, "L123-20270101": days, "L01": labs, "L123": labs,
		"": nil, "L1": nil, "L1-20261124": nil, "L01-2026112": nil, "L01-": nil, "L01-20261124-": nil,
		"-20261124": nil, "20261124": nil, "M01-20261124": nil, "LL01-20261124": nil,
	} {
		assert.Equal(t, want == days, days.Owns(id), id)
		assert.Equal(t, want == labs, labs.Owns(id), id)
	}
	assert.Equal(t, []string{"L01-20261124", "L01"}, []string{days.Example(), labs.Example()})
	assert.True(t, days.Owns(days.Example()))
	_, numbered := days.Number("20261124")
	assert.False(t, numbered)
}

func TestID_RoundTrips(t *testing.T) {
	t.Parallel()
	d := define(t)
	assert.Equal(t, "F0007", d.ID(7))
	assert.Equal(t, "F123456", d.ID(123456))
	for id, want := range map[string]bool{
		"F0007": true, "F123456": true, "F007": false, "F00007": false, "P0007": false,
		"F00x7": false, "F": false, "": false, "F1234567890123": false,
	} {
		_, ok := d.Number(id)
		assert.Equal(t, want, ok, id)
	}
}

func text() *rapid.Generator[string] {
	return rapid.StringOf(rapid.RuneFrom([]rune("漠河蓝莓aZ0 \"\\\n\t\u2028é"))).Filter(
		func(s string) bool { return !strings.Contains(s, ";") })
}

func drawFarm(t *rapid.T) farm {
	f := farm{
		ID: "F0001", Name: text().Draw(t, "name"), Large: rapid.Bool().Draw(t, "large"),
		Heads: rapid.IntRange(0, 1e9).Draw(t, "heads"),
		Crops: rapid.SliceOfN(text().Filter(func(s string) bool { return s != "" }), 0, 3).
			Draw(t, "crops"),
		Kind: rapid.SampledFrom([]string{"", "farm"}).Draw(t, "kind"),
	}
	if rapid.Bool().Draw(t, "has area") {
		f.AreaMu = dataset.Hundredths(rapid.Int64Range(-1e12, 1e12).Draw(t, "area"))
	}
	if rapid.Bool().Draw(t, "has date") {
		f.Since = calendar.Date(20260228)
	}
	if len(f.Crops) == 0 {
		f.Crops = nil
	}
	return f
}

func TestRow_SurvivesStructJSONAndText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, f := define(t), drawFarm(t)
		row := dataset.Pack(d, &f)
		require.Equal(t, f, dataset.Unpack[farm](d, row))

		data := d.Encode(row)
		require.True(t, json.Valid(data), string(data))
		back, err := d.Decode(data)
		require.NoError(t, err)
		require.Equal(t, row, back)
		require.Equal(t, string(data), string(d.Encode(back)), "canonical")

		for i := range d.Columns {
			v, err := d.Columns[i].Parse(d.Columns[i].Format(row[i]))
			require.NoError(t, err)
			require.Equal(t, row[i], v, d.Columns[i].Name)
		}
	})
}

func TestEncode_LeavesOutNullsFalseAndDerived(t *testing.T) {
	t.Parallel()
	d := define(t)
	row := dataset.Pack(d, &farm{ID: "F0001", Name: "甲", Current: "yes"})
	assert.JSONEq(t, `{"id":"F0001","name":"甲"}`, string(d.Encode(row)))
}

func TestDecode_OldRows(t *testing.T) {
	t.Parallel()
	d := define(t)
	row, err := d.Decode([]byte(`{"id":"F0001","animals":12,"colour":"red","kind":"left-the-list"}`))
	require.NoError(t, err)
	f := dataset.Unpack[farm](d, row)
	assert.Equal(t, 12, f.Heads, "a renamed field is read by its old name")
	assert.Equal(t, "left-the-list", f.Kind, "a code that left its list is what was recorded")

	_, err = d.Decode([]byte(`{"id":"F0001","heads":"many"}`))
	assert.ErrorContains(t, err, "heads")
	_, err = d.Decode([]byte(`[`))
	assert.ErrorContains(t, err, "farms")
}

func TestAppendJSON(t *testing.T) {
	t.Parallel()
	d := define(t)
	row := dataset.Pack(d, &farm{ID: "F0001", AreaMu: dataset.Hundredths(-5), Crops: []string{"a", "b"}})
	got := map[string]string{}
	for i := range d.Columns {
		got[d.Columns[i].Name] = string(d.Columns[i].AppendJSON(nil, row[i]))
	}
	assert.Equal(t, map[string]string{
		"id": `"F0001"`, "name": "null", "kind": "null", "town_id": "null", "crops": `["a","b"]`,
		"area_mu": "-0.05", "heads": "null", "large": "false", "since_on": "null",
		"current": "null",
	}, got)
	assert.Equal(t, `"\u0001\"\\\n`+"\u2028"+`"`, string(dataset.AppendString(nil, "\x01\"\\\n\u2028")))
	assert.Equal(t, "\"\uFFFD\"", string(dataset.AppendString(nil, "\xff")))
}

func TestParseDecimal2(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int64{
		"0": 0, "1": 100, "1.5": 150, "1.50": 150, "-0.05": -5, "+3": 300, "12.3400": 1234, "7.": 700,
	} {
		d, err := dataset.ParseDecimal2(s)
		require.NoError(t, err, s)
		assert.Equal(t, dataset.Hundredths(want), d, s)
	}
	for _, s := range []string{"", ".5", "1.234", "1e3", "--1", "1 000", "1,5", "99999999999999999999"} {
		_, err := dataset.ParseDecimal2(s)
		assert.Error(t, err, s)
	}
}

func TestParse_RefusesWhatTheColumnCannotHold(t *testing.T) {
	t.Parallel()
	d := define(t)
	for name, bad := range map[string]string{
		"kind": "castle", "heads": "1.5", "large": "yes", "since_on": "yesterday", "area_mu": "big",
	} {
		c, _ := d.Column(name)
		_, err := c.Parse(bad)
		assert.ErrorContains(t, err, bad, name)
	}
}
