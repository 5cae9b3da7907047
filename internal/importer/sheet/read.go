package sheet

import (
	"bytes"
	"strings"
)

// The limits of a file. The first three are the product's, and are told to bureaus; the
// others keep a small hostile file from becoming a large one.
const (
	MaxBytes    = 50 << 20  // of the file as it comes
	MaxRows     = 200_000   // with content, over all sheets
	MaxColumns  = 1000      // up to the last one with content
	MaxCells    = 5_000_000 // of all rows up to their last filled cell
	MaxUnzipped = 256 << 20 // of all parts of a workbook, unpacked
	MaxPart     = 192 << 20 // of one part that is read, unpacked
	MaxRatio    = 200       // unpacked to packed, in a part of more than 1 MiB
	MaxSheets   = 256       // worksheets of a workbook
)

// Read reads a file whose name is used for the wording of errors and the name of a text
// table's only sheet. Its errors are faults: TooLarge over a limit, Invalid otherwise.
func Read(name string, data []byte) (*Book, error) {
	switch {
	case len(data) > MaxBytes:
		return nil, overBytes()
	case len(bytes.TrimSpace(data)) == 0:
		return nil, empty()
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return readXLSX(name, data)
	}
	if err := foreign(name, data); err != nil {
		return nil, err
	}
	return readText(name, data)
}

// budget counts what a book holds while it is read.
type budget struct {
	rows, cells, merged int
}

// row accounts for a row of n cells.
func (b *budget) row(n int) error {
	b.rows++
	b.cells += n
	switch {
	case n > MaxColumns:
		return overColumns()
	case b.rows > MaxRows:
		return overRows()
	case b.cells > MaxCells:
		return overCells()
	}
	return nil
}

// blank reports whether a text shows nothing.
func blank(s string) bool { return strings.TrimSpace(s) == "" }

// trimRow returns cells without the empty ones at its end.
func trimRow(cells []Cell) []Cell {
	n := len(cells)
	for n > 0 && cells[n-1].Kind != Uncalculated && blank(cells[n-1].Text) {
		n--
	}
	return cells[:n]
}
