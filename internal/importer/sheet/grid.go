package sheet

import (
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// read reads one worksheet in a single pass.
func (w *workbook) read(t tab) (*Sheet, error) {
	g := grid{book: w, sheet: &Sheet{Name: t.name, Hidden: t.hidden}}
	if err := w.pack.scan(t.part, g.visit); err != nil {
		return nil, err
	}
	if !g.complete {
		return nil, damaged(fmt.Errorf("the rows of part %s do not end", t.part))
	}
	w.extent += g.number
	return g.sheet, g.fillMerged()
}

// grid builds a sheet from the tokens of its part.
type grid struct {
	book     *workbook
	sheet    *Sheet
	merges   []string
	complete bool // the end of the rows was seen

	number, col, last int    // of the row and the cell at hand, and the row's last cell
	cells             []Cell // of the row at hand, used again for the next

	inCell, inValue   bool
	kind, style       string // attributes t and s of the cell at hand
	value             []byte
	stored, isFormula bool // the cell has an element v, f
	inline            richText
}

func (g *grid) visit(t xml.Token) error {
	if g.inCell {
		g.inline.visit(t)
	}
	switch t := t.(type) {
	case xml.StartElement:
		return g.start(t)
	case xml.EndElement:
		return g.end(t.Name.Local)
	case xml.CharData:
		if g.inValue {
			g.value = append(g.value, t...)
		}
	}
	return nil
}

func (g *grid) start(e xml.StartElement) error {
	switch name := e.Name.Local; {
	case name == "mergeCell":
		g.merges = append(g.merges, attr(e, "ref"))
	case g.complete:
	case name == "row":
		return g.startRow(attr(e, "r"))
	case name == "c":
		return g.startCell(e)
	case name == "v":
		g.inValue, g.stored = g.inCell, true
	case name == "f":
		g.isFormula = true
	}
	return nil
}

func (g *grid) end(name string) error {
	switch {
	case g.complete:
	case name == "v":
		g.inValue = false
	case name == "c":
		g.inCell, g.inValue = false, false
		return g.endCell()
	case name == "row":
		return g.endRow()
	case name == "sheetData":
		g.complete = true
	}
	return nil
}

// startRow begins a row; one without a number follows the row before it.
func (g *grid) startRow(r string) error {
	number := g.number + 1
	if r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < number {
			return damaged(fmt.Errorf("row %q comes after row %d", r, g.number))
		}
		number = n
	}
	if number > lastRow {
		return damaged(fmt.Errorf("row %d is outside any worksheet", number))
	}
	g.number, g.col, g.last, g.cells = number, 0, 0, g.cells[:0]
	return nil
}

func (g *grid) endRow() error {
	g.book.extent += g.last
	cells := trimRow(g.cells)
	if len(cells) == 0 {
		return nil
	}
	if err := g.book.count.row(len(cells)); err != nil {
		return err
	}
	g.sheet.Width = max(g.sheet.Width, len(cells))
	g.sheet.Rows = append(g.sheet.Rows, Row{Number: g.number, Cells: slices.Clone(cells)})
	g.cells = g.cells[:0]
	return nil
}

// startCell begins a cell; one without an address follows the cell before it.
func (g *grid) startCell(e xml.StartElement) error {
	var ref string
	g.kind, g.style = "", ""
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "r":
			ref = a.Value
		case "t":
			g.kind = a.Value
		case "s":
			g.style = a.Value
		}
	}
	g.col++
	if ref != "" {
		_, col, ok := position(ref)
		if !ok || col < 1 {
			return damaged(fmt.Errorf("cell %q has no place in a worksheet", ref))
		}
		g.col = col
	}
	if g.col > lastColumn {
		return damaged(fmt.Errorf("row %d has more columns than any worksheet", g.number))
	}
	g.last = max(g.last, g.col)
	g.inCell, g.stored, g.isFormula = true, false, false
	g.value = g.value[:0]
	return nil
}

func (g *grid) endCell() error {
	c, err := g.cell()
	if err != nil {
		return err
	}
	g.inline.take()
	if c.Kind != Uncalculated && c.Text == "" {
		return nil
	}
	if g.col > MaxColumns {
		if blank(c.Text) {
			return nil
		}
		return overColumns()
	}
	for len(g.cells) < g.col {
		g.cells = append(g.cells, Cell{})
	}
	g.cells[g.col-1] = c
	return nil
}

// cell makes a cell of what was collected.
func (g *grid) cell() (Cell, error) {
	c := Cell{Formula: g.isFormula}
	v := string(g.value)
	switch g.kind {
	case "s":
		if v = strings.TrimSpace(v); v == "" {
			break
		}
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 || n >= len(g.book.strings) {
			return c, damaged(errors.New("a cell refers to a string that is not there"))
		}
		c.Text = g.book.strings[n]
	case "inlineStr":
		c.Text = g.inline.take()
	case "str":
		c.Text = unescape(v)
	case "b":
		c.Kind, c.Text = Bool, truth(strings.TrimSpace(v))
	case "e":
		c.Kind, c.Text = Error, strings.TrimSpace(v)
	case "d":
		c.Kind, c.Text = isoDate(strings.TrimSpace(v))
	default:
		c.Kind, c.Text = g.numeric(strings.TrimSpace(v))
	}
	if c.Text == "" {
		c.Kind = Text
		if g.isFormula && !g.stored {
			c.Kind = Uncalculated
		}
	}
	return c, nil
}

func truth(v string) string {
	switch v {
	case "":
		return ""
	case "0", "false":
		return "FALSE"
	}
	return "TRUE"
}
