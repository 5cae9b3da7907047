package importer

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/revision"
)

// Limits of the text, which is for reading; the JSON has everything.
const (
	maxListedChanges = 50 // rows
	maxListedCells   = 20 // of one repeated note
)

// WriteText writes the report for people: "zh" or "en", or both for anything else, Chinese
// first. Every error and warning has its own line; notes that say the same are one line.
func (r *Report) WriteText(w io.Writer, lang string) error {
	b := bufio.NewWriter(w)
	switch lang {
	case "zh", "en":
		printer{b, lang}.report(r)
	default:
		printer{b, "zh"}.report(r)
		fmt.Fprint(b, "\n----------------------------------------\n\n")
		printer{b, "en"}.report(r)
	}
	return b.Flush()
}

// printer writes in one language. A bufio.Writer keeps its first error until Flush.
type printer struct {
	*bufio.Writer
	lang string
}

// say writes a line in the printer's language.
func (p printer) say(zh, en string, args ...any) {
	format := zh
	if p.lang == "en" {
		format = en
	}
	fmt.Fprintf(p, format+"\n", args...)
}

func (p printer) report(r *Report) {
	p.say("导入检查：%s（%s）", "Import check: %s (%s)", r.File, r.Title.In(p.lang))
	p.say("工作表“%s”，表头在第 %d 行", "Sheet %q, header in row %d", r.Sheet, r.HeaderRow)
	if r.Mode == "replace" {
		p.say("方式：整表替换（空单元格清空原值，表中没有的行移除）",
			"Mode: replace (an empty cell clears, rows that the file lacks are removed)")
	} else {
		p.say("方式：合并（空单元格保留原值，不移除行）",
			"Mode: merge (an empty cell leaves what is there, no row is removed)")
	}
	p.say("", "")
	p.say("共 %d 行：可导入 %d 行，可导入但需核对 %d 行，拒绝 %d 行",
		"%d rows: %d taken, %d taken with warnings, %d refused",
		r.Rows, r.Taken, r.Warned, r.Refused)
	p.say("与名录相比：新增 %d，变更 %d，移除 %d，不变 %d",
		"Against the register: %d new, %d changed, %d removed, %d unchanged",
		r.New, r.Changed, r.Removed, r.Unchanged)
	if r.NeedsConfirm {
		p.say("注意：%s", "Attention: %s", r.ConfirmReason.In(p.lang))
	}
	p.columns(r)
	p.personal(r.Personal)
	p.problems(r.Problems)
	p.changes(r)
}

func (p printer) columns(r *Report) {
	p.say("\n读取的列：", "\nColumns read:")
	for _, c := range r.Columns {
		p.say("  %s 列“%s” → %s", "  %s %q → %s", c.Column, oneLine(c.Header), c.Title.In(p.lang))
	}
	if len(r.Unused) > 0 {
		p.say("没有用到的列：", "Columns not used:")
	}
	for _, c := range r.Unused {
		p.say("  %s 列“%s”：%s", "  %s %q: %s", c.Column, oneLine(c.Header), c.Reason.In(p.lang))
	}
	for _, s := range r.Skipped {
		p.say("跳过的行（%s）：第 %s 行", "Lines skipped (%s): %s", s.Label.In(p.lang), p.list(lines(s.Lines)))
	}
}

func (p printer) personal(counts []Personal) {
	if len(counts) == 0 {
		return
	}
	p.say("\n个人信息（不进入名录）：", "\nPersonal data (not taken into the register):")
	actions := map[string]dataset.Bilingual{
		masked:    {Zh: "遮盖", En: "masked"},
		dropped:   {Zh: "丢弃", En: "dropped"},
		shortened: {Zh: "缩写到村", En: "cut at the village"},
	}
	for _, c := range counts {
		p.say("  %s 列“%s”：%s%s %d 处", "  %s %q: %s, %s: %d", c.Column, oneLine(c.Header),
			c.Label.In(p.lang), actions[c.Action].In(p.lang), c.Count)
	}
}

func (p printer) problems(problems []Problem) {
	headings := []struct {
		severity Severity
		title    dataset.Bilingual
	}{
		{Error, dataset.Bilingual{Zh: "错误（该行未导入）", En: "Errors (row refused)"}},
		{Warning, dataset.Bilingual{Zh: "警告（该行已读取，请核对）", En: "Warnings (row taken, check it)"}},
		{Note, dataset.Bilingual{Zh: "提示", En: "Notes"}},
	}
	for _, h := range headings {
		var found []Problem
		for _, q := range problems {
			if q.Severity == h.severity {
				found = append(found, q)
			}
		}
		if len(found) == 0 {
			continue
		}
		p.say("\n%s：%d", "\n%s: %d", h.title.In(p.lang), len(found))
		if h.severity == Note {
			p.notes(found)
			continue
		}
		for _, q := range found {
			p.say("  %s %s", "  %s %s", q.where(p.lang), q.sentence(p.lang))
		}
	}
}

// notes writes each sentence once, with the cells that it is about.
func (p printer) notes(notes []Problem) {
	cells := map[string][]string{}
	var order []string
	for _, n := range notes {
		s := dataset.Bilingual{Zh: n.Zh, En: n.En}.In(p.lang)
		if cells[s] == nil {
			order = append(order, s)
		}
		cells[s] = append(cells[s], n.where(p.lang))
	}
	for _, s := range order {
		p.say("  %s（%s）", "  %s (%s)", s, p.list(cells[s]))
	}
}

// list joins places, and counts those beyond a limit.
func (p printer) list(places []string) string {
	if n := len(places) - maxListedCells; n > 0 {
		more := dataset.Bilingual{
			Zh: "等 " + strconv.Itoa(len(places)) + " 处",
			En: "and " + strconv.Itoa(n) + " more",
		}
		return strings.Join(places[:maxListedCells], ", ") + " " + more.In(p.lang)
	}
	return strings.Join(places, ", ")
}

func lines(numbers []int) []string {
	s := make([]string, len(numbers))
	for i, n := range numbers {
		s[i] = strconv.Itoa(n)
	}
	return s
}

// where says what a problem is about: a cell, a row, or the table.
func (q Problem) where(lang string) string {
	switch {
	case q.Cell != "":
		return q.Cell
	case q.Row != 0:
		return dataset.Bilingual{
			Zh: "第" + strconv.Itoa(q.Row) + "行",
			En: "row " + strconv.Itoa(q.Row),
		}.In(lang)
	}
	return dataset.Bilingual{Zh: "全表", En: "table"}.In(lang)
}

func (q Problem) sentence(lang string) string {
	s := dataset.Bilingual{Zh: q.Zh, En: q.En}.In(lang)
	if q.Value != "" {
		quoted := dataset.Bilingual{Zh: "“" + oneLine(q.Value) + "”：", En: strconv.Quote(q.Value) + ": "}
		s = quoted.In(lang) + s
	}
	return s
}

func (p printer) changes(r *Report) {
	if len(r.Changes) == 0 {
		p.say("\n名录没有变化。", "\nNothing changes in the register.")
		return
	}
	ops := map[revision.Op]dataset.Bilingual{
		revision.OpNew:      {Zh: "新增", En: "new"},
		revision.OpChange:   {Zh: "变更", En: "changed"},
		revision.OpRevive:   {Zh: "恢复", En: "listed again"},
		revision.OpWithdraw: {Zh: "移除", En: "removed"},
	}
	p.say("\n变化：", "\nChanges:")
	shown := 0
	for _, d := range r.Changes {
		if d.Op == revision.OpNew && shown >= maxListedChanges {
			continue
		}
		shown++
		p.say("  %s %s %s", "  %s %s %s", ops[d.Op].In(p.lang), d.ID, d.Name)
		for _, f := range d.Fields {
			p.say("    %s：“%s” → “%s”", "    %s: %q → %q", f.Title.In(p.lang), f.Before, f.After)
		}
	}
	if n := len(r.Changes) - shown; n > 0 {
		p.say("  另有新增 %d 行", "  and %d more new rows", n)
	}
}
