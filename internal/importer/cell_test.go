package importer

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mingtian-portal/mingtian/internal/registry"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"漠河市":            "漠河市",
		"  漠河  市 ":       "漠河 市",
		"\uFEFF漠\u200b河": "漠河",
		"１２Ａｂ号（东）":       "12Ab号（东）",
		"'00123":         "00123",
		"甲\r\n乙\n\n":     "甲\n乙",
		"甲\u00a0乙":       "甲 乙",
	} {
		assert.Equal(t, want, clean(s), "%q", s)
		assert.Equal(t, want, clean(clean(s)), "%q twice", s)
	}
}

func TestIsBlank(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", " ", "无", "暂无", "/", "—", "——", "--", "N/A", "n/a", "#N/A", "***", "＊＊",
		"（无）", "NULL", "　", "…", "不详",
	} {
		assert.True(t, isBlank(s), "%q", s)
	}
	for _, s := range []string{"0", "1/2 Million", "无花果", "张**", "*Eatlife", "% Arabica", "N/A公司", "否"} {
		assert.False(t, isBlank(s), "%q", s)
	}
}

func TestSplitList(t *testing.T) {
	t.Parallel()
	for s, want := range map[string][]string{
		"蓝莓、木耳，大豆":       {"蓝莓", "木耳", "大豆"},
		"蓝莓/木耳\n大豆":      {"蓝莓", "木耳", "大豆"},
		"蓝莓；木耳":          {"蓝莓", "木耳"},
		"蓝莓;1/2 Million": {"蓝莓", "1/2 Million"},
		"黑木耳（干、鲜）、蓝莓":    {"黑木耳（干、鲜）", "蓝莓"},
		"蓝莓、、无、蓝莓":       {"蓝莓"},
		" 蓝莓 、 木耳 ":      {"蓝莓", "木耳"},
	} {
		assert.Equal(t, want, splitList("products", s), s)
	}
	assert.Equal(t, []string{"好，很好", "一般、还行"}, splitList("level_meanings", "好，很好；一般、还行"))
}

func TestParseBool(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"是": true, "有": true, "√": true, "Y": true, "1": true, "TRUE": true,
		"否": false, "无": false, "×": false, "N": false, "0": false, "x": false, "Ｙ": true,
	} {
		got, ok := parseBool(s)
		assert.True(t, ok, s)
		assert.Equal(t, want, got, s)
	}
	for _, s := range []string{"", "也许", "2"} {
		_, ok := parseBool(s)
		assert.False(t, ok, s)
	}
}

func TestNameKey(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"漠河市演示（北极）合作社", "漠河市演示(北极)合作社"},
		{"漠河县演示合作社", "漠河市演示合作社"},
		{"漠河市 演示 合作社", "漠河市演示合作社"},
		{"ＡＢＣ农场", "abc农场"},
		{"演示農場", "演示农场"},
	} {
		assert.Equal(t, nameKey(pair[0]), nameKey(pair[1]))
	}
	assert.NotEqual(t, nameKey("张*"), nameKey("张**"))
	assert.Equal(t, "%", nameKey("%"), "a name of signs alone is still a name")
}

func TestHeadings(t *testing.T) {
	t.Parallel()
	s := registry.Load()
	for _, tt := range []struct{ dataset, heading, field, unit string }{
		{"producers", "主体名称", "name", ""},
		{"producers", " 主 体\n名 称 ", "name", ""},
		{"producers", "*主体名称：", "name", ""},
		{"producers", "種植面積(畝)", "area_mu", "亩"},
		{"producers", "面积（公顷）", "area_mu", "公顷"},
		{"producers", "面积/万亩", "area_mu", "万亩"},
		{"producers", "存栏（头、只）", "head_count", "头只"},
		{"producers", "主体类型（企业/合作社/家庭农场/种养大户）", "kind", ""},
		{"producers", "乡（镇）", "town_id", ""},
		{"producers", "统一社会信用代码（注册号）", "uscc", ""},
		{"producers", "Company name", "name", ""},
		{"producers", "area_mu", "area_mu", ""},
		{"certificates", "核准用标产品", "product", ""},
		{"certificates", "核准产量（吨）", "output_t", "吨"},
		{"certificates", "产量（公斤）", "output_t", "公斤"},
		{"certificates", "统一社会信用代码", "producer_id", ""},
	} {
		def := s.Def(tt.dataset)
		field, unit, ok := newHeadings(def).field(tt.heading)
		if assert.True(t, ok, tt.heading) {
			assert.Equal(t, tt.field, def.Columns[field].Name, tt.heading)
			assert.Equal(t, tt.unit, unit, tt.heading)
		}
	}
	for _, heading := range []string{"", "法人代表", "注册资金", "经营范围", "所在省份", "地区", "风险等级"} {
		_, _, ok := newHeadings(s.Def("producers")).field(heading)
		assert.False(t, ok, heading)
	}
}
