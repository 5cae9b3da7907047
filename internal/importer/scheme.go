package importer

import (
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// ofScheme keeps the holders to whom the row's scheme applies, where it names one.
func (r *run) ofScheme(rec *record, found []*known) []*known {
	i := r.def.Index("scheme_id")
	if i < 0 || len(found) < 2 {
		return found
	}
	var ds string
	r.refCell(rec, i, func(_ mapping, s string) {
		if k, _ := one(r.schemesNamed(s)); k != nil {
			ds = r.known.Schema.Def(registry.CreditSchemes).Text(k.row, "applies_to")
		}
	})
	if ds == "" {
		return found
	}
	var kept []*known
	for _, k := range found {
		if r.known.byID[ds][k.id] != nil {
			kept = append(kept, k)
		}
	}
	return kept
}

func (r *run) schemesNamed(s string) []*known {
	if k := r.known.byID[registry.CreditSchemes][identifier(s)]; k != nil && k.row != nil {
		return []*known{k}
	}
	return r.known.byName(registry.CreditSchemes)[nameKey(s)]
}

// scheme resolves a rating's scheme by id or name; without either it is the only scheme that
// was in force and applies to the subject.
func (r *run) scheme(rec *record, field int) {
	said := false
	r.refCell(rec, field, func(m mapping, s string) {
		said = true
		found := r.applying(rec, r.schemesNamed(s))
		if k, _ := one(found); k != nil {
			rec.set(field, dataset.TextValue(k.id))
			return
		}
		r.at(rec, m.col, "scheme_id", warning("unknown_scheme", both(
			"名录中没有这个评价方案，或同名的不止一个，方案留空；请先导入评价方案，或填方案编号。",
			"The register has no such scheme, or more than one; it was left empty. Import the "+
				"scheme first, or give its id.")), s)
	})
	if said {
		return
	}
	var inForce []*known
	on := r.ratedOn(rec)
	def := r.known.Schema.Def(registry.CreditSchemes)
	for _, k := range r.applying(rec, r.known.rows[registry.CreditSchemes]) {
		s := dataset.Unpack[registry.CreditScheme](def, k.row)
		if k.listed() && s.ValidFrom <= on && (s.ValidTo == 0 || s.ValidTo >= on) {
			inForce = append(inForce, k)
		}
	}
	if k, _ := one(inForce); k != nil {
		rec.set(field, dataset.TextValue(k.id))
		return
	}
	r.about(rec, field, warning("no_scheme", both(
		"没有写评价方案，而当时施行的方案不是恰好一个，方案留空；请加“评价方案”一列。",
		"The row names no scheme, and not exactly one was in force; it was left empty. Add a "+
			"column with the scheme.")))
}

// applying keeps the schemes that apply to the row's subject, all if it is not known.
func (r *run) applying(rec *record, schemes []*known) []*known {
	subject := rec.row[r.def.Index("subject_id")].S
	def, ok := r.known.Schema.ByID(subject)
	if !ok {
		return schemes
	}
	schemeDef := r.known.Schema.Def(registry.CreditSchemes)
	var kept []*known
	for _, k := range schemes {
		if schemeDef.Text(k.row, "applies_to") == def.Name {
			kept = append(kept, k)
		}
	}
	return kept
}

// ratedOn returns the day whose scheme counts: of the decision, else the end of the year rated,
// today at the latest.
func (r *run) ratedOn(rec *record) calendar.Date {
	if on := rec.row[r.def.Index("decided_on")].Date(); on != 0 {
		return on
	}
	year := int(rec.row[r.def.Index("year")].N)
	if end, ok := calendar.NewDate(year, 12, 31); ok && end < r.opt.Today {
		return end
	}
	return r.opt.Today
}
