package search

import (
	"cmp"
	"sort"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// Table is one dataset of an index. Its rows are numbered from 0 in the order of their ids.
// Columns are given as positions in the columns of [Table.Def].
type Table struct {
	def      *dataset.Def
	rows     int
	columns  []*column // in the order of the definition
	text     text
	first    int // the column whose text is a row's first, -1 for none
	names    postings
	alphabet *alphabet
	work     *pools
}

// Def returns the definition of the dataset.
func (t *Table) Def() *dataset.Def { return t.def }

// Len returns how many rows there are.
func (t *Table) Len() int { return t.rows }

// ID returns the id of a row.
func (t *Table) ID(row int) string { return t.Value(row, 0).S }

// Find returns the row with an id, and whether there is one.
func (t *Table) Find(id string) (row int, ok bool) {
	ids := t.columns[0]
	if ids.form == serial {
		code, ok := ids.serialCode(id)
		if !ok || t.rows == 0 || code < ids.codes.at(0) {
			return 0, false
		}
		// Codes ascend, mostly by one: no row comes after the one that is there if all do.
		last := min(t.rows-1, int(code-ids.codes.at(0)))
		if ids.codes.at(last) == code {
			return last, true
		}
		return sort.Find(last, func(i int) int { return cmp.Compare(code, ids.codes.at(i)) })
	}
	buffer := make([]byte, 0, 32)
	return sort.Find(t.rows, func(i int) int {
		return strings.Compare(id, string(ids.appendText(buffer, i)))
	})
}

// Value returns one value of a row.
func (t *Table) Value(row, col int) dataset.Value { return t.columns[col].value(row) }

// Row returns a row.
func (t *Table) Row(row int) dataset.Row {
	r := make(dataset.Row, len(t.columns))
	for i, c := range t.columns {
		r[i] = c.value(row)
	}
	return r
}
