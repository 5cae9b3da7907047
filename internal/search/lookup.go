package search

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// formerNames is the column under which a dataset keeps the names that a row had before.
const formerNames = "former_names"

// postings is places in the order of the texts that are there, and within a text ascending: the
// rows of a column's values, or the beginnings of names in the searched texts.
type postings struct {
	n      int
	places codes
}

func newPostings(places []uint32, compare func(a, b uint32) int) postings {
	slices.SortFunc(places, func(a, b uint32) int { return cmp.Or(compare(a, b), cmp.Compare(a, b)) })
	return postings{n: len(places), places: newCodes(places)}
}

func (p postings) write(w *writer) {
	w.number(p.n)
	w.codes(p.places)
}

func readPostings(r *reader, most int) postings {
	n := r.number()
	r.check(n <= most)
	return postings{n: n, places: r.codes(n)}
}

// find returns the places at which compare finds no difference; it says how what is looked for
// stands to what is at a place.
func (p postings) find(compare func(place int) int) []int {
	at, _ := sort.Find(p.n, func(i int) int { return compare(int(p.places.at(i))) })
	var places []int
	for ; at < p.n; at++ {
		place := int(p.places.at(at))
		if compare(place) != 0 {
			break
		}
		places = append(places, place)
	}
	return places
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

// postings finds the rows of a plain column by their values.
func (c *column) postings() postings {
	var rows []uint32
	printedAs := make([]string, c.rows)
	for row := range c.rows {
		if s := c.texts.at(row); len(s) > 0 {
			rows = append(rows, uint32(row))
			printedAs[row] = printed(string(s))
		}
	}
	return newPostings(rows, func(a, b uint32) int {
		return cmp.Compare(printedAs[a], printedAs[b])
	})
}

// Lookup returns the rows whose value in a text column is value, without regard to spaces and
// case. It is quick for columns that are searched and filtered, and reads all rows of others.
func (t *Table) Lookup(col int, value string) []int {
	want, c := printed(value), t.columns[col]
	if want == "" {
		return nil
	}
	switch {
	case c.found.n > 0:
		return c.found.find(func(row int) int {
			if row >= t.rows {
				return -1
			}
			return strings.Compare(want, printed(string(c.texts.at(row))))
		})
	case c.form == coded:
		return c.lookupWords(want)
	}
	var rows []int
	var s []byte
	for row := range t.rows {
		if s = c.appendText(s[:0], row); printed(string(s)) == want {
			rows = append(rows, row)
		}
	}
	return rows
}

// lookupWords looks a printed text up in the dictionary, and then for the codes.
func (c *column) lookupWords(want string) []int {
	holds, any := make([]bool, c.words()), false
	for i := range c.texts.n {
		holds[i+1] = printed(string(c.texts.at(i))) == want
		any = any || holds[i+1]
	}
	if !any {
		return nil
	}
	var rows []int
	for row := range c.rows {
		if code := int(c.codes.at(row)); code < len(holds) && holds[code] {
			rows = append(rows, row)
		}
	}
	return rows
}

// newNames sorts the places of names by the names' symbols.
func newNames(t text, places []uint32) postings {
	return newPostings(places, func(a, b uint32) int {
		return bytes.Compare(t.until(int(a)), t.until(int(b)))
	})
}

// until returns the symbols from a place to the next separator.
func (t text) until(at int) []byte {
	rest := t.stream[min(at, len(t.stream)):]
	if end := bytes.IndexByte(rest, separator); end >= 0 {
		return rest[:end]
	}
	return rest
}

// Names returns the rows that have, or had, a name which is folded when folded. Past names are
// found if they are searched.
func (t *Table) Names(folded string) []int {
	want, ok := newSubstring(folded, t.alphabet)
	if !ok {
		return nil
	}
	rows := t.names.find(func(at int) int { return bytes.Compare(want.term, t.text.until(at)) })
	for i, at := range rows {
		rows[i] = t.text.rowOf(at, 0)
	}
	return slices.Compact(rows)
}
