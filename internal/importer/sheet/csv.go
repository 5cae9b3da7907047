package sheet

import (
	"path"
	"strings"
)

// maxQuoted is the length in bytes of the longest quoted field: what a spreadsheet's
// cell can hold, four bytes for each of its 32,767 characters. A quote that is not
// closed within it is a stray one.
const maxQuoted = 4 * 32_767

// readText reads separated text.
func readText(name string, data []byte) (*Book, error) {
	text, encoding, err := decode(data)
	if err != nil {
		return nil, err
	}
	sep, start := separator(text)
	p := parser{text: text, pos: start, sep: sep}
	sh := &Sheet{Name: sheetName(name)}
	var (
		count  budget
		fields []string
	)
	for number := 1; p.pos < len(p.text); number++ {
		fields = p.record(fields[:0])
		cells := textRow(fields)
		if len(cells) == 0 {
			continue
		}
		if number > lastRow {
			return nil, overRows()
		}
		if err := count.row(len(cells)); err != nil {
			return nil, err
		}
		sh.Width = max(sh.Width, len(cells))
		sh.Rows = append(sh.Rows, Row{Number: number, Cells: cells})
	}
	if len(sh.Rows) == 0 {
		return nil, empty()
	}
	return &Book{Format: CSV, Encoding: encoding, Sheets: []*Sheet{sh}}, nil
}

// textRow returns the cells of a record up to its last filled field.
func textRow(fields []string) []Cell {
	n := len(fields)
	for n > 0 && blank(fields[n-1]) {
		n--
	}
	if n == 0 {
		return nil
	}
	cells := make([]Cell, n)
	for i, f := range fields[:n] {
		cells[i].Text = f
	}
	return cells
}

// sheetName makes a worksheet's name of a file's.
func sheetName(file string) string {
	base := path.Base(strings.ReplaceAll(file, `\`, "/"))
	return tabName(strings.TrimSuffix(base, path.Ext(base)))
}

// tabName makes s a name that every spreadsheet takes: at most 31 characters, none of
// them []:*?/\ or an apostrophe.
func tabName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r > 0xffff || strings.ContainsRune(`[]:*?/\'`, r) {
			return -1
		}
		return r
	}, s)
	s = strings.TrimSpace(strings.ToValidUTF8(s, ""))
	if runes := []rune(s); len(runes) > 31 {
		s = strings.TrimSpace(string(runes[:31]))
	}
	if s == "" || s == "." {
		return "Sheet1"
	}
	return s
}

// parser splits text into records as a spreadsheet does, where encoding/csv would not
// do: a line may end in CRLF, LF or a lone CR, rows may be ragged, and a quote counts
// only at the beginning of a field that it also ends.
type parser struct {
	text string
	pos  int
	sep  byte
}

// record appends the fields of the record at pos to dst and moves behind its line end.
func (p *parser) record(dst []string) []string {
	for {
		field, next := p.field()
		dst = append(dst, field)
		p.pos = next
		if next == len(p.text) {
			return dst
		}
		p.pos++
		switch p.text[next] {
		case p.sep:
			continue
		case '\r':
			if p.pos < len(p.text) && p.text[p.pos] == '\n' {
				p.pos++
			}
		}
		return dst
	}
}

// field returns the field at pos and the position of what ends it.
func (p *parser) field() (text string, end int) {
	if p.pos < len(p.text) && p.text[p.pos] == '"' {
		if text, end, ok := p.quoted(); ok {
			return text, end
		}
	}
	end = p.fieldEnd(p.pos)
	return p.text[p.pos:end], end
}

// fieldEnd returns the position of the next separator or line end, from i on.
func (p *parser) fieldEnd(i int) int {
	for i < len(p.text) && p.text[i] != p.sep && p.text[i] != '\n' && p.text[i] != '\r' {
		i++
	}
	return i
}

// quoted returns the quoted field at pos. Text behind the closing quote belongs to the
// field, as in a spreadsheet; but where the field also spans lines, its first quote was
// a stray one that would swallow rows, and ok is false.
func (p *parser) quoted() (text string, end int, ok bool) {
	begin := p.pos + 1
	i := begin
	for {
		n := strings.IndexByte(p.text[i:min(len(p.text), begin+maxQuoted)], '"')
		if n < 0 {
			return "", 0, false
		}
		i += n
		if i+1 == len(p.text) || p.text[i+1] != '"' {
			break
		}
		if i += 2; i > begin+maxQuoted {
			return "", 0, false
		}
	}
	end = p.fieldEnd(i + 1)
	tail := p.text[i+1 : end]
	text = p.text[begin:i]
	if !blank(tail) {
		if strings.ContainsAny(text, "\r\n") {
			return "", 0, false
		}
		text += tail
	}
	return breaks.Replace(strings.ReplaceAll(text, `""`, `"`)), end, true
}

// breaks makes every line break inside a cell the same.
var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")
