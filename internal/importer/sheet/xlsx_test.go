package sheet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
)

// TestXLSX reads a workbook with what bureaus do to theirs.
func TestXLSX(t *testing.T) {
	t.Parallel()
	data := save(t, func(f *excelize.File) {
		set(t, f, "Sheet1", map[string]any{
			"A1": "漠河市生产主体名录（演示数据）",
			"A3": "乡镇", "B3": "名称", "C3": "代码", "D3": "日期",
			"A4": "北极镇", "B4": "甲合作社", "C4": "91232701PDY0000017", "D4": 46027,
			"B5": "乙农场", "C5": 912327010000000000, "F5": "备注",
			"A9": "合计", "B9": 2,
		})
		require.NoError(t, f.MergeCell("Sheet1", "A1", "D1"))
		require.NoError(t, f.MergeCell("Sheet1", "A4", "A6"))
		require.NoError(t, f.SetRowVisible("Sheet1", 5, false))
		day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		require.NoError(t, err)
		require.NoError(t, f.SetCellStyle("Sheet1", "D4", "D8", day))
		_, err = f.NewSheet("旧表")
		require.NoError(t, err)
		set(t, f, "旧表", map[string]any{"C2": "x"})
		require.NoError(t, f.SetSheetVisible("旧表", false))
	})
	book := read(t, "名录.xlsx", data)
	assert.Equal(t, sheet.XLSX, book.Format)
	assert.Empty(t, book.Encoding)
	require.Len(t, book.Sheets, 2)

	list := book.Sheets[0]
	assert.Equal(t, "Sheet1", list.Name)
	assert.False(t, list.Hidden)
	assert.Equal(t, 6, list.Width)
	title := "漠河市生产主体名录（演示数据）"
	assert.Equal(t, map[int][]string{
		1: {title, title, title, title},
		3: {"乡镇", "名称", "代码", "日期"},
		4: {"北极镇", "甲合作社", "91232701PDY0000017", "46027"},
		5: {"北极镇", "乙农场", "912327010000000000", "", "", "备注"},
		9: {"合计", "2"},
	}, texts(list))
	assert.Equal(t, sheet.Cell{Text: title, Spread: 4}, list.Rows[0].At(1))
	assert.Equal(t, sheet.Cell{Text: title, Merged: true}, list.Rows[0].At(4))
	assert.Equal(t, sheet.Cell{Text: "北极镇", Merged: true}, list.Rows[3].At(1))
	assert.Equal(t, sheet.Cell{Text: "46027", Kind: sheet.Date}, list.Rows[2].At(4))
	assert.Equal(t, sheet.Number, list.Rows[3].At(3).Kind)
	assert.Equal(t, sheet.Cell{}, list.Rows[3].At(99))
	assert.Equal(t, sheet.Cell{}, list.Rows[3].At(0))

	assert.True(t, book.Sheets[1].Hidden)
	assert.Equal(t, map[int][]string{2: {"", "", "x"}}, texts(book.Sheets[1]))
}

// TestCells reads single cells as files spell them.
func TestCells(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, xml string
		want      sheet.Cell
	}{
		{"shared string", `<c t="s"><v>0</v></c>`, sheet.Cell{Text: "蓝莓"}},
		{"rich text without hints", `<c t="s"><v>1</v></c>`, sheet.Cell{Text: "有机"}},
		{
			"inline string", `<c t="inlineStr"><is><t>甲</t><rPh><t>jia</t></rPh></is></c>`,
			sheet.Cell{Text: "甲"},
		},
		{
			"escapes and line ends", `<c t="inlineStr"><is><t>a_x000D_&#10;b_x005F_x_xyz</t></is></c>`,
			sheet.Cell{Text: "a\nb_x_xyz"},
		},
		{
			"number", `<c><v>912327010000000000</v></c>`,
			sheet.Cell{Text: "912327010000000000", Kind: sheet.Number},
		},
		{
			"spoiled code", `<c t="n"><v>9.1232701E+17</v></c>`,
			sheet.Cell{Text: "9.1232701E+17", Kind: sheet.Number},
		},
		{
			"float", `<c><v>50.368121199999997</v></c>`,
			sheet.Cell{Text: "50.368121199999997", Kind: sheet.Number},
		},
		{"no number", `<c><v>0x1f</v></c>`, sheet.Cell{Text: "0x1f"}},
		{"date", `<c s="1"><v>46027.5</v></c>`, sheet.Cell{Text: "46027.5", Kind: sheet.Date}},
		{"text with a date format", `<c s="1" t="s"><v>0</v></c>`, sheet.Cell{Text: "蓝莓"}},
		{"unknown style", `<c s="77"><v>1</v></c>`, sheet.Cell{Text: "1", Kind: sheet.Number}},
		{"ISO date", `<c t="d"><v>2026-01-05</v></c>`, sheet.Cell{Text: "46027", Kind: sheet.Date}},
		{
			"ISO date and time", `<c t="d"><v>2026-01-05T12:00:00</v></c>`,
			sheet.Cell{Text: "46027.5", Kind: sheet.Date},
		},
		{"no ISO date", `<c t="d"><v>长期</v></c>`, sheet.Cell{Text: "长期"}},
		{"true", `<c t="b"><v>1</v></c>`, sheet.Cell{Text: "TRUE", Kind: sheet.Bool}},
		{"false", `<c t="b"><v>0</v></c>`, sheet.Cell{Text: "FALSE", Kind: sheet.Bool}},
		{
			"error", `<c t="e"><f>A9</f><v>#N/A</v></c>`,
			sheet.Cell{Text: "#N/A", Kind: sheet.Error, Formula: true},
		},
		{
			"formula with text", `<c t="str"><f>B1&amp;C1</f><v>甲乙</v></c>`,
			sheet.Cell{Text: "甲乙", Formula: true},
		},
		{
			"formula with a number", `<c><f>1+1</f><v>2</v></c>`,
			sheet.Cell{Text: "2", Kind: sheet.Number, Formula: true},
		},
		{
			"formula never calculated", `<c><f>1+1</f></c>`,
			sheet.Cell{Kind: sheet.Uncalculated, Formula: true},
		},
		{
			"prefixed names", `<x:c t="b"><x:v>1</x:v></x:c>`,
			sheet.Cell{Text: "TRUE", Kind: sheet.Bool},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			book := read(t, "a.xlsx", zipped(t, handMade(
				`<sheetData><row>`+c.xml+`<c t="s"><v>0</v></c></row></sheetData>`)))
			require.Len(t, book.Sheets[0].Rows, 1)
			assert.Equal(t, c.want, book.Sheets[0].Rows[0].Cells[0])
		})
	}
}

func TestFormulaWithEmptyTextIsEmpty(t *testing.T) {
	t.Parallel()
	book := read(t, "a.xlsx", zipped(t, handMade(`<sheetData>`+
		`<row r="3"><c r="B3" t="str"><f>IF(1,"","")</f><v></v></c></row>`+
		`<row r="5"><c r="B5" t="s"><v>0</v></c><c r="C5" s="1"/></row></sheetData>`)))
	assert.Equal(t, map[int][]string{5: {"", "蓝莓"}}, texts(book.Sheets[0]))
}

// TestDateFormats tells dates from numbers by format, through a workbook for each.
func TestDateFormats(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]sheet.Kind{
		"yyyy-mm-dd":                            sheet.Date,
		"yyyy/m/d;@":                            sheet.Date,
		`yyyy"年"m"月"`:                           sheet.Date,
		`yyyy年m月d日`:                             sheet.Date,
		`[$-804]yyyy"年"m"月"d"日";@`:              sheet.Date,
		`[DBNum1][$-804]yyyy"年"m"月"d"日"`:        sheet.Date,
		"[h]:mm":                                sheet.Date,
		"[$-F800]dddd, mmmm dd, yyyy":           sheet.Date,
		"[$-411]ge.m.d":                         sheet.Date,
		`上午/下午h"时"`:                             sheet.Date,
		"General":                               sheet.Number,
		"G/通用格式":                                sheet.Number,
		"0.00E+00":                              sheet.Number,
		"##0.0E+0":                              sheet.Number,
		`0.00"亩(mu)"`:                           sheet.Number,
		`#,##0\d`:                               sheet.Number,
		"[Red]0.00;[Blue]-0.00":                 sheet.Number,
		"[>=10000]0.0,\"万\"":                    sheet.Number,
		"_ * #,##0.00_ ;_ * -#,##0.00_ ":        sheet.Number,
		"[$¥-804]#,##0.00":                      sheet.Number,
		`"unclosed ymd`:                         sheet.Number,
		"@":                                     sheet.Number,
		"0*d":                                   sheet.Number,
		`_("$"* #,##0_);_("$"* \(#,##0\);_(@_)`: sheet.Number,
	} {
		parts := handMade(`<sheetData><row><c s="1"><v>46027</v></c></row></sheetData>`)
		parts["xl/styles.xml"] = `<styleSheet><numFmts><numFmt numFmtId="14" formatCode="` +
			strings.ReplaceAll(strings.ReplaceAll(code, `"`, "&quot;"), ">", "&gt;") +
			`"/></numFmts><cellStyleXfs><xf numFmtId="22"/></cellStyleXfs><cellXfs>` +
			`<xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`
		book := read(t, "a.xlsx", zipped(t, parts))
		assert.Equal(t, want, book.Sheets[0].Rows[0].At(1).Kind, code)
	}
}

func TestDatesSince1904(t *testing.T) {
	t.Parallel()
	for stored, want := range map[string]string{
		"44565": "46027", "44565.25": "46027.25", "0.5": "1462.5", "4.4565E4": "46027",
	} {
		parts := handMade(`<sheetData><row><c s="1"><v>` + stored + `</v></c>` +
			`<c><v>` + stored + `</v></c></row></sheetData>`)
		parts["xl/workbook.xml"] = `<workbook><workbookPr date1904="1"/><sheets>` +
			`<sheet name="a" r:id="rId1"/></sheets></workbook>`
		cells := read(t, "a.xlsx", zipped(t, parts)).Sheets[0].Rows[0].Cells
		assert.Equal(t, sheet.Cell{Text: want, Kind: sheet.Date}, cells[0])
		assert.Equal(t, sheet.Cell{Text: stored, Kind: sheet.Number}, cells[1], "no date, no shift")
	}
}

// TestSameAsExcelize compares texts with those of excelize for a workbook it wrote.
func TestSameAsExcelize(t *testing.T) {
	t.Parallel()
	data := save(t, func(f *excelize.File) {
		set(t, f, "Sheet1", map[string]any{
			"B2": "甲", "D2": 3.25, "A4": time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC),
			"C4": int64(912327010000000000), "ZZ7": "far", "A8": " 乙\n丙 ", "B8": "<&>\"_x0041_",
		})
		require.NoError(t, f.SetCellRichText("Sheet1", "C8", []excelize.RichTextRun{
			{Text: "有"}, {Text: "机", Font: &excelize.Font{Bold: true}},
		}))
	})
	f, err := excelize.OpenReader(strings.NewReader(string(data)))
	require.NoError(t, err)
	defer f.Close()
	rows, err := f.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	want := map[int][]string{}
	for i, cells := range rows {
		if len(cells) > 0 {
			want[i+1] = cells
		}
	}
	assert.Equal(t, want, texts(read(t, "a.xlsx", data).Sheets[0]))
}

func TestEmptyRowsCostNothing(t *testing.T) {
	t.Parallel()
	var xml strings.Builder
	xml.WriteString(`<sheetData><row><c><v>1</v></c><c r="XFD1" s="1"/></row>`)
	for n := 2; n < 20_000; n++ {
		fmt.Fprintf(&xml, `<row r="%[1]d" s="1" customFormat="1"><c r="A%[1]d" s="1"/></row>`, n)
	}
	xml.WriteString(`<row r="1048576" hidden="1"><c r="C1048576"><v>9</v></c></row></sheetData>`)
	data := zipped(t, handMade(xml.String()))
	book := read(t, "a.xlsx", data)
	assert.Equal(t, map[int][]string{1: {"1"}, 1_048_576: {"", "", "9"}}, texts(book.Sheets[0]))
	copied, err := book.MarkedCopy(data, nil)
	require.NoError(t, err)
	assert.Equal(t, texts(book.Sheets[0]), texts(read(t, "a.xlsx", copied).Sheets[0]))
}

func TestWorkbookLimits(t *testing.T) {
	t.Parallel()
	var rows strings.Builder
	for n := range sheet.MaxRows + 1 {
		fmt.Fprintf(&rows, `<row r="%d"><c><v>%d</v></c></row>`, n+1, n*n)
	}
	for name, rows := range map[string]string{
		"行": rows.String(), "列": `<row><c r="ALM1"><v>1</v></c></row>`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := zipped(t, handMade(`<sheetData>`+rows+`</sheetData>`))
			_, err := sheet.Read("a.xlsx", data)
			assertRefused(t, err, fault.TooLarge, name)
		})
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		row, col int
		want     string
	}{
		{17, 4, "D17"},
		{1, 26, "Z1"},
		{1, 27, "AA1"},
		{2, 702, "ZZ2"},
		{3, 703, "AAA3"},
		{1_048_576, 16_384, "XFD1048576"},
		{0, 2, "B"},
		{5, 0, "5"},
	} {
		assert.Equal(t, c.want, sheet.Address(c.row, c.col))
	}
}
