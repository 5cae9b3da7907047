package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// filtered returns the columns that filters are on, each once.
func filtered(filters []Filter) []int {
	var list []int
	for _, f := range filters {
		if !slices.Contains(list, f.Column) {
			list = append(list, f.Column)
		}
	}
	return list
}

// filter marks the candidates that fail the filters of one column, and drops those that no
// facet counts.
func (t *Table) filter(q Query, columns []int, found []candidate) []candidate {
	for i, col := range columns {
		var conditions []func(int) bool
		for _, f := range q.Filters {
			if f.Column == col {
				conditions = append(conditions, t.condition(f))
			}
		}
		failed := uint16(failedSeveral)
		if slices.Contains(q.Facets, col) {
			failed = uint16(i + 1)
		}
		kept := found[:0]
		for _, c := range found {
			if !all(conditions, int(c.row)) {
				if c.failed != 0 || failed == failedSeveral {
					continue
				}
				c.failed = failed
			}
			kept = append(kept, c)
		}
		found = kept
	}
	return found
}

func all(conditions []func(int) bool, row int) bool {
	for _, holds := range conditions {
		if !holds(row) {
			return false
		}
	}
	return true
}

// condition returns what a filter says of a row. What a name contains is read from the searched
// texts, where it is folded already.
func (t *Table) condition(f Filter) func(row int) bool {
	c := t.columns[f.Column]
	if f.Column != t.first || f.Op != Contains && f.Op != StartsWith || len(f.Values) == 0 {
		return c.condition(f)
	}
	want := fold.Fold(f.Values[0].S)
	if want == "" {
		return c.condition(f)
	}
	s, ok := newSubstring(want, t.alphabet)
	if !ok {
		return func(int) bool { return false }
	}
	worst := uint8(inName)
	if f.Op == StartsWith {
		worst = startsName
	}
	return func(row int) bool {
		band, ok := s.match(t.text, row)
		return ok && band <= worst
	}
}

// condition returns what a filter says of a row.
func (c *column) condition(f Filter) func(row int) bool {
	if f.Op == IsNull {
		want := len(f.Values) > 0 && f.Values[0].N != 0
		return func(row int) bool { return c.null(row) == want }
	}
	switch c.form {
	case plain:
		holds := textTest(f)
		return func(row int) bool {
			s := c.texts.at(row)
			return len(s) > 0 && holds(s)
		}
	case coded, counted:
		holds := c.wordTest(f)
		return func(row int) bool {
			code := int(c.codes.at(row))
			return code < len(holds) && holds[code]
		}
	case serial:
		return c.serialCondition(f)
	case listed:
		return c.listCondition(f)
	case flagged:
		holds := numberTest(f)
		answers := [2]bool{holds(0), holds(1)}
		return func(row int) bool { return answers[c.codes.at(row)&1] }
	default:
		return func(int) bool { return false }
	}
}

// wordTest asks a filter about each word of the dictionary once; by code, false for null.
func (c *column) wordTest(f Filter) []bool {
	answers := make([]bool, c.words())
	if c.form == counted {
		holds := numberTest(f)
		for i := 1; i < len(answers); i++ {
			answers[i] = holds(c.numbers.at(i - 1))
		}
		return answers
	}
	holds := textTest(f)
	for i := 1; i < len(answers); i++ {
		answers[i] = holds(c.texts.at(i - 1))
	}
	return answers
}

// serialCondition compares codes where it can, because texts have to be made.
func (c *column) serialCondition(f Filter) func(row int) bool {
	if f.Op != Eq && f.Op != In {
		holds, buffer := textTest(f), []byte(nil)
		return func(row int) bool {
			buffer = c.appendText(buffer[:0], row)
			return len(buffer) > 0 && holds(buffer)
		}
	}
	wanted := map[uint32]bool{}
	for i, v := range f.Values {
		if code, ok := c.serialCode(v.S); ok && (i == 0 || f.Op == In) {
			wanted[code] = true
		}
	}
	return func(row int) bool { return wanted[c.codes.at(row)] }
}

// listCondition holds for a list with an item for which the filter holds; for Not, for a list
// without the item.
func (c *column) listCondition(f Filter) func(row int) bool {
	without := f.Op == Not
	if without {
		f.Op = Eq
	}
	holds := c.wordTest(f)
	return func(row int) bool {
		from, to := c.span(row)
		if from == to {
			return false
		}
		for i := from; i < to; i++ {
			if code := int(c.codes.at(i)); code < len(holds) && holds[code] {
				return !without
			}
		}
		return without
	}
}

// textTest returns what a filter says of a text that is not null.
func textTest(f Filter) func([]byte) bool {
	if len(f.Values) == 0 {
		return func([]byte) bool { return false }
	}
	want := f.Values[0].S
	switch f.Op {
	case Contains:
		want = fold.Fold(want)
		return func(s []byte) bool { return strings.Contains(fold.Fold(string(s)), want) }
	case StartsWith:
		want = fold.Fold(want)
		return func(s []byte) bool { return strings.HasPrefix(fold.Fold(string(s)), want) }
	case In:
		wanted := map[string]bool{}
		for _, v := range f.Values {
			wanted[v.S] = true
		}
		return func(s []byte) bool { return wanted[string(s)] }
	case Eq:
		return func(s []byte) bool { return string(s) == want }
	case Not:
		return func(s []byte) bool { return string(s) != want }
	default:
		return func(s []byte) bool { return inOrder(f.Op, cmp.Compare(string(s), want)) }
	}
}

// numberTest returns what a filter says of a number that is not null. Only texts contain
// something and start with something.
func numberTest(f Filter) func(int64) bool {
	if len(f.Values) == 0 {
		return func(int64) bool { return false }
	}
	if f.Op == In {
		return func(n int64) bool {
			return slices.ContainsFunc(f.Values, func(v dataset.Value) bool { return v.N == n })
		}
	}
	want := f.Values[0].N
	return func(n int64) bool { return inOrder(f.Op, cmp.Compare(n, want)) }
}

// inOrder says what a comparing operator makes of a comparison.
func inOrder(op Op, compared int) bool {
	switch op {
	case Eq:
		return compared == 0
	case Not:
		return compared != 0
	case Gt:
		return compared > 0
	case Gte:
		return compared >= 0
	case Lt:
		return compared < 0
	case Lte:
		return compared <= 0
	default:
		return false
	}
}
