package privacy

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// mobile is a mobile number with the spaces or hyphens that people put in it. What stands
// around it is looked at in the code: RE2 has no look-behind.
var mobile = regexp.MustCompile(`1[3-9]\d[- ]?\d{4}[- ]?\d{4}`)

// landline is an office number: with an area code (457 if its 0 was lost), seven or eight digits
// without, a hotline of five (12345, 12316), or 400 and 800 numbers; with an extension or without.
var landline = regexp.MustCompile(
	`(?:457[2-9]\d{6}|0\d{2,3}[- ]?[2-9]\d{6,7}|[48]00[- ]?\d{3}[- ]?\d{4}|` +
		`[2-9]\d{6,7}|1[02]\d{3}|9[56]\d{3,4})` +
		`(?:[- ]?(?:转|EXT\.?)?[- ]?\d{1,4})?`)

// MaskMobiles replaces the middle of every mobile number by asterisks (139****1234) and says
// how many there were. A number counts only if no digit or letter stands before or after it, so
// that licence numbers and codes stay whole.
func MaskMobiles(s string) (string, int) {
	if countDigits(s) < 11 {
		return s, 0
	}
	text := narrow(s)
	spans := mobileSpans(text)
	if len(spans) == 0 {
		return s, 0
	}
	original, from := []rune(s), 0 // as many characters as text has
	var b strings.Builder
	for _, at := range spans {
		start, end := utf8.RuneCountInString(text[:at[0]]), utf8.RuneCountInString(text[:at[1]])
		digits := strings.NewReplacer("-", "", " ", "").Replace(text[at[0]:at[1]])
		b.WriteString(string(original[from:start]))
		b.WriteString(digits[:3] + "****" + digits[7:])
		from = end
	}
	return b.String() + string(original[from:]), len(spans)
}

func mobileSpans(text string) [][]int {
	var spans [][]int
	for from := 0; from < len(text); {
		at := mobile.FindStringIndex(text[from:])
		if at == nil {
			break
		}
		start, end := from+at[0], from+at[1]
		if bounded(text, start, end) {
			spans = append(spans, []int{start, end})
			from = end
			continue
		}
		from = start + 1
	}
	return spans
}

// bounded reports that neither a digit nor a letter touches text[start:end]; the country code
// of China may.
func bounded(text string, start, end int) bool {
	before := strings.TrimRight(text[:start], "- ")
	if strings.HasSuffix(before, "+86") || strings.HasSuffix(before, "0086") {
		return !wordAt(text, end)
	}
	return !wordAt(text, start-1) && !wordAt(text, end)
}

func wordAt(s string, i int) bool {
	return i >= 0 && i < len(s) && (isDigit(s[i]) || s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z')
}

// narrow folds full-width digits, letters and hyphens and drops nothing.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '—' || r == '–' || r == '‐' || r == '−':
			return '-'
		case r == '　' || r == '\u00a0':
			return ' '
		}
		return r
	}, s)
}

// Phones returns the numbers of a cell that may be published, as 0457-2888888, and how many
// mobile numbers it held beside them. What is neither is left out: names stand in such cells.
func Phones(s string) (kept []string, mobiles int) {
	text := strings.ToUpper(narrow(s))
	spans := mobileSpans(text)
	rest := []byte(text)
	for _, at := range spans {
		for i := at[0]; i < at[1]; i++ {
			rest[i] = '\n'
		}
	}
	text = string(rest)
	for from := 0; from < len(text); {
		at := landline.FindStringIndex(text[from:])
		if at == nil {
			break
		}
		start, end := from+at[0], from+at[1]
		if wordAt(text, start-1) || wordAt(text, end) {
			from = start + 1
			continue
		}
		kept = append(kept, tidyPhone(text[start:end]))
		from = end
	}
	return kept, len(spans)
}

var (
	areaCode  = regexp.MustCompile(`^(01\d|02\d|0[3-9]\d{2})[- ]?([2-9].*)$`)
	extension = regexp.MustCompile(`[- ]*(转|EXT\.?)[- ]*`)
)

// tidyPhone writes a number as 0457-2880000转8001. A spreadsheet that took it for a number has
// dropped the 0 before the area code of 大兴安岭.
func tidyPhone(s string) string {
	if len(s) == 10 && strings.HasPrefix(s, "457") {
		s = "0" + s
	}
	s = extension.ReplaceAllString(s, "转")
	if m := areaCode.FindStringSubmatch(s); m != nil {
		s = m[1] + "-" + m[2]
	}
	return strings.ReplaceAll(s, " ", "-")
}
