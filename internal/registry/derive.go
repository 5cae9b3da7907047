package registry

import (
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// Rows are the rows of every dataset, by the dataset's name, sorted by id.
type Rows map[string][]dataset.Row

// Cell is one value that may be shown today and is in no immutable file.
type Cell struct {
	Dataset string
	ID      string
	Column  string
	Value   dataset.Value
}

// View is what may be published of the rows on one date.
type View struct {
	// Rows has every row with its derived fields. Where an adverse value stands that the law
	// makes disappear one day, these rows say withheld: they go into immutable files.
	Rows Rows
	// Limited are the adverse values that may be shown on this date. They are laid over the
	// rows for as long as that is so, and are replaced by every publication.
	Limited []Cell
}

// Derive returns what may be published of rows on a date. The rows given are not changed.
func Derive(s *Schema, rows Rows, on calendar.Date) View {
	v := &deriver{schema: s, on: on, in: rows, view: View{Rows: Rows{}}}
	for _, d := range s.Datasets {
		copied := make([]dataset.Row, len(rows[d.Name]))
		cells := make([]dataset.Value, len(rows[d.Name])*len(d.Columns))
		for i, r := range rows[d.Name] {
			copied[i] = cells[i*len(d.Columns) : (i+1)*len(d.Columns) : (i+1)*len(d.Columns)]
			copy(copied[i], r)
		}
		v.view.Rows[d.Name] = copied
	}
	v.statuses()
	v.ratings()
	v.producers()
	v.towns()
	return v.view
}

// Limited returns the rows, by dataset and id, whose limited fields hold adverse values: they must
// stand in no immutable object as they are.
func Limited(s *Schema, rows Rows) []Cell {
	v := &deriver{schema: s, in: rows, view: View{Rows: rows}}
	schemes := v.schemes()
	def := s.Def(CreditRatings)
	var limited []Cell
	for _, r := range rows[CreditRatings] {
		t := dataset.Unpack[CreditRating](def, r)
		if scheme := schemes[t.SchemeID]; scheme != nil && scheme.Adverse(t.Level) {
			limited = append(limited, Cell{Dataset: CreditRatings, ID: t.ID})
		}
	}
	return limited
}

type deriver struct {
	schema *Schema
	on     calendar.Date
	in     Rows
	view   View
}

// standing holds what other datasets say of one producer.
type standing struct {
	green, organic, traceable, titled bool
	best                              *rated
}

type rated struct {
	rating  CreditRating
	adverse bool
}

// each calls f for every row of a dataset that is not withdrawn, as a struct.
func each[T any](v *deriver, name string, f func(t *T, r dataset.Row)) {
	def := v.schema.Def(name)
	withdrawn := def.Index("withdrawn_on")
	for _, r := range v.view.Rows[name] {
		if r[withdrawn].Set {
			continue
		}
		t := dataset.Unpack[T](def, r)
		f(&t, r)
	}
}

func (v *deriver) schemes() map[string]*CreditScheme {
	m := map[string]*CreditScheme{}
	each(v, CreditSchemes, func(s *CreditScheme, _ dataset.Row) { m[s.ID] = s })
	return m
}

// statuses says what each certificate is on the date, of withdrawn rows too: they still answer.
func (v *deriver) statuses() {
	def := v.schema.Def(Certificates)
	status := def.Index("status")
	for _, r := range v.view.Rows[Certificates] {
		c := dataset.Unpack[Certificate](def, r)
		r[status] = dataset.TextValue(c.StatusOn(v.on))
	}
}

// ratings takes adverse levels out of the rating rows and notes those that may be shown.
func (v *deriver) ratings() {
	def := v.schema.Def(CreditRatings)
	schemes := v.schemes()
	limited := []string{"level", "severity", "display_until_on"}
	for _, r := range v.view.Rows[CreditRatings] {
		t := dataset.Unpack[CreditRating](def, r)
		s := schemes[t.SchemeID]
		if s == nil || !s.Adverse(t.Level) {
			continue
		}
		show := t.DisplayedOn(v.on) && t.Withdrawn == 0
		for _, name := range limited {
			i := def.Index(name)
			if show {
				v.view.Limited = append(v.view.Limited,
					Cell{Dataset: CreditRatings, ID: t.ID, Column: name, Value: r[i]})
			}
			r[i] = dataset.Value{}
			if name == "level" {
				r[i] = dataset.TextValue(TierWithheld)
			}
		}
	}
}

// standings gathers, by producer, what certificates, titles, platforms and ratings say.
func (v *deriver) standings() map[string]*standing {
	m := map[string]*standing{}
	of := func(id string) *standing {
		if m[id] == nil {
			m[id] = &standing{}
		}
		return m[id]
	}
	each(v, Certificates, func(c *Certificate, _ dataset.Row) {
		s := of(c.ProducerID)
		s.green = s.green || (c.Scheme == SchemeGreenFood && c.Holds(v.on))
		s.organic = s.organic || (c.Scheme == SchemeOrganic && c.Holds(v.on))
	})
	each(v, TraceEntities, func(t *TraceEntity, _ dataset.Row) {
		of(t.ProducerID).traceable = of(t.ProducerID).traceable || t.ActiveOn(v.on)
	})
	each(v, DemonstrationTitles, func(t *DemonstrationTitle, _ dataset.Row) {
		of(t.ProducerID).titled = of(t.ProducerID).titled || t.HeldOn(v.on)
	})
	schemes := v.schemes()
	def := v.schema.Def(CreditRatings)
	for _, r := range v.in[CreditRatings] { // the rows as given: their levels are not withheld
		t := dataset.Unpack[CreditRating](def, r)
		s := schemes[t.SchemeID]
		if t.Withdrawn != 0 || s == nil || s.AppliesTo != Producers || !t.InForceOn(v.on) {
			continue
		}
		if b := of(t.SubjectID).best; b == nil || later(&t, &b.rating) {
			of(t.SubjectID).best = &rated{rating: t, adverse: s.Adverse(t.Level)}
		}
	}
	return m
}

// later reports whether a is the newer rating: by year, then by the day it was decided.
func later(a, b *CreditRating) bool {
	if a.Year != b.Year {
		return a.Year > b.Year
	}
	return a.DecidedOn > b.DecidedOn
}

func (v *deriver) producers() {
	def := v.schema.Def(Producers)
	standings := v.standings()
	none := &standing{}
	set := func(r dataset.Row, name string, value dataset.Value) { r[def.Index(name)] = value }
	for _, r := range v.view.Rows[Producers] {
		s := standings[r.ID()]
		if s == nil {
			s = none
		}
		set(r, "green_certified", dataset.BoolValue(s.green))
		set(r, "organic_certified", dataset.BoolValue(s.organic))
		set(r, "traceable", dataset.BoolValue(s.traceable))
		set(r, "titled", dataset.BoolValue(s.titled))
		tier, year := v.tier(s.best, def.Text(r, "kind"), r.ID())
		set(r, "tier", dataset.TextValue(tier))
		set(r, "tier_year", dataset.IntValue(year))
	}
}

// tier returns what immutable files say of a producer's tier. A natural person's tier is
// shown only with consent, which the register does not hold (个人信息保护法 art. 13, 25).
func (v *deriver) tier(best *rated, kind, id string) (tier string, year int) {
	switch {
	case best == nil:
		return TierUnrated, 0
	case kind == "large_grower":
		return TierWithheld, 0
	case !best.adverse:
		return best.rating.Level, best.rating.Year
	case best.rating.DisplayedOn(v.on):
		v.view.Limited = append(v.view.Limited,
			Cell{Producers, id, "tier", dataset.TextValue(best.rating.Level)},
			Cell{Producers, id, "tier_year", dataset.IntValue(best.rating.Year)})
	}
	return TierWithheld, 0
}

// towns copies the holder's town to the rows that are read by town.
func (v *deriver) towns() {
	producers := v.schema.Def(Producers)
	town := map[string]dataset.Value{}
	for _, r := range v.view.Rows[Producers] {
		town[r.ID()] = r[producers.Index("town_id")]
	}
	for _, name := range []string{Certificates, TraceEntities, DemonstrationTitles} {
		def := v.schema.Def(name)
		holder, to := def.Index("producer_id"), def.Index("town_id")
		for _, r := range v.view.Rows[name] {
			r[to] = town[r[holder].S]
		}
	}
	v.labTowns()
}

// labTowns copies the laboratory's town to its days.
func (v *deriver) labTowns() {
	labs, days := v.schema.Def(Labs), v.schema.Def(LabDays)
	town := map[string]dataset.Value{}
	for _, r := range v.view.Rows[Labs] {
		town[r.ID()] = r[labs.Index("town_id")]
	}
	lab, to := days.Index("lab_id"), days.Index("town_id")
	for _, r := range v.view.Rows[LabDays] {
		r[to] = town[r[lab].S]
	}
}
