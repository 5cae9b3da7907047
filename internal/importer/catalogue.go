package importer

import (
	"fmt"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
)

// known is a row of the register.
type known struct {
	id    string
	entry *revision.Entry
	row   dataset.Row // nil if it was erased or redacted
}

func (k *known) listed() bool { return k.entry.End == revision.Listed }

// catalogue is the register as an import looks things up in it: every dataset is decoded once,
// every index is built once.
type catalogue struct {
	Register
	rows    map[string][]*known
	byID    map[string]map[string]*known
	indexes map[string]map[string][]*known
}

// newCatalogue decodes the register's rows of a dataset and of those that it refers to.
func newCatalogue(reg Register, of *dataset.Def) (*catalogue, error) {
	c := &catalogue{
		Register: reg, rows: map[string][]*known{}, byID: map[string]map[string]*known{},
		indexes: map[string]map[string][]*known{},
	}
	needed := []string{of.Name, registry.Divisions}
	for i := range of.Columns {
		needed = append(needed, of.Columns[i].Refs...)
	}
	for _, name := range needed {
		def := reg.Schema.Def(name)
		if c.byID[name] != nil {
			continue
		}
		c.byID[name] = map[string]*known{}
		for _, id := range reg.State.IDs(def.Name) {
			e, _ := reg.State.Entry(def.Name, id)
			k := &known{id: id, entry: e}
			c.byID[def.Name][id] = k
			if len(e.Row) == 0 {
				continue
			}
			row, err := def.Decode(e.Row)
			if err != nil {
				return nil, fmt.Errorf("row %s: %w", id, err)
			}
			k.row = row
			c.rows[def.Name] = append(c.rows[def.Name], k)
		}
	}
	return c, nil
}

// index returns the rows of a dataset by a text that is made of each; one row may have several
// texts. The name tells indexes of one dataset apart.
func (c *catalogue) index(
	ds, name string, texts func(row dataset.Row) []string,
) map[string][]*known {
	key := ds + "\x00" + name
	if x, ok := c.indexes[key]; ok {
		return x
	}
	x := map[string][]*known{}
	for _, k := range c.rows[ds] {
		for _, text := range texts(k.row) {
			if text != "" {
				x[text] = append(x[text], k)
			}
		}
	}
	c.indexes[key] = x
	return x
}

// byField indexes a dataset by the identifier in one of its fields.
func (c *catalogue) byField(ds, field string) map[string][]*known {
	i := c.Schema.Def(ds).Index(field)
	return c.index(ds, field, func(row dataset.Row) []string {
		return []string{identifier(row[i].S)}
	})
}

// byName indexes a dataset by its rows' names, former ones included.
func (c *catalogue) byName(ds string) map[string][]*known {
	def := c.Schema.Def(ds)
	name, former := def.NameColumn(), def.Index("former_names")
	return c.index(ds, "names", func(row dataset.Row) []string {
		names := []string{nameKey(row[name].S)}
		if former >= 0 {
			for _, s := range row[former].List() {
				names = append(names, nameKey(s))
			}
		}
		return names
	})
}

// ruleText is the text of a key rule for a row, "" if the rule does not apply: its first field is
// what it rests on, the others may be empty.
func ruleText(def *dataset.Def, rule dataset.KeyRule, row dataset.Row) string {
	parts := make([]string, len(rule.Fields))
	for i, field := range rule.Fields {
		at := def.Index(field)
		c := &def.Columns[at]
		switch {
		case identifiers[field]:
			parts[i] = identifier(row[at].S)
		case c.Kind == dataset.Text:
			parts[i] = nameKey(row[at].S)
		default:
			parts[i] = c.Format(row[at])
		}
	}
	if parts[0] == "" {
		return ""
	}
	return strings.Join(parts, "\n")
}

// byRule indexes a dataset by what a key rule makes of its public rows.
func (c *catalogue) byRule(def *dataset.Def, rule dataset.KeyRule) map[string][]*known {
	return c.index(def.Name, "rule "+strings.Join(rule.Fields, "+"),
		func(row dataset.Row) []string { return []string{ruleText(def, rule, row)} })
}

// privateKey hashes the text of a named rule.
func (c *catalogue) privateKey(ds string, rule dataset.KeyRule, text string) string {
	return c.Hash(ds + "\n" + strings.Join(rule.Fields, "+") + "\n" + text)
}

// one returns the only listed row of several, else the only one that has left; ambiguous says
// that there is more than one to choose from.
func one(rows []*known) (k *known, ambiguous bool) {
	var listed, gone []*known
	for _, row := range rows {
		switch {
		case row.listed():
			listed = append(listed, row)
		case row.row != nil:
			gone = append(gone, row)
		}
	}
	if len(listed) == 0 {
		listed = gone
	}
	switch distinct(listed) {
	case 0:
		return nil, false
	case 1:
		return listed[0], false
	}
	return nil, true
}

func distinct(rows []*known) int {
	ids := map[string]bool{}
	for _, k := range rows {
		ids[k.id] = true
	}
	return len(ids)
}

// townOf returns the id of the town that a row belongs to: its own, or its holder's.
func (c *catalogue) townOf(def *dataset.Def, row dataset.Row) string {
	if i := def.Index("town_id"); i >= 0 && def.Columns[i].Stored() {
		return row[i].S
	}
	for i := range def.Columns {
		if def.Columns[i].Kind != dataset.Ref || !row[i].Set {
			continue
		}
		for _, ds := range def.Columns[i].Refs {
			holder := c.Schema.Def(ds)
			if k := c.byID[ds][row[i].S]; k != nil && k.row != nil && holder.Index("town_id") >= 0 {
				return holder.Text(k.row, "town_id")
			}
		}
	}
	return ""
}

// hasTowns reports whether a dataset's rows belong to towns.
func hasTowns(def *dataset.Def) bool {
	return def.Index("town_id") >= 0 || def.Name == registry.CreditRatings
}
