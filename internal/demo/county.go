// Package demo makes up a county in Mohe's shape: its six towns and seven villages, which are
// real, and producers, certificates, tiers, laboratories and shops, which are not.
//
// The same seed, date and number of producers give the same rows. Every made-up row is marked
// 演示数据, and every code comes from a range that can never be a real one's: organisation codes
// PDY…, certificate numbers of the year 99. There are certificates in every status, tiers from A
// to D, and producers without one.
package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// Producers is how many producers the demo county has unless told otherwise.
const Producers = 80

// mark is on every made-up row.
const mark = "（演示数据）"

// MaxProducers is how many producers can be made: the reserved codes are used up then.
const MaxProducers = 300_000

// County returns the rows of a made-up county as of a date, with the given number of producers,
// at most MaxProducers. They are as a log would hold them: without derived fields.
func County(s *registry.Schema, today calendar.Date, seed uint64, producers int) registry.Rows {
	c := &county{
		schema: s, today: today, rand: rand.New(rand.NewPCG(seed, 20240003)), rows: registry.Rows{},
		names: map[string]bool{},
	}
	c.divisions()
	c.producers(min(producers, MaxProducers))
	c.certificates()
	c.traces()
	c.credit()
	c.titles()
	c.dealers()
	c.places()
	for _, rows := range c.rows {
		slices.SortFunc(rows, func(a, b dataset.Row) int {
			return compare(a.ID(), b.ID())
		})
	}
	return c.rows
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

type county struct {
	schema *registry.Schema
	today  calendar.Date
	rand   *rand.Rand
	rows   registry.Rows
	names  map[string]bool

	towns    []division
	villages map[string][]division // by town id
	farms    []*registry.Producer
}

type division struct{ id, name string }

// add appends the row of t to a dataset, under the dataset's next id unless it has one.
func add[T any](c *county, name string, t *T) string {
	def := c.schema.Def(name)
	row := dataset.Pack(def, t)
	if !row[0].Set {
		row[0] = dataset.TextValue(def.ID(len(c.rows[name]) + 1))
	}
	c.rows[name] = append(c.rows[name], row)
	return row.ID()
}

// pick returns one of a list, by chance.
func pick[T any](c *county, list []T) T { return list[c.rand.IntN(len(list))] }

// chance is true in p of a hundred cases.
func (c *county) chance(p int) bool { return c.rand.IntN(100) < p }

// some returns one or two of a list, without repeats.
func (c *county) some(list []string) []string {
	a, b := pick(c, list), pick(c, list)
	if a == b || c.chance(55) {
		return []string{a}
	}
	return []string{a, b}
}

// ago returns a date between least and most days before today.
func (c *county) ago(least, most int) calendar.Date {
	return c.today.AddDays(-least - c.rand.IntN(most-least+1))
}

// divisions adds 漠河市, its towns, villages and communities as the national statistics list them.
func (c *county) divisions() {
	c.villages = map[string][]division{}
	levels := map[string]string{
		"prefecture": "prefecture", "county": "city", "town": "town", "village": "village",
		"community": "community",
	}
	all := ident.Divisions()
	for _, d := range all {
		level, ok := levels[d.Level]
		if !ok || d.Now != "" || (level == "city" && d.Code != "232701") ||
			(level != "prefecture" && level != "city" && !under(d.Code, "232701")) {
			continue
		}
		row := registry.Division{
			ID: "D" + d.Code, Code: d.Code, Name: d.Name.Zh, Level: level,
			FormerNames: formerNames[d.Code], FormerCodes: formerCodes(all, d.Code),
		}
		if level != "prefecture" {
			row.ParentID = "D" + d.Parent
		}
		add(c, registry.Divisions, &row)
		switch level {
		case "town":
			c.towns = append(c.towns, division{row.ID, row.Name})
		case "village":
			c.villages[row.ParentID] = append(c.villages[row.ParentID], division{row.ID, row.Name})
		}
	}
}

func under(code, parent string) bool {
	return len(code) > len(parent) && code[:len(parent)] == parent
}

// formerNames are the names that divisions of Mohe have had.
var formerNames = map[string][]string{
	"232701": {"漠河县"}, "232701102": {"劲涛镇"}, "232701104": {"漠河乡", "北极乡"},
}

func formerCodes(all []ident.Division, code string) []string {
	var codes []string
	for _, d := range all {
		if d.Now == code && d.Code != code && len(d.Code) == len(code) {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

func (c *county) uscc(kind string, serial int) string {
	dept := map[string]string{
		"enterprise": "91", "cooperative": "93", "family_farm": "92", "sole_trader": "92",
		"collective": "N2",
	}[kind]
	// Real codes keep the division of registration: most of Mohe's still say 232723.
	regions := []string{"232701", "232723", "232700"}
	code, err := ident.ReservedUSCC(dept, regions[serial/99999%3], serial%99999+1)
	if err != nil {
		panic(fmt.Sprintf("demo: %v", err)) // a serial beyond MaxProducers
	}
	return string(code)
}
