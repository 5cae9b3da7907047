package privacy_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/mingtian-portal/mingtian/internal/privacy"
)

func TestMaskName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"张三":         "张*",
		"张三丰":        "张**",
		"张王演示":       "张***",
		"欧阳修":        "欧阳*",
		"欧阳演示":       "欧阳**",
		"司马":         "司*",
		"諸葛演":        "諸葛*",
		"张　三":        "张*",
		"张 三 丰":      "张**",
		"阿依古丽·买买提":   "阿***·***",
		"阿依•古丽":      "阿*•**",
		"张三、欧阳修":     "张*、欧阳*",
		"张三,李四;王五":   "张*,李*;王*",
		"John Smith": "J*** *****",
		"张**":        "张**",
		"***":        "***",
		"":           "",
	} {
		assert.Equal(t, want, privacy.MaskName(name), name)
		assert.Equal(t, want, privacy.MaskName(want), "%s twice", name)
	}
}

func TestLooksLikePerson(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"张三", "张三丰", "欧阳建社", "王建社", "李园", "李 园", "阿依古丽·买买提", "张**",
		"John Smith", "漠河市张三", "司徒文会",
	} {
		assert.True(t, privacy.LooksLikePerson(name), name)
	}
	for _, name := range []string{
		"", "演示食品有限公司", "演示合作社", "张三家庭农场", "北极村供销社", "演示食杂店",
		"李演示门市", "演示制鞋厂", "漠河市农业农村局", "北极村村委会", "漠河演示站（总站）", "Demo Farm",
		"DEMO Co., Ltd", "演示农资商行", "西林吉镇快检室",
	} {
		assert.False(t, privacy.LooksLikePerson(name), name)
	}
}

func TestMaskMobiles(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"13900001234":       "139****1234",
		"电话：13900001234，谢谢": "电话：139****1234，谢谢",
		"139-0000-1234":     "139****1234",
		"139 0000 1234":     "139****1234",
		"１３９００００１２３４（张）": "139****1234（张）",
		"+86 13900001234":         "+86 139****1234",
		"008613900001234":         "0086139****1234",
		"13900001234/13900001235": "139****1234/139****1235",
		"0457-2880000":            "0457-2880000",
		"12900001234":             "12900001234",
		"农药经许(晋)14010020001":      "农药经许(晋)140****0001",
		"A13900001234":            "A13900001234",
		"139000012345":            "139000012345",
		"91232701PDY00001XD":      "91232701PDY00001XD",
		"09992600000000001":       "09992600000000001",
		"139****1234":             "139****1234",
		"\xff13900001234":         "\uFFFD139****1234",
	} {
		got, _ := privacy.MaskMobiles(s)
		assert.Equal(t, want, got, s)
	}
	_, n := privacy.MaskMobiles("13900001234、13900001235")
	assert.Equal(t, 2, n)
}

func TestPhones(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]struct {
		kept    []string
		mobiles int
	}{
		"0457-2880000":              {[]string{"0457-2880000"}, 0},
		"04572880000":               {[]string{"0457-2880000"}, 0},
		"０４５７－２８８００００":              {[]string{"0457-2880000"}, 0},
		"0457 2880000 转 8001":       {[]string{"0457-2880000转8001"}, 0},
		"4572880000":                {[]string{"0457-2880000"}, 0},
		"2880000":                   {[]string{"2880000"}, 0},
		"010-65432100":              {[]string{"010-65432100"}, 0},
		"12316":                     {[]string{"12316"}, 0},
		"400-123-4567":              {[]string{"400-123-4567"}, 0},
		"13900001234":               {nil, 1},
		"13900001234/0457-2880000":  {[]string{"0457-2880000"}, 1},
		"张主任 139 0000 1234，2880000": {[]string{"2880000"}, 1},
		"0457-2880000、0457-2880001": {[]string{"0457-2880000", "0457-2880001"}, 0},
		"无":                         {nil, 0},
		"张三":                        {nil, 0},
		"230199199001011230":        {nil, 0},
	} {
		kept, mobiles := privacy.Phones(s)
		assert.Equal(t, want.kept, kept, s)
		assert.Equal(t, want.mobiles, mobiles, s)
	}
}

func TestHasIDNumber(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"230199199001011230", "身份证230199199001011230。", "２３０１９９１９９００１０１１２３０",
		"23019919900101123X", "23019919900101123x", "230199 19900101 1230",
	} {
		assert.True(t, privacy.HasIDNumber(s), s)
	}
	for _, s := range []string{
		"", "91232701PDY00001XD", "912327010000000000", "230199199013011230", "230199299001011230",
		"1230199199001011230", "09992600000000001", "2026-01-05 2026-01-06 2026", "N2232701PDY0000608",
		"990199199001011230", "23010119900101123",
	} {
		assert.False(t, privacy.HasIDNumber(s), s)
	}
}

func TestPersonalHeader(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]privacy.Sort{
		"法定代表人": privacy.Person, "法人代表": privacy.Person, "法定代表人（负责人）": privacy.Person,
		"联 系 人": privacy.Person, "监管责任人": privacy.Person, "性别": privacy.Person,
		"身份证号码": privacy.IDNumber, "法人身份证号": privacy.IDNumber, "手机号": privacy.Mobile,
		"微信号": privacy.Mobile, "银行卡号": privacy.BankAccount, "家庭住址": privacy.Home,
		"经度": privacy.Home, "风险等级": privacy.Internal,
	} {
		got, ok := privacy.PersonalHeader(header)
		assert.True(t, ok, header)
		assert.Equal(t, want, got, header)
	}
	for _, header := range []string{"", "主体名称", "统一社会信用代码", "注册资金", "经营范围", "地区", "备注", "产品"} {
		_, ok := privacy.PersonalHeader(header)
		assert.False(t, ok, header)
	}
}

func TestVillage(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"漠河市北极镇北极村8号":           "漠河市北极镇北极村",
		"漠河市北极镇北极村村委会东侧":        "漠河市北极镇北极村",
		"黑龙江省大兴安岭地区漠河市图强镇育英街7号": "黑龙江省大兴安岭地区漠河市图强镇",
		"漠河市西林吉镇松苑社区3号楼2单元":     "漠河市西林吉镇松苑社区",
		"漠河市北极镇":                "漠河市北极镇",
		"北极村12号":                "北极村",
		"江西省景德镇市昌江区某路1号":        "江西省景德镇市昌江区",
		"漠河市中华街29号":             "漠河市",
		"中华街29号":                "",
		"":                      "",
	} {
		assert.Equal(t, want, privacy.Village(address), address)
		assert.Equal(t, want, privacy.Village(want), "%s twice", address)
	}
}

func FuzzMasking(f *testing.F) {
	for _, s := range []string{"张三", "13900001234", "漠河市北极镇北极村8号", "0457-2880000", "\xff1390000 1234"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := privacy.MaskName(s)
		assert.Equal(t, name, privacy.MaskName(name), "%q", s)
		text, _ := privacy.MaskMobiles(s)
		again, n := privacy.MaskMobiles(text)
		assert.Equal(t, text, again, "%q", s)
		assert.Zero(t, n, "%q leaves a number", s)
		assert.True(t, strings.HasPrefix(strings.TrimSpace(s), privacy.Village(s)))
		kept, _ := privacy.Phones(s)
		for _, k := range kept {
			assert.True(t, utf8.ValidString(k))
			_, n := privacy.MaskMobiles(k)
			assert.Zero(t, n, "%q kept a mobile", s)
		}
		privacy.HasIDNumber(s)
		privacy.LooksLikePerson(s)
	})
}
