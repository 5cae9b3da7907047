package importer_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/importer"
)

// drawList draws a producers' list with every sort of row there is.
func drawList(t *rapid.T) [][]string {
	towns := []string{"", "北极镇", "图强镇", "劲涛镇", "西林吉", "巴黎"}
	codes := []string{
		"93232701PDY000044W", "91232701PDY00001XD", "92232701PDY0000365",
		"N2232701PDY0000608", "93232723pdy000052k", "93232701PDY000044X",
	}
	n := rapid.IntRange(1, 12).Draw(t, "rows")
	rows := make([][]string, n)
	for i := range rows {
		name := rapid.SampledFrom([]string{"演示%d合作社", "演示%d家庭农场", "王演示%d", "（演示）%d 有限公司"}).
			Draw(t, "name")
		code := ""
		if i < len(codes) && rapid.Bool().Draw(t, "coded") {
			code = codes[i]
		}
		rows[i] = []string{
			fmt.Sprintf(name, rapid.IntRange(1, 8).Draw(t, "number")), code,
			rapid.SampledFrom(towns).Draw(t, "town"),
			rapid.SampledFrom([]string{"", "企业", "合作社", "大户", "飞船"}).Draw(t, "kind"),
			rapid.SampledFrom([]string{"", "300", "1.2万亩", "约20公顷", "很多"}).Draw(t, "area"),
			rapid.SampledFrom([]string{"", "蓝莓、木耳", "大豆", "无"}).Draw(t, "products"),
			rapid.SampledFrom([]string{"", "2026.1.5", "45343", "2026年1月", "去年"}).Draw(t, "date"),
			rapid.SampledFrom([]string{"", "13900001234", "0457-2880000/13900001234"}).Draw(t, "phone"),
		}
	}
	return rows
}

var listHeader = line("主体名称", "统一社会信用代码", "乡镇", "主体类型", "面积", "主要产品", "注册日期", "联系电话")

// Importing a list and then the same list in another order, from another kind of file, changes
// nothing, in either mode.
func TestImport_ShuffledAgainIsNoChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := drawList(t)
		d := newDesk(t)
		opt := importer.Options{Dataset: "producers", Replace: rapid.Bool().Draw(t, "replace")}
		first := d.publish(table(append([][]string{listHeader}, rows...)...), opt)

		shuffled := rapid.Permutation(rows).Draw(t, "order")
		again := table(append([][]string{listHeader}, shuffled...)...)
		if rapid.Bool().Draw(t, "xlsx") {
			w := newWorkbook(t)
			cells := [][]any{}
			for _, row := range append([][]string{listHeader}, shuffled...) {
				var r []any
				for _, c := range row {
					r = append(r, c)
				}
				cells = append(cells, r)
			}
			again = w.sheet("名录", cells...).bytes()
		}
		rep, set := d.preview(again, opt)
		require.Empty(t, set.Changes, "%v", rep.Changes)
		require.Equal(t, first.New, rep.Unchanged)
		require.Equal(t, first.Refused, rep.Refused)
	})
}

// The same holds where rows refer to producers, by code, by GF code or by a name that may fail.
func TestImport_CertificatesAgainAreNoChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk(t)
		d.load("producers", line("主体名称", "统一社会信用代码"),
			line("演示甲合作社", "93232701PDY000044W"), line("演示乙有限公司", "91232701PDY00001XD"))
		n := rapid.IntRange(1, 8).Draw(t, "rows")
		rows := make([][]string, n)
		for i := range rows {
			rows[i] = []string{
				rapid.SampledFrom([]string{"", "演示甲合作社", "演示乙有限公司", "演示丙加工厂", "赵演示"}).
					Draw(t, "holder"),
				rapid.SampledFrom([]string{"", "", "93232701PDY000044W"}).Draw(t, "uscc"),
				fmt.Sprintf("LB-99-260108%04dA", rapid.IntRange(9990, 9999).Draw(t, "number")),
				rapid.SampledFrom([]string{"", "GF232701990001", "GF232701990002"}).Draw(t, "gf"),
				rapid.SampledFrom([]string{"蓝莓", "蓝莓、木耳", ""}).Draw(t, "product"),
			}
		}
		header := line("生产单位", "统一社会信用代码", "绿色食品编号", "企业信息码", "产品名称")
		opt := importer.Options{Dataset: "certificates", Replace: rapid.Bool().Draw(t, "replace")}
		d.publish(table(append([][]string{header}, rows...)...), opt)
		shuffled := rapid.Permutation(rows).Draw(t, "order")
		rep, set := d.preview(table(append([][]string{header}, shuffled...)...), opt)
		require.Empty(t, set.Changes, "%v", rep.Changes)
	})
}
