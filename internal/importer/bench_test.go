package importer_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/importer"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// enterprises is a list as a registration authority would export it: ten columns, half of which
// the register does not take.
func enterprises(b *testing.B, rows int) [][]string {
	b.Helper()
	list := [][]string{{
		"企业名称", "统一社会信用代码", "注册日期", "企业类型", "法人代表", "注册资金", "经营范围",
		"所在省份", "地区", "注册地址",
	}}
	for i := range rows {
		code, err := ident.ReservedUSCC("91", "232723", i+1)
		require.NoError(b, err)
		list = append(list, []string{
			fmt.Sprintf("漠河市演示第%d粮油贸易有限公司", i+1), string(code),
			fmt.Sprintf("%d-%02d-%02d", 1990+i%30, 1+i%12, 1+i%28), "有限责任公司", "***",
			fmt.Sprintf("%d(万元人民币)", i), "谷物类、豆类、薯类批发、零售;农业生产资料,日用杂品", "黑龙江", "大兴安岭",
			fmt.Sprintf("西林吉镇演示街%d号", i),
		})
	}
	return list
}

func asCSV(b *testing.B, list [][]string) []byte {
	b.Helper()
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	require.NoError(b, w.WriteAll(list))
	return buf.Bytes()
}

func asWorkbook(b *testing.B, list [][]string) []byte {
	b.Helper()
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	require.NoError(b, err)
	for i, row := range list {
		cells := make([]any, len(row))
		for j := range row {
			cells[j] = row[j]
		}
		require.NoError(b, w.SetRow(fmt.Sprintf("A%d", i+1), cells))
	}
	require.NoError(b, w.Flush())
	buf, err := f.WriteToBuffer()
	require.NoError(b, err)
	return buf.Bytes()
}

// BenchmarkImport is a whole import without the commit: read, checked, resolved, compared.
func BenchmarkImport(b *testing.B) {
	list := enterprises(b, 7055)
	for _, c := range []struct {
		name string
		data []byte
		full bool // the register has the rows already
	}{
		{"7055_rows_csv_empty_register", asCSV(b, list), false},
		{"7055_rows_csv_unchanged", asCSV(b, list), true},
		{"60000_cells_xlsx", asWorkbook(b, list[:6001]), false},
	} {
		b.Run(c.name, func(b *testing.B) {
			d := newDesk(b)
			opt := importer.Options{Dataset: registry.Producers, FileName: "a", Today: today}
			if c.full {
				d.publish(c.data, opt)
			}
			register := d.register()
			for b.Loop() {
				rep, _, err := importer.Import(context.Background(), register, c.data, opt)
				require.NoError(b, err)
				require.Zero(b, rep.Refused)
			}
		})
	}
}
