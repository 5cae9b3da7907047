package importer_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/importer"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
)

var producers = importer.Options{Dataset: registry.Producers}

func TestMatch_ByUSCCThenByName(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.load("producers",
		line("主体名称", "统一社会信用代码", "乡镇", "主要产品"),
		line("演示甲合作社", "93232701PDY000044W", "北极镇", "蓝莓"),
		line("演示乙合作社", "", "北极镇", "木耳"))
	rep := d.publish(table(
		line("主体名称", "统一社会信用代码", "乡镇", "主要产品"),
		line("演示甲改名合作社", "９３２３２７０１pdy000044w", "北极镇", "蓝莓"),
		line("演示乙 合作社", "93232723PDY000052K", "漠河乡", "大豆")), producers)
	assert.Equal(t, []int{0, 2, 0}, []int{rep.New, rep.Changed, rep.Unchanged}, "%v", rep.Changes)
	assert.Equal(t, map[string]string{
		"P000001": "演示甲改名合作社|93232701PDY000044W|蓝莓",
		"P000002": "演示乙 合作社|93232723PDY000052K|大豆",
	}, d.rows("producers", "name", "uscc", "products"))
	assert.Equal(t, "products", rep.Changes[1].Fields[len(rep.Changes[1].Fields)-1].Field)
}

func TestMatch_SameNameOtherNumberIsAnother(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.load("producers", line("主体名称", "统一社会信用代码", "乡镇"),
		line("演示合作社", "93232701PDY000044W", "北极镇"))
	rep := d.publish(table(line("主体名称", "统一社会信用代码", "乡镇"),
		line("演示合作社", "93232723PDY000052K", "北极镇")), producers)
	assert.Equal(t, 1, rep.New)
	rep, _ = d.preview(table(line("主体名称", "乡镇"), line("演示合作社", "北极镇")), producers)
	assert.Equal(t, []string{"A2 ambiguous"}, rules(rep, importer.Error), "which of the two?")
}

func TestMatch_PersonIsFoundByHashAlone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.load("producers", line("主体名称", "乡镇", "面积"),
		line("张演示", "北极镇", "10"), line("张样例", "北极镇", "20"))
	assert.Equal(t, map[string]string{"P000001": "张**|10.00", "P000002": "张**|20.00"},
		d.rows("producers", "name", "area_mu"))
	rep := d.publish(table(line("面积", "乡镇", "主体名称"),
		line("25", "北极镇", "张 样例"), line("10", "北极镇", "张演示")), producers)
	assert.Equal(t, []int{0, 1, 1}, []int{rep.New, rep.Changed, rep.Unchanged})
	assert.Equal(t, map[string]string{"P000001": "张**|10.00", "P000002": "张**|25.00"},
		d.rows("producers", "name", "area_mu"))
}

func TestMatch_ByIDIsAnExportComeBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.load("producers", line("主体名称", "乡镇", "面积"),
		line("张演示", "北极镇", "10"), line("张样例", "北极镇", "20"))
	export := table(line("id", "name", "town_id", "area_mu", "tier", "updated_on"),
		line("P000002", "张**", "D232701104", "20.00", "unrated", "2026-11-24"),
		line("P000001", "张**", "D232701104", "10.00", "unrated", "2026-11-24"))
	for _, replace := range []bool{false, true} {
		rep, set := d.preview(export, importer.Options{Dataset: "producers", Replace: replace})
		assert.Equal(t, 2, rep.Unchanged, "%v", rep.Changes)
		assert.Empty(t, set.Changes)
	}
}

func TestMatch_RefusesIDsThatAreNot(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.load("producers", line("主体名称"), line("演示合作社"))
	rep, _ := d.preview(table(line("编号", "主体名称"),
		line("P000001", "演示合作社"), line("P000099", "演示乙合作社"), line("第三", "演示丙合作社"),
		line("", "演示丁合作社")), producers)
	assert.Equal(t, []string{"A3 unknown_id", "A4 bad_id"}, rules(rep, importer.Error))
	assert.Equal(t, 1, rep.New)

	rep, _ = d.preview(table(line("编号", "主体名称"), line("1", "演示合作社")), producers)
	assert.Equal(t, 1, rep.Unchanged, "a column 编号 of serial numbers is none of ids")
}

func TestMatch_TwinsAreBothRefused(t *testing.T) {
	t.Parallel()
	for name, rows := range map[string][][]string{
		"same USCC": {
			line("93232701PDY000044W", "演示甲合作社", "北极镇"),
			line("93232701pdy000044w", "演示乙合作社", "北极镇"),
		},
		"same name":   {line("", "演示甲合作社", "北极镇"), line("", "演示甲合作社", "北极镇")},
		"same person": {line("", "张演示", "北极镇"), line("", "张演示", "北极镇")},
	} {
		rep, _ := newDesk(t).preview(table(append([][]string{
			line("统一社会信用代码", "主体名称", "乡镇"),
		}, rows...)...), producers)
		assert.Equal(t, 2, rep.Refused, name)
		for _, p := range rep.Problems {
			if p.Severity == importer.Error {
				assert.Equal(t, "duplicate", p.Rule, name)
				assert.Contains(t, p.Zh, "编号", name)
				assert.NotContains(t, p.Value+p.Zh, "张演示", name)
			}
		}
	}
	rep, _ := newDesk(t).preview(table(line("统一社会信用代码", "主体名称", "乡镇"),
		line("93232701PDY000044W", "演示甲合作社", "北极镇"),
		line("", "演示甲合作社", "北极镇")), producers)
	assert.Equal(t, []int{1, 1}, []int{rep.New, rep.Refused}, "the number tells, the name does not")
}

func TestMatch_KeyThatReturnsRevivesItsID(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	all := importer.Options{Dataset: "producers", Replace: true}
	header := line("主体名称", "统一社会信用代码")
	a, b := line("演示甲合作社", "93232701PDY000044W"), line("演示乙合作社", "93232723PDY000052K")
	d.publish(table(header, a, b), all)
	rep := d.publish(table(header, b), all)
	assert.Equal(t, 1, rep.Removed)
	assert.True(t, rep.NeedsConfirm, "one of two is more than a tenth")
	assert.Equal(t, map[string]string{"P000002": "演示乙合作社"}, d.rows("producers", "name"))
	rep = d.publish(table(header, b, a), all)
	assert.Equal(t, revision.OpRevive, rep.Changes[0].Op)
	assert.Equal(t, map[string]string{"P000001": "演示甲合作社", "P000002": "演示乙合作社"},
		d.rows("producers", "name"))
}

func TestMatch_ErasedRowsDoNotComeBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.load("producers", line("主体名称", "统一社会信用代码"), line("演示甲合作社", "93232701PDY000044W"))
	e, _ := d.register().State.Entry("producers", "P000001")
	before := e.Version
	_, err := d.log.Commit(context.Background(), 1, revision.ChangeSet{
		Author: "演示员",
		Changes: []revision.Change{{
			Dataset: "producers", ID: "P000001", Before: &before,
			After: revision.Ended(&before, revision.Erased, today, "登记错误"),
		}},
	})
	require.NoError(t, err)
	d.load("producers", line("主体名称", "统一社会信用代码"), line("演示甲合作社", "93232701PDY000044W"))
	assert.Equal(t, map[string]string{"P000002": "演示甲合作社"}, d.rows("producers", "name"))
	rep, _ := d.preview(table(line("编号", "主体名称"), line("P000001", "演示甲合作社")), producers)
	assert.Equal(t, []string{"A2 gone_id"}, rules(rep, importer.Error))
}

func TestMerge_EmptyCellsLeaveAndReplaceClears(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		replace bool
		want    string
	}{{false, "蓝莓|300.00|true|0457-2880000"}, {true, "||false|0457-2880000"}} {
		d := newDesk(t)
		d.load("producers", line("主体名称", "主要产品", "面积", "是否开证", "联系电话"),
			line("演示合作社", "蓝莓", "300", "是", "0457-2880000"))
		d.publish(table(line("主体名称", "主要产品", "面积", "是否开证"), line("演示合作社", "", "/", "")),
			importer.Options{Dataset: "producers", Replace: tt.replace})
		assert.Equal(t, map[string]string{"P000001": tt.want},
			d.rows("producers", "products", "area_mu", "issues_conformity", "phone"))
	}
}

func TestReplace_CoversOnlyTheTownsItNames(t *testing.T) {
	t.Parallel()
	start := [][]string{
		line("主体名称", "乡镇"), line("演示甲合作社", "北极镇"), line("演示乙合作社", "北极镇"),
		line("演示丙合作社", "图强镇"), line("演示丁合作社", ""),
	}
	for name, tt := range map[string]struct {
		rows    [][]string
		town    string
		removed []string
		refused int
	}{
		"towns named": {
			[][]string{line("主体名称", "乡镇"), line("演示甲合作社", "北极镇")},
			"",
			[]string{"P000002"},
			0,
		},
		"blank town too": {[][]string{
			line("主体名称", "乡镇"), line("演示甲合作社", "北极镇"),
			line("演示戊合作社", ""),
		}, "", []string{"P000002", "P000004"}, 0},
		"unknown town covers nothing": {[][]string{
			line("主体名称", "乡镇"), line("演示甲合作社", "北极镇"),
			line("演示戊合作社", "巴黎"),
		}, "", []string{"P000002"}, 0},
		"one town": {[][]string{line("主体名称"), line("演示丙合作社")}, "图强镇", nil, 0},
		"one town by code": {[][]string{
			line("主体名称", "乡镇"), line("演示乙合作社", "北极乡"),
			line("演示丙合作社", "图强镇"),
		}, "232701104", []string{"P000001"}, 1},
		"refused rows stay": {[][]string{
			line("主体名称", "乡镇"), line("演示甲合作社", "北极镇"),
			line("演示乙合作社", "北极镇"), line("演示乙合作社", "北极镇"),
		}, "", nil, 2},
	} {
		d := newDesk(t)
		d.load("producers", start...)
		rep, set := d.preview(table(tt.rows...),
			importer.Options{Dataset: "producers", Replace: true, Town: tt.town, FileName: "全表.csv"})
		var removed []string
		for i := range set.Changes {
			if set.Changes[i].Op() == revision.OpWithdraw {
				removed = append(removed, set.Changes[i].ID)
				assert.Contains(t, set.Changes[i].After.Reason, "全表.csv", name)
				assert.Equal(t, today, set.Changes[i].After.EndOn, name)
			}
		}
		assert.Equal(t, tt.removed, removed, name)
		assert.Equal(t, tt.refused, rep.Refused, name)
	}
}

func TestReplace_NeedsConfirmation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	rows := [][]string{line("主体名称")}
	for _, c := range "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉" {
		rows = append(rows, line("演示"+string(c)+"合作社"))
	}
	d.load("producers", rows...)
	all := importer.Options{Dataset: "producers", Replace: true}
	for removed, confirm := range map[int]bool{0: false, 2: false, 3: true, 19: true} {
		rep, _ := d.preview(table(rows[:len(rows)-removed]...), all)
		assert.Equal(t, removed, rep.Removed)
		assert.Equal(t, confirm, rep.NeedsConfirm, removed)
		assert.Equal(t, confirm, rep.ConfirmReason.Zh != "", removed)
	}
	lost := append([][]string{line("主体名称", "统一社会信用代码")}, rows[1:20]...)
	for i := 1; i < 20; i++ {
		lost[i] = line(rows[i][0], "")
	}
	lost = append(lost, line("改名合作社", "9.3E+17"))
	rep, _ := d.preview(table(lost...), all)
	assert.Equal(t, []int{1, 1}, []int{rep.Removed, rep.Refused})
	assert.True(t, rep.NeedsConfirm, "the refused row may be the one removed")
}
