package importer

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
)

// table is the part of a sheet that holds a dataset's rows.
type table struct {
	book    *sheet.Book
	sheet   *sheet.Sheet
	top     int // index of the header's first row in sheet.Rows
	height  int // rows of the header: 1 or 2
	columns []mapping
	others  []other
	unit    string // from a line such as 单位：公顷 above the header
	score   int    // fields named by the header
}

// mapping is a column of the sheet that fills a field.
type mapping struct {
	col     int // of the sheet, from 1
	field   int // of the definition
	heading string
	unit    string   // folded; empty if the heading says none
	repeats []string // folded texts of the header's cells, by which a repeated header is known
}

// other is a column of the sheet that names no field.
type other struct {
	col     int
	heading string
}

// searchedRows is how far down a header row is looked for.
const searchedRows = 40

// find chooses the sheet and the header row that name the most fields. Hidden sheets are
// looked at only if no visible one has a header; summaries and pivots name few fields and lose.
func (r *run) find(book *sheet.Book) error {
	if len(book.Sheets) == 0 {
		return noSheet()
	}
	sheets := book.Sheets
	if r.opt.Sheet != "" {
		sheets = slices.DeleteFunc(slices.Clone(sheets), func(s *sheet.Sheet) bool {
			return headingKey(s.Name) != headingKey(r.opt.Sheet)
		})
		if len(sheets) == 0 {
			return unknownSheet(book, r.opt.Sheet)
		}
	}
	h := newHeadings(r.def)
	var best *table
	for _, hidden := range []bool{false, true} {
		for _, s := range sheets {
			if t := h.look(s); s.Hidden == hidden && t != nil && t.better(best) {
				best = t
			}
		}
		if best != nil {
			break
		}
	}
	if best == nil {
		return noHeader(r.def, sheets[0])
	}
	best.book, r.table = book, best
	return r.mapColumns()
}

func (t *table) better(than *table) bool {
	if than == nil || t.score != than.score {
		return than == nil || t.score > than.score
	}
	return len(t.sheet.Rows)-t.top > len(than.sheet.Rows)-than.top
}

// look returns the best table of a sheet, nil if no row looks like a header.
func (h headings) look(s *sheet.Sheet) *table {
	var best *table
	for i := range min(len(s.Rows), searchedRows) {
		one := h.read(s, i, 1)
		if i+1 < len(s.Rows) && s.Rows[i+1].Number == s.Rows[i].Number+1 {
			if two := h.read(s, i, 2); two.score > one.score {
				one = two
			}
		}
		if one.plausible(h) && (best == nil || one.score > best.score || best.titled(one)) {
			best = one
		}
	}
	if best != nil {
		best.unit = unitLine(s.Rows[:best.top])
	}
	return best
}

// titled reports that t is a title with the header other below it, taken for one of two rows.
func (t *table) titled(other *table) bool {
	return other.score == t.score && t.height == 2 && other.height == 1 && other.top == t.top+1
}

// plausible reports whether the rows are a header: two fields named, or one field in a list that
// has no other column than a serial number.
func (t *table) plausible(h headings) bool {
	if t.score >= 2 {
		return true
	}
	if t.score != 1 || !h.def.Columns[t.columns[0].field].Required {
		return false
	}
	return !slices.ContainsFunc(t.others, func(o other) bool { return !isSerial(o.heading) })
}

// read reads rows i and maybe i+1 of a sheet as a header.
func (h headings) read(s *sheet.Sheet, i, height int) *table {
	t := &table{sheet: s, top: i, height: height}
	rows := s.Rows[i : i+height]
	width, named, upper := 0, map[int]bool{}, ""
	for _, row := range rows {
		width = max(width, len(row.Cells))
	}
	for col := 1; col <= width; col++ {
		head := rows[0].At(col).Text
		candidates := []string{head}
		if height == 2 {
			lower := rows[1].At(col).Text
			if strings.TrimSpace(head) == "" && strings.TrimSpace(lower) != "" {
				head = upper // the cell to the left reaches over this one, without being merged
			}
			upper = head
			candidates = combined(head, lower)
		}
		heading := candidates[0]
		for _, c := range candidates {
			if field, unit, ok := h.field(c); ok {
				t.columns = append(t.columns, mapping{
					col: col, field: field, heading: strings.TrimSpace(c), unit: unit,
					repeats: []string{
						headingKey(c), headingKey(rows[0].At(col).Text),
						headingKey(rows[height-1].At(col).Text),
					},
				})
				if !named[field] && imported(&h.def.Columns[field]) {
					t.score++
				}
				named[field] = true
				heading = ""
				break
			}
		}
		if strings.TrimSpace(heading) != "" {
			t.others = append(t.others, other{col, strings.TrimSpace(heading)})
		}
	}
	return t
}

// combined returns what a two-row heading may mean, the most exact first: 有效期 over 起 is
// 有效期起, 基本情况 over 主体名称 is 主体名称.
func combined(upper, lower string) []string {
	switch {
	case strings.TrimSpace(lower) == "" || headingKey(lower) == headingKey(upper):
		return []string{upper}
	case strings.TrimSpace(upper) == "":
		return []string{lower}
	}
	return []string{upper + lower, lower}
}

var unitOf = regexp.MustCompile(`(?:^|[^报])单位[:：]\s*([^\s,，;；、）)]+)`)

// unitLine returns the unit that a line above the header states for the whole table.
func unitLine(rows []sheet.Row) string {
	for _, row := range rows {
		for _, c := range row.Cells {
			if m := unitOf.FindStringSubmatch(c.Text); m != nil {
				if u := headingKey(m[1]); units[u].dimension != "" {
					return u
				}
			}
		}
	}
	return ""
}
