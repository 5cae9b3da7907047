package httpapi

import (
	"slices"
	"strings"
)

// Nearest returns the word of a list that a reader most likely meant, "" if none is near: one slip
// of the finger in every three characters, where a slip is a character too many, too few, another
// one, or two that changed places. Letter case is no slip; a word that was not finished is one.
func Nearest(word string, list []string) string {
	const (
		longest  = 64
		minBegun = 3 // characters from which on a beginning says which word was meant
	)
	typed := []rune(strings.ToLower(word))
	if len(typed) == 0 || len(typed) > longest {
		return ""
	}
	best, least := "", max(min(1, len(typed)/2), len(typed)/3)+1
	for _, candidate := range list {
		word := []rune(strings.ToLower(candidate))
		d := distance(typed, word)
		if len(typed) >= minBegun && len(word) > len(typed) &&
			slices.Equal(word[:len(typed)], typed) {
			d = 1
		}
		if d < least {
			best, least = candidate, d
		}
	}
	return best
}

// distance is the number of slips between two words (optimal string alignment).
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i, x := range a {
		row[0] = i + 1
		for j, y := range b {
			cost := 1
			if x == y {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x == b[j-1] && a[i-1] == y {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
