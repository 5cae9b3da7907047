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
	drafts := make([]draft, len(in.Defs))
	shared := newPool()
	for i, d := range in.Defs {
		rows, ok := in.Rows[d.Name]
		if ok {
			known++
		}
		t, err := layOut(d, rows, in.SortKey, shared)
		if err != nil {
			return nil, fmt.Errorf("index %s: %w", d.Name, err)
		}
		drafts[i], tables[i] = newDraft(d, rows), t
	}
	if known != len(in.Rows) {
		return nil, fmt.Errorf("index: rows of a dataset without a definition")
	}
	a, err := newAlphabet(drafts, in.Readings, shared)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	w := &writer{}
	in.Meta.write(w)
	w.block(shared.data)
	a.write(w)
	w.number(len(tables))
	for i, t := range tables {
		var names []uint32
		t.text, names = drafts[i].spell(a)
		t.names = newNames(t.text, names)
		t.write(w)
	}
	return w.file(), nil
}

// layOut makes the columns of a dataset.
func layOut(d *dataset.Def, rows []dataset.Row, nameKey func(string) string, p *pool) (*Table,
	error,
) {
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
	t := &Table{def: d, rows: len(rows)}
	values := make([]dataset.Value, len(rows))
	for i := range d.Columns {
		for j, r := range rows {
			values[j] = r[i]
		}
		key := sortKey(&d.Columns[i], nameKey)
		t.columns = append(t.columns, encode(&d.Columns[i], values, key, p))
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
	w.codes(t.text.starts)
	t.names.write(w)
	w.number(len(t.columns))
	for _, c := range t.columns {
		w.text(c.def.Name)
		w.text(c.def.Kind.String())
		w.flag(c.def.List)
		c.write(w)
	}
}
