package sheet

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// sharedStrings reads the table of strings that cells refer to by number.
func (p *pack) sharedStrings(part string) ([]string, error) {
	var (
		table []string
		run   richText
	)
	err := p.scan(part, func(t xml.Token) error {
		run.visit(t)
		if e, ok := t.(xml.EndElement); ok && e.Name.Local == "si" {
			if len(table) == MaxCells {
				return overCells()
			}
			table = append(table, run.take())
		}
		return nil
	})
	return table, err
}

// richText collects the text of a string: its runs joined, without phonetic hints.
type richText struct {
	text     strings.Builder
	inText   bool
	phonetic bool
}

func (r *richText) visit(t xml.Token) {
	switch t := t.(type) {
	case xml.StartElement:
		switch t.Name.Local {
		case "rPh":
			r.phonetic = true
		case "t":
			r.inText = !r.phonetic
		}
	case xml.EndElement:
		switch t.Name.Local {
		case "rPh":
			r.phonetic = false
		case "t":
			r.inText = false
		}
	case xml.CharData:
		if r.inText {
			r.text.Write(t)
		}
	}
}

// take returns what was collected and begins anew.
func (r *richText) take() string {
	s := unescape(r.text.String())
	*r = richText{}
	return s
}

// unescape resolves the escapes _xHHHH_ with which a workbook spells characters that
// XML does not allow, and makes all line breaks the same.
func unescape(s string) string {
	if strings.Contains(s, "_x") {
		s = resolve(s)
	}
	if strings.Contains(s, "\r") {
		s = breaks.Replace(s)
	}
	return s
}

func resolve(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "_x")
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i:]
		if len(s) >= 7 && s[6] == '_' {
			if n, err := strconv.ParseUint(s[2:6], 16, 16); err == nil {
				b.WriteRune(rune(n))
				s = s[7:]
				continue
			}
		}
		b.WriteString(s[:2])
		s = s[2:]
	}
}
