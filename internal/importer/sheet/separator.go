package sheet

import "strings"

// What is looked at to find the separator.
const (
	sampleBytes   = 256 << 10
	sampleRecords = 200
)

// separator returns what separates the fields of a text, and where its first row
// begins: behind a "sep=;" line, which tells spreadsheets the separator and is no row.
func separator(text string) (sep byte, start int) {
	if rest, ok := cutFold(text, "sep="); ok && rest != "" {
		line, _, _ := strings.Cut(breaks.Replace(rest[:min(len(rest), 4)]), "\n")
		if len(line) == 1 && strings.Contains(",;\t|", line) {
			p := parser{text: text, pos: len("sep=") + 1, sep: line[0]}
			p.record(nil)
			return line[0], p.pos
		}
	}
	sep = ','
	best := 0
	for _, candidate := range []byte{',', '\t', ';'} {
		if n := agreement(text, candidate); n > best {
			sep, best = candidate, n
		}
	}
	return sep, 0
}

// agreement weighs a separator: how many separators stand in those first records that
// agree on the commonest number of fields. Titles and notes, which have one field, and
// commas inside the fields of a table with tabs weigh little beside the real one.
func agreement(text string, sep byte) int {
	p := parser{text: text[:min(len(text), sampleBytes)], sep: sep}
	records := map[int]int{}
	var fields []string
	for n := 0; n < sampleRecords && p.pos < len(p.text); n++ {
		fields = p.record(fields[:0])
		records[len(fields)]++
	}
	best := 0
	for width, n := range records {
		best = max(best, (width-1)*n)
	}
	return best
}

func cutFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}
