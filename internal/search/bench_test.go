package search_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// manyFarms makes n rows in the manner of a county's register, the same ones every time.
func manyFarms(n int) []farm {
	rnd := rand.New(rand.NewPCG(20261124, 42))
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	brand := func() string {
		return string([]rune{rune(0x4E00 + rnd.IntN(1500)), rune(0x4E00 + rnd.IntN(1500))})
	}
	rows := make([]farm, n)
	for i := range rows {
		rows[i] = farm{
			ID: fmt.Sprintf("F%07d", i), Code: fmt.Sprintf("PDY99%013d", rnd.IntN(1e9)),
			Name: "漠河" + brand() + pick("木耳", "蓝莓", "农产品", "绿色食品") +
				pick("种植农民专业合作社", "家庭农场", "有限公司", "农民专业合作社"),
			Kind: pick("coop", "farm", "firm"), TownID: fmt.Sprintf("D%02d", rnd.IntN(12)),
			Year: 2018 + rnd.IntN(9), Large: rnd.IntN(3) == 0,
			Tier:  pick("A", "B", "C", "unrated"),
			Area:  dataset.Hundredths(rnd.Int64N(100_000)),
			On:    calendar.Date(20260101 + rnd.IntN(28)),
			Marks: []string{pick("x", "y")},
		}
		for range 1 + rnd.IntN(3) {
			rows[i].Products = append(rows[i].Products, "产品"+string(rune(0x5E00+rnd.IntN(300))))
		}
		if rnd.IntN(10) == 0 {
			rows[i].Former = []string{"漠河" + brand() + "合作社"}
		}
	}
	return rows
}

// syllables reads every character of the made-up names, some in two ways.
func syllables(r rune) []string {
	if known := readings(r); known != nil || r < 0x4E00 {
		return known
	}
	initials, finals := "bpmfdtnlgkhjqxzcsrwy", []string{"a", "an", "ang", "ei", "iao", "uo", "eng"}
	one := string(initials[int(r)%20]) + finals[int(r)/20%7]
	if r%5 == 0 {
		return []string{one, string(initials[int(r)/3%20]) + "i"}
	}
	return []string{one}
}

func texts(list ...string) []dataset.Value {
	var values []dataset.Value
	for _, s := range list {
		values = append(values, dataset.TextValue(s))
	}
	return values
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{5_000, 100_000} {
		defs := definitions(b)
		in := input(defs, pack(defs[0], manyFarms(n)))
		in.Readings = syllables
		tab := table(b, build(b, in), "farms")
		all := []int{4, 5, 6, 9, 11, 13} // kind, town, products, large, tier, marks
		filters := []search.Filter{
			{Column: 5, Op: search.In, Values: texts("D01", "D02")},
			{Column: 7, Op: search.Gte, Values: []dataset.Value{{N: 50_000, Set: true}}},
			{Column: 4, Op: search.Eq, Values: texts("coop")},
		}
		deep := tab.Search(search.Query{Sort: 7, Limit: n * 3 / 4}).Next
		name := []search.Filter{{Column: 2, Op: search.Contains, Values: texts("木耳")}}
		found := func(terms ...string) search.Query {
			return search.Query{Terms: terms, Sort: search.ByRelevance}
		}
		shapes := []struct {
			name string
			q    search.Query
		}{
			{"everything", found()},
			{"common word", found("合作社")},
			{"rare word", found("产品帀")},
			{"one common character", found("农")},
			{"long word", found("农民专业合作社")},
			{"two words", found("木耳", "合作社")},
			{"a number", found("pdy990000001")},
			{"full pinyin, common", found("hezuoshe")},
			{"full pinyin, long", found("mohelanmei")},
			{"initials, common", found("hzs")},
			{"one letter", found("n")},
			{"pinyin, no hit", found("zhuangshuang")},
			{"three filters", search.Query{Filters: filters, Sort: 2}},
			{"word and filters", search.Query{
				Terms: []string{"合作社"}, Filters: filters, Sort: 10, Desc: true,
			}},
			{"name contains", search.Query{Filters: name, Sort: 2}},
			{"deep cursor", search.Query{Sort: 7, After: deep}},
			{"no hit", found("无")},
		}
		for _, shape := range shapes {
			shape.q.Facets = all
			if shape.q.Limit == 0 {
				shape.q.Limit = 100
			}
			b.Run(fmt.Sprintf("%d/%s", n, shape.name), func(b *testing.B) {
				b.ReportAllocs()
				var res search.Result
				for b.Loop() {
					res = tab.Search(shape.q)
				}
				b.ReportMetric(float64(res.Total), "hits")
			})
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	for _, n := range []int{5_000, 100_000} {
		defs := definitions(b)
		rows := manyFarms(n)
		in := input(defs, pack(defs[0], rows))
		in.Readings = syllables
		data, err := search.Build(in)
		require.NoError(b, err)
		x, err := search.Open(data, defs)
		require.NoError(b, err)
		tab := table(b, x, "farms")
		run := func(name string, f func()) {
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					f()
				}
			})
		}
		run("build", func() { _, _ = search.Build(in) })
		run("open", func() { _, _ = search.Open(data, defs) })
		run("find", func() { tab.Find(rows[n/3].ID) })
		run("lookup", func() { tab.Lookup(1, rows[n/3].Code) })
		run("names", func() { tab.Names(rows[n/3].Name) })
		run("row", func() { tab.Row(n / 3) })
		cells := make([]search.Cell, n/10)
		for i := range cells {
			cells[i] = search.Cell{
				Dataset: "farms", ID: rows[10*i].ID, Column: "tier", Value: dataset.TextValue("D"),
			}
		}
		run("with", func() { x.With(cells) })
		b.Logf("%d rows: %d bytes", n, len(data))
	}
}
