package search

import (
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// mostDigits is how long the number of a serial may be: a code fits into a rank.
const mostDigits = 8

// asSerial returns the stem of values that all are it and equally many digits, and how many; zero
// digits if they are not.
func asSerial(values []dataset.Value) (stem string, digits int) {
	first := ""
	for _, v := range values {
		switch {
		case v.S == "":
		case first == "":
			first, digits = v.S, min(ending(v.S), mostDigits)
		case len(v.S) != len(first):
			return "", 0
		default:
			digits = min(digits, ending(v.S))
		}
	}
	stem = first[:len(first)-digits]
	for _, v := range values {
		if v.S != "" && !strings.HasPrefix(v.S, stem) {
			return "", 0
		}
	}
	return stem, digits
}

// ending returns how many digits a text ends with.
func ending(s string) int { return len(s) - len(strings.TrimRight(s, "0123456789")) }

// serialCode returns the code of a text in a serial column, and whether it can stand there.
func (c *column) serialCode(s string) (uint32, bool) {
	digits, ok := strings.CutPrefix(s, c.stem)
	if !ok || len(digits) != c.digits || ending(digits) != c.digits {
		return 0, false
	}
	n := uint32(0)
	for _, d := range []byte(digits) {
		n = n*10 + uint32(d-'0')
	}
	return n + 1, true
}

// appendSerial appends the text of a code.
func (c *column) appendSerial(b []byte, code uint32) []byte {
	if code == 0 {
		return b
	}
	b = append(b, c.stem...)
	n := code - 1
	for range c.digits {
		b = append(b, '0')
	}
	for i := len(b) - 1; i >= len(b)-c.digits; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return b
}
