package importer

import (
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
)

// mapColumns settles which column fills which field and reports what is not used.
func (r *run) mapColumns() error {
	t := r.table
	r.report.Sheet, r.report.HeaderRow = t.sheet.Name, t.sheet.Rows[t.top].Number
	byField := map[int]mapping{}
	var kept []mapping
	for _, m := range t.columns {
		c := &r.def.Columns[m.field]
		first, twice := byField[m.field]
		switch {
		case !imported(c):
			r.unused(m.col, m.heading, both(
				"由门户计算，不从表格读取", "computed by the portal, not read from files"))
		case c.Key && !r.holdsIDs(m.col):
			r.unused(m.col, m.heading, both("不是门户的编号（形如 %s），按序号处理",
				"not the portal's ids (such as %s); taken for serial numbers", r.def.ID(123)))
		case twice && c.Kind != dataset.Ref:
			r.duplicate(first, m, c)
		default:
			byField[m.field] = m
			kept = append(kept, m)
			r.report.Columns = append(r.report.Columns, MappedColumn{
				Column: sheet.Address(0, m.col), Header: m.heading, Field: c.Name,
				Title: c.Words.Title, Unit: m.unit,
			})
		}
	}
	t.columns = kept
	r.dropColumns()
	return r.requireColumns(byField)
}

func (r *run) duplicate(first, second mapping, c *dataset.Column) {
	where := sheet.Address(0, first.col)
	r.unused(second.col, second.heading, both(
		"与 %s 列“%s”重复，只读前一列", "the same as column %s, %q; only that is read",
		where, first.heading))
	r.at(nil, second.col, c.Name, warning("duplicate_header", both(
		"表头“%s”与 %s 列的“%s”都是“%s”，只读取了 %s 列；请删去或改名其中一列。",
		"Heading %q means the same as %s, %q (%s); only column %s was read. "+
			"Delete or rename one of them.",
		second.heading, where, first.heading, c.Words.Title.Zh, where)), "")
}

func (r *run) unused(col int, heading string, reason text) {
	r.report.Unused = append(r.report.Unused, UnusedColumn{
		Column: sheet.Address(0, col), Header: heading, Reason: reason,
	})
}

// holdsIDs reports whether any cell of a column is an id of the dataset. 编号 is also what
// people write over serial numbers.
func (r *run) holdsIDs(col int) bool {
	for _, row := range r.table.body() {
		if _, ok := r.def.Number(identifier(row.At(col).Text)); ok {
			return true
		}
	}
	return false
}

// body returns the rows below the header.
func (t *table) body() []sheet.Row { return t.sheet.Rows[t.top+t.height:] }

// requireColumns refuses a file that lacks the heading of a field which every row must have,
// unless its rows are known by their ids or the field can be told from another.
func (r *run) requireColumns(byField map[int]mapping) error {
	if _, byID := byField[0]; byID && !r.opt.Replace {
		return nil
	}
	var missing []*dataset.Column
	for i := range r.def.Columns {
		c := &r.def.Columns[i]
		if _, ok := byField[i]; ok || !c.Required || !imported(c) {
			continue
		}
		if source, ok := inferredFrom[c.Name]; ok {
			if _, ok := byField[r.def.Index(source)]; ok {
				continue
			}
		}
		missing = append(missing, c)
	}
	if len(missing) == 0 {
		return nil
	}
	return missingColumns(missing, r.table)
}
