package sheet

import "strconv"

// Format is what a file turned out to be.
type Format uint8

// The formats that are read.
const (
	CSV  Format = iota + 1 // separated text, whatever its separator
	XLSX                   // an Office Open XML workbook
)

// String returns the format's usual file name extension without the dot.
func (f Format) String() string {
	switch f {
	case CSV:
		return "csv"
	case XLSX:
		return "xlsx"
	}
	return "unknown"
}

// Book is one file.
type Book struct {
	Format   Format
	Encoding string   // of a text table: UTF-8, GB18030, UTF-16LE or UTF-16BE
	Sheets   []*Sheet // in the order of the tabs; charts and macro sheets are left out

	parts  int64 // bytes of all unpacked parts of a workbook
	extent int   // rows and cells up to the last styled ones, filled or not
}

// Sheet is one grid. A text table is a book of one sheet, named after the file.
type Sheet struct {
	Name   string
	Hidden bool
	Width  int   // columns up to the last one with content of its own
	Rows   []Row // rows with content, in ascending order; hidden ones too
}

// Row is a row with content.
type Row struct {
	Number int    // from 1, as a spreadsheet shows it
	Cells  []Cell // from column A; what lies after the last filled cell is left out
}

// At returns the cell in a column counted from 1, an empty one beyond the row's end.
func (r Row) At(col int) Cell {
	if col < 1 || col > len(r.Cells) {
		return Cell{}
	}
	return r.Cells[col-1]
}

// Kind is the type of a stored value.
type Kind uint8

// The kinds. Everything in a text table is Text.
const (
	Text         Kind = iota
	Number            // Text is the number as stored, maybe with an exponent
	Date              // Text is a 1900 serial: days, with the time as a fraction
	Bool              // Text is TRUE or FALSE
	Error             // Text is the error, such as #N/A
	Uncalculated      // a formula whose result was never stored; Text is empty
)

// Cell is one value. The zero Cell is an empty one.
type Cell struct {
	Text    string
	Kind    Kind
	Formula bool  // the value is the stored result of a formula
	Merged  bool  // the value belongs to the first cell of a merged range
	Spread  int16 // in a merged range's first column: its columns; else 0
}

// Columns and rows of the largest worksheet there can be.
const (
	lastColumn = 16_384
	lastRow    = 1_048_576
)

// Address returns a cell's name, such as D17, for a row and a column counted from 1.
// Without a row it is the column's name, without a column the row's number.
func Address(row, col int) string {
	var name [8]byte
	i := len(name)
	for n := min(col, lastColumn); n > 0; n = (n - 1) / 26 {
		i--
		name[i] = byte('A' + (n-1)%26)
	}
	if row < 1 {
		return string(name[i:])
	}
	return string(name[i:]) + strconv.Itoa(row)
}

// position is the reverse of Address. Dollar signs are skipped; a part that is missing
// is 0, and ok is false for what is no address inside the largest worksheet.
func position(ref string) (row, col int, ok bool) {
	i := 0
	for ; i < len(ref) && (ref[i] > '9' || ref[i] == '$'); i++ {
		switch c := ref[i] &^ 0x20; {
		case ref[i] == '$':
		case c >= 'A' && c <= 'Z' && col <= lastColumn:
			col = col*26 + int(c-'A') + 1
		default:
			return 0, 0, false
		}
	}
	if i < len(ref) {
		n, err := strconv.ParseUint(ref[i:], 10, 32)
		if err != nil || n < 1 || n > lastRow {
			return 0, 0, false
		}
		row = int(n)
	}
	return row, col, col <= lastColumn
}
