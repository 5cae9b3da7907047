package sheet_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
)

// FuzzRead checks that any file is a book within the limits or a refusal, and that every
// book has a marked copy.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"", "名称,代码\n甲,1\n", "\xef\xbb\xbfa\tb\r\"c\r\nd\"\te", "\xff\xfea\x00,\x00b\x00",
		"\xbc\xd7,\xd2\xd2\n", "sep=;\na;b", "%PDF-1.4", "<html>", "{\"a\":1}", "\"a,\"\"b\n\"",
	} {
		f.Add([]byte(text))
	}
	f.Add(oldOffice("Workbook"))
	f.Add(zipped(f, handMade(`<sheetData><row r="2"><c r="B2" t="s" s="1"><v>1</v></c></row>`+
		`</sheetData><mergeCells><mergeCell ref="B2:D4"/></mergeCells>`)))
	f.Add(save(f, func(w *excelize.File) {
		set(f, w, "Sheet1", map[string]any{"B2": "甲", "C3": 2})
	}))
	f.Fuzz(func(t *testing.T, data []byte) {
		book, err := sheet.Read("a.csv", data)
		if err != nil {
			assertRefused(t, err, fault.KindOf(err))
			return
		}
		var marks []sheet.Mark
		for _, s := range book.Sheets {
			last := 0
			for _, r := range s.Rows {
				require.Greater(t, r.Number, last)
				require.NotEmpty(t, r.Cells)
				require.LessOrEqual(t, len(r.Cells), sheet.MaxColumns)
				last = r.Number
			}
			marks = append(marks, sheet.Mark{Sheet: s.Name, Row: last, Col: 1, Text: s.Name})
		}
		copied, err := book.MarkedCopy(data, marks)
		require.NoError(t, err)
		_, err = sheet.Read("copy.xlsx", copied)
		require.NoError(t, err)
	})
}

// producers returns a made-up list of n rows and ten columns.
func producers(n int) [][]string {
	rows := [][]string{{
		"序号", "乡镇", "名称", "代码", "类型", "注册日期", "面积", "产品", "地址", "备注",
	}}
	for i := range n {
		rows = append(rows, []string{
			fmt.Sprint(i + 1), "北极镇", fmt.Sprintf("演示数据第%d种植专业合作社", i),
			fmt.Sprintf("91232701PDY%06dX", i), "合作社", fmt.Sprint(40_000 + i%6000),
			fmt.Sprintf("%d.5", i), "蓝莓、木耳", fmt.Sprintf("漠河市北极镇演示路%d号", i), "",
		})
	}
	return rows
}

func producerCSV(n int) []byte {
	var text strings.Builder
	for _, r := range producers(n) {
		text.WriteString(strings.Join(r, ",") + "\n")
	}
	return []byte(text.String())
}

func producerXLSX(tb testing.TB, n int) []byte {
	return save(tb, func(f *excelize.File) {
		w, err := f.NewStreamWriter("Sheet1")
		require.NoError(tb, err)
		day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		require.NoError(tb, err)
		for i, r := range producers(n) {
			values := make([]any, len(r))
			for j, v := range r {
				values[j] = v
			}
			if i > 0 {
				values[0] = i
				values[5] = excelize.Cell{StyleID: day, Value: 40_000 + i%6000}
				values[6] = float64(i) + 0.5
			}
			require.NoError(tb, w.SetRow(sheet.Address(i+1, 1), values))
		}
		require.NoError(tb, w.Flush())
	})
}

func BenchmarkCSV7055(b *testing.B) { benchmarkRead(b, "a.csv", producerCSV(7055)) }

func BenchmarkXLSX7055(b *testing.B) { benchmarkRead(b, "a.xlsx", producerXLSX(b, 7055)) }

func BenchmarkXLSX60000(b *testing.B) { benchmarkRead(b, "a.xlsx", producerXLSX(b, 6000)) }

func benchmarkRead(b *testing.B, name string, data []byte) {
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := sheet.Read(name, data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMarkedCopy7055(b *testing.B) {
	data := producerXLSX(b, 7055)
	book := read(b, "a.xlsx", data)
	var marks []sheet.Mark
	for i := range 7055 {
		marks = append(marks, sheet.Mark{Sheet: "Sheet1", Row: i + 2, Col: 4, Text: "校验位不对"})
	}
	for b.Loop() {
		if _, err := book.MarkedCopy(data, marks); err != nil {
			b.Fatal(err)
		}
	}
}
