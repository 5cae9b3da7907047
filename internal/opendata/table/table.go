// Package table writes rows of a dataset as CSV and NDJSON: the same fields, names and order as
// the API's JSON.
//
// CSV is RFC 4180 with a header line and LF line ends, in UTF-8. It opens with a byte-order mark
// unless told otherwise, because a Chinese Excel garbles it without one. An empty cell is null,
// a list is joined by ';'. A text that a spreadsheet would run as a formula gets an apostrophe
// before it; JSON values are never altered.
package table

import (
	"io"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// Source gives the value of column col, a position in the Def's columns, of one row.
type Source func(col int) dataset.Value

// BOM is the byte-order mark by which a spreadsheet knows UTF-8.
const BOM = "\ufeff"

// AppendCSVHeader appends the header line of some columns.
func AppendCSVHeader(b []byte, def *dataset.Def, cols []int) []byte {
	for i, col := range cols {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, def.Columns[col].Name...)
	}
	return append(b, '\n')
}

// AppendCSV appends one row as a line of CSV.
func AppendCSV(b []byte, def *dataset.Def, cols []int, row Source) []byte {
	for i, col := range cols {
		if i > 0 {
			b = append(b, ',')
		}
		c := &def.Columns[col]
		text := c.Format(row(col))
		if c.Kind <= dataset.Ref && isFormula(text) {
			text = "'" + text
		}
		b = appendQuoted(b, text)
	}
	return append(b, '\n')
}

// isFormula reports whether a spreadsheet may take a text for a formula.
func isFormula(s string) bool {
	return s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0]))
}

func appendQuoted(b []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\r\n") && !strings.HasPrefix(s, " ") {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}

// AppendJSON appends one row as a JSON object. Every key is there; what is null says so.
func AppendJSON(b []byte, def *dataset.Def, cols []int, row Source) []byte {
	b = append(b, '{')
	for i, col := range cols {
		if i > 0 {
			b = append(b, ',')
		}
		c := &def.Columns[col]
		b = append(b, '"')
		b = append(b, c.Name...)
		b = append(b, '"', ':')
		b = c.AppendJSON(b, row(col))
	}
	return append(b, '}')
}

// All returns the positions of all columns of a dataset, in order.
func All(def *dataset.Def) []int {
	cols := make([]int, len(def.Columns))
	for i := range cols {
		cols[i] = i
	}
	return cols
}

// WriteCSV writes whole rows as a CSV file with a byte-order mark.
func WriteCSV(w io.Writer, def *dataset.Def, rows []dataset.Row) error {
	cols := All(def)
	b := AppendCSVHeader([]byte(BOM), def, cols)
	for _, r := range rows {
		b = AppendCSV(b, def, cols, func(col int) dataset.Value { return r[col] })
	}
	_, err := w.Write(b)
	return err
}

// WriteNDJSON writes whole rows as a file of JSON lines.
func WriteNDJSON(w io.Writer, def *dataset.Def, rows []dataset.Row) error {
	cols := All(def)
	var b []byte
	for _, r := range rows {
		b = append(AppendJSON(b, def, cols, func(col int) dataset.Value { return r[col] }), '\n')
	}
	_, err := w.Write(b)
	return err
}
