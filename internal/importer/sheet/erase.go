package sheet

import (
	"errors"
	"slices"

	"github.com/xuri/excelize/v2"
)

// eraseMarks takes the list, the comments and the colours of an earlier marked copy off.
func (b *Book) eraseMarks(f *excelize.File) error {
	marked := false
	for _, name := range f.GetSheetList() {
		first, err := f.GetCellValue(name, "A1")
		if err != nil {
			continue // a chart
		}
		head := &Sheet{Name: name, Rows: []Row{{Number: 1, Cells: []Cell{{Text: first}}}}}
		if !isListing(head) {
			continue
		}
		marked = true
		if err := f.DeleteSheet(name); err != nil {
			return err
		}
	}
	if !marked {
		return nil
	}
	for _, s := range b.Sheets {
		if err := eraseComments(f, s.Name); err != nil {
			return err
		}
		if err := eraseColours(f, s); err != nil {
			return err
		}
	}
	return nil
}

func eraseComments(f *excelize.File, sheet string) error {
	comments, err := f.GetComments(sheet)
	if err != nil {
		return err
	}
	for _, c := range comments {
		if c.Author != author {
			continue
		}
		if err := f.DeleteComment(sheet, c.Cell); err != nil {
			return err
		}
	}
	return nil
}

// eraseColours gives the cells that have one of our colours none. What was behind them
// before is not known.
func eraseColours(f *excelize.File, s *Sheet) error {
	if len(s.Rows)*s.Width > maxExtent {
		return errors.New("the sheet has too many cells to look for colours")
	}
	plain := map[int]int{} // by style: the style without our colour
	for _, r := range s.Rows {
		for col := 1; col <= s.Width; col++ {
			at := Address(r.Number, col)
			style, err := f.GetCellStyle(s.Name, at)
			if err != nil {
				return err
			}
			bare, known := plain[style]
			if !known {
				if bare, err = withoutColour(f, style); err != nil {
					return err
				}
				plain[style] = bare
			}
			if bare == style {
				continue
			}
			if err := f.SetCellStyle(s.Name, at, at, bare); err != nil {
				return err
			}
		}
	}
	return nil
}

func withoutColour(f *excelize.File, style int) (int, error) {
	as, err := f.GetStyle(style)
	if err != nil {
		return 0, err
	}
	for s := Note; s <= Refusal; s++ {
		if slices.Equal(as.Fill.Color, []string{s.colour()}) {
			as.Fill = excelize.Fill{}
			return f.NewStyle(as)
		}
	}
	return style, nil
}
