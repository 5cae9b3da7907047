package search

import (
	"fmt"
	"sync"

	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// Index is an opened index. It does not change, and any number of goroutines may use it.
type Index struct {
	meta   Meta
	tables map[string]*Table
}

// Open returns the index in data, which must not change while the index is in use, under the
// definitions of this build. A column that the file lacks, or holds as another kind, is null in
// every row; a dataset that the file lacks is empty; what the definitions lack is left out.
//
// The error is [ErrFormat] if data is no index or one of an unknown format. A file that is
// damaged in its directory is another error; one that is damaged elsewhere opens, and answers
// wrongly without a panic: who fetches the file checks its hash.
func Open(data []byte, defs []*dataset.Def) (*Index, error) {
	r, err := newReader(data)
	if err != nil {
		return nil, fmt.Errorf("open search index: %w", err)
	}
	x := &Index{tables: map[string]*Table{}}
	x.meta = Meta{Snapshot: r.text(), Revision: r.number(), Date: r.text()}
	r.pool = r.block()
	a, work := readAlphabet(r), newPools()
	for n := r.number(); n > 0 && !r.damaged; n-- {
		t := readTable(r, defs)
		if t.def != nil {
			t.alphabet, t.work = a, work
			x.tables[t.def.Name] = t
		}
	}
	if r.damaged {
		return nil, fmt.Errorf("open search index: %w", errDamaged)
	}
	for _, d := range defs {
		if x.tables[d.Name] == nil {
			x.tables[d.Name] = emptyTable(d, a, work)
		}
	}
	return x, nil
}

// Meta says which snapshot the index is of.
func (x *Index) Meta() Meta { return x.meta }

// Table returns the table of a dataset, and whether there is a definition of that name.
func (x *Index) Table(name string) (*Table, bool) {
	t, ok := x.tables[name]
	return t, ok
}

// pools keeps what queries need while they run.
type pools struct{ scratch, pinyin sync.Pool }

func newPools() *pools {
	return &pools{
		scratch: sync.Pool{New: func() any { return &scratch{} }},
		pinyin:  sync.Pool{New: func() any { return &pinyin{} }},
	}
}

// readTable reads one dataset. The table has no definition if defs have none for it.
func readTable(r *reader, defs []*dataset.Def) *Table {
	t := &Table{}
	name, first := r.text(), r.text()
	for _, d := range defs {
		if d.Name == name {
			t.def = d
			t.first = columnFor(d, first)
		}
	}
	t.rows = r.number()
	t.columns = absentColumns(t.def, t.rows)
	t.text = text{stream: r.block(), rows: t.rows, starts: r.codes(t.rows + 1)}
	r.check(t.rows <= len(t.text.stream)) // each has a separator
	t.names = readPostings(r, len(t.text.stream))
	for n := r.number(); n > 0 && !r.damaged; n-- {
		name, kind, list := r.text(), r.text(), r.flag()
		c := readColumn(r, t.rows)
		if t.def == nil {
			continue
		}
		if i := columnFor(t.def, name); i >= 0 && readable(&t.def.Columns[i], kind, list) {
			c.def = &t.def.Columns[i]
			t.columns[i] = c
		}
	}
	r.check(t.def == nil || t.columns[0].form == plain || t.columns[0].form == serial)
	return t
}

// columnFor returns the position of a column that the file names, which may be an earlier name.
func columnFor(d *dataset.Def, name string) int {
	if i := d.Index(name); i >= 0 {
		return i
	}
	for i := range d.Columns {
		if d.Columns[i].Was == name && name != "" {
			return i
		}
	}
	return -1
}

func absentColumns(d *dataset.Def, rows int) []*column {
	if d == nil {
		return nil
	}
	list := make([]*column, len(d.Columns))
	for i := range d.Columns {
		list[i] = &column{def: &d.Columns[i], rows: rows}
	}
	return list
}

func emptyTable(d *dataset.Def, a *alphabet, work *pools) *Table {
	return &Table{
		def: d, columns: absentColumns(d, 0), alphabet: a, work: work, first: -1,
	}
}
