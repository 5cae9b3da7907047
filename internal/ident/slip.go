package ident

import "strings"

// twins are the characters that eyes, printers and keyboards confuse: the digit meant by a
// letter. A lower-case l has become L by the time anyone looks here.
var twins = map[rune]rune{'O': '0', 'I': '1', 'L': '1', 'S': '5', 'Z': '2', 'B': '8'}

// letterFor reports whether a digit was written for the letter.
func letterFor(letter, digit rune) bool { return twins[letter] == digit }

// suggestUSCC returns corrected codes: slips undone so that the check character passes. One
// that also passes the inner organisation check drives out those that do not, fewer changes
// drive out more, and nothing is suggested for a code that is right.
func suggestUSCC(n string) []USCC {
	base, ok := undoIllegal(n)
	if !ok {
		return nil
	}
	if _, err := ParseUSCC(base); err == nil {
		if base == n {
			return nil
		}
		return []USCC{USCC(base)}
	}
	single := flips(base)
	if found := firmest(single); len(found) > 0 {
		return found
	}
	var double []string
	for i, s := range single {
		double = append(double, flips(s)[i+1:]...) // both have the same places to flip
	}
	return firmest(double)
}

// undoIllegal replaces what cannot stand in a USCC by the digit it looks like.
func undoIllegal(n string) (string, bool) {
	if len(n) != 18 {
		return "", false
	}
	base := []byte(n)
	for i, c := range base {
		if strings.IndexByte(usccAlphabet, c) >= 0 && (i < 2 || i > 7 || c <= '9') {
			continue
		}
		digit, ok := twins[rune(c)]
		if !ok {
			return "", false
		}
		base[i] = byte(digit)
	}
	return string(base), true
}

// flips returns every text that differs from n by one 1/L or 8/B where a letter may stand.
func flips(n string) []string {
	var all []string
	for i := range len(n) {
		j := strings.IndexByte("1L8B", n[i])
		if j < 0 || i >= 2 && i <= 7 {
			continue
		}
		all = append(all, n[:i]+"L1B8"[j:j+1]+n[i+1:])
	}
	return all
}

// firmest keeps the codes that pass, at most three; those without even a warning if there are
// any.
func firmest(candidates []string) []USCC {
	var firm, passing []USCC
	for _, s := range candidates {
		u, err := ParseUSCC(s)
		if err != nil {
			continue
		}
		passing = append(passing, u)
		if firmUSCC(s) {
			firm = append(firm, u)
		}
	}
	if len(firm) > 0 {
		passing = firm
	}
	return passing[:min(len(passing), 3)]
}
