package importer

import (
	"cmp"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// resolve turns what rows say of places, holders and schemes into ids of the register.
func (r *run) resolve() {
	for _, rec := range r.records {
		r.places(rec)
		if field, ok := r.holderField(); ok {
			rec.holder = r.look(rec, field)
		}
	}
	votes, above := r.enterpriseCodes(), r.ownDivisions()
	for _, rec := range r.records {
		if field, ok := r.holderField(); ok {
			r.settle(rec, field, votes)
		}
		if field := r.def.Index("scheme_id"); field >= 0 {
			r.scheme(rec, field)
		}
		if field := r.def.Index("parent_id"); field >= 0 {
			r.parent(rec, field, above)
		}
	}
}

// ownDivisions returns the ids of the divisions that the file itself lists, by code and by name.
func (r *run) ownDivisions() map[string]string {
	if r.def.Name != registry.Divisions {
		return nil
	}
	ids := map[string]string{}
	code, name := r.def.Index("code"), r.def.Index("name")
	for _, rec := range r.records {
		if rec.row[code].Set {
			ids[rec.row[code].S] = "D" + rec.row[code].S
			ids[nameKey(rec.row[name].S)] = "D" + rec.row[code].S
		}
	}
	return ids
}

// parent resolves the division above a division: any level, by name, code or id, of the register
// or of the file itself.
func (r *run) parent(rec *record, field int, above map[string]string) {
	r.refCell(rec, field, func(m mapping, s string) {
		if p, ok := builtIn(s); ok {
			rec.set(field, dataset.TextValue(p.id))
			return
		}
		if k, _ := one(r.known.divisions(s)); k != nil {
			rec.set(field, dataset.TextValue(k.id))
			return
		}
		if id := cmp.Or(above[strings.TrimPrefix(identifier(s), "D")], above[nameKey(s)]); id != "" {
			rec.set(field, dataset.TextValue(id))
			return
		}
		r.at(rec, m.col, r.def.Columns[field].Name, warning("unknown_division", both(
			"不认识这个上级区划，本格按空处理；请写名称或代码。",
			"This division is not known; the cell counts as empty. Write its name or code.")), s)
	})
}
