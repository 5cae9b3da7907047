package importer

import (
	"fmt"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
)

// progressEvery is after how many lines progress is told and a cancelled context looked for.
const progressEvery = 500

// parse turns every line below the header into records, or counts it as skipped.
func (r *run) parse() error {
	lines := r.table.body()
	for i, line := range lines {
		if i%progressEvery == 0 {
			if err := r.ctx.Err(); err != nil {
				return fmt.Errorf("read rows: %w", err)
			}
			if r.opt.Progress != nil {
				r.opt.Progress(i, len(lines))
			}
		}
		if kind := r.table.kindOf(line); kind != lineRow {
			r.skip(kind, line.Number)
			continue
		}
		rows, odd := r.split(line)
		for _, cells := range rows {
			rec := r.parseRecord(line.Number, cells)
			if odd != nil {
				r.about(rec, r.def.Index("product"), *odd)
			}
		}
	}
	if r.opt.Progress != nil {
		r.opt.Progress(len(lines), len(lines))
	}
	return nil
}

// cell returns the record's cell in a column of the sheet.
func (r *record) cell(col int) sheet.Cell { return sheet.Row{Cells: r.cells}.At(col) }

func (r *run) parseRecord(line int, cells []sheet.Cell) *record {
	rec := &record{
		line: line, cells: cells, row: r.def.NewRow(), given: make([]bool, len(r.def.Columns)),
	}
	r.records = append(r.records, rec)
	for _, m := range r.table.columns {
		c := &r.def.Columns[m.field]
		cell := rec.cell(m.col)
		switch {
		case cell.Kind == sheet.Uncalculated:
			r.at(rec, m.col, c.Name, warning("formula", both(
				"公式没有保存结果，单元格按空处理；请用电子表格软件打开文件、保存后再导入。",
				"The formula's result was never stored, so the cell counts as empty; open the file "+
					"in a spreadsheet program, save it and import it again.")), "")
			continue
		case cell.Kind == sheet.Error && !isBlank(cell.Text):
			r.at(rec, m.col, c.Name, warning("formula", both(
				"单元格里是公式错误，按空处理；请改正公式或直接填写内容。",
				"The cell holds a formula's error and counts as empty; correct the formula or type "+
					"the value.")), cell.Text)
			continue
		case r.dropsID(rec, m, cell):
			continue
		}
		r.parseCell(rec, m, c, cell)
	}
	return rec
}

// parseCell reads one cell into the record. A blank cell is given (it may clear) but not set.
func (r *run) parseCell(rec *record, m mapping, c *dataset.Column, cell sheet.Cell) {
	if c.Kind == dataset.Bool {
		r.parseYesNo(rec, m, c, cell)
		return
	}
	if isBlank(cell.Text) {
		if r.opt.Replace && !rec.row[m.field].Set {
			rec.given[m.field] = true
		}
		return
	}
	s := clean(cell.Text)
	switch {
	case strings.ContainsRune(s, '\uFFFD'):
		r.at(rec, m.col, c.Name, warning("unreadable", both(
			"单元格有无法辨认的字符（编码转换时已损坏），已按原样保留；请对照原表改正。",
			"The cell has characters that were destroyed by a change of encoding; they were kept. "+
				"Correct them from the original list.")), s)
		r.parseText(rec, m, c, s)
	case c.Key:
		rec.id = identifier(s)
	case c.Kind == dataset.Ref:
		r.noteRef(rec, m, s)
	case c.Kind == dataset.Date:
		r.parseDate(rec, m, c, cell, s)
	case c.Kind == dataset.Decimal || c.Kind == dataset.Int:
		r.parseAmount(rec, m, c, s)
	case c.Kind == dataset.Code:
		r.parseCodes(rec, m, c, s)
	case identifiers[c.Name]:
		r.parseIdentifier(rec, m, c, cell)
	case c.Name == "phone":
		r.parsePhone(rec, m, c, s)
	default:
		r.parseText(rec, m, c, s)
	}
}

// set gives a field a value.
func (rec *record) set(field int, v dataset.Value) { rec.row[field], rec.given[field] = v, true }

// noteRef keeps what a reference's cell says until all rows are read. Several columns may name
// the same reference: an id, a USCC.
func (r *run) noteRef(rec *record, m mapping, s string) {
	if rec.refs == nil {
		rec.refs = map[int]string{}
	}
	rec.refs[m.col] = s
	rec.given[m.field] = true
}
