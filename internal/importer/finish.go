package importer

import (
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/privacy"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// inferredFrom says which required field can be told from which other.
var inferredFrom = map[string]string{"scheme": "number"}

// finish returns the row as the register would hold it: what it holds, overwritten by what the
// file says, completed by what follows from it, and masked. ok is false if the record is refused.
func (r *run) finish(rec *record) (row dataset.Row, ok bool) {
	row = r.def.NewRow()
	if rec.match != nil {
		row = slices.Clone(rec.match.row)
	}
	r.clearStaleHolder(rec, row)
	for i := range r.def.Columns {
		if rec.given[i] && r.def.Columns[i].Stored() && i > 0 && !withheld(&r.def.Columns[i], rec.row[i]) {
			if rec.row[i].Set || r.opt.Replace || r.def.Columns[i].Kind != dataset.Ref {
				row[i] = rec.row[i]
			}
		}
	}
	r.infer(row)
	r.checkRow(rec, row)
	if rec.refused() {
		return nil, false
	}
	r.maskRow(rec, row)
	return row, true
}

// withheld reports whether a file of ours says of a value that it is not shown: that is no value,
// and what the register has stays.
func withheld(c *dataset.Column, v dataset.Value) bool {
	return c.Limited && v.S == registry.TierWithheld
}

// clearStaleHolder empties the reference of a row whose printed holder has changed to one that
// was not found: the old holder is not the new one.
func (r *run) clearStaleHolder(rec *record, row dataset.Row) {
	for _, pair := range [][2]string{{"holder_name", "producer_id"}, {"subject_name", "subject_id"}} {
		name, ref := r.def.Index(pair[0]), r.def.Index(pair[1])
		if name < 0 || ref < 0 || !rec.given[name] || rec.row[ref].Set || !row[ref].Set {
			continue
		}
		old, said := nameKey(row[name].S), nameKey(rec.row[name].S)
		if old != said && old != nameKey(privacy.MaskName(rec.row[name].S)) {
			row[ref] = dataset.Value{}
		}
	}
}

// infer fills fields that are empty and follow from others.
func (r *run) infer(row dataset.Row) {
	r.fill(row, "kind", func() string {
		return producerKind(r.def.Text(row, "name"), r.def.Text(row, "uscc"))
	})
	r.fill(row, "level", func() string { return greenLevel(r.def.Text(row, "number")) })
}

// fill sets an empty code to what value returns, where the dataset has a field of that name and
// the field has that code.
func (r *run) fill(row dataset.Row, field string, value func() string) {
	i := r.def.Index(field)
	if i < 0 || row[i].Set || r.def.Columns[i].Kind != dataset.Code {
		return
	}
	if s := value(); r.def.Columns[i].Codes.Position(s) >= 0 {
		row[i] = dataset.TextValue(s)
	}
}

// producerKind tells the kind of a producer: a family farm and a collective by name, the others by
// the first two characters of the USCC, then by name. A person without a USCC is a grower.
func producerKind(name, uscc string) string {
	switch {
	case strings.HasSuffix(name, "家庭农场"):
		return "family_farm"
	case strings.HasPrefix(uscc, "N"), strings.HasSuffix(name, "经济合作社"),
		strings.HasSuffix(name, "经济联合社"):
		return "collective"
	case strings.HasPrefix(uscc, "91"):
		return "enterprise"
	case strings.HasPrefix(uscc, "92"):
		return "sole_trader"
	case strings.HasPrefix(uscc, "93"):
		return "cooperative"
	case uscc != "":
		return ""
	case strings.Contains(name, "供销"):
		return "enterprise"
	case strings.HasSuffix(name, "合作社"), strings.HasSuffix(name, "联合社"):
		return "cooperative"
	case strings.HasSuffix(name, "公司"):
		return "enterprise"
	case privacy.LooksLikePerson(name):
		return "large_grower"
	}
	return ""
}

// checkRow refuses a row that lacks what every row must have, or is of another town, and warns
// of what cannot be.
func (r *run) checkRow(rec *record, row dataset.Row) {
	for i := range r.def.Columns {
		c := &r.def.Columns[i]
		if c.Required && c.Stored() && !row[i].Set && !rec.refused() {
			r.about(rec, i, failure("required", text{
				Zh: "缺少“" + c.Words.Title.Zh + "”，这一行不能导入；请补上。",
				En: "The row lacks its " + c.Words.Title.En + " and was refused; fill it in.",
			}))
		}
	}
	if town := r.known.townOf(r.def, row); r.town != "" && town != r.town && !rec.refused() {
		r.about(rec, r.def.Index("town_id"), failure("other_town", both(
			"这一行不属于所选的乡镇，没有导入；请只保留该镇的行，或不指定乡镇导入。",
			"The row is not of the town that was chosen; keep only that town's rows, or import "+
				"without a town.")))
	}
	from, to := r.def.Index("valid_from_on"), r.def.Index("valid_to_on")
	if from >= 0 && to >= 0 && row[from].Set && row[to].Set && row[from].N > row[to].N {
		r.about(rec, to, warning("dates_order", both(
			"截止日期早于开始日期，请核对。", "The end is before the beginning; check both.")))
	}
	r.checkLevel(rec, row)
}

// checkLevel compares a rating's level with those of its scheme, as printed or without 级.
func (r *run) checkLevel(rec *record, row dataset.Row) {
	level, ref := r.def.Index("level"), r.def.Index("scheme_id")
	if level < 0 || ref < 0 || !row[ref].Set || !row[level].Set || !rec.given[level] {
		return
	}
	k := r.known.byID["credit_schemes"][row[ref].S]
	if k == nil || k.row == nil {
		return
	}
	def := r.known.Schema.Def("credit_schemes")
	levels := k.row[def.Index("levels")].List()
	for _, l := range levels {
		a, b := headingKey(l), headingKey(row[level].S)
		if a == b || a == strings.TrimSuffix(b, "级") || strings.TrimSuffix(a, "级") == b {
			row[level] = dataset.TextValue(l)
			return
		}
	}
	r.about(rec, level, warning("unknown_level", both(
		"评价方案里没有这个等级；方案的等级是：%s。", "The scheme has no such level; it has: %s.",
		strings.Join(levels, "、"))))
}
