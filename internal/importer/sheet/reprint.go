package sheet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// reprint writes the book's rows as text into a new workbook, every row in its place,
// with the problems marked.
func (b *Book) reprint(marks []Mark) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	p := newPainter(f)
	names := []string{listingName}
	if err := f.SetSheetName(f.GetSheetName(0), listingName); err != nil {
		return nil, err
	}
	tabs := map[string]string{}
	for _, s := range b.Sheets {
		name := freeName(tabName(s.Name), names)
		names = append(names, name)
		if tabs[s.Name] == "" {
			tabs[s.Name] = name
		}
		if err := p.reprint(name, s, s.spots(marks)); err != nil {
			return nil, err
		}
	}
	if err := p.list(listingName, marks, func(s string) string { return tabs[s] }); err != nil {
		return nil, err
	}
	return written(f)
}

func (p painter) reprint(name string, s *Sheet, spots []spot) error {
	if _, err := p.file.NewSheet(name); err != nil {
		return err
	}
	// Comments come first: the stream writes the sheet's end, which refers to them.
	for _, sp := range spots[:min(len(spots), maxComments)] {
		if err := p.file.AddComment(name, sp.comment()); err != nil {
			return err
		}
	}
	w, err := p.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for _, r := range s.Rows {
		n := 0
		for n < len(spots) && spots[n].row <= r.Number {
			n++
		}
		if err := p.reprintRow(w, r, spots[:n]); err != nil {
			return err
		}
		spots = spots[n:]
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return p.file.SetSheetVisible(name, !s.Hidden)
}

// reprintRow writes a row; spots are those of its cells, and maybe of rows above it that
// have no content.
func (p painter) reprintRow(w *excelize.StreamWriter, r Row, spots []spot) error {
	width := len(r.Cells)
	for _, sp := range spots {
		if sp.row == r.Number {
			width = max(width, sp.col)
		}
	}
	values := make([]any, width)
	for i := range values {
		if text := r.At(i + 1).Text; text != "" {
			values[i] = text
		}
	}
	for _, sp := range spots {
		if sp.row != r.Number {
			continue
		}
		style, err := p.over(0, sp.severity)
		if err != nil {
			return err
		}
		values[sp.col-1] = excelize.Cell{StyleID: style, Value: values[sp.col-1]}
	}
	return w.SetRow(Address(r.Number, 1), values)
}

// freeName returns name, or name with the first number that no sheet has yet. Sheets'
// names differ by more than case.
func freeName(name string, taken []string) string {
	free := name
	for n := 2; slices.ContainsFunc(taken, func(t string) bool {
		return strings.EqualFold(t, free)
	}); n++ {
		suffix := fmt.Sprintf(" (%d)", n)
		runes := []rune(name)
		free = string(runes[:min(len(runes), 31-len(suffix))]) + suffix
	}
	return free
}
