package importer

import (
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// codeIndex finds a code by any of its spellings, folded.
type codeIndex map[string]string

func newCodeIndex(list *dataset.Codelist) codeIndex {
	x := codeIndex{}
	add := func(spelling, code string) {
		key := headingKey(spelling)
		if _, taken := x[key]; !taken && key != "" {
			x[key] = code
		}
	}
	for _, c := range list.Codes {
		add(c.Code, c.Code)
		add(c.Label.Zh, c.Code)
		add(c.Label.En, c.Code)
	}
	for _, c := range list.Codes {
		for _, alias := range c.Aliases {
			add(alias, c.Code)
		}
	}
	return x
}

// find returns the code of a spelling, without a remark in brackets if need be.
func (x codeIndex) find(s string) (string, bool) {
	key := headingKey(s)
	if code, ok := x[key]; ok {
		return code, true
	}
	base, _ := cutRemark(key)
	code, ok := x[base]
	return code, ok
}

func (r *run) codesOf(c *dataset.Column) codeIndex {
	x, ok := r.codes[c.Codes.Name]
	if !ok {
		x = newCodeIndex(c.Codes)
		r.codes[c.Codes.Name] = x
	}
	return x
}

func (r *run) parseCodes(rec *record, m mapping, c *dataset.Column, s string) {
	x := r.codesOf(c)
	if code, ok := x.find(s); ok {
		rec.set(m.field, dataset.TextValue(code))
		return
	}
	if !c.List {
		r.at(rec, m.col, c.Name, r.unknownCode(c, s, true), s)
		return
	}
	var found, unknown []string
	seen := map[string]bool{}
	for _, item := range splitList(c.Name, s) {
		code, ok := x.find(item)
		switch {
		case !ok:
			unknown = append(unknown, item)
		case !seen[code]:
			seen[code] = true
			found = append(found, code)
		}
	}
	found = inOrder(c.Codes, found)
	if len(found) > 0 {
		rec.set(m.field, dataset.ListValue(found))
	}
	if len(unknown) > 0 {
		r.at(rec, m.col, c.Name,
			r.unknownCode(c, strings.Join(unknown, "、"), len(found) == 0), s)
	}
}

// inOrder sorts codes as their list has them, so that the order in a cell means nothing.
func inOrder(list *dataset.Codelist, codes []string) []string {
	has := map[string]bool{}
	for _, c := range codes {
		has[c] = true
	}
	sorted := codes[:0:0]
	for _, c := range list.Codes {
		if has[c.Code] {
			sorted = append(sorted, c.Code)
		}
	}
	return sorted
}

// maxChoices is how many labels a sentence lists; of a longer list it names the likeliest.
const maxChoices = 14

// unknownCode says what may be written. The words of the cell are repeated by Problem.Value
// alone, which hides what is personal.
func (r *run) unknownCode(c *dataset.Column, s string, whole bool) finding {
	var zh, en []string
	for _, code := range c.Codes.Codes {
		if len(c.Codes.Codes) <= maxChoices || likeness(code.Label.Zh, s) > 0.3 {
			zh = append(zh, code.Label.Zh)
			en = append(en, code.Label.En)
		}
	}
	t := text{
		Zh: "不认识的“" + c.Words.Title.Zh + "”",
		En: "This is no known value of " + c.Words.Title.En,
	}
	if len(zh) > 0 {
		t.Zh += "；请填：" + strings.Join(zh, "、")
		t.En += "; use one of: " + strings.Join(en, ", ")
	}
	t.Zh += "。"
	t.En += "."
	if !whole {
		t.Zh += "认识的几项已读取，其余未读取。"
		t.En += " The items that are known were taken, the others left out."
		return warning("unknown_code", t)
	}
	return r.grade(c, "unknown_code", t)
}
