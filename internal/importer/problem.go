package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
	"github.com/mingtian-portal/mingtian/internal/privacy"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// text is a sentence in both languages.
type text = dataset.Bilingual

// both makes a sentence of two formats with the same arguments.
func both(zh, en string, args ...any) text {
	if len(args) == 0 {
		return text{Zh: zh, En: en}
	}
	return text{Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)}
}

// finding is what reading one cell brought up.
type finding struct {
	severity Severity
	rule     string
	text     text
}

func failure(rule string, t text) finding { return finding{Error, rule, t} }
func warning(rule string, t text) finding { return finding{Warning, rule, t} }
func note(rule string, t text) finding    { return finding{Note, rule, t} }

// at reports a finding at a column of the sheet, or about the whole row for column 0.
func (r *run) at(rec *record, col int, field string, f finding, value string) {
	p := Problem{
		Field: field, Severity: f.severity, Rule: f.rule, Zh: f.text.Zh, En: f.text.En,
		Value: r.shown(field, value), col: col,
	}
	if rec != nil {
		p.Row = rec.line
		rec.worst = graver(rec.worst, f.severity)
	}
	if col > 0 {
		p.Cell = sheet.Address(p.Row, col)
	}
	r.report.Problems = append(r.report.Problems, p)
}

// about reports a finding at the cell of a field, or about the row if the file has no such
// column.
func (r *run) about(rec *record, field int, f finding) {
	col, value := 0, ""
	for _, m := range r.table.columns {
		if m.field == field {
			col, value = m.col, rec.cell(m.col).Text
			break
		}
	}
	r.at(rec, col, r.def.Columns[field].Name, f, value)
}

func graver(a, b Severity) Severity {
	rank := func(s Severity) int { return slices.Index([]Severity{"", Note, Warning, Error}, s) }
	if rank(b) > rank(a) {
		return b
	}
	return a
}

// maxShown is how many characters of a cell a report repeats.
const maxShown = 60

// shown returns what a report may repeat of a cell.
func (r *run) shown(field, value string) string {
	if privacy.HasIDNumber(value) {
		return ""
	}
	value, _ = privacy.MaskMobiles(value)
	if c, ok := r.def.Column(field); ok && (c.Person || c.Kind == dataset.Ref) {
		if privacy.LooksLikePerson(value) && !hasDigit(value) && !isPlace(c, value) {
			value = privacy.MaskName(value)
		}
	}
	if runes := []rune(value); len(runes) > maxShown {
		value = string(runes[:maxShown]) + "…"
	}
	return value
}

// isPlace reports whether a text that a column has for a town or village is called like one: whoever
// mistyped it must see what.
func isPlace(c *dataset.Column, value string) bool {
	return slices.Contains(c.Refs, registry.Divisions) && slices.ContainsFunc(
		[]string{"镇", "乡", "村", "社区", "街道", "林场"},
		func(suffix string) bool { return strings.HasSuffix(value, suffix) })
}

func hasDigit(s string) bool {
	return slices.ContainsFunc([]rune(s), func(r rune) bool { return r >= '0' && r <= '9' })
}

// account counts the rows and brings the problems into the order of the sheet.
func (r *run) account() {
	for _, rec := range r.records {
		r.report.Rows++
		switch rec.worst {
		case Error:
			r.report.Refused++
		case Warning:
			r.report.Warned++
		default:
			r.report.Taken++
		}
	}
	slices.SortStableFunc(r.report.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.col, b.col))
	})
}
