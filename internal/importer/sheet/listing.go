package sheet

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

const (
	listingName  = "导入问题"
	listingTitle = "导入问题清单 Import problems"
	author       = "明田"
)

var listingHeader = []any{"序号 No.", "工作表 Sheet", "单元格 Cell", "级别 Severity", "问题 Problem"}

// isListing reports whether a sheet is the list of problems of an earlier marked copy,
// which a clerk corrected and handed in again. It is no data.
func isListing(s *Sheet) bool {
	return strings.HasPrefix(s.Name, listingName) && len(s.Rows) > 0 &&
		strings.HasPrefix(s.Rows[0].At(1).Text, listingTitle)
}

// list writes the list of problems to a sheet that is there and empty. tab names the
// sheet of the copy that a mark's sheet became, "" if there is none.
func (p painter) list(name string, marks []Mark, tab func(string) string) error {
	w, err := p.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, width := range []float64{9, 18, 14, 16, 110} {
		if err := w.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	panes := excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"}
	if err := w.SetPanes(&panes); err != nil {
		return err
	}
	bold, err := p.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	heading := []any{excelize.Cell{StyleID: bold, Value: title(marks)}}
	if err := w.SetRow("A1", heading); err != nil {
		return err
	}
	if err := w.SetRow("A2", listingHeader, excelize.RowOpts{StyleID: bold}); err != nil {
		return err
	}
	for i, m := range marks[:min(len(marks), maxListed)] {
		colour, err := p.over(0, m.Severity)
		if err != nil {
			return err
		}
		row := []any{
			i + 1, m.Sheet, address(m, tab(m.Sheet)),
			excelize.Cell{StyleID: colour, Value: m.Severity.String() + " " + m.Severity.english()},
			m.Text,
		}
		if err := w.SetRow(Address(i+3, 1), row); err != nil {
			return err
		}
	}
	return w.Flush()
}

func (s Severity) english() string {
	return [...]string{"note", "warning", "error"}[min(s, Refusal)]
}

// title counts the problems, and says what the copy leaves out.
func title(marks []Mark) string {
	var n [Refusal + 1]int
	for _, m := range marks {
		n[min(m.Severity, Refusal)]++
	}
	t := fmt.Sprintf("%s：错误 %d，警告 %d，提示 %d", listingTitle, n[Refusal], n[Warning], n[Note])
	if len(marks) > maxComments {
		t += fmt.Sprintf("（每张工作表只有前 %d 个单元格带批注）", maxComments)
	}
	if len(marks) > maxListed {
		t += fmt.Sprintf("（只列出前 %d 条，请改正后再导入一次）", maxListed)
	}
	return t
}

// address is a mark's place, as a link to it where the copy has the sheet.
func address(m Mark, tab string) any {
	if m.Row < 1 {
		return ""
	}
	shown := Address(m.Row, m.Col)
	if m.Col < 1 {
		shown = fmt.Sprintf("第 %d 行", m.Row)
	}
	if tab == "" {
		return shown
	}
	quoted := strings.ReplaceAll(strings.ReplaceAll(tab, "'", "''"), `"`, `""`)
	to := Address(m.Row, max(m.Col, 1))
	return excelize.Cell{
		Formula: fmt.Sprintf(`HYPERLINK("#'%s'!%s","%s")`, quoted, to, shown), Value: shown,
	}
}
