package sheet

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Severity says what a problem did to the row it is in.
type Severity uint8

// The severities, mildest first.
const (
	Note    Severity = iota // for information
	Warning                 // the row was taken, but should be looked at
	Refusal                 // the row was not taken
)

// String returns the severity's Chinese word, as the marked copy spells it.
func (s Severity) String() string {
	switch s {
	case Note:
		return "提示"
	case Warning:
		return "警告"
	}
	return "错误"
}

// colour is the severity's background; the word always stands beside it. None is one
// that spreadsheets offer, so that a colour found in a file is known to be ours.
func (s Severity) colour() string {
	switch s {
	case Note:
		return "DCEBF8"
	case Warning:
		return "FFEA9E"
	}
	return "FFC9CF"
}

// Mark is one problem. Without a column it is about the row, and shown in its first
// cell; without a row it is about the sheet or the file, and only listed.
type Mark struct {
	Sheet    string
	Row, Col int // from 1; 0 for none
	Severity Severity
	Text     string
}

// Limits of a marked copy.
const (
	// maxComments is per sheet: a sheet's drawing has 1,024 shape numbers, and beyond
	// them spreadsheets begin to repair the file. What has no comment still has its
	// colour and its line in the list.
	maxComments = 1000
	// maxListed leaves the list one that a spreadsheet opens at once.
	maxListed = 100_000
	// maxExtent and maxParts bound what excelize holds in memory to edit a workbook.
	maxExtent = 600_000
	maxParts  = 128 << 20
)

// MarkedCopy returns an .xlsx of the file on which every problem is marked: the cell is
// coloured and has a comment, and a first sheet lists all problems in the order given.
//
// data is what the book was read from. A workbook is kept as it is otherwise, formats
// and other sheets included; marks of an earlier copy are taken off. A text table, and a
// workbook that cannot be edited (too many styled cells, or parts that excelize does not
// take), becomes a new workbook with the rows as text in the same places.
func (b *Book) MarkedCopy(data []byte, marks []Mark) ([]byte, error) {
	if b.Format == XLSX && b.extent <= maxExtent && b.parts <= maxParts {
		if out, err := b.annotate(data, marks); err == nil {
			return out, nil
		}
	}
	out, err := b.reprint(marks)
	if err != nil {
		return nil, fmt.Errorf("writing the marked copy: %w", err)
	}
	return out, nil
}

// spot is one marked cell with all that is wrong there.
type spot struct {
	row, col int
	severity Severity // the gravest
	lines    []string
}

func (s spot) address() string { return Address(s.row, s.col) }

func (s spot) comment() excelize.Comment {
	return excelize.Comment{
		Cell: s.address(), Author: author, Width: 260, Height: uint(40 + 20*min(len(s.lines), 8)),
		Paragraph: []excelize.RichTextRun{{Text: strings.Join(s.lines, "\n")}},
	}
}

// spots gathers a sheet's marks by cell, in the order of rows and columns. Cells below
// the sheet's content are not marked.
func (s *Sheet) spots(marks []Mark) []spot {
	last := 0
	if n := len(s.Rows); n > 0 {
		last = s.Rows[n-1].Number
	}
	type place struct{ row, col int }
	found := map[place]spot{}
	for _, m := range marks {
		at := place{m.Row, max(m.Col, 1)}
		if m.Sheet != s.Name || at.row < 1 || at.row > last || at.col > MaxColumns {
			continue
		}
		sp := found[at]
		sp.row, sp.col, sp.severity = at.row, at.col, max(sp.severity, m.Severity)
		sp.lines = append(sp.lines, m.Severity.String()+"："+m.Text)
		found[at] = sp
	}
	return slices.SortedFunc(maps.Values(found), func(a, b spot) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col))
	})
}

// painter hands out cell styles: another style with a severity's colour behind it.
type painter struct {
	file   *excelize.File
	styles map[dye]int
}

type dye struct {
	style    int
	severity Severity
}

func newPainter(f *excelize.File) painter { return painter{f, map[dye]int{}} }

func (p painter) over(style int, s Severity) (int, error) {
	if id, ok := p.styles[dye{style, s}]; ok {
		return id, nil
	}
	as, err := p.file.GetStyle(style)
	if err != nil {
		return 0, err
	}
	as.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{s.colour()}}
	id, err := p.file.NewStyle(as)
	if err != nil {
		return 0, err
	}
	p.styles[dye{style, s}] = id
	return id, nil
}

func written(f *excelize.File) ([]byte, error) {
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
