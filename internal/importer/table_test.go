package importer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/importer"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
)

func TestTable_OneColumnListWithASerialNumber(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	rep := d.publish(table(line("2025年家庭农场名单（演示数据）", ""), line("序号", "家庭农场名称"),
		line("1", "演示甲家庭农场"), line("2", "演示乙家庭农场"), line("", ""), line("3", "")), producers)
	assert.Equal(t, 2, rep.HeaderRow)
	assert.Equal(t, 2, rep.New)
	assert.Equal(t, "empty", rep.Skipped[0].Kind)
}

func TestTable_DuplicateHeadings(t *testing.T) {
	t.Parallel()
	rep, set := newDesk(t).preview(table(line("主体名称", "企业名称", "乡镇"),
		line("演示甲合作社", "演示乙合作社", "北极镇")), producers)
	def, row := only(t, registry.Load(), set)
	assert.Equal(t, "演示甲合作社", def.Text(row, "name"))
	assert.Equal(t, []string{"B duplicate_header"}, rules(rep, importer.Warning))
	assert.Equal(t, 1, rep.Taken, "it is about the table, not about a row")
	assert.Equal(t, "B", rep.Unused[0].Column)
}

func TestTable_TwoRowHeaders(t *testing.T) {
	t.Parallel()
	w := newWorkbook(t).sheet("证书",
		[]any{"序号", "持证主体", "证书信息", "", "", "有效期", ""},
		[]any{"", "", "认证类型", "证书编号", "产品名称", "起", "至"},
		[]any{1, "演示合作社", "绿色食品", "LB-99-2601089999A", "蓝莓", 45343, "2027.2.20"}).
		merge("证书", "C1", "E1").merge("证书", "A1", "A2").merge("证书", "B1", "B2")
	d := newDesk(t)
	rep := d.publish(w.bytes(), importer.Options{Dataset: "certificates", FileName: "证书.xlsx"})
	assert.Equal(t, 1, rep.HeaderRow)
	assert.Equal(t, map[string]string{"C000001": "green_food|蓝莓|2024-02-21|2027-02-20"},
		d.rows("certificates", "scheme", "product", "valid_from_on", "valid_to_on"))
}

func TestTable_HeadingsOfGroupsAndNotesAreNoRows(t *testing.T) {
	t.Parallel()
	rep, set := newDesk(t).preview(table(line("主体名称", "乡镇", "主体类型"),
		line("一、合作社", "", ""),
		line("演示甲合作社", "北极镇", "合作社"),
		line("北极镇合计", "1", ""),
		line("（二）、企业", "", ""),
		line("以上农业有限公司", "北极镇", "企业"),
		line("注：以上数据为演示。", "", ""),
		line("审核人：张演示", "填表人：李演示", "")), producers)
	assert.Len(t, set.Changes, 2)
	for _, s := range rep.Skipped {
		assert.Equal(t, map[string][]int{"note": {2, 5, 7, 8}, "total": {4}}[s.Kind], s.Lines)
	}
}

func TestTable_SheetByName(t *testing.T) {
	t.Parallel()
	w := newWorkbook(t).sheet("甲", []any{"主体名称", "乡镇", "主体类型"}, []any{"演示甲合作社", "北极镇", "合作社"}).
		sheet("乙", []any{"主体名称", "乡镇"}, []any{"演示乙合作社", "北极镇"})
	for name, want := range map[string]string{"": "甲", "乙": "乙", " 乙 ": "乙"} {
		rep, _ := newDesk(t).preview(w.bytes(),
			importer.Options{Dataset: "producers", Sheet: name, FileName: "a.xlsx"})
		assert.Equal(t, want, rep.Sheet)
	}
}

func TestTable_FormulasAndErrors(t *testing.T) {
	t.Parallel()
	w := newWorkbook(t).sheet("名录", []any{"主体名称", "主要产品", "面积"},
		[]any{"演示甲合作社"}, []any{"演示乙合作社", "#REF!", 50.368121199999997})
	require.NoError(t, w.file.SetCellFormula("名录", "C2", "B2*2"))
	require.NoError(t, w.file.SetCellFormula("名录", "B2", `"蓝"&"莓"`))
	rep, _ := newDesk(t).preview(w.bytes(), importer.Options{Dataset: "producers", FileName: "a.xlsx"})
	assert.Equal(t, []string{"B2 formula", "C2 formula"}, rules(rep, importer.Warning))
	assert.Equal(t, []string{"C3 rounded"}, rules(rep, importer.Note))
}

func TestCells_UnknownCodesSayWhatIsKnown(t *testing.T) {
	t.Parallel()
	rep, set := newDesk(t).preview(table(line("主体名称", "产业类别", "主体类型", "面积", "注册日期", "是否开证"),
		line("演示合作社", "蔬菜、飞船、水果", "飞船", "100-200亩", "改天", "也许")), producers)
	def, row := only(t, registry.Load(), set)
	assert.Equal(t, "vegetables;fruit", def.Text(row, "sectors"))
	assert.Equal(t, "cooperative", def.Text(row, "kind"), "told by the name")
	assert.Equal(t, []string{"B2 unknown_code", "C2 unknown_code", "D2 number", "E2 date", "F2 yes_no"},
		rules(rep, importer.Warning))
	assert.Contains(t, rep.Problems[1].Zh, "家庭农场")
	assert.Equal(t, []int{0, 1, 0}, []int{rep.Taken, rep.Warned, rep.Refused})
}

func TestTown_LimitsCertificatesByTheirHolder(t *testing.T) {
	t.Parallel()
	d := withProducers(t)
	header := line("持证主体", "认证类型", "证书编号", "产品名称")
	d.load("certificates", header,
		line("漠河市演示蓝莓合作社", "有机", "0999OP2699991", "蓝莓"),
		line("漠河市演示蓝莓合作社", "有机", "0999OP2699992", "木耳"),
		line("演示食品有限公司", "有机", "0999OP2699993", "蓝莓"))
	rep, set := d.preview(table(header,
		line("漠河市演示蓝莓合作社", "有机", "0999OP2699991", "蓝莓"),
		line("演示食品有限公司", "有机", "0999OP2699994", "蓝莓")),
		importer.Options{Dataset: "certificates", Replace: true, Town: "北极镇"})
	assert.Equal(t, []string{"other_town"}, rules(rep, importer.Error))
	require.Len(t, set.Changes, 1)
	assert.Equal(t, "C000002", set.Changes[0].ID)
	assert.Equal(t, revision.OpWithdraw, set.Changes[0].Op())
}

func TestCertificates_WithoutASchemeAreFoundAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.load("certificates", line("认证类型", "证书编号", "产品名称"),
		line("有机转换", "0999OP2699991", "蓝莓"), line("有机", "0999OP2699992", "蓝莓"))
	bare := table(line("证书编号", "产品名称"), line("0999OP2699991", "蓝莓"), line("0999OP2699992", "蓝莓"),
		line("LB-99-2601089999A", "蓝莓"))
	rep := d.publish(bare, certificates)
	assert.Equal(t, []int{1, 2}, []int{rep.New, rep.Unchanged}, "conversion stays conversion")
	rep, _ = d.preview(bare, certificates)
	assert.Equal(t, 3, rep.Unchanged)
	d.load("certificates", line("认证类型", "证书编号", "产品名称"), line("有机", "0999OP2699991", "蓝莓"))
	rep, _ = d.preview(bare, certificates)
	assert.Equal(t, []string{"A2 ambiguous"}, rules(rep, importer.Error))
}

func TestMaskedNamesTellNobody(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.load("producers", line("主体名称", "乡镇", "面积"), line("张演示", "北极镇", "10"))
	file := table(line("主体名称", "乡镇", "面积"), line("张**", "北极镇", "99"))
	rep := d.publish(file, producers)
	assert.Equal(t, 1, rep.New, "another 张** is not this one")
	assert.Equal(t, []string{"A2 masked_name"}, rules(rep, importer.Warning))
	rep, _ = d.preview(file, producers)
	assert.Equal(t, 1, rep.Unchanged)
}

// Whatever a file holds, an import ends with an error that is safe to show or with a report that
// adds up.
func FuzzImport(f *testing.F) {
	f.Add([]byte("主体名称,乡镇\n演示合作社,北极镇\n"), "producers", false)
	f.Add([]byte("证书编号,产品名称,有效期\nLB-99-2601089999A、LB-99-2601089998A,\"蓝莓、木耳\",长期\n"), "certificates", true)
	f.Add([]byte("主体名称\t等级\t年度\n张演示\tA\t2025\n"), "credit_ratings", false)
	f.Add([]byte("区划代码,名称,级别,上级\n232701199,演示镇,镇,漠河\n"), "divisions", true)
	f.Fuzz(func(t *testing.T, data []byte, ds string, replace bool) {
		d := newDesk(t)
		rep, set, err := d.try(data, importer.Options{Dataset: ds, Replace: replace})
		if err != nil {
			return
		}
		assert.Equal(t, rep.Rows, rep.Taken+rep.Warned+rep.Refused)
		assert.Equal(t, rep.Taken+rep.Warned, rep.New+rep.Changed+rep.Unchanged)
		assert.Len(t, set.Changes, rep.New+rep.Changed+rep.Removed)
	})
}
