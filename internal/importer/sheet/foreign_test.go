package sheet_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
)

// assertRefused checks that an error is a sentence in both languages.
func assertRefused(t testing.TB, err error, kind fault.Kind, words ...string) {
	t.Helper()
	var f *fault.Error
	if !assert.True(t, errors.As(err, &f), "%v", err) {
		return
	}
	assert.Equal(t, kind, f.Kind, f.Message)
	assert.NotEmpty(t, f.Message)
	assert.NotEmpty(t, f.Zh)
	for _, w := range words {
		assert.Contains(t, f.Message+f.Zh, w)
	}
}

// oldOffice returns the beginning of a compound file with a stream of that name.
func oldOffice(stream string) []byte {
	data := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 504)...)
	for _, u := range utf16.Encode([]rune(stream)) {
		data = append(data, byte(u), byte(u>>8))
	}
	return append(data, make([]byte, 512)...)
}

// TestForeign checks that every other kind of file is called by its name, with what to
// do about it.
func TestForeign(t *testing.T) {
	t.Parallel()
	const saveAs = "另存为"
	for _, c := range []struct {
		name  string
		data  []byte
		words []string
	}{
		{"a.xls", oldOffice("Workbook"), []string{".xls", "Excel", saveAs, ".xlsx"}},
		{"a.et", oldOffice("Workbook"), []string{"WPS", ".et", saveAs, ".xlsx"}},
		{"a.wps", oldOffice("WordDocument"), []string{"WPS 文字", saveAs, ".xlsx"}},
		{"a.doc", oldOffice("WordDocument"), []string{"Word", ".xlsx"}},
		{"a.ppt", oldOffice("PowerPoint Document"), []string{"演示文稿"}},
		{"a.xlsx", oldOffice("EncryptedPackage"), []string{"密码", "password"}},
		{"a.pdf", []byte("%PDF-1.7\n"), []string{"PDF", saveAs, ".xlsx"}},
		{"a.png", []byte("\x89PNG\r\n\x1a\n"), []string{"图片"}},
		{"a.rar", []byte("Rar!\x1a\x07\x01\x00"), []string{"压缩包", "解压"}},
		{"a.xls", []byte("\xef\xbb\xbf\r\n<html><table><tr><td>甲"), []string{"网页", saveAs}},
		{"a.xls", []byte("<!-- x --><HTML>"), []string{"网页"}},
		{"a.xls", []byte(`<?xml version="1.0"?><Workbook/>`), []string{"XML", saveAs}},
		{"a.json", []byte(`[{"name":"甲"}]`), []string{"JSON"}},
		{"a.ods", zipped(t, map[string]string{
			"mimetype":    "application/vnd.oasis.opendocument.spreadsheet",
			"content.xml": "<x/>",
		}), []string{".ods", saveAs}},
		{"a.numbers", zipped(t, map[string]string{"Index/Document.iwa": "x"}), []string{"Numbers"}},
		{"a.docx", zipped(t, map[string]string{"word/document.xml": "<x/>"}), []string{"Word"}},
		{"a.ofd", zipped(t, map[string]string{"OFD.xml": "<x/>"}), []string{"OFD"}},
		{"a.xlsb", zipped(t, map[string]string{"xl/workbook.bin": "x"}), []string{".xlsb", saveAs}},
		{"a.zip", zipped(t, map[string]string{"名录.xlsx": "x"}), []string{"压缩包", "解压"}},
		{"a.zip", zipped(t, nil), []string{"压缩包"}},
		{"empty", nil, []string{"空"}},
		{"spaces.csv", []byte("\xef\xbb\xbf \r\n,,\r\n\t"), []string{"空"}},
		{"a.dat", bytes.Repeat([]byte{0, 1, 2, 200, 255}, 100), []string{"编码", saveAs}},
		{"a.csv", bytes.Repeat([]byte("\xff\xff\xff甲,"), 100), []string{"编码"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			book, err := sheet.Read(c.name, c.data)
			assert.Nil(t, book)
			assertRefused(t, err, fault.Invalid, c.words...)
		})
	}
}

func TestMacrosAndTemplates(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"application/vnd.ms-excel.sheet.macroEnabled.main+xml":                             ".xlsm",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml":    ".xltx",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "损坏",
	} {
		parts := handMade(`<sheetData/>`)
		parts["[Content_Types].xml"] = `<Types><Override PartName="/xl/workbook.xml" ContentType="` +
			kind + `"/></Types>`
		_, err := sheet.Read("a.xlsx", zipped(t, parts))
		assertRefused(t, err, fault.Invalid, want)
	}
}

func TestDamagedWorkbook(t *testing.T) {
	t.Parallel()
	const good = `<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>`
	for _, part := range []string{
		"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
		"xl/_rels/workbook.xml.rels", "xl/workbook.xml",
	} {
		parts := handMade(good)
		delete(parts, part)
		_, err := sheet.Read("a.xlsx", zipped(t, parts))
		assertRefused(t, err, fault.Invalid, "损坏", "另存为")
	}
	for name, xml := range map[string]string{
		"rows that do not end":  `<sheetData><row r="1"><c r="A1"><v>1</v></c></row>`,
		"cut inside an element": `<sheetData><row r="1"><c r="A1"`,
		"rows out of order":     `<sheetData><row r="2"/><row r="1"/></sheetData>`,
		"a row beyond the last": `<sheetData><row r="1048577"/></sheetData>`,
		"a cell without place":  `<sheetData><row><c r="1A"><v>1</v></c></row></sheetData>`,
		"a column too far":      `<sheetData><row><c r="XFE1"><v>1</v></c></row></sheetData>`,
		"no such string":        `<sheetData><row><c t="s"><v>9</v></c></row></sheetData>`,
		"an unknown entity":     `<sheetData><row><c><v>&bomb;</v></c></row></sheetData>`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := sheet.Read("a.xlsx", zipped(t, handMade(xml)))
			assertRefused(t, err, fault.Invalid, "损坏")
		})
	}
	whole := save(t, func(f *excelize.File) { set(t, f, "Sheet1", map[string]any{"A1": "甲"}) })
	_, err := sheet.Read("a.xlsx", whole[:len(whole)/2])
	assertRefused(t, err, fault.Invalid, "损坏")
	_, err = sheet.Read("a.xlsx", save(t, func(*excelize.File) {}))
	assertRefused(t, err, fault.Invalid, "没有")
}

// TestBombs checks that what unpacks to far more than it seems is refused early.
func TestBombs(t *testing.T) {
	t.Parallel()
	spaces := strings.Repeat(" ", 8<<20)
	for name, parts := range map[string]map[string]string{
		"ratio of a sheet":   handMade(`<sheetData>` + spaces + `</sheetData>`),
		"ratio of the links": {"_rels/.rels": spaces, "xl/workbook.xml": "<workbook/>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := sheet.Read("a.xlsx", zipped(t, parts))
			assertRefused(t, err, fault.TooLarge, "解压")
		})
	}
	many := handMade(`<sheetData/>`)
	many["xl/workbook.xml"] = `<workbook>` +
		strings.Repeat(`<sheet name="a" r:id="rId1"/>`, sheet.MaxSheets+1) + `</workbook>`
	_, err := sheet.Read("a.xlsx", zipped(t, many))
	assertRefused(t, err, fault.TooLarge, "工作表")

	// One range merged over everything costs cells, not a crash.
	rows := strings.Repeat(`<row><c><v>1</v></c></row>`, 6_000)
	merged := `<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`
	wide := `<row><c r="ALL6001"><v>1</v></c></row>`
	_, err = sheet.Read("a.xlsx", zipped(t, handMade(
		`<sheetData>`+rows+wide+`</sheetData>`+merged)))
	assertRefused(t, err, fault.TooLarge, "单元格")
}

func TestClaimedSizes(t *testing.T) {
	t.Parallel()
	data := zipped(t, handMade(`<sheetData><row><c><v>1</v></c></row></sheetData>`))
	entry := bytes.LastIndex(data, []byte("PK\x01\x02"))
	require.Positive(t, entry)
	copy(data[entry+24:], "\xff\xff\xff\x7f") // the unpacked size in the directory
	_, err := sheet.Read("a.xlsx", data)
	assertRefused(t, err, fault.TooLarge, "解压")
}
