package importer

import (
	"strings"
	"unicode"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// headings knows under which headings a dataset's columns are written.
type headings struct {
	def    *dataset.Def
	fields map[string]int // folded heading → column of the definition
}

func newHeadings(def *dataset.Def) headings {
	h := headings{def, map[string]int{}}
	add := func(name string, field int) {
		key := headingKey(name)
		if _, taken := h.fields[key]; !taken && key != "" {
			h.fields[key] = field
		}
	}
	// A title goes before another column's alias.
	for i := range def.Columns {
		add(def.Columns[i].Words.Title.Zh, i)
		add(def.Columns[i].Name, i)
	}
	for i := range def.Columns {
		add(def.Columns[i].Words.Title.En, i)
		for _, alias := range def.Columns[i].Words.Aliases {
			add(alias, i)
		}
	}
	return h
}

// headingKey folds a heading for comparison: width, case, traditional characters, and no spaces,
// line breaks, colons or the star of a required field.
func headingKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("*:'\"、", r) {
			return -1
		}
		return r
	}, fold.Fold(s))
}

// field returns the column of the definition that a heading names, and the unit that it states:
// 种植面积（公顷） is an area in hectares.
func (h headings) field(heading string) (field int, unit string, ok bool) {
	key := headingKey(heading)
	if i, ok := h.fields[key]; ok {
		return i, "", true
	}
	base, remark := cutRemark(key)
	if i, ok := h.fields[base]; ok {
		if _, known := units[remark]; known {
			unit = remark
		}
		return i, unit, true
	}
	// 面积/亩, 产量吨
	for u := range units {
		base, found := strings.CutSuffix(key, u)
		if i, ok := h.fields[strings.TrimRight(base, "/-_")]; found && ok {
			if len(u) > len(unit) {
				field, unit = i, u
			}
		}
	}
	return field, unit, unit != ""
}

// cutRemark cuts a remark in brackets at the end of a folded heading, 主体类型(企业/合作社).
func cutRemark(key string) (base, remark string) {
	for _, pair := range []string{"()", "[]", "【】", "〔〕", "{}"} {
		runes := []rune(pair)
		if !strings.HasSuffix(key, string(runes[1])) {
			continue
		}
		if i := strings.Index(key, string(runes[0])); i > 0 {
			remark = key[i+len(string(runes[0])) : len(key)-len(string(runes[1]))]
			return key[:i], strings.TrimPrefix(remark, "单位")
		}
	}
	return key, ""
}

// isSerial reports whether a column only numbers the lines.
func isSerial(heading string) bool {
	switch headingKey(heading) {
	case "", "序号", "序", "序列", "no", "no.", "行号", "顺序号", "排序", "#":
		return true
	}
	return false
}

// imported reports whether a file may fill the column.
func imported(c *dataset.Column) bool { return c.Stored() }

// nearest returns the heading of the sheet that looks most like one of a column, "" if none does.
func nearest(c *dataset.Column, sheetHeadings []string) string {
	best, heading := 0.34, ""
	for _, s := range sheetHeadings {
		for _, alias := range c.Words.Aliases {
			if score := likeness(headingKey(alias), headingKey(s)); score > best {
				best, heading = score, strings.TrimSpace(s)
			}
		}
	}
	return heading
}

// likeness is the share of characters that two texts have in common, from 0 to 1.
func likeness(a, b string) float64 {
	left := map[rune]int{}
	total, common := 0, 0
	for _, r := range a {
		left[r]++
		total++
	}
	for _, r := range b {
		total++
		if left[r] > 0 {
			left[r]--
			common += 2
		}
	}
	if total == 0 {
		return 0
	}
	return float64(common) / float64(total)
}
