package search

import (
	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// form is how the values of a column lie in the file.
type form uint8

const (
	absent  form = iota // the file does not have the column: all null
	plain               // texts by row
	coded               // a dictionary, and a code by row
	listed              // a dictionary, and codes by row and item
	counted             // numbers by row
	flagged             // 0 or 1 by row
)

// column is the values of one column, with what is needed to order and to find by them.
type column struct {
	def    *dataset.Column
	form   form
	texts  texts   // plain: the values, empty for null; coded and listed: the dictionary, sorted
	starts uints   // listed: where the items of a row start
	codes  codes   // a place in the dictionary plus 1, 0 for null; flagged: the boolean
	counts numbers // counted
	ranks  uints   // by row, equal for equal values, nullRank for null; none if not sortable
	found  postings
}

// formOf returns how a column is laid out. What is counted by value has a dictionary, and so
// has what repeats.
func formOf(c *dataset.Column) form {
	switch {
	case c.List:
		return listed
	case c.Kind == dataset.Bool:
		return flagged
	case c.Kind > dataset.Ref:
		return counted
	case c.Kind != dataset.Text || c.Facet:
		return coded
	default:
		return plain
	}
}

// readable reports whether a column that was written as a kind can be read as c is defined.
func readable(c *dataset.Column, kind string, list bool) bool {
	if c.List != list {
		return false
	}
	if c.Kind > dataset.Ref {
		return kind == c.Kind.String()
	}
	return kind == dataset.Text.String() || kind == dataset.Code.String() ||
		kind == dataset.Ref.String()
}

func (c *column) write(w *writer) {
	w.number(int(c.form))
	w.texts(c.texts)
	w.block(c.starts)
	w.number(c.codes.width)
	w.block(c.codes.data)
	w.number(c.counts.width)
	w.block(c.counts.data)
	w.block(c.ranks)
	c.found.write(w)
}

// readColumn reads a column of n rows.
func readColumn(r *reader, n int) *column {
	c := &column{form: form(r.number()), texts: r.texts(), starts: r.uints(-1)}
	c.codes.width, c.codes.data = r.number(), r.block()
	c.counts.width, c.counts.data = r.number(), r.block()
	c.ranks, c.found = r.uints(-1), readPostings(r)
	r.check(c.ranks.len() == 0 || c.ranks.len() == n)
	switch c.form {
	case plain:
		r.check(c.texts.starts.len() == n+1)
	case coded:
		r.check(c.codes.valid() && c.codes.len() == n)
	case listed:
		r.check(c.codes.valid() && c.starts.len() == n+1)
	case counted:
		w := c.counts.width
		r.check((w == 4 || w == 8) && len(c.counts.data)%w == 0 && c.counts.len() == n)
	case flagged:
		r.check(c.codes.width == 1 && c.codes.len() == n)
	default:
		r.fail()
	}
	return c
}

func (c codes) valid() bool {
	return (c.width == 1 || c.width == 2 || c.width == 4) && len(c.data)%c.width == 0
}

// value returns the value of a row.
func (c *column) value(row int) dataset.Value {
	switch c.form {
	case plain:
		return dataset.TextValue(string(c.texts.at(row)))
	case coded:
		return dataset.TextValue(string(c.word(c.codes.at(row))))
	case listed:
		return dataset.TextValue(string(c.joined(row)))
	case counted:
		n, ok := c.counts.at(row)
		if !ok {
			return dataset.Value{}
		}
		return dataset.Value{N: n, Set: true}
	case flagged:
		return dataset.BoolValue(c.codes.at(row) != 0)
	default:
		return dataset.Value{}
	}
}

// values returns the values of all rows.
func (c *column) values(n int) []dataset.Value {
	values := make([]dataset.Value, n)
	if c.form == coded { // far fewer texts than rows
		words := make([]dataset.Value, c.texts.len()+1)
		for code := range words {
			words[code] = dataset.TextValue(string(c.word(uint32(code))))
		}
		for row := range values {
			if code := int(c.codes.at(row)); code < len(words) {
				values[row] = words[code]
			}
		}
		return values
	}
	for row := range values {
		values[row] = c.value(row)
	}
	return values
}

// word returns the text of a code, nothing for null and for a code that cannot be.
func (c *column) word(code uint32) []byte {
	if code == 0 || int(code) > c.texts.len() {
		return nil
	}
	return c.texts.at(int(code) - 1)
}

// items returns the codes of a list as an interval of c.codes.
func (c *column) items(row int) (from, to int) { return c.starts.span(row, c.codes.len()) }

func (c *column) joined(row int) []byte {
	var b []byte
	from, to := c.items(row)
	for i := from; i < to; i++ {
		if i > from {
			b = append(b, dataset.ListSeparator...)
		}
		b = append(b, c.word(c.codes.at(i))...)
	}
	return b
}

// null reports whether a row has no value.
func (c *column) null(row int) bool {
	switch c.form {
	case plain:
		return len(c.texts.at(row)) == 0
	case coded:
		return len(c.word(c.codes.at(row))) == 0
	case listed:
		from, to := c.items(row)
		return from == to
	case counted:
		_, ok := c.counts.at(row)
		return !ok
	default:
		return c.form == absent
	}
}
