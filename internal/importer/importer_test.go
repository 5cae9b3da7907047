package importer_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/importer"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
)

// messy is a bureau's workbook with most of what they do to a list.
func messy(t *testing.T) []byte {
	return newWorkbook(t).
		sheet("汇总", []any{"乡镇", "主体数"}, []any{"西林吉镇", 3}).
		sheet("名录",
			[]any{"漠河市农产品生产主体名录（演示数据）"},
			[]any{"填报单位：演示农业农村局", "", "", "单位：公顷", "", "", "填报时间：2026年1月"},
			[]any{"序号", "乡镇", "主体\n名称", "基本情况", "", "面积", "负责人", "联系电话", "是否开证"},
			[]any{"", "", "", "统一社会信用代码", "主体类型", "", "", "", ""},
			[]any{
				1, "西林吉镇", "漠河市演示蓝莓专业合作社", "93232701PDY000044W", "合作社", 20, "赵演示",
				"13900001234/0457-2880000", "√",
			},
			[]any{
				2, "", "演示（漠河）食品有限公司", "91232701PDY00001XD", "企业", "约300亩", "钱演示", 13900001235,
				"否",
			},
			[]any{"", "", "小计", "", "", 40},
			[]any{1, "劲涛镇", "李演示", "/", "种植大户", "0.01万亩", "李演示", "无", ""},
			[]any{
				"序号", "乡镇", "主体名称", "统一社会信用代码", "主体类型", "面积", "负责人", "联系电话",
				"是否开证",
			},
			[]any{2, "西林吉镇", "漠河市演示家庭农场", "92232701PDY0000365", "", "1.2万亩", "孙演示", "", "-"},
			[]any{"", "", "", "", "", "", "", "", ""},
			[]any{"合计", "", "4家", "", "", 12660},
			[]any{"填表人：周演示", "", "审核人：吴演示"},
			[]any{"备注：面积按承包合同。"},
		).
		merge("名录", "A1", "I1").merge("名录", "B5", "B6").merge("名录", "D3", "E3").
		merge("名录", "A3", "A4").merge("名录", "B3", "B4").merge("名录", "C3", "C4").
		bytes()
}

func TestImport_MessyWorkbook(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	rep := d.publish(messy(t), importer.Options{Dataset: registry.Producers, FileName: "名录.xlsx"})

	assert.Equal(t, "名录", rep.Sheet)
	assert.Equal(t, 3, rep.HeaderRow)
	assert.Equal(t, 4, rep.Rows)
	assert.Zero(t, rep.Refused, "%v", rep.Problems)
	assert.Equal(t, map[string]string{
		"P000001": "漠河市演示蓝莓专业合作社|93232701PDY000044W|cooperative|D232701100|300.00|0457-2880000|true",
		"P000002": "演示（漠河）食品有限公司|91232701PDY00001XD|enterprise|D232701100|300.00||false",
		"P000003": "李**||large_grower|D232701102|100.00||false",
		"P000004": "漠河市演示家庭农场|92232701PDY0000365|family_farm|D232701100|12000.00||false",
	}, d.rows(registry.Producers,
		"name", "uscc", "kind", "town_id", "area_mu", "phone", "issues_conformity"))
	skipped := map[string][]int{}
	for _, s := range rep.Skipped {
		skipped[s.Kind] = s.Lines
	}
	assert.Equal(t, map[string][]int{"total": {7, 12}, "header": {9}, "note": {13, 14}}, skipped)
	personal := map[string]int{}
	for _, p := range rep.Personal {
		personal[p.Column+" "+string(p.Sort)+" "+p.Action] = p.Count
	}
	assert.Equal(t, map[string]int{
		"G person dropped": 4, "H mobile dropped": 2, "C person masked": 1,
	}, personal)
	everything, err := json.Marshal(rep)
	require.NoError(t, err)
	for _, secret := range []string{"赵演示", "李演示", "13900001234", "周演示"} {
		assert.NotContains(t, string(everything), secret)
	}
}

func TestImport_SameFileAgainIsNoChange(t *testing.T) {
	t.Parallel()
	for _, replace := range []bool{false, true} {
		d := newDesk(t)
		opt := importer.Options{Dataset: registry.Producers, FileName: "名录.xlsx", Replace: replace}
		assert.Equal(t, 4, d.publish(messy(t), opt).New)
		rep, set := d.preview(messy(t), opt)
		assert.Equal(t, 4, rep.Unchanged)
		assert.Empty(t, set.Changes)
		assert.Empty(t, set.Keys, "keys alone make no revision")
	}
}

func TestImport_KeysOfMaskedNamesAreHashed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, set := d.preview(messy(t), importer.Options{Dataset: registry.Producers})
	require.Len(t, set.Keys, 4)
	log, err := json.Marshal(set)
	require.NoError(t, err)
	assert.NotContains(t, string(log), "李演示")
}

func TestImport_StopsTheWholeFile(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	good := table(line("主体名称", "乡镇"), line("演示合作社", "北极镇"))
	for name, tt := range map[string]struct {
		data []byte
		opt  importer.Options
		kind fault.Kind
		zh   string
	}{
		"dataset":    {good, importer.Options{Dataset: "farms"}, fault.NotFound, "生产主体名录"},
		"none":       {good, importer.Options{}, fault.Invalid, "-dataset"},
		"live":       {good, importer.Options{Dataset: "lab_days"}, fault.Invalid, "“快检开放日历”由门户"},
		"town":       {good, importer.Options{Dataset: "producers", Town: "巴黎"}, fault.Invalid, "乡镇"},
		"no towns":   {good, importer.Options{Dataset: "credit_schemes", Town: "北极镇"}, fault.Invalid, "不分乡镇"},
		"sheet":      {good, importer.Options{Dataset: "producers", Sheet: "二"}, fault.Invalid, "名单"},
		"empty file": {nil, importer.Options{Dataset: "producers"}, fault.Invalid, ""},
		"no header": {
			table(line("甲", "乙"), line("丙", "丁")),
			importer.Options{Dataset: "producers"},
			fault.Invalid, "主体名称",
		},
		"required heading": {
			table(line("认证类型", "证号", "产品名称"), line("绿色食品", "LB-99-2601089999A", "蓝莓")),
			importer.Options{Dataset: "certificates"},
			fault.Invalid, "是不是“证号”这一列",
		},
	} {
		_, _, err := d.try(tt.data, tt.opt)
		require.Error(t, err, name)
		assert.Equal(t, tt.kind, fault.KindOf(err), name)
		var f *fault.Error
		require.ErrorAs(t, err, &f, name)
		assert.Contains(t, f.Zh, tt.zh, name)
		assert.NotEmpty(t, f.Message, name)
	}
}

func TestImport_CancelledContext(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := importer.Import(ctx, d.register(),
		table(line("主体名称"), line("演示合作社")), importer.Options{Dataset: registry.Producers})
	assert.ErrorIs(t, err, context.Canceled)
}

func TestImport_TellsProgress(t *testing.T) {
	t.Parallel()
	rows := [][]string{line("主体名称")}
	for range 1200 {
		rows = append(rows, line("演示合作社"))
	}
	var told [][2]int
	_, _ = newDesk(t).preview(table(rows...), importer.Options{
		Dataset:  registry.Producers,
		Progress: func(done, total int) { told = append(told, [2]int{done, total}) },
	})
	assert.Equal(t, [][2]int{{0, 1200}, {500, 1200}, {1000, 1200}, {1200, 1200}}, told)
}

func TestImport_HiddenSheetsOnlyIfNothingElse(t *testing.T) {
	t.Parallel()
	w := newWorkbook(t).
		sheet("旧表", []any{"主体名称", "乡镇", "主体类型"}, []any{"旧演示合作社", "北极镇", "合作社"}).
		sheet("新表", []any{"主体名称", "乡镇"}, []any{"新演示合作社", "北极镇"})
	require.NoError(t, w.file.SetSheetVisible("旧表", false))
	rep, _ := newDesk(t).preview(w.bytes(), importer.Options{Dataset: registry.Producers})
	assert.Equal(t, "新表", rep.Sheet)

	w = newWorkbook(t).sheet("图", []any{"没有表头"}).
		sheet("旧表", []any{"主体名称", "乡镇"}, []any{"旧演示合作社", "北极镇"})
	require.NoError(t, w.file.SetSheetVisible("旧表", false))
	rep, _ = newDesk(t).preview(w.bytes(), importer.Options{Dataset: registry.Producers})
	assert.Equal(t, "旧表", rep.Sheet)
}

func TestReport_TextAndMarks(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	data := table(
		line("主体名称", "统一社会信用代码", "主体类型", "注册日期", "身份证号"),
		line("演示一合作社", "93232701PDY000044W", "合作社", "2026.1.5", "230199199001011230"),
		line("演示二合作社", "9.3233E+17", "合作社", "昨天", ""),
		line("演示三合作社", "93232701PDY000044X", "宇宙飞船", "45343", ""),
	)
	rep, _ := d.preview(data, importer.Options{Dataset: registry.Producers, FileName: "错.csv"})
	assert.Equal(t, []string{"B3 destroyed"}, rules(rep, importer.Error))
	assert.Equal(t, []string{"D3 date", "B4 uscc_check_digit", "C4 unknown_code"},
		rules(rep, importer.Warning))
	assert.Equal(t, []string{"D4 serial_date"}, rules(rep, importer.Note))

	var zh, en, both strings.Builder
	require.NoError(t, rep.WriteText(&zh, "zh"))
	require.NoError(t, rep.WriteText(&en, "en"))
	require.NoError(t, rep.WriteText(&both, ""))
	for _, want := range []string{"B3", "C4", "设为文本", "拒绝 1 行", "“身份证号”", "丢弃"} {
		assert.Contains(t, zh.String(), want)
	}
	assert.Contains(t, en.String(), "1 refused")
	assert.Less(t, strings.Index(both.String(), "拒绝"), strings.Index(both.String(), "refused"))
	assert.NotContains(t, both.String(), "230199199001011230")

	book, err := sheet.Read("错.csv", data)
	require.NoError(t, err)
	marked, err := book.MarkedCopy(data, rep.Marks())
	require.NoError(t, err)
	back, _ := d.preview(marked, importer.Options{Dataset: registry.Producers, FileName: "错.xlsx"})
	assert.Equal(t, rep.Rows, back.Rows, "the marked copy can be corrected and imported")
}

func TestReport_JSONHasWhatIsPromised(t *testing.T) {
	t.Parallel()
	rep := newDesk(t).publish(messy(t), importer.Options{Dataset: registry.Producers})
	data, err := json.Marshal(rep)
	require.NoError(t, err)
	var fields map[string]any
	require.NoError(t, json.Unmarshal(data, &fields))
	for _, name := range []string{
		"rows", "taken", "warned", "refused", "new", "changed", "removed",
		"unchanged", "revision", "problems", "columns", "columns_not_used", "changes",
	} {
		assert.Contains(t, fields, name)
	}
	assert.InDelta(t, 1, fields["revision"], 0)
	empty, err := json.Marshal(newReport(t))
	require.NoError(t, err)
	assert.NotContains(t, string(empty), "null", "a list without items is []")
}

func newReport(t *testing.T) *importer.Report {
	rep, _ := newDesk(t).preview(table(line("主体名称", "乡镇")), importer.Options{Dataset: "producers"})
	return rep
}

func TestImport_ChangeSetSaysWhoWhatAndWhy(t *testing.T) {
	t.Parallel()
	_, set := newDesk(t).preview(messy(t), importer.Options{
		Dataset:  registry.Producers,
		FileName: "上报/名录.xlsx", Author: "演示员", Reason: "季度更新",
	})
	assert.Equal(t, "演示员", set.Author)
	assert.Equal(t, "季度更新", set.Reason)
	assert.Regexp(t, `^名录\.xlsx sha256:[0-9a-f]{64}$`, set.Source)
	assert.False(t, set.Confirmed)
	assert.Equal(t, revision.OpNew, set.Changes[0].Op())
}
