package search

import (
	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// form is how the values of a column lie in the file.
type form uint8

const (
	absent  form = iota // the file does not have the column: all null
	plain               // texts by row
	coded               // a dictionary of texts, and a code by row
	listed              // a dictionary of texts, and codes by row and item
	counted             // a dictionary of numbers, and a code by row
	flagged             // 0 or 1 by row
	serial              // one stem, and the number that ends it by row
)

// column is the values of one column, with what is needed to order and to find by them.
type column struct {
	def     *dataset.Column
	rows    int
	form    form
	texts   texts   // plain: the values, empty for null; coded and listed: the dictionary, sorted
	numbers numbers // counted: the dictionary, sorted
	stem    string  // serial: what every value begins with
	digits  int     // serial: how many digits follow
	starts  codes   // listed: where the items of a row start
	codes   codes   // a place in the dictionary or the number, plus 1, 0 for null; flagged: 0 or 1
	items   int     // listed: how many codes there are
	// order says what ranks are. Equal values have equal ranks.
	order ranking
	ranks codes // plus 1, 0 for null
	found postings
}

// ranking is where the rank of a row is found.
type ranking uint8

const (
	unranked ranking = iota // all are equal
	byRow                   // its number
	byCode                  // its code
	perRow                  // in ranks
	perWord                 // in ranks, by its code
)

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
	switch c.form {
	case plain:
		w.texts(c.texts)
	case coded:
		w.texts(c.texts)
		w.codes(c.codes)
	case listed:
		w.texts(c.texts)
		w.number(c.items)
		w.codes(c.codes)
		w.codes(c.starts)
	case counted:
		w.number(c.numbers.width)
		w.block(c.numbers.data)
		w.codes(c.codes)
	case serial:
		w.text(c.stem)
		w.number(c.digits)
		w.codes(c.codes)
	default:
		w.codes(c.codes)
	}
	w.number(int(c.order))
	w.codes(c.ranks)
	c.found.write(w)
}

// readColumn reads a column of n rows.
func readColumn(r *reader, n int) *column {
	c := &column{form: form(r.number()), rows: n}
	switch c.form {
	case plain:
		c.texts = r.texts()
		r.check(c.texts.n == n)
	case coded:
		c.texts, c.codes = r.texts(), r.codes(n)
	case listed:
		c.texts, c.items = r.texts(), r.number()
		c.codes, c.starts = r.codes(c.items), r.codes(n+1)
		r.check(c.codes.width > 0 || c.items == 0)
	case counted:
		c.numbers = numbers{width: r.number(), data: r.block()}
		r.check((c.numbers.width == 4 || c.numbers.width == 8) &&
			len(c.numbers.data)%c.numbers.width == 0)
		c.codes = r.codes(n)
	case flagged:
		c.codes = r.codes(n)
	case serial:
		c.stem, c.digits, c.codes = r.text(), r.number(), r.codes(n)
		r.check(c.digits <= mostDigits)
	default:
		r.fail()
	}
	r.check(c.form == plain || c.texts.n <= len(r.pool))
	c.order = ranking(r.number())
	c.ranks = r.codes(c.ranked())
	r.check(c.order <= perWord && (c.order != perWord || c.form == coded))
	c.found = readPostings(r, n)
	return c
}

// ranked returns how many ranks are kept.
func (c *column) ranked() int {
	switch c.order {
	case perRow:
		return c.rows
	case perWord:
		return c.texts.n
	default:
		return 0
	}
}

// value returns the value of a row.
func (c *column) value(row int) dataset.Value {
	switch c.form {
	case counted:
		n, ok := c.number(c.codes.at(row))
		return dataset.Value{N: n, Set: ok}
	case flagged:
		return dataset.BoolValue(c.codes.at(row) != 0)
	case plain:
		return dataset.TextValue(string(c.texts.at(row)))
	case coded:
		return dataset.TextValue(string(c.word(c.codes.at(row))))
	default:
		return dataset.TextValue(string(c.appendText(nil, row)))
	}
}

// appendText appends the text of a row, nothing for null and for what is no text.
func (c *column) appendText(b []byte, row int) []byte {
	switch c.form {
	case plain:
		return append(b, c.texts.at(row)...)
	case coded:
		return append(b, c.word(c.codes.at(row))...)
	case serial:
		return c.appendSerial(b, c.codes.at(row))
	case listed:
		from, to := c.span(row)
		for i := from; i < to; i++ {
			if i > from {
				b = append(b, dataset.ListSeparator...)
			}
			b = append(b, c.word(c.codes.at(i))...)
		}
		return b
	default:
		return b
	}
}

// word returns the text of a code, nothing for null and for a code that cannot be.
func (c *column) word(code uint32) []byte {
	if code == 0 || int(code) > c.texts.n {
		return nil
	}
	return c.texts.at(int(code) - 1)
}

// number returns the number of a code, and whether there is one.
func (c *column) number(code uint32) (int64, bool) {
	if code == 0 || int(code) > c.numbers.len() {
		return 0, false
	}
	return c.numbers.at(int(code) - 1), true
}

// words returns how many codes a dictionary has, null included.
func (c *column) words() int {
	if c.form == counted {
		return c.numbers.len() + 1
	}
	return c.texts.n + 1
}

// span returns the codes of a list as an interval of c.codes.
func (c *column) span(row int) (from, to int) { return c.starts.span(row, c.items) }

// null reports whether a row has no value.
func (c *column) null(row int) bool {
	switch c.form {
	case plain:
		return len(c.texts.at(row)) == 0
	case coded:
		return len(c.word(c.codes.at(row))) == 0
	case listed:
		from, to := c.span(row)
		return from == to
	case counted:
		_, ok := c.number(c.codes.at(row))
		return !ok
	case serial:
		return c.codes.at(row) == 0
	default:
		return c.form == absent
	}
}
