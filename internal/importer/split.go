package importer

import (
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
)

// split returns the rows that one line holds. A certificate is one number × one product, but
// bureaus write several of either into a cell: numbers and products of equal count belong
// together in order, one number or one product belongs to all. The finding, if any, is about
// the product's cell.
func (r *run) split(line sheet.Row) ([][]sheet.Cell, *finding) {
	number, product := r.columnOf("number"), r.columnOf("product")
	if number == 0 || r.def.Index("product") < 0 {
		return [][]sheet.Cell{line.Cells}, nil
	}
	numbers := splitNumbers(line.At(number).Text)
	var products []string
	if product > 0 {
		products = splitList("product", line.At(product).Text)
	}
	parts := max(len(numbers), len(products))
	if parts < 2 {
		return [][]sheet.Cell{line.Cells}, nil
	}
	var odd *finding
	if len(numbers) > 1 && len(products) > 1 && len(numbers) != len(products) {
		f := warning("unpaired", both(
			"一格里有 %d 个证书编号、%d 个产品，对不上；产品已整格写给每个证书，请分行填写。",
			"The cells hold %d certificate numbers and %d products, which cannot be paired; every "+
				"certificate was given all of them. Use one line for each.",
			len(numbers), len(products)))
		odd, parts, products = &f, len(numbers), nil
	}
	rows := make([][]sheet.Cell, parts)
	for i := range rows {
		rows[i] = r.part(line.Cells, i, parts)
		setPart(rows[i], number, numbers, i)
		setPart(rows[i], product, products, i)
	}
	return rows, odd
}

func (r *run) columnOf(field string) int {
	for _, m := range r.table.columns {
		if r.def.Columns[m.field].Name == field {
			return m.col
		}
	}
	return 0
}

// splitNumbers splits a cell with several whole certificate numbers.
func splitNumbers(s string) []string {
	if isBlank(s) {
		return nil
	}
	for _, separators := range []string{"、，,;；\n", "、，,;；\n/", "、，,;；\n/ "} {
		parts := slices.DeleteFunc(splitOutside(s, separators), isBlank)
		if len(parts) > 1 && !slices.ContainsFunc(parts, func(p string) bool {
			return !fullNumber(strings.TrimSpace(p))
		}) {
			return parts
		}
	}
	return []string{s}
}

func setPart(cells []sheet.Cell, col int, parts []string, i int) {
	if col == 0 || col > len(cells) || len(parts) == 0 {
		return
	}
	cells[col-1].Text = parts[min(i, len(parts)-1)]
}

// part copies a line for its i-th row: of a cell with one line of text per row it takes the i-th,
// and what is a sum over all (area, output) goes to the first row alone.
func (r *run) part(cells []sheet.Cell, i, parts int) []sheet.Cell {
	copied := slices.Clone(cells)
	for _, m := range r.table.columns {
		if m.col > len(copied) {
			continue
		}
		c := &copied[m.col-1]
		lines := slices.DeleteFunc(strings.Split(c.Text, "\n"), isBlank)
		switch {
		case len(lines) == parts:
			c.Text = lines[i]
		case r.def.Columns[m.field].Unit != "" && i > 0:
			*c = sheet.Cell{}
		}
	}
	return copied
}
