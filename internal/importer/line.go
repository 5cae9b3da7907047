package importer

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
)

// What a line below the header is, if it is no row of the register.
const (
	lineRow    = ""
	lineTotal  = "total"
	lineNote   = "note"
	lineHeader = "header"
	lineEmpty  = "empty"
)

var lineLabels = map[string]text{
	lineTotal:  {Zh: "合计、小计行", En: "totals and subtotals"},
	lineNote:   {Zh: "说明、填表人、分组标题等", En: "notes, headings of groups, who filled in the form"},
	lineHeader: {Zh: "重复的表头", En: "repeated headers"},
	lineEmpty:  {Zh: "只有序号的空行", En: "lines with nothing but a serial number"},
}

var (
	totalCell = regexp.MustCompile(`^.{0,12}(合计|小计|总计|共计|累计)[:：]?$`)
	noteCell  = regexp.MustCompile(`^[（(]?(备注|附注|附件|说明|填表|填报|制表|审核|复核|审批|签发|` +
		`单位负责人|主管领导|分管领导|报送|上报|数据来源|资料来源|数据截至|截止日期|` +
		`本表|以上|盖章|联系人|联系电话|注)(.{0,10}[:：].*|[0-9一二三]?[:：.、].*|.{0,4}|` +
		`.*[。；;]|表数据.*|均为.*)$`)
)

// groupCell is a heading between rows: 一、企业.
var groupCell = regexp.MustCompile(`^[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．].{1,30}$`)

// totalCells is in how many of a line's first cells the word for a total is looked for.
const totalCells = 5

// kindOf says what a line is.
func (t *table) kindOf(row sheet.Row) string {
	var first string
	distinct := map[string]bool{}
	for i, c := range row.Cells {
		s := bare(c.Text)
		if s == "" {
			continue
		}
		if first == "" {
			first = s
		}
		distinct[s] = true
		if i < totalCells && strings.Contains(s, "计") && totalCell.MatchString(s) {
			return lineTotal
		}
	}
	switch {
	case t.repeats(row):
		return lineHeader
	case t.looksLikeNote(row, len(distinct)) && noteCell.MatchString(first):
		return lineNote
	case len(distinct) == 1 && len(t.columns) > 2 && (t.across(row) || groupCell.MatchString(first)):
		return lineNote
	case t.hollow(row):
		return lineEmpty
	}
	return lineRow
}

// bare is a cell without white space, cut to what a pattern looks at.
func bare(s string) string {
	s = strings.Join(strings.Fields(s), "")
	if runes := []rune(s); len(runes) > 200 {
		return string(runes[:200])
	}
	return s
}

// looksLikeNote keeps rows whose first cell happens to begin like a note: a row fills most of the
// columns that the header names.
func (t *table) looksLikeNote(row sheet.Row, distinct int) bool {
	return distinct == 1 || distinct <= 6 && 2*t.filled(row) <= len(t.columns)+1
}

// across reports that one text is merged over most of the table: a heading between rows.
func (t *table) across(row sheet.Row) bool {
	merged := 0
	for _, m := range t.columns {
		if c := row.At(m.col); c.Merged || c.Spread > 1 {
			merged++
		}
	}
	return merged > 1 && 2*merged >= len(t.columns)
}

func (t *table) filled(row sheet.Row) int {
	n := 0
	for _, m := range t.columns {
		if bare(row.At(m.col).Text) != "" {
			n++
		}
	}
	return n
}

// maxHeading is the longest text, in bytes, that is compared with a heading.
const maxHeading = 120

// repeats reports that a line says the headings again.
func (t *table) repeats(row sheet.Row) bool {
	same, filled := 0, 0
	for _, m := range t.columns {
		s := row.At(m.col).Text
		if s == "" {
			continue
		}
		filled++
		if len(s) <= maxHeading && slices.Contains(m.repeats, headingKey(s)) {
			same++
		}
	}
	return same > 0 && 2*same > filled
}

// hollow reports that a line holds nothing of its own in the columns that are read.
func (t *table) hollow(row sheet.Row) bool {
	for _, m := range t.columns {
		c := row.At(m.col)
		if c.Kind == sheet.Uncalculated || !c.Merged && !isBlank(c.Text) {
			return false
		}
	}
	return true
}

// skip counts a line that is no row.
func (r *run) skip(kind string, line int) {
	for i := range r.report.Skipped {
		if s := &r.report.Skipped[i]; s.Kind == kind {
			s.Count++
			s.Lines = append(s.Lines, line)
			return
		}
	}
	r.report.Skipped = append(r.report.Skipped, Skipped{
		Kind: kind, Label: lineLabels[kind], Count: 1, Lines: []int{line},
	})
}
