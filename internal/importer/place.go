package importer

import (
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// sighting is what the town column said of a row.
type sighting uint8

const (
	townUnsaid sighting = iota // no column, or a blank cell
	townNamed
	townUnknown // a name that is no town's
)

// place is a town or a village as the register writes it.
type place struct {
	id   string // D and the code
	town string // id of the town: of a village the town it is in
	note ident.Text
}

// limitTown resolves the town of the options.
func (r *run) limitTown(name string) (string, error) {
	if !hasTowns(r.def) {
		return "", noTowns(r.def)
	}
	p, ok := r.known.town(name)
	if !ok {
		return "", unknownTown(name)
	}
	return p.id, nil
}

// town resolves a town by name, old name, code or id: in the built-in table of divisions first,
// so that an empty register knows them too, then in the register's own divisions.
func (c *catalogue) town(s string) (place, bool) {
	if p, ok := builtIn(s); ok && p.town != "" {
		return place{id: p.town, town: p.town, note: p.note}, true
	}
	return c.division(s, "town")
}

// village resolves a village or community, within a town if that is known.
func (c *catalogue) village(s, town string) (place, bool) {
	if code, ok := strings.CutPrefix(town, "D"); ok {
		if t, ok := ident.DivisionByCode(code); ok {
			if p, ok := builtIn(t.Name.Zh + s); ok && p.id != p.town {
				return p, true
			}
		}
	}
	if p, ok := builtIn(s); ok && p.town != "" && p.id != p.town {
		return p, true
	}
	if p, ok := c.division(s, "village"); ok {
		return p, true
	}
	return c.division(s, "community")
}

// builtIn looks a division up by name or code. A place above the towns has no town.
func builtIn(s string) (place, bool) {
	p, ok := ident.DivisionByCode(strings.TrimPrefix(identifier(s), "D"))
	if !ok {
		p, ok = ident.DivisionByName(s)
	}
	if !ok {
		return place{}, false
	}
	found := place{id: "D" + p.Code}
	if p.Former {
		found.note = p.Note
	}
	switch p.Level {
	case "town":
		found.town = found.id
	case "village", "community":
		found.town = "D" + p.Parent
	}
	return found, true
}

// divisions returns the register's divisions of a name or a code.
func (c *catalogue) divisions(s string) []*known {
	return slices.Concat(c.byName(registry.Divisions)[nameKey(s)],
		c.byField(registry.Divisions, "code")[identifier(s)])
}

// division looks a place of a level up among the register's divisions.
func (c *catalogue) division(s, level string) (place, bool) {
	def := c.Schema.Def(registry.Divisions)
	var found []*known
	candidates := c.divisions(s)
	if k := c.byID[registry.Divisions][identifier(s)]; k != nil && k.row != nil {
		candidates = append(candidates, k)
	}
	for _, k := range candidates {
		if def.Text(k.row, "level") == level {
			found = append(found, k)
		}
	}
	k, _ := one(found)
	if k == nil {
		return place{}, false
	}
	p := place{id: k.id, town: def.Text(k.row, "parent_id")}
	if level == "town" {
		p.town = k.id
	}
	return p, true
}

// places resolves a record's town and village.
func (r *run) places(rec *record) {
	town, village := r.def.Index("town_id"), r.def.Index("village_id")
	if town < 0 || !r.def.Columns[town].Stored() {
		return
	}
	r.refCell(rec, town, func(m mapping, s string) {
		p, ok := r.known.town(s)
		if !ok {
			rec.place = townUnknown
			r.at(rec, m.col, "town_id", warning("unknown_town", both(
				"没有这个乡镇，本格按空处理；请写全名，如西林吉镇。",
				"There is no such town; the cell counts as empty. Write the full name.")), s)
			return
		}
		rec.place = townNamed
		rec.set(town, dataset.TextValue(p.id))
		r.formerPlace(rec, m, p, s)
	})
	if village >= 0 {
		r.villageOf(rec, town, village)
	}
	if r.town != "" && !rec.row[town].Set && rec.place == townUnsaid {
		rec.set(town, dataset.TextValue(r.town))
	}
}

func (r *run) villageOf(rec *record, town, village int) {
	r.refCell(rec, village, func(m mapping, s string) {
		p, ok := r.known.village(s, rec.row[town].S)
		if !ok {
			r.at(rec, m.col, "village_id", warning("unknown_village", both(
				"没有这个村或社区，本格按空处理；请写全名，如北极村。",
				"There is no such village or community; the cell counts as empty. Write the full "+
					"name.")), s)
			return
		}
		r.formerPlace(rec, m, p, s)
		rec.set(village, dataset.TextValue(p.id))
		switch {
		case !rec.row[town].Set && rec.place == townUnsaid:
			rec.set(town, dataset.TextValue(p.town))
		case rec.row[town].Set && rec.row[town].S != p.town:
			r.at(rec, m.col, "village_id", warning("village_town", both(
				"这个村（社区）不在所写的乡镇，请核对。",
				"This village is not in the town that the row names; check which is right.")), s)
		}
	})
}

// refCell calls f for the cell of a reference, if the file has one that says something.
func (r *run) refCell(rec *record, field int, f func(m mapping, s string)) {
	for _, m := range r.table.columns {
		if s, ok := rec.refs[m.col]; ok && m.field == field {
			f(m, s)
			return
		}
	}
}

func (r *run) formerPlace(rec *record, m mapping, p place, s string) {
	if p.note.Zh == "" {
		return
	}
	r.at(rec, m.col, r.def.Columns[m.field].Name, note("former_place", text{
		Zh: "旧名称或旧代码，已按现在的区划记录。" + p.note.Zh,
		En: "An old name or code, recorded as the division of today. " + p.note.En,
	}), s)
}
