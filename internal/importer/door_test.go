package importer_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/importer"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// An ID number of a made-up person: the region does not exist.
const madeUpID = "230199199001011230"

func TestDoor_NothingPersonalGetsIn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	rep, set := d.preview(table(
		line("主体名称", "曾用名", "统一社会信用代码", "法定代表人", "身份证号", "联系电话", "银行卡号", "家庭住址",
			"地址", "主要产品", "备注"),
		line("欧阳演示", "欧阳旧名", "", "欧阳演示", madeUpID, "139-0000-1234", "6222000011112222",
			"北极村8号", "漠河市北极镇北极村8号", "蓝莓（电话13900001234）", "身份证"+madeUpID),
		line("漠河市演示合作社", "", madeUpID, "司马演示", "", "0457-2880000转8001、１３９００００１２３５", "", "",
			"漠河市西林吉镇中华街9号", "木耳", ""),
		line("王演示经营部", "", "92232701PDY0000365", "王演示", "", "139 0000 1236", "", "",
			"漠河市图强镇育英街7号", "", ""),
	), importer.Options{Dataset: registry.Producers})
	everything, err := json.Marshal([]any{rep, set})
	require.NoError(t, err)
	for _, secret := range []string{
		madeUpID, "欧阳演示", "欧阳旧名", "司马演示", "13900001234", "139-0000-1234",
		"13900001235", "139 0000 1236", "6222000011112222", "北极村8号",
	} {
		assert.NotContains(t, string(everything), secret)
	}
	var names, addresses, phones, products []string
	def := d.schema.Def(registry.Producers)
	for _, c := range set.Changes {
		row, err := def.Decode(c.After.Row)
		require.NoError(t, err)
		names = append(names, def.Text(row, "name")+"|"+def.Text(row, "former_names"))
		addresses = append(addresses, def.Text(row, "address"))
		phones = append(phones, def.Text(row, "phone"))
		products = append(products, def.Text(row, "products"))
	}
	assert.Equal(t, []string{"欧阳**|欧阳**", "漠河市演示合作社|", "王演示经营部|"}, names)
	assert.Equal(t, []string{"漠河市北极镇北极村", "漠河市西林吉镇中华街9号", "漠河市图强镇育英街7号"}, addresses)
	assert.Equal(t, []string{"", "0457-2880000转8001", ""}, phones)
	assert.Equal(t, "蓝莓（电话139****1234）", products[0])
	counts := map[string]int{}
	for _, p := range rep.Personal {
		counts[string(p.Sort)+" "+p.Action] += p.Count
	}
	assert.Equal(t, 2, counts["person masked"])
	assert.Equal(t, 3, counts["id_number dropped"])
	assert.Equal(t, 3, counts["mobile dropped"])
	assert.Equal(t, 1, counts["mobile masked"])
	assert.Equal(t, 1, counts["bank_account dropped"])
	assert.Equal(t, 1, counts["home shortened"])
}

func TestDoor_SoleTraderKeepsNameAndLosesHouseNumber(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.load("producers", line("主体名称", "统一社会信用代码", "地址"),
		line("李演示", "92232701PDY0000365", "漠河市北极镇北极村3号"),
		line("演示商店", "92232701PDY000039Y", "漠河市北极镇北极村4号"))
	rows := d.rows("producers", "name", "kind", "address")
	assert.Equal(t, "李演示|sole_trader|漠河市北极镇北极村", rows["P000001"])
	assert.Contains(t, rows["P000002"], "漠河市北极镇北极村4号")
}

func TestInference_Kind(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, uscc, want string }{
		{"演示食品厂", "91232701PDY00001XD", "enterprise"},
		{"演示食杂店", "92232701PDY0000365", "sole_trader"},
		{"演示蓝莓联社", "93232701PDY000044W", "cooperative"},
		{"演示村集体", "N2232701PDY0000608", "collective"},
		{"演示家庭农场", "92232701PDY0000365", "family_farm"},
		{"演示家庭农场", "", "family_farm"},
		{"演示专业合作社", "", "cooperative"},
		{"演示村股份经济合作社", "", "collective"},
		{"演示有限公司", "", "enterprise"},
		{"张演示", "", "large_grower"},
		{"演示推广中心", "12232701PDY000079T", ""},
		{"演示养殖场", "", ""},
	} {
		_, set := newDesk(t).preview(table(line("主体名称", "统一社会信用代码", "主体类型"),
			line(tt.name, tt.uscc, "")), importer.Options{Dataset: "producers"})
		def, row := only(t, registry.Load(), set)
		assert.Equal(t, tt.want, def.Text(row, "kind"), tt)
	}
}

func TestIdentifiers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ cell, want, rule string }{
		{"93232701PDY000044W", "93232701PDY000044W", ""},
		{"９３２３２７０１PDY000044W", "93232701PDY000044W", ""},
		{"93232701pdy000044w", "93232701PDY000044W", "lower_case"},
		{"93232701PDY000044X", "93232701PDY000044X", "uscc_check_digit"},
		{"93232701PDY00004", "93232701PDY00004", "uscc_length"},
		{"办理中", "", "uscc_shape"},
		{"无", "", ""},
	} {
		rep, set := newDesk(t).preview(table(line("主体名称", "统一社会信用代码"), line("演示合作社", tt.cell)),
			importer.Options{Dataset: "producers"})
		def, row := only(t, registry.Load(), set)
		assert.Equal(t, tt.want, def.Text(row, "uscc"), tt.cell)
		want := []string(nil)
		if tt.rule != "" {
			want = []string{"B2 " + tt.rule}
		}
		assert.Equal(t, want, rules(rep, importer.Warning), tt.cell)
	}
}

func TestIdentifiers_DestroyedByASpreadsheet(t *testing.T) {
	t.Parallel()
	w := newWorkbook(t).sheet("名录", []any{"主体名称", "统一社会信用代码"},
		[]any{"演示甲合作社", 912327011234567890.0}, []any{"演示乙合作社", "912327011234567000"},
		[]any{"演示丙合作社", "9.1233E+17"})
	rep, _ := newDesk(t).preview(w.bytes(), importer.Options{Dataset: "producers", FileName: "a.xlsx"})
	assert.Equal(t, []string{"B2 destroyed", "B3 destroyed", "B4 destroyed"}, rules(rep, importer.Error))
	for _, p := range rep.Problems {
		assert.Contains(t, p.Zh, "文本", "says how to format the column")
	}
}
