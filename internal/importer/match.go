package importer

import (
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
)

// match finds for every record the row of the register that it stands for.
//
// An id is the key where there is one. Otherwise the dataset's key rules are tried in order: an
// official rule compares numbers with those of the register, withdrawn rows included; a named
// rule compares names, with the register's public ones and, because those may be masked, by
// keyed hash. Two records with the same key are both refused.
func (r *run) match() {
	r.matchDivisions()
	r.assumeSchemes()
	byKey, byName := map[string][]*record{}, map[string][]*record{}
	for _, rec := range r.records {
		if rec.match == nil && rec.newID == "" {
			r.matchRecord(rec)
		}
		if rec.key != "" {
			byKey[rec.key] = append(byKey[rec.key], rec)
		}
		for _, hash := range rec.hashes {
			byName[hash] = append(byName[hash], rec)
		}
	}
	for _, rec := range r.records { // in the order of the file, for the report
		if same := byKey[rec.key]; rec.key != "" && len(same) > 1 {
			r.refuseTwins(rec, same)
		}
	}
	r.refuseNamesakes(byName)
	r.refuseCollisions()
}

// matchRecord finds the row of one record. What is wrong with the id refuses the record.
func (r *run) matchRecord(rec *record) {
	if rec.id != "" {
		rec.key = "id\n" + rec.id
		r.matchID(rec)
		r.rememberNames(rec)
		return
	}
	for i, rule := range r.def.Keys {
		text := ruleText(r.def, rule, rec.row)
		if text == "" {
			continue
		}
		if rec.key == "" {
			rec.key = strings.Join(rule.Fields, "+") + "\n" + text
		}
		k, ambiguous := one(r.candidates(rec, i, text))
		if ambiguous {
			r.about(rec, r.def.Index(rule.Fields[0]), r.ambiguous())
			break
		}
		if k != nil {
			rec.match = k
			break
		}
	}
	r.rememberNames(rec)
}

func (r *run) ambiguous() finding {
	return failure("ambiguous", both(
		"名录中有不止一行对得上，不能确定是哪一行；请加“编号”一列，填门户的编号（如 %s）。",
		"More than one row of the register fits; add a column 编号 with the portal's id "+
			"(such as %s).", r.def.ID(123)))
}

// candidates returns the rows that the i-th key rule finds, without those that an official rule
// before it tells apart from the record: the same name with another number is another business.
func (r *run) candidates(rec *record, i int, text string) []*known {
	rule := r.def.Keys[i]
	var kept []*known
	found := r.known.byRule(r.def, rule)[text]
	if !rule.Official {
		if strings.Contains(text, "*") {
			found = nil // masked names are alike
		}
		id := r.known.Keys[r.known.privateKey(r.def.Name, rule, text)]
		if k := r.known.byID[r.def.Name][id]; k != nil && k.row != nil {
			kept = append(kept, k)
		}
	}
	kept = append(kept, found...)
	var same []*known
	for _, k := range kept {
		if !r.toldApart(rec, k, r.def.Keys[:i]) {
			same = append(same, k)
		}
	}
	return same
}

func (r *run) toldApart(rec *record, k *known, rules []dataset.KeyRule) bool {
	for _, rule := range rules {
		a, b := ruleText(r.def, rule, rec.row), ruleText(r.def, rule, k.row)
		if rule.Official && a != "" && b != "" && a != b {
			return true
		}
	}
	return false
}

// matchID finds the row with the id that the file gives. A dataset that never had a row takes the
// ids that it is given: that is how a register is restored from its published files, whose ids are
// printed on packs.
func (r *run) matchID(rec *record) {
	k := r.known.byID[r.def.Name][rec.id]
	_, shaped := r.def.Number(rec.id)
	switch {
	case k != nil && k.row != nil:
		rec.match = k
	case k != nil:
		r.about(rec, 0, failure("gone_id", both(
			"编号 %s 的内容已从名录中删除，不能再用；如果确是另一行，请把编号留空。",
			"What stood under %s was deleted from the register and the id cannot be used again; "+
				"leave it blank for another row.", rec.id)))
	case !shaped:
		r.about(rec, 0, failure("bad_id", both(
			"这不是门户的编号（形如 %s）；新的一行请把编号留空。",
			"This is no id of the portal (such as %s); leave it blank for a new row.",
			r.def.ID(123))))
	case r.known.State.Highest(r.def.Name) == 0:
		rec.newID = rec.id
	default:
		r.about(rec, 0, failure("unknown_id", both(
			"名录中没有编号 %s；编号由门户给出，新的一行请留空。",
			"There is no %s in the register; ids are given by the portal, leave it blank for a "+
				"new row.", rec.id)))
	}
}

// matchDivisions gives divisions their ids, which are made of their codes.
func (r *run) matchDivisions() {
	if r.def.Name != registry.Divisions {
		return
	}
	code := r.def.Index("code")
	for _, rec := range r.records {
		id := "D" + rec.row[code].S
		if _, ok := r.def.Number(id); !ok || rec.id != "" && rec.id != id {
			if rec.row[code].Set {
				r.about(rec, code, failure("bad_code", both(
					"区划代码应是6位、9位或12位数字，编号是 D 加代码。",
					"A division's code has 6, 9 or 12 digits; its id is D and the code.")))
			}
			continue
		}
		rec.key = "id\n" + id
		if k := r.known.byID[r.def.Name][id]; k != nil && k.row != nil {
			rec.match = k
		} else {
			rec.newID = id
		}
	}
}

// assumeSchemes tells the schemes of certificates whose file does not state them, because they
// are part of the key: the register may know the number already, else its form tells.
func (r *run) assumeSchemes() {
	scheme, number, product := r.def.Index("scheme"), r.def.Index("number"), r.def.Index("product")
	if scheme < 0 || number < 0 || product < 0 {
		return
	}
	known := r.known.index(r.def.Name, "number+product", func(row dataset.Row) []string {
		return []string{row[number].S + "\n" + nameKey(row[product].S)}
	})
	for _, rec := range r.records {
		if rec.row[scheme].Set || !rec.row[number].Set || rec.refused() || rec.id != "" {
			continue
		}
		k, several := one(known[rec.row[number].S+"\n"+nameKey(rec.row[product].S)])
		if k != nil {
			rec.set(scheme, k.row[scheme])
			continue
		}
		if several {
			r.about(rec, number, r.ambiguous())
			continue
		}
		s := schemeOf(rec.row[number].S)
		if s != "" {
			rec.set(scheme, dataset.TextValue(s))
		}
		if s == registry.SchemeOrganic {
			r.about(rec, number, warning("assumed_organic", both(
				"没有写认证类型，按编号记为“有机产品”；如果还在转换期，请加“认证类型”一列写“有机转换”。",
				"The kind of certification is not stated and was taken for organic by the number; "+
					"if it is in conversion, add a column 认证类型 with 有机转换.")))
		}
	}
}

// rememberNames notes the private keys by which the record will be found again. A name that comes
// masked is one of many: it is not noted for a row that is known by its id.
func (r *run) rememberNames(rec *record) {
	for _, rule := range r.def.Keys {
		text := ruleText(r.def, rule, rec.row)
		if text == "" || rule.Official || rec.id != "" && strings.Contains(text, "*") {
			continue
		}
		hash := r.known.privateKey(r.def.Name, rule, text)
		rec.hashes = append(rec.hashes, hash)
		if strings.Contains(text, "*") && !r.hasOfficial(rec) {
			r.about(rec, r.def.Index(rule.Fields[0]), warning("masked_name", both(
				"姓名已经遮盖，分不清是谁；请写全名（门户会自动遮盖），或加“编号”一列。",
				"The name is masked already and does not tell who it is; write the full name, which "+
					"is masked at the door, or add a column 编号.")))
		}
		k := r.known.byID[r.def.Name][r.known.Keys[hash]]
		if k != nil && k.entry.End == revision.Redacted && rec.match == nil {
			r.about(rec, r.def.Index(rule.Fields[0]), warning("redacted", both(
				"同名的一行（%s）曾按要求从名录中删除；请确认可以重新公布。",
				"A row of this name (%s) was deleted from the register on request; make sure that "+
					"it may be published again.", k.id)))
		}
	}
}

// newKeys returns the private keys of a record that the register does not know yet.
func (r *run) newKeys(rec *record, id string) []revision.PrivateKey {
	var keys []revision.PrivateKey
	for _, hash := range rec.hashes {
		old := r.known.Keys[hash]
		k := r.known.byID[r.def.Name][old]
		if old == "" || k == nil || k.row == nil {
			keys = append(keys, revision.PrivateKey{Key: hash, ID: id})
		}
	}
	return keys
}
