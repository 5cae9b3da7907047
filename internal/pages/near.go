package pages

import (
	"strings"

	"github.com/mingtian-portal/mingtian/internal/ident"
)

const (
	maxNear   = 3 // rows that are offered for a code that nothing has
	leastNear = 7 // characters below which almost every code is near to another
)

// near returns the rows whose printed numbers, given with their names, are one slip away from a
// code: part of it was left out at an end, a character is another, or two neighbours changed
// places.
func (e *edition) near(code string) []text {
	code = ident.Normalise(code)
	if len(code) < leastNear {
		return nil
	}
	var list []text
	for _, p := range printed {
		t := e.table(p.dataset)
		col, ended := t.Def().Index(p.column), t.Def().Index("withdrawn_on")
		for row := range t.Len() {
			number := t.Value(row, col).S
			if !slip(code, number) || t.Value(row, ended).Set {
				continue
			}
			name := e.refer([]string{p.dataset}, t.ID(row))
			name.Text += " " + number
			if list = append(list, name); len(list) == maxNear {
				return list
			}
		}
	}
	return list
}

// slip reports whether a is b with one mistake in it.
func slip(a, b string) bool {
	if len(a) < len(b) {
		return strings.HasPrefix(b, a) || strings.HasSuffix(b, a)
	}
	if len(a) != len(b) {
		return false
	}
	first := 0
	for first < len(a) && a[first] == b[first] {
		first++
	}
	if first == len(a) {
		return true
	}
	if a[first+1:] == b[first+1:] {
		return true
	}
	return first+1 < len(a) && a[first] == b[first+1] && a[first+1] == b[first] &&
		a[first+2:] == b[first+2:]
}
