package sheet_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
)

// marked returns the marked copy of a file, opened.
func marked(t *testing.T, name string, data []byte, marks []sheet.Mark) (*excelize.File, []byte) {
	t.Helper()
	out, err := read(t, name, data).MarkedCopy(data, marks)
	require.NoError(t, err)
	f, err := excelize.OpenReader(bytes.NewReader(out))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, f.Close()) })
	return f, out
}

func comments(t *testing.T, f *excelize.File, tab string) map[string]string {
	t.Helper()
	list, err := f.GetComments(tab)
	require.NoError(t, err)
	out := map[string]string{}
	for _, c := range list {
		out[c.Cell] = c.Text
		for _, run := range c.Paragraph {
			out[c.Cell] += run.Text
		}
	}
	return out
}

func colour(t *testing.T, f *excelize.File, tab, at string) []string {
	t.Helper()
	id, err := f.GetCellStyle(tab, at)
	require.NoError(t, err)
	style, err := f.GetStyle(id)
	require.NoError(t, err)
	return style.Fill.Color
}

var someMarks = []sheet.Mark{
	{Sheet: "名录", Row: 3, Col: 2, Severity: sheet.Warning, Text: "代码的校验位不对"},
	{Sheet: "名录", Row: 3, Col: 2, Severity: sheet.Refusal, Text: "代码少一位"},
	{Sheet: "名录", Row: 2, Severity: sheet.Note, Text: "=这一行跳过"},
	{Sheet: "名录", Text: "没有乡镇一列"},
	{Sheet: "名录", Row: 900, Col: 1, Text: "表外"},
	{Sheet: "别处", Row: 1, Col: 1, Text: "没有这张表"},
}

// checkMarks checks a marked copy of a file with someMarks on a sheet 名录.
func checkMarks(t *testing.T, f *excelize.File) {
	t.Helper()
	assert.Equal(t, "导入问题", f.GetSheetList()[0])
	assert.Equal(t, 0, f.GetActiveSheetIndex())
	assert.Equal(t, map[string]string{
		"B3": "警告：代码的校验位不对\n错误：代码少一位", "A2": "提示：=这一行跳过",
	}, comments(t, f, "名录"))
	assert.NotEmpty(t, colour(t, f, "名录", "B3"))
	assert.NotEmpty(t, colour(t, f, "名录", "A2"))
	assert.NotEqual(t, colour(t, f, "名录", "A2"), colour(t, f, "名录", "B3"))
	assert.Empty(t, colour(t, f, "名录", "A3"))

	rows, err := f.GetRows("导入问题")
	require.NoError(t, err)
	require.Len(t, rows, 2+len(someMarks))
	assert.Contains(t, rows[0][0], "错误 1，警告 1，提示 4")
	assert.Equal(t, []string{"1", "名录", "B3", "警告 warning", "代码的校验位不对"}, rows[2])
	assert.Equal(t, []string{"3", "名录", "第 2 行", "提示 note", "=这一行跳过"}, rows[4])
	assert.Equal(t, []string{"4", "名录", "", "提示 note", "没有乡镇一列"}, rows[5])
	assert.Equal(t, []string{"6", "别处", "A1", "提示 note", "没有这张表"}, rows[7])
	link, err := f.GetCellFormula("导入问题", "C3")
	require.NoError(t, err)
	assert.Equal(t, `HYPERLINK("#'名录'!B3","B3")`, link)
}

func TestMarkedWorkbook(t *testing.T) {
	t.Parallel()
	data := save(t, func(f *excelize.File) {
		require.NoError(t, f.SetSheetName("Sheet1", "名录"))
		set(t, f, "名录", map[string]any{
			"A1": "名称", "B1": "代码", "A2": "甲", "A3": "乙", "B3": 46027, "C3": 912327,
		})
		day, err := f.NewStyle(&excelize.Style{NumFmt: 14, Font: &excelize.Font{Bold: true}})
		require.NoError(t, err)
		require.NoError(t, f.SetCellStyle("名录", "B3", "B3", day))
		require.NoError(t, f.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Area", RefersTo: "名录!$A$1:$B$3", Scope: "名录",
		}))
		_, err = f.NewSheet("其他")
		require.NoError(t, err)
	})
	f, _ := marked(t, "名录.xlsx", data, someMarks)
	checkMarks(t, f)
	assert.Equal(t, []string{"导入问题", "名录", "其他"}, f.GetSheetList())
	id, err := f.GetCellStyle("名录", "B3")
	require.NoError(t, err)
	style, err := f.GetStyle(id)
	require.NoError(t, err)
	assert.Equal(t, 14, style.NumFmt, "the format of the cell stays")
	assert.True(t, style.Font.Bold)
	require.Len(t, f.GetDefinedName(), 1)
	assert.Equal(t, "名录", f.GetDefinedName()[0].Scope)
	kind, err := f.GetCellType("名录", "C3")
	require.NoError(t, err)
	assert.NotEqual(t, excelize.CellTypeSharedString, kind, "numbers stay numbers")
}

func TestMarkedText(t *testing.T) {
	t.Parallel()
	data := []byte("名称,代码\n=甲,\n乙,0912\n\n丙,,,尾\n")
	f, out := marked(t, "名录.csv", data, someMarks)
	checkMarks(t, f)
	assert.Equal(t, texts(read(t, "名录.csv", data).Sheets[0]),
		texts(read(t, "名录.xlsx", out).Sheets[0]))
	kind, err := f.GetCellType("名录", "A2")
	require.NoError(t, err)
	assert.Equal(t, excelize.CellTypeInlineString, kind, "nothing becomes a formula")
}

// TestMarkedAgain corrects a marked copy and hands it in: the list is no data, and the
// next copy shows the new problems alone.
func TestMarkedAgain(t *testing.T) {
	t.Parallel()
	data := save(t, func(f *excelize.File) {
		require.NoError(t, f.SetSheetName("Sheet1", "名录"))
		set(t, f, "名录", map[string]any{"A1": "名称", "A2": "甲", "A3": "乙", "B3": 1, "B4": 2})
		require.NoError(t, f.AddComment("名录", excelize.Comment{
			Cell: "A3", Author: "科室", Paragraph: []excelize.RichTextRun{{Text: "自己的批注"}},
		}))
	})
	_, first := marked(t, "名录.xlsx", data, someMarks)
	book := read(t, "名录.xlsx", first)
	require.Len(t, book.Sheets, 1)
	assert.Equal(t, "名录", book.Sheets[0].Name)

	f, _ := marked(t, "名录.xlsx", first, []sheet.Mark{
		{Sheet: "名录", Row: 4, Col: 2, Severity: sheet.Refusal, Text: "新问题"},
		{Sheet: "名录", Row: 3, Col: 1, Severity: sheet.Refusal, Text: "有批注的格子"},
	})
	assert.Equal(t, []string{"导入问题", "名录"}, f.GetSheetList())
	assert.Equal(t, map[string]string{"B4": "错误：新问题", "A3": "自己的批注"},
		comments(t, f, "名录"))
	assert.Empty(t, colour(t, f, "名录", "B3"))
	assert.NotEmpty(t, colour(t, f, "名录", "B4"))
}

func TestSheetOfTheSameName(t *testing.T) {
	t.Parallel()
	data := save(t, func(f *excelize.File) {
		require.NoError(t, f.SetSheetName("Sheet1", "导入问题"))
		set(t, f, "导入问题", map[string]any{"A1": "科室自己的表"})
	})
	f, out := marked(t, "a.xlsx", data, nil)
	assert.Equal(t, []string{"导入问题 (2)", "导入问题"}, f.GetSheetList())
	assert.Len(t, read(t, "a.xlsx", out).Sheets, 1)
}

// TestMarkedCopyOfAnyWorkbook marks workbooks that excelize would not write as they are.
func TestMarkedCopyOfAnyWorkbook(t *testing.T) {
	t.Parallel()
	const rows = `<sheetData><row><c><v>1</v></c></row></sheetData>`
	same := handMade(rows)
	same["xl/workbook.xml"] = `<workbook><sheets><sheet name="A" sheetId="1" r:id="rId1"/>` +
		`<sheet name="a" sheetId="1" r:id="rId1" state="hidden"/></sheets></workbook>`
	bad := handMade(rows)
	bad["xl/workbook.xml"] = `<workbook><sheets><sheet name="a[1]" sheetId="1" r:id="rId1"/>` +
		`<sheet name="` + strings.Repeat("长", 60) + `" sheetId="2" r:id="rId1"/></sheets></workbook>`
	elsewhere := handMade(rows)
	elsewhere["xl/worksheets/sheet2.xml"] = elsewhere["xl/worksheets/sheet1.xml"]
	for name, parts := range map[string]map[string]string{
		"plain": handMade(rows), "same names": same, "bad names": bad, "next part": elsewhere,
	} {
		data := zipped(t, parts)
		book := read(t, "a.xlsx", data)
		_, out := marked(t, "a.xlsx", data, []sheet.Mark{
			{Sheet: book.Sheets[0].Name, Row: 1, Col: 1, Severity: sheet.Refusal, Text: "错"},
		})
		again := read(t, "a.xlsx", out)
		require.Len(t, again.Sheets, len(book.Sheets), name)
		for i, s := range book.Sheets {
			assert.Equal(t, texts(s), texts(again.Sheets[i]), name)
			assert.Equal(t, s.Hidden, again.Sheets[i].Hidden, name)
		}
	}
}

func TestManyMarks(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	var marks []sheet.Mark
	for i := range 1100 {
		fmt.Fprintf(&text, "甲%d,乙\n", i)
		marks = append(marks, sheet.Mark{
			Sheet: "名录", Row: i + 1, Col: 1, Severity: sheet.Warning, Text: "问题",
		})
	}
	_, workbook := marked(t, "名录.csv", []byte(text.String()), nil)
	for name, data := range map[string][]byte{
		"名录.csv": []byte(text.String()), "名录.xlsx": workbook,
	} {
		f, _ := marked(t, name, data, marks)
		assert.Len(t, comments(t, f, "名录"), 1000, name)
		assert.NotEmpty(t, colour(t, f, "名录", "A1100"), name)
		rows, err := f.GetRows("导入问题")
		require.NoError(t, err)
		assert.Len(t, rows, 1102, name)
		assert.Contains(t, rows[0][0], "1000", name)
	}
}
