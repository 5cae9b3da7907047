package sheet

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// dateStyles reads, for every cell style, whether its number format shows a date or a
// time.
func (p *pack) dateStyles(part string) ([]bool, error) {
	var (
		dates   []bool
		section string
		custom  = map[int]bool{}
	)
	err := p.scan(part, func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			switch name := t.Name.Local; {
			case name == "numFmts" || name == "cellXfs":
				section = name
			case name == "numFmt" && section == "numFmts":
				if id, err := strconv.Atoi(attr(t, "numFmtId")); err == nil {
					custom[id] = isDateFormat(attr(t, "formatCode"))
				}
			case name == "xf" && section == "cellXfs":
				id, err := strconv.Atoi(attr(t, "numFmtId"))
				date, known := custom[id]
				dates = append(dates, err == nil && (known && date || !known && isBuiltInDate(id)))
			}
		case xml.EndElement:
			if t.Name.Local == section {
				section = ""
			}
		}
		return nil
	})
	return dates, err
}

// isBuiltInDate reports whether a number format that files refer to without spelling it
// out is a date or a time; 27 to 36 and 50 to 58 are those of Chinese spreadsheets.
func isBuiltInDate(id int) bool {
	return 14 <= id && id <= 22 || 27 <= id && id <= 36 || 45 <= id && id <= 47 ||
		50 <= id && id <= 58
}

// isDateFormat reports whether a number format's code has a part of a date or a time:
// y, m, d, h, s, or the era year e, outside quotes, escapes and brackets. Of brackets
// only elapsed time, as in [h]:mm, counts; colours, conditions and locales do not.
func isDateFormat(code string) bool {
	code = strings.ToLower(code)
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			i = skipTo(code, i+1, '"')
		case '[':
			end := skipTo(code, i+1, ']')
			if elapsed := code[i+1 : min(end, len(code))]; elapsed != "" &&
				strings.Trim(elapsed, elapsed[:1]) == "" && strings.Contains("hms", elapsed[:1]) {
				return true
			}
			i = end
		case '\\', '_', '*':
			i++
		case 'g':
			if strings.HasPrefix(code[i:], "general") {
				i += len("general") - 1
			}
		case 'e':
			if i+1 == len(code) || code[i+1] != '+' && code[i+1] != '-' {
				return true
			}
		case 'y', 'm', 'd', 'h', 's':
			return true
		}
	}
	return false
}

// skipTo returns the position of the next c in s from i on, the end if there is none.
func skipTo(s string, i int, c byte) int {
	if n := strings.IndexByte(s[i:], c); n >= 0 {
		return i + n
	}
	return len(s)
}
