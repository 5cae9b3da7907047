package ident

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

// USCC is a unified social credit code (统一社会信用代码, GB 32100-2015) that keeps the rules:
// 18 characters, a valid check character. Letters are legal in it: N2… is a village collective.
type USCC string

// usccAlphabet lacks I, O, S, V and Z; a character's value is its index.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// usccWeights are the powers of 3 modulo 31.
var usccWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// organisationWeights are those of the inner organisation code (GB 11714).
var organisationWeights = [8]int{3, 7, 9, 10, 5, 8, 4, 2}

// ParseUSCC reads a code from a public query: it is right in every part that the standard
// decides, or the error is a fault of kind Invalid that says which part is wrong. A failed inner
// organisation check is let through, because registered codes with one exist.
func ParseUSCC(s string) (USCC, error) {
	for _, p := range CheckUSCC(s) {
		if !p.Warning {
			return "", fault.New(fault.Invalid, p.Message.En, p.Message.Zh)
		}
	}
	return USCC(Normalise(s)), nil
}

// Region returns the six digits of the registration authority's division. It is frozen at
// registration and does not say where the holder is.
func (u USCC) Region() string { return string(u[2:8]) }

// Organisation returns the nine characters of the organisation code inside.
func (u USCC) Organisation() string { return string(u[8:17]) }

// Reserved reports whether the organisation code is of the private range PDY00001 to PDY99999
// (GB 11714), which no real organisation can have: demonstrations and tests use it.
func (u USCC) Reserved() bool { return strings.HasPrefix(string(u[8:]), "PDY") }

// CheckUSCC examines a code part by part for an import, where the bureau's list is the
// authority: it returns every problem with its reason, and nothing for a code without any. The
// text of a failed code may still be the one on the licence.
func CheckUSCC(s string) []Problem {
	n := Normalise(s)
	if HasPersonID(n) {
		return []Problem{{Rule: "person_id", End: utf8.RuneCountInString(n), Message: Text{
			"这是公民身份号码，不是统一社会信用代码；请勿填写身份证号。",
			"This is a personal ID number, not a social credit code; do not enter ID numbers.",
		}}}
	}
	if reason, ok := Destroyed(n); ok {
		return []Problem{{
			Rule: "destroyed", Message: reason, End: utf8.RuneCountInString(n),
		}}
	}
	if problems := usccShape(n); len(problems) > 0 {
		return problems
	}
	var problems []Problem
	if want := usccCheck(n); n[17] != want {
		problems = append(problems, Problem{Rule: "check_digit", Start: 17, End: 18, Message: Text{
			fmt.Sprintf("校验码不符：按前17位算出的校验码是 %c，代码末位是 %c；18位中至少有一位写错。",
				want, n[17]),
			fmt.Sprintf("The check character does not fit: the first 17 give %c, the code ends in "+
				"%c; at least one of the 18 is wrong.", want, n[17]),
		}})
	}
	for _, p := range usccParts(n) {
		if p.problem != nil {
			problems = append(problems, *p.problem)
		}
	}
	return problems
}

// usccShape checks length and characters; only a text without problems here has parts.
func usccShape(n string) []Problem {
	if length := utf8.RuneCountInString(n); length != 18 {
		return []Problem{usccLength(length)}
	}
	var problems []Problem
	i := -1
	for _, r := range n {
		i++
		if strings.ContainsRune(usccAlphabet, r) && (i < 2 || i > 7 || r <= '9') {
			continue
		}
		m := Text{
			fmt.Sprintf("第%d位是“%c”：代码只用数字和除 I、O、S、V、Z 以外的大写字母。", i+1, r),
			fmt.Sprintf("Character %d is “%c”: the code uses digits and capitals without "+
				"I, O, S, V and Z.", i+1, r),
		}
		if i >= 2 && i <= 7 && r < utf8.RuneSelf {
			m = Text{
				fmt.Sprintf("第%d位是“%c”：第3至8位是行政区划，只能是数字。", i+1, r),
				fmt.Sprintf("Character %d is “%c”: characters 3 to 8 are the division, digits only.",
					i+1, r),
			}
		}
		problems = append(problems, Problem{Rule: "character", Message: m, Start: i, End: i + 1})
		if len(problems) == 5 { // more would not help anybody
			break
		}
	}
	return problems
}

func usccLength(length int) Problem {
	m := Text{
		fmt.Sprintf("统一社会信用代码应为18位，这里是%d位。", length),
		fmt.Sprintf("A social credit code has 18 characters; this has %d.", length),
	}
	switch length {
	case 9:
		m = join(m, Text{"9位的是旧的组织机构代码。", "Nine is the old organisation code."})
	case 15:
		m = join(m, Text{"15位的是旧的营业执照号。", "Fifteen is the old business licence number."})
	}
	return Problem{Rule: "length", Message: m, End: length}
}

// usccCheck returns the check character for the first 17 of n, which are of the alphabet.
func usccCheck(n string) byte {
	sum := 0
	for i, w := range usccWeights {
		sum += w * strings.IndexByte(usccAlphabet, n[i])
	}
	return usccAlphabet[(31-sum%31)%31]
}

// organisationCheck returns the check character of an organisation code (GB 11714). It counts
// in the alphabet of 36, where the letters that a USCC leaves out have values too.
func organisationCheck(body string) byte {
	sum := 0
	for i, w := range organisationWeights {
		c := int(body[i] - '0')
		if body[i] >= 'A' {
			c = int(body[i]-'A') + 10
		}
		sum += w * c
	}
	return "0X987654321"[sum%11]
}

// firmUSCC reports that n is a USCC beyond chance: its check characters, its department and its
// province are all right.
func firmUSCC(n string) bool {
	if len(n) != 18 || len(usccShape(n)) > 0 || n[17] != usccCheck(n) {
		return false
	}
	for _, p := range usccParts(n) {
		if p.problem != nil {
			return false
		}
	}
	return true
}

// readUSCC reads a text that is meant as a USCC: 18 characters, mostly digits, or one too many
// or too few of what begins like one.
func readUSCC(s string) (Reading, bool) {
	n := strings.ReplaceAll(s, "-", "")
	if !usccLike(n) {
		return Reading{}, false
	}
	r := Reading{Kind: KindUSCC, Text: n, Problems: CheckUSCC(n), Ask: registrarOf(n[0])}
	r.Valid = !wrong(r.Problems)
	r.Certain = firmUSCC(n)
	switch {
	case r.Valid:
		r.rank = 100
	case len(n) == 18:
		r.rank = 60
	default:
		r.rank = 35
	}
	if len(n) == 18 && len(usccShape(n)) == 0 {
		for _, p := range usccParts(n) {
			r.Parts = append(r.Parts, p.Part)
		}
	}
	if _, lost := Destroyed(n); !r.Valid && !lost {
		for _, u := range suggestUSCC(n) {
			r.Suggestions = append(r.Suggestions, string(u))
		}
	}
	return r, true
}

func usccLike(n string) bool {
	digits := 0
	for i := range len(n) {
		switch c := n[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c < 'A' || c > 'Z':
			return false
		}
	}
	if len(n) == 18 {
		return digits >= 8
	}
	if len(n) < 16 || len(n) > 20 {
		return false
	}
	_, known := categories[n[:2]]
	_, ok := provinceOf(n[2:4])
	return known && ok && digits >= 8
}
