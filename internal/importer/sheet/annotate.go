package sheet

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"
)

// annotate marks the problems in the workbook itself. excelize is not made for files
// that someone bent on purpose, so a panic in it is an error like any other.
func (b *Book) annotate(data []byte, marks []Mark) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			out, err = nil, fmt.Errorf("editing the workbook: %v", r)
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: maxParts, UnzipXMLSizeLimit: maxParts, RawCellValue: true,
	})
	if err != nil {
		return nil, fmt.Errorf("opening the workbook: %w", err)
	}
	defer f.Close()
	if err := b.eraseMarks(f); err != nil {
		return nil, fmt.Errorf("taking off earlier marks: %w", err)
	}
	p := newPainter(f)
	for _, s := range b.Sheets {
		if err := p.mark(s.Name, s.spots(marks)); err != nil {
			return nil, fmt.Errorf("marking a sheet: %w", err)
		}
	}
	if err := p.prependList(marks); err != nil {
		return nil, fmt.Errorf("listing the problems: %w", err)
	}
	return written(f)
}

// mark colours cells and comments on those that nobody has commented on.
func (p painter) mark(sheet string, spots []spot) error {
	if len(spots) == 0 {
		return nil
	}
	comments, err := p.file.GetComments(sheet)
	if err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, c := range comments {
		taken[c.Cell] = true
	}
	for i, s := range spots {
		at := s.address()
		style, err := p.file.GetCellStyle(sheet, at)
		if err != nil {
			return err
		}
		if style, err = p.over(style, s.severity); err != nil {
			return err
		}
		if err := p.file.SetCellStyle(sheet, at, at, style); err != nil {
			return err
		}
		if i >= maxComments || taken[at] {
			continue
		}
		if err := p.file.AddComment(sheet, s.comment()); err != nil {
			return err
		}
	}
	return nil
}

// prependList puts the list of problems before the workbook's other sheets.
func (p painter) prependList(marks []Mark) error {
	tabs := p.file.GetSheetList()
	name := freeName(listingName, tabs)
	next := 1
	for _, s := range p.file.WorkBook.Sheets.Sheet {
		next = max(next, s.SheetID+1)
	}
	if _, taken := p.file.Pkg.Load(fmt.Sprintf("xl/worksheets/sheet%d.xml", next)); taken {
		return fmt.Errorf("a new sheet %d would replace a part of the workbook", next)
	}
	if _, err := p.file.NewSheet(name); err != nil {
		return err
	}
	if err := p.list(name, marks, func(sheet string) string {
		if slices.Contains(tabs, sheet) {
			return sheet
		}
		return ""
	}); err != nil {
		return err
	}
	if err := p.file.MoveSheet(name, tabs[0]); err != nil {
		return err
	}
	// Print areas and filters name their sheet by its place, which has moved by one.
	if names := p.file.WorkBook.DefinedNames; names != nil {
		for i := range names.DefinedName {
			if at := names.DefinedName[i].LocalSheetID; at != nil {
				*at++
			}
		}
	}
	p.file.SetActiveSheet(0)
	return nil
}
