package importer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/importer"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

var certificates = importer.Options{Dataset: registry.Certificates}

// withProducers returns a register that certificates can refer to.
func withProducers(t *testing.T) *desk {
	d := newDesk(t)
	d.load("producers", line("主体名称", "曾用名", "统一社会信用代码", "乡镇"),
		line("漠河市演示蓝莓合作社", "漠河市旧名合作社", "93232701PDY000044W", "北极镇"),
		line("演示食品有限公司", "", "91232701PDY00001XD", "西林吉镇"),
		line("同名合作社", "", "", "北极镇"), line("同名合作社", "", "", "图强镇"),
		line("赵演示", "", "", "图强镇"))
	return d
}

func TestCertificates_GreenFoodAnnouncement(t *testing.T) {
	t.Parallel()
	d := withProducers(t)
	rep := d.publish(table(
		line("序号", "生产单位", "核准用标产品", "商标", "绿色食品编号", "企业信息码", "核准产量(吨)", "许可期限"),
		line("1", "漠河县演示蓝莓合作社", "蓝莓", "演示牌", "LB-99-2601089999A", "GF232701990001", "12.5", "2024.1.5-2027.1.4"),
		line("2", "旧名加工厂", "蓝莓干", "/", "LB-99-2601089998AA", "GF232701990001", "1", "2026年12月"),
		line("3", "漠河市旧名合作社", "大豆", "", "lb－99－２６０１０８９９９７a", "", "", "长期"),
	), certificates)
	assert.Equal(t, map[string]string{
		"C000001": "P000001|漠河县演示蓝莓合作社|green_food|LB-99-2601089999A|蓝莓|A|12.50|2024-01-05|2027-01-04",
		"C000002": "P000001|旧名加工厂|green_food|LB-99-2601089998AA|蓝莓干|AA|1.00||2026-12-31",
		"C000003": "P000001|漠河市旧名合作社|green_food|LB-99-2601089997A|大豆|A|||",
	}, d.rows("certificates", "producer_id", "holder_name", "scheme", "number", "product", "level",
		"output_t", "valid_from_on", "valid_to_on"))
	assert.Equal(t, []string{"H3 rough_date"}, rules(rep, importer.Warning),
		"the GF code of the row before names the holder of an old name")
	assert.Equal(t, []string{"H4 open_end"}, rules(rep, importer.Note))

	rep = d.publish(table(
		line("生产单位", "产品名称", "证书编号", "企业信息码"),
		line("又一旧名", "木耳", "LB-99-2601089996A", "GF232701990001"),
	), certificates)
	assert.Empty(t, rules(rep, importer.Warning), "the GF code names the holder")
	assert.Equal(t, "P000001", d.rows("certificates", "producer_id")["C000004"])
}

func TestCertificates_Holders(t *testing.T) {
	t.Parallel()
	d := withProducers(t)
	for _, tt := range []struct{ id, uscc, name, want, rule string }{
		{"P000002", "", "别的名字", "P000002|别的名字", ""},
		{"", "９１232701pdy00001xd", "别的名字", "P000002|别的名字", ""},
		{"", "91232701PDY00001XD", "", "P000002|演示食品有限公司", ""},
		{"", "", "演示食品 有限公司", "P000002|演示食品 有限公司", ""},
		{"", "", "同名合作社", "|同名合作社", "ambiguous_holder"},
		{"", "", "没有这家合作社", "|没有这家合作社", "unknown_holder"},
		{"", "91232723PDY0000289", "钱演示", "|钱演示", "unknown_holder"},
		{"", "", "赵演示", "P000005|赵**", ""},
		{"", "", "孙演示", "|孙**", "unknown_holder"},
	} {
		rep, set := d.preview(table(
			line("主体编号", "统一社会信用代码", "持证主体", "认证类型", "证书编号", "产品名称"),
			line(tt.id, tt.uscc, tt.name, "有机", "0999OP2699999", "蓝莓")), certificates)
		def, row := only(t, d.schema, set)
		assert.Equal(t, tt.want, def.Text(row, "producer_id")+"|"+def.Text(row, "holder_name"), tt)
		want := []string(nil)
		for _, found := range rules(rep, importer.Warning) {
			want = append(want, found[len("A2 "):])
		}
		if tt.rule == "" {
			assert.Empty(t, want, tt)
		} else {
			assert.Equal(t, []string{tt.rule}, want, tt)
		}
		assert.NotContains(t, rep.Problems, tt.name)
	}
}

func TestCertificates_OldHolderIsNotKeptForANewName(t *testing.T) {
	t.Parallel()
	d := withProducers(t)
	header := line("持证主体", "认证类型", "证书编号", "产品名称")
	d.load("certificates", header, line("演示食品有限公司", "有机", "0999OP2699999", "蓝莓"))
	d.publish(table(header, line("没有这家公司", "有机", "0999OP2699999", "蓝莓")), certificates)
	assert.Equal(t, map[string]string{"C000001": "|没有这家公司"},
		d.rows("certificates", "producer_id", "holder_name"))
}

func TestCertificates_SchemeByNumber(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]struct{ scheme, rule string }{
		"LB-99-2601089999A": {"green_food", ""},
		"0999OP2699999":     {"organic", "assumed_organic"},
		"AGI99999":          {"gi", ""},
	} {
		rep, set := newDesk(t).preview(table(line("证书编号", "产品名称"), line(number, "蓝莓")), certificates)
		def, row := only(t, registry.Load(), set)
		assert.Equal(t, want.scheme, def.Text(row, "scheme"), number)
		if want.rule != "" {
			assert.Equal(t, []string{"A2 " + want.rule}, rules(rep, importer.Warning))
		}
	}
	rep, _ := newDesk(t).preview(table(line("证书编号", "产品名称", "认证类型"), line("甲字第1号", "蓝莓", ""),
		line("甲字第2号", "蓝莓", "自封")), certificates)
	assert.Equal(t, []string{"C2 required", "C3 unknown_code"}, rules(rep, importer.Error))
}

func TestCertificates_SeveralInOneCell(t *testing.T) {
	t.Parallel()
	header := line("认证类型", "证书编号", "产品名称", "有效期至", "核准产量")
	for name, tt := range map[string]struct {
		row  []string
		want map[string]string
		warn []string
	}{
		"pairs": {
			line("绿色食品", "LB-99-2601089999A、LB-99-2601089998A", "蓝莓、木耳", "2027-01-04", "10"),
			map[string]string{
				"C000001": "LB-99-2601089999A|蓝莓|2027-01-04|10.00",
				"C000002": "LB-99-2601089998A|木耳|2027-01-04|",
			},
			nil,
		},
		"line by line": {
			line("绿色食品", "LB-99-2601089999A\nLB-99-2601089998A", "蓝莓\n木耳", "2027-01-04\n2028-01-04", "10\n20"),
			map[string]string{
				"C000001": "LB-99-2601089999A|蓝莓|2027-01-04|10.00",
				"C000002": "LB-99-2601089998A|木耳|2028-01-04|20.00",
			},
			nil,
		},
		"one certificate, two products": {
			line("有机", "0999OP2699999", "蓝莓；木耳", "2027-01-04", ""),
			map[string]string{
				"C000001": "0999OP2699999|蓝莓|2027-01-04|", "C000002": "0999OP2699999|木耳|2027-01-04|",
			},
			nil,
		},
		"do not pair": {
			line("绿色食品", "LB-99-2601089999A，LB-99-2601089998A", "蓝莓、木耳、大豆", "2027-01-04", ""),
			map[string]string{
				"C000001": "LB-99-2601089999A|蓝莓、木耳、大豆|2027-01-04|",
				"C000002": "LB-99-2601089998A|蓝莓、木耳、大豆|2027-01-04|",
			},
			[]string{"C2 unpaired", "C2 unpaired"},
		},
	} {
		d := newDesk(t)
		rep := d.publish(table(header, tt.row), certificates)
		assert.Equal(t, tt.want, d.rows("certificates", "number", "product", "valid_to_on", "output_t"), name)
		assert.Equal(t, 2, rep.Rows, name)
		assert.Equal(t, tt.warn, rules(rep, importer.Warning), name)
		again, _ := d.preview(table(header, tt.row), certificates)
		assert.Equal(t, 2, again.Unchanged, name)
	}
}

func TestRatings_SchemeAndSubject(t *testing.T) {
	t.Parallel()
	d := withProducers(t)
	d.load("input_dealers", line("门店名称", "统一社会信用代码", "乡镇", "经营类别"),
		line("演示农资店", "92232701PDY0000365", "北极镇", "农药、种子"),
		line("演示食品有限公司", "91232701PDY00001XD", "北极镇", "农药"))
	d.load("credit_schemes", line("方案名称", "评价对象", "等级", "不良等级起点", "施行日期", "施行截止日期"),
		line("旧办法", "生产主体", "好、差", "差", "2020-01-01", "2024-12-31"),
		line("新办法", "生产主体", "A、B、C、D", "D", "2025-01-01", ""),
		line("农资办法", "农资经营主体", "A、B、C", "C", "2025-01-01", ""))
	rep := d.publish(table(
		line("主体名称", "统一社会信用代码", "评价方案", "评价年度", "等级"),
		line("漠河市演示蓝莓合作社", "", "", "2025年", "A级"),
		line("漠河市演示蓝莓合作社", "", "", "2023", "好"),
		line("演示农资店", "", "", "2025", "B"),
		line("演示食品有限公司", "91232701PDY00001XD", "", "2025", "B"),
		line("演示食品有限公司", "91232701PDY00001XD", "农资办法", "2025", "B"),
		line("演示食品有限公司", "91232701PDY00001XD", "新办法", "2025", "Z"),
		line("漠河市演示蓝莓合作社", "", "火星办法", "2022", "A"),
	), importer.Options{Dataset: registry.CreditRatings})
	assert.Equal(t, map[string]string{
		"R000001": "P000001|S02|2025|A", "R000002": "P000001|S01|2023|好", "R000003": "A000001|S03|2025|B",
		"R000004": "||2025|B", "R000005": "A000002|S03|2025|B", "R000006": "P000002|S02|2025|Z",
		"R000007": "P000001||2022|A",
	}, d.rows("credit_ratings", "subject_id", "scheme_id", "year", "level"))
	assert.Equal(t, []string{
		"B5 ambiguous_holder", "C5 no_scheme", "E7 unknown_level", "C8 unknown_scheme",
	}, rules(rep, importer.Warning))
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.load("divisions", line("区划代码", "名称", "级别", "上级", "曾用名"),
		line("232701199", "演示镇", "镇", "漠河市", "演示乡"),
		line("232701199200", "演示村", "行政村", "232701199", ""))
	assert.Equal(t, map[string]string{
		"D232701199": "演示镇|town|D232701|演示乡", "D232701199200": "演示村|village|D232701199|",
	}, d.rows("divisions", "name", "level", "parent_id", "former_names"))
	for _, tt := range []struct{ town, village, wantTown, wantVillage, rule string }{
		{"北极镇", "北红村", "D232701104", "D232701104201", ""},
		{"北极", "北极", "D232701104", "D232701104200", ""},
		{"漠河县漠河乡", "", "D232701104", "", "former_place"},
		{"劲涛镇", "", "D232701102", "", "former_place"},
		{"232701104", "", "D232701104", "", ""},
		{"D232701104", "D232701104200", "D232701104", "D232701104200", ""},
		{"", "洛古河村", "D232701104", "D232701104202", ""},
		{"图强镇", "北红村", "D232701101", "D232701104201", "village_town"},
		{"漠河市", "", "", "", "unknown_town"},
		{"巴黎", "", "", "", "unknown_town"},
		{"北极镇", "巴黎", "D232701104", "", "unknown_village"},
		{"演示乡", "演示村", "D232701199", "D232701199200", ""},
		{"黑山村", "", "D232701100", "", ""},
	} {
		rep, set := d.preview(table(line("主体名称", "乡镇", "村"),
			line("演示合作社", tt.town, tt.village)), importer.Options{Dataset: "producers"})
		def, row := only(t, d.schema, set)
		assert.Equal(t, tt.wantTown+"|"+tt.wantVillage,
			def.Text(row, "town_id")+"|"+def.Text(row, "village_id"), tt)
		var found []string
		for _, p := range rep.Problems {
			found = append(found, p.Rule)
		}
		if tt.rule == "" {
			assert.Empty(t, found, tt)
		} else {
			assert.Equal(t, []string{tt.rule}, found, tt)
		}
	}
}

func TestDivisions_CodesAreIDs(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	header := line("区划代码", "名称", "级别")
	d.load("divisions", header, line("232701104", "北极镇", "镇"))
	rep, _ := d.preview(table(header, line("232701104", "北极镇", "镇"), line("第五", "某镇", "镇"),
		line("", "某镇", "镇")), importer.Options{Dataset: "divisions"})
	assert.Equal(t, 1, rep.Unchanged)
	assert.Equal(t, []string{"A3 bad_code", "A4 required"}, rules(rep, importer.Error))
}

func TestOtherDatasets_ComeInAndStay(t *testing.T) {
	t.Parallel()
	d := withProducers(t)
	for ds, rows := range map[string][][]string{
		"trace_entities": {
			line("序号", "主体名称", "产品", "面积(亩)", "注册时间", "平台", "状态"),
			line("1", "演示食品有限公司", "蓝莓", "30", "2025年1月5日", "国家平台", "正常"),
			line("2", "没有这家合作社", "木耳", "", "", "省级平台", "停用"),
		},
		"demonstration_titles": {
			line("序号", "合作社名称", "级别", "评定年度"),
			line("1", "漠河市演示蓝莓合作社", "省级", "2024"), line("2", "王演示", "地级", "2025年"),
		},
		"labs": {
			line("快检室名称", "乡镇", "开放时间", "检测项目", "时限", "联系人", "电话"),
			line("演示快检室", "北极镇", "周一至周五 8:30-16:30", "农药残留、兽药残留", "0.5小时", "李演示", "0457-2880001"),
		},
		"service_points": {
			line("服务点名称", "乡镇", "村", "服务内容", "设备"),
			line("演示服务点", "北极镇", "北极村", "打印、培训", "打印机"),
		},
		"input_dealers": {
			line("门店名称", "许可证号", "有效期至", "经营类别", "是否限制使用农药定点"),
			line("演示农资店", "农药经许（黑）23270129999", "2027年6月30日", "农药/种子", "否"),
		},
	} {
		opt := importer.Options{Dataset: ds}
		first := d.publish(table(rows...), opt)
		assert.Equal(t, len(rows)-1, first.New, "%s %v", ds, first.Problems)
		again, set := d.preview(table(rows...), opt)
		assert.Equal(t, len(rows)-1, again.Unchanged, "%s %v", ds, again.Changes)
		assert.Empty(t, set.Changes, ds)
	}
	assert.Equal(t, map[string]string{"H000001": "P000001|漠河市演示蓝莓合作社", "H000002": "|王**"},
		d.rows("demonstration_titles", "producer_id", "holder_name"))
	assert.Equal(t, map[string]string{"L01": "30|农药残留;兽药残留|0457-2880001"},
		d.rows("labs", "turnaround_minutes", "items", "phone"))
	assert.Equal(t, map[string]string{"A000001": "农药经许(黑)23270129999|2027-06-30|seed;pesticide"},
		d.rows("input_dealers", "licence_number", "licence_valid_to_on", "categories"))
}

// A report repeats a town that nobody knows, so that a clerk sees the slip, and masks what may be
// somebody's name in the wrong column.
func TestReport_RepeatsAnUnknownTown(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for typed, want := range map[string]string{
		"西林古镇": "西林古镇", "演示村": "演示村", "王演示": "王**",
	} {
		rep, _ := d.preview(table(line("主体名称", "乡镇"), line("演示合作社", typed)),
			importer.Options{Dataset: "producers"})
		require.Len(t, rep.Problems, 1, typed)
		assert.Equal(t, want, rep.Problems[0].Value, typed)
	}
}
