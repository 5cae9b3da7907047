package search

import (
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// Input is what an index is built from.
type Input struct {
	Meta Meta
	Defs []*dataset.Def
	// Rows are the rows of each dataset in the byte order of their ids, with derived and
	// system columns filled in.
	Rows map[string][]dataset.Row
	// Readings returns everything that can be typed for a character, in a to z, with ü as v
	// and as u; nil for a character without a reading. If it is nil, no character has one.
	Readings func(rune) []string
	// SortKey returns what names sort by, in the order of bytes. If it is nil they sort by
	// their folded texts, as other texts do.
	SortKey func(string) string
}

// Build returns the file of an index. The same input gives the same bytes. Rows that are out
// of order, or of no dataset, are an error.
func Build(in Input) ([]byte, error) {
	known := 0
	tables := make([]*Table, len(in.Defs))
	drafts := make([][]rune, len(in.Defs))
	for i, d := range in.Defs {
		rows, ok := in.Rows[d.Name]
		if ok {
			known++
		}
		t, err := layOut(d, rows, in.SortKey)
		if err != nil {
			return nil, fmt.Errorf("index %s: %w", d.Name, err)
		}
		drafts[i], t.text.starts = draft(d, rows)
		tables[i] = t
	}
	if known != len(in.Rows) {
		return nil, fmt.Errorf("index: rows of a dataset without a definition")
	}
	a, err := newAlphabet(drafts, in.Readings)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	w := &writer{}
	in.Meta.write(w)
	a.write(w)
	w.number(len(tables))
	for i, t := range tables {
		t.text.stream = spell(drafts[i], a)
		t.write(w)
	}
	return w.file(), nil
}

// layOut makes the columns of a dataset.
func layOut(d *dataset.Def, rows []dataset.Row, nameKey func(string) string) (*Table, error) {
	if len(rows) >= nullRank {
		return nil, fmt.Errorf("%d rows are too many", len(rows))
	}
	for i, r := range rows {
		if len(r) != len(d.Columns) {
			return nil, fmt.Errorf("row %d has %d columns, not %d", i, len(r), len(d.Columns))
		}
		if i > 0 && rows[i-1].ID() >= r.ID() {
			return nil, fmt.Errorf("row %s stands after %s", r.ID(), rows[i-1].ID())
		}
	}
	t := &Table{def: d, rows: len(rows), names: namePostings(d, rows)}
	values := make([]dataset.Value, len(rows))
	for i := range d.Columns {
		for j, r := range rows {
			values[j] = r[i]
		}
		c, err := encode(&d.Columns[i], values, sortKey(&d.Columns[i], nameKey))
		if err != nil {
			return nil, err
		}
		t.columns = append(t.columns, c)
	}
	return t, nil
}

func (m Meta) write(w *writer) {
	w.text(m.Snapshot)
	w.number(m.Revision)
	w.text(m.Date)
}

func (t *Table) write(w *writer) {
	w.text(t.def.Name)
	first := ""
	if name := t.def.NameColumn(); name >= 0 {
		first = t.def.Columns[name].Name
	}
	w.text(first)
	w.number(t.rows)
	w.block(t.text.stream)
	w.block(t.text.starts)
	t.names.write(w)
	w.number(len(t.columns))
	for _, c := range t.columns {
		w.text(c.def.Name)
		w.text(c.def.Kind.String())
		w.flag(c.def.List)
		c.write(w)
	}
}
