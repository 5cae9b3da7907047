package sheet

import (
	"slices"
	"strings"
)

// fillMerged gives every cell of a merged range the value of its first cell, which is
// what a reader of the sheet sees there. Rows without content of their own stay away,
// and nothing is filled to the right of the sheet's content.
func (g *grid) fillMerged() error {
	for _, ref := range g.merges {
		a, b, ok := strings.Cut(ref, ":")
		if !ok {
			continue
		}
		row1, col1, ok1 := position(a)
		row2, col2, ok2 := position(b)
		if !ok1 || !ok2 || row1 < 1 || col1 < 1 || row2 < row1 || col2 < col1 {
			continue
		}
		if err := g.fill(row1, col1, row2, col2); err != nil {
			return err
		}
	}
	return nil
}

func (g *grid) fill(row1, col1, row2, col2 int) error {
	rows := g.sheet.Rows
	i, found := slices.BinarySearchFunc(rows, row1, func(r Row, n int) int { return r.Number - n })
	if !found || len(rows[i].Cells) < col1 {
		return nil
	}
	first := rows[i].Cells[col1-1]
	if blank(first.Text) {
		return nil
	}
	right := min(col2, g.sheet.Width)
	for ; i < len(rows) && rows[i].Number <= row2; i++ {
		grown := max(right-len(rows[i].Cells), 0)
		g.book.count.cells += grown
		g.book.count.merged += right - col1 + 1
		if g.book.count.cells > MaxCells || g.book.count.merged > MaxCells {
			return overCells()
		}
		cells := append(rows[i].Cells, make([]Cell, grown)...)
		for col := col1; col <= right; col++ {
			c := first
			c.Spread, c.Merged = 0, col > col1 || rows[i].Number > row1
			if col == col1 && col2 > col1 {
				c.Spread = int16(col2 - col1 + 1)
			}
			cells[col-1] = c
		}
		rows[i].Cells = trimRow(cells)
	}
	return nil
}
