package search

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// formerNames is the column under which a dataset keeps the names that a row had before.
const formerNames = "former_names"

// postings finds rows by a text: the rows of every text, in the order of the texts' hashes.
// Texts of one hash are told apart by looking at the row.
type postings struct {
	hashes uints // ascending
	rows   uints // ascending within a hash
}

// posting is one text of one row.
type posting struct {
	hash uint32
	row  int
}

func newPostings(list []posting) postings {
	slices.SortFunc(list, func(a, b posting) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.row, b.row))
	})
	var p postings
	for _, e := range slices.Compact(list) {
		p.hashes = p.hashes.add(int(e.hash))
		p.rows = p.rows.add(e.row)
	}
	return p
}

func (p postings) write(w *writer) {
	w.block(p.hashes)
	w.block(p.rows)
}

func readPostings(r *reader) postings {
	p := postings{hashes: r.uints(-1), rows: r.uints(-1)}
	r.check(p.hashes.len() == p.rows.len())
	return p
}

// find returns the rows below n, in order, that a text's hash leads to and that are so.
func (p postings) find(text string, n int, so func(row int) bool) []int {
	h := hash(text)
	at := sort.Search(p.hashes.len(), func(i int) bool { return p.hashes.at(i) >= h })
	var rows []int
	for ; at < p.hashes.len() && p.hashes.at(at) == h; at++ {
		if row := int(p.rows.at(at)); row < n && so(row) {
			rows = append(rows, row)
		}
	}
	return rows
}

// hash is FNV-1a.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for _, c := range []byte(s) {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}

// exact reports whether the rows of a column are found by its value.
func exact(c *dataset.Column) bool {
	return c.Search && c.Filter && !c.List && c.Kind == dataset.Text
}

// printed returns a number in the form in which it is compared: upper case, no spaces.
func printed(s string) string {
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 'a' {
			return strings.ToUpper(strings.Map(visible, s))
		}
	}
	return s
}

func visible(r rune) rune {
	if unicode.IsSpace(r) {
		return -1
	}
	return r
}

func exactPostings(values []dataset.Value) postings {
	list := make([]posting, 0, len(values))
	for row, v := range values {
		if v.Set {
			list = append(list, posting{hash(printed(v.S)), row})
		}
	}
	return newPostings(list)
}

// namePostings finds rows by their names, past ones included.
func namePostings(d *dataset.Def, rows []dataset.Row) postings {
	var list []posting
	for i, r := range rows {
		for _, c := range nameColumns(d) {
			for name := range items(&d.Columns[c], r[c]) {
				list = append(list, posting{hash(fold.Fold(name)), i})
			}
		}
	}
	return newPostings(list)
}

// nameColumns returns the columns that hold names of the row.
func nameColumns(d *dataset.Def) []int {
	var list []int
	for _, c := range []int{d.NameColumn(), d.Index(formerNames)} {
		if c >= 0 {
			list = append(list, c)
		}
	}
	return list
}

// Lookup returns the rows whose value in a text column is value, without regard to spaces and
// case. It is quick for columns that are searched and filtered, and reads all rows of others.
func (t *Table) Lookup(col int, value string) []int {
	want, c := printed(value), t.columns[col]
	if want == "" {
		return nil
	}
	so := func(row int) bool { return printed(c.value(row).S) == want }
	if c.found.rows.len() > 0 {
		return c.found.find(want, t.rows, so)
	}
	var rows []int
	for row := range t.rows {
		if so(row) {
			rows = append(rows, row)
		}
	}
	return rows
}

// Names returns the rows that have, or had, a name which is folded when folded.
func (t *Table) Names(folded string) []int {
	if folded == "" {
		return nil
	}
	return t.names.find(folded, t.rows, func(row int) bool {
		for _, c := range nameColumns(t.def) {
			for name := range items(&t.def.Columns[c], t.Value(row, c)) {
				if fold.Fold(name) == folded {
					return true
				}
			}
		}
		return false
	})
}
