package sheet

import (
	"encoding/xml"
	"strings"
)

// readXLSX reads a workbook, or explains the zip package that is none.
func readXLSX(name string, data []byte) (*Book, error) {
	zr, err := newZip(data)
	if err != nil {
		return nil, err
	}
	p, size, err := openPack(zr)
	if err != nil {
		return nil, err
	}
	main, err := p.mainPart()
	if err != nil {
		return nil, err
	}
	if main == "" {
		return nil, unknownPackage(zr)
	}
	w, err := p.workbook(main)
	if err != nil {
		return nil, err
	}
	book, rows := &Book{Format: XLSX, parts: size}, 0
	for _, tab := range w.tabs {
		sh, err := w.read(tab)
		if err != nil {
			return nil, err
		}
		if !isListing(sh) {
			book.Sheets = append(book.Sheets, sh)
			rows += len(sh.Rows)
		}
	}
	book.extent = w.extent
	if rows == 0 {
		return nil, noSheets()
	}
	return book, nil
}

// mainPart returns the name of the workbook's part, "" if the package holds no workbook.
func (p *pack) mainPart() (string, error) {
	links, err := p.links("")
	if err != nil {
		return "", err
	}
	main := "xl/workbook.xml"
	for _, l := range links {
		if l.kind == "officeDocument" && p.has(l.target) {
			main = l.target
		}
	}
	if !p.has(main) || !strings.HasSuffix(main, ".xml") {
		return "", nil
	}
	kind, err := p.contentType(main)
	switch {
	case err != nil:
		return "", err
	case strings.Contains(kind, "macroenabled"):
		return "", saveAs("This is a workbook with macros (.xlsm).", "这是带宏的工作簿（.xlsm）。")
	case strings.Contains(kind, "template"):
		return "", saveAs("This is a workbook template (.xltx).", "这是工作簿模板（.xltx）。")
	case kind != "" && !strings.Contains(kind, "spreadsheetml") && !strings.HasSuffix(kind, "/xml"):
		return "", nil
	}
	return main, nil
}

// contentType returns what the package says a part is, in lower case.
func (p *pack) contentType(part string) (string, error) {
	const name = "[Content_Types].xml"
	if !p.has(name) {
		return "", nil
	}
	var kind string
	err := p.scan(name, func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if ok && e.Name.Local == "Override" && partName(attr(e, "PartName")) == part {
			kind = strings.ToLower(attr(e, "ContentType"))
		}
		return nil
	})
	return kind, err
}

// workbook is what the worksheets of a book share.
type workbook struct {
	pack    *pack
	tabs    []tab
	epoch   int      // days to add to a serial: 1462 where the workbook counts from 1904
	strings []string // the shared strings
	dates   []bool   // by cell style: does its number format show a date or a time?
	count   budget
	extent  int
}

// tab is one worksheet as the workbook lists it.
type tab struct {
	name, part string
	hidden     bool
}

func (p *pack) workbook(main string) (*workbook, error) {
	links, err := p.links(main)
	if err != nil {
		return nil, err
	}
	w := &workbook{pack: p}
	err = p.scan(main, func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok {
			return nil
		}
		switch e.Name.Local {
		case "workbookPr":
			if isTrue(attr(e, "date1904")) {
				w.epoch = 1462
			}
		case "sheet":
			return w.addTab(e, links[attr(e, "id")])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, l := range links {
		switch l.kind {
		case "sharedStrings":
			w.strings, err = p.sharedStrings(l.target)
		case "styles":
			w.dates, err = p.dateStyles(l.target)
		}
		if err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (w *workbook) addTab(e xml.StartElement, l link) error {
	if l.kind != "worksheet" && l.kind != "" {
		return nil // a chart or a macro sheet
	}
	if len(w.tabs) == MaxSheets {
		return overSheets()
	}
	state := attr(e, "state")
	w.tabs = append(w.tabs, tab{
		name: attr(e, "name"), part: l.target, hidden: state == "hidden" || state == "veryHidden",
	})
	return nil
}
