package privacy

import (
	"time"

	"github.com/mingtian-portal/mingtian/internal/ident"
)

// HasIDNumber reports whether a text holds an ID-card number. Beside the numbers that pass
// their check ([ident.HasPersonID]) it takes a run of exactly 18 characters with a possible
// region and birth date for one, because a mistyped ID number is personal too; not where a
// valid USCC stands.
func HasIDNumber(s string) bool {
	if countDigits(s) < 15 {
		return false
	}
	n := ident.Normalise(s)
	if ident.HasPersonID(n) {
		return true
	}
	digits := 0
	for i := 0; i <= len(n); i++ {
		if i < len(n) && isDigit(n[i]) {
			digits++
			continue
		}
		start := i - digits
		switch {
		case i < len(n) && n[i] == 'X' && digits == 17 && !letterAt(n, i+1):
			if !letterAt(n, start-1) && mistypedID(n[start:i+1]) {
				return true
			}
		case digits == 18 && !letterAt(n, i) && !letterAt(n, start-1):
			if mistypedID(n[start:i]) {
				return true
			}
		}
		digits = 0
	}
	return false
}

// mistypedID judges 18 characters, 17 of them digits, by region and birth date alone.
func mistypedID(s string) bool {
	if s[0] < '1' || s[0] > '8' || s[1] == '9' {
		return false
	}
	born, err := time.Parse("20060102", s[6:14])
	if err != nil || born.Year() < 1900 || born.Year() > 2099 {
		return false
	}
	_, err = ident.ParseUSCC(s)
	return err != nil
}

// countDigits counts digits of any width, which need no folding to be seen.
func countDigits(s string) int {
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' || r >= '０' && r <= '９' {
			n++
		}
	}
	return n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func letterAt(s string, i int) bool {
	return i >= 0 && i < len(s) && (isDigit(s[i]) || s[i] >= 'A' && s[i] <= 'Z')
}
