package importer

import (
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/privacy"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// holding is what a row says of its holder, a producer or a dealer.
type holding struct {
	byCode []*known // by id or USCC: nothing comes before it
	byName []*known
	col    int    // the column that spoke first
	said   string // what it says
}

// holderField returns the column of the definition that refers to a holder.
func (r *run) holderField() (int, bool) {
	for _, name := range []string{"producer_id", "subject_id"} {
		if i := r.def.Index(name); i >= 0 {
			return i, true
		}
	}
	return 0, false
}

// look finds the rows of the register that a record's holder may be: by id, by USCC, or by name.
func (r *run) look(rec *record, field int) (h holding) {
	refs := r.def.Columns[field].Refs
	for _, m := range r.table.columns {
		s, ok := rec.refs[m.col]
		if !ok || m.field != field {
			continue
		}
		h.col, h.said = m.col, s
		code := identifier(s)
		for _, ds := range refs {
			if k := r.known.byID[ds][code]; k != nil && k.row != nil {
				h.byCode = []*known{k}
				return h
			}
			h.byCode = append(h.byCode, r.known.byField(ds, "uscc")[code]...)
		}
		if _, err := ident.ParseUSCC(code); err == nil {
			rec.coded = true
		}
		if len(h.byCode) > 0 {
			return h
		}
	}
	name, at := r.holderName(rec)
	if name == "" {
		return h
	}
	if h.said == "" {
		h.col, h.said = at, name
	}
	for _, ds := range refs {
		h.byName = append(h.byName, r.known.byName(ds)[nameKey(name)]...)
		if len(h.byName) == 0 && privacy.LooksLikePerson(name) {
			h.byName = append(h.byName, r.byHiddenName(ds, name)...)
		}
	}
	return h
}

// enterpriseCodes returns whose each GF code is, by the certificates of the register and of the
// file. The file counts as well because it will be in the register when it comes again.
func (r *run) enterpriseCodes() map[string][]*known {
	code, holder := r.def.Index("enterprise_code"), r.def.Index("producer_id")
	if code < 0 || holder < 0 {
		return nil
	}
	votes := map[string][]*known{}
	vote := func(code string, k *known) {
		if code != "" && k != nil && k.row != nil {
			votes[code] = append(votes[code], k)
		}
	}
	for _, k := range r.known.rows[r.def.Name] {
		vote(k.row[code].S, r.known.byID[registry.Producers][k.row[holder].S])
	}
	for _, rec := range r.records {
		k, _ := one(rec.holder.byCode)
		if k == nil {
			k, _ = one(rec.holder.byName)
		}
		vote(rec.row[code].S, k)
	}
	return votes
}

// settle chooses a record's holder: by id or USCC, else by the GF code if that is one producer's,
// else by name. What stays unresolved or ambiguous is never guessed.
func (r *run) settle(rec *record, field int, votes map[string][]*known) {
	h := rec.holder
	found := h.byCode
	if i := r.def.Index("enterprise_code"); len(found) == 0 && i >= 0 {
		if k, _ := one(votes[rec.row[i].S]); k != nil {
			found = []*known{k}
		}
	}
	if len(found) == 0 {
		found = h.byName
	}
	k, several := one(r.ofScheme(rec, found))
	c := &r.def.Columns[field]
	switch {
	case k != nil:
		rec.set(field, dataset.TextValue(k.id))
		r.nameHolder(rec, k)
		if !k.listed() {
			r.at(rec, h.col, c.Name, warning("holder_withdrawn", both(
				"对上的主体 %s 已撤出名录，请核对。",
				"The holder found, %s, has left the register; check it.", k.id)), h.said)
		}
	case h.said == "":
	case several:
		rec.given[field] = true
		r.at(rec, h.col, c.Name, warning("ambiguous_holder", both(
			"名录中不止一个主体对得上，没有猜测，主体编号留空；请加“主体编号”或“统一社会信用代码”一列。",
			"More than one row of the register fits, so none was chosen; add a column with the "+
				"holder's id or USCC.")), h.said)
	default:
		rec.given[field] = true
		r.at(rec, h.col, c.Name, warning("unknown_holder", both(
			"名录中没有这个主体，主体编号留空，名称照录；请先导入主体名录，或核对名称和代码。",
			"The register has no such holder; the row was taken with the name as written. Import "+
				"the holder first, or check the name and the code.")), h.said)
	}
}

// byHiddenName finds natural persons, whose names the register holds masked, by the keyed hash
// of name and town: in the row's town, or in any if that is not known.
func (r *run) byHiddenName(ds, name string) []*known {
	def := r.known.Schema.Def(ds)
	towns := r.known.index(ds, "towns", func(row dataset.Row) []string {
		return []string{def.Text(row, "town_id")}
	})
	var found []*known
	for _, rule := range def.Keys {
		if rule.Official || strings.Join(rule.Fields, "+") != "name+town_id" {
			continue
		}
		try := func(town string) {
			id := r.known.Keys[r.known.privateKey(ds, rule, nameKey(name)+"\n"+town)]
			if k := r.known.byID[ds][id]; k != nil && k.row != nil {
				found = append(found, k)
			}
		}
		try("")
		for town := range towns {
			try(town)
		}
	}
	return found
}

// holderName returns the holder's name as printed, and its column in the sheet.
func (r *run) holderName(rec *record) (string, int) {
	for _, field := range []string{"holder_name", "subject_name"} {
		if i := r.def.Index(field); i >= 0 && rec.row[i].Set {
			return rec.row[i].S, r.columnOf(field)
		}
	}
	return "", 0
}

// nameHolder gives a row without a printed name the register's name of its holder.
func (r *run) nameHolder(rec *record, k *known) {
	for _, field := range []string{"holder_name", "subject_name"} {
		i := r.def.Index(field)
		if i < 0 || rec.row[i].Set {
			continue
		}
		for _, def := range r.known.Schema.Datasets {
			if _, ok := def.Number(k.id); ok {
				rec.set(i, k.row[def.NameColumn()])
			}
		}
	}
}
