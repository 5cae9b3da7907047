package importer

import (
	"strconv"
	"strings"
)

func (r *run) refuseTwins(rec *record, same []*record) {
	var lines []string
	for _, other := range same {
		if other != rec && len(lines) < 5 {
			lines = append(lines, strconv.Itoa(other.line))
		}
	}
	r.about(rec, r.keyField(rec), failure("duplicate", both(
		"与第 %s 行重复（识别这一行所用的内容相同），都没有导入；"+
			"请删去重复的行，确是不同的请加“编号”一列（新行也可改写名称以示区别）。",
		"The same key as line %s, so neither was taken; delete the double, or, if they differ, add "+
			"a column 编号 with the portal's ids (or a more exact name).",
		strings.Join(lines, ", "))))
}

// keyField returns the column that the record's key rests on.
func (r *run) keyField(rec *record) int {
	rule, _, _ := strings.Cut(rec.key, "\n")
	field, _, _ := strings.Cut(rule, "+")
	return max(r.def.Index(field), 0)
}

// refuseNamesakes refuses records that only their name tells, where the file has the same name
// under an official number too, and lets nobody be found by a name that two have.
func (r *run) refuseNamesakes(byName map[string][]*record) {
	for _, rec := range r.records {
		kept := rec.hashes[:0]
		for _, hash := range rec.hashes {
			if len(byName[hash]) == 1 {
				kept = append(kept, hash)
				continue
			}
			if rec.id == "" && !r.hasOfficial(rec) && !rec.refused() {
				r.refuseTwins(rec, byName[hash])
			}
		}
		rec.hashes = kept
	}
}

func (r *run) hasOfficial(rec *record) bool {
	for _, rule := range r.def.Keys {
		if rule.Official && ruleText(r.def, rule, rec.row) != "" {
			return true
		}
	}
	return false
}

// refuseCollisions refuses records that found the same row of the register by different keys.
func (r *run) refuseCollisions() {
	byID := map[string][]*record{}
	for _, rec := range r.records {
		if rec.match != nil && !rec.refused() {
			byID[rec.match.id] = append(byID[rec.match.id], rec)
		}
	}
	for _, rec := range r.records {
		if rec.match == nil || rec.refused() {
			continue
		}
		if same := byID[rec.match.id]; len(same) > 1 {
			r.refuseTwins(rec, same)
		}
	}
}
