package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
)

// save returns the bytes of a workbook that fill has worked on.
func save(t testing.TB, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var out bytes.Buffer
	require.NoError(t, f.Write(&out))
	return out.Bytes()
}

// set writes values to a workbook, by address.
func set(t testing.TB, f *excelize.File, tab string, values map[string]any) {
	t.Helper()
	for _, at := range slices.Sorted(maps.Keys(values)) {
		require.NoError(t, f.SetCellValue(tab, at, values[at]))
	}
}

// zipped returns a package of parts, deflated.
func zipped(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		part, err := w.Create(name)
		require.NoError(t, err)
		_, err = part.Write([]byte(parts[name]))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

const officeTypes = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

// handMade returns the parts of a small workbook whose only sheet has the given XML
// inside its worksheet element, and whose styles are: 0 general, 1 a date.
func handMade(worksheet string) map[string]string {
	rel := func(id, kind, target string) string {
		return fmt.Sprintf(`<Relationship Id="%s" Type="%s%s" Target="%s"/>`,
			id, officeTypes, kind, target)
	}
	return map[string]string{
		"[Content_Types].xml": `<Types><Override PartName="/xl/workbook.xml" ContentType="` +
			`application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels": `<Relationships>` +
			rel("rId1", "officeDocument", "xl/workbook.xml") + `</Relationships>`,
		"xl/workbook.xml": `<workbook><sheets>` +
			`<sheet name="名录" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships>` +
			rel("rId1", "worksheet", "worksheets/sheet1.xml") +
			rel("rId2", "sharedStrings", "/xl/sharedStrings.xml") +
			rel("rId3", "styles", "styles.xml") + `</Relationships>`,
		"xl/sharedStrings.xml": `<sst><si><t>蓝莓</t></si>` +
			`<si><r><t>有</t></r><r><rPr/><t>机</t></r><rPh sb="0" eb="1"><t>yǒu</t></rPh></si></sst>`,
		"xl/styles.xml": `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="31"/>` +
			`</cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet>` + worksheet + `</worksheet>`,
	}
}

func read(t testing.TB, name string, data []byte) *sheet.Book {
	t.Helper()
	book, err := sheet.Read(name, data)
	require.NoError(t, err)
	return book
}

// texts returns a sheet as row number → texts.
func texts(s *sheet.Sheet) map[int][]string {
	out := map[int][]string{}
	for _, r := range s.Rows {
		for _, c := range r.Cells {
			out[r.Number] = append(out[r.Number], c.Text)
		}
	}
	return out
}
