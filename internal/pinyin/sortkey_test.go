package pinyin

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// TestSpelling lists words of the field with the syllables a list is ordered by.
func TestSpelling(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		// Places.
		"黑龙江": "hei long jiang", "大兴安岭": "da xing an ling", "漠河市": "mo he shi",
		"重庆": "chong qing", "长春": "chang chun", "长顺县": "chang shun xian", "长乐": "chang le",
		"长白": "chang bai", "厦门": "xia men", "六安": "lu an", "番禺": "pan yu", "蚌埠": "beng bu",
		"单县": "shan xian", "成都": "cheng du", "朝阳": "chao yang", "绥棱": "sui leng", "穆棱": "mu ling",
		"古莲镇长顺": "gu lian zhen chang shun", "兴安镇长青村": "xing an zhen chang qing cun",
		"珲春": "hun chun", "阿木尔": "a mu er", "乾安": "qian an",
		"阿什河": "a shi he", "莲花泡": "lian hua pao",
		// Kinds of organisation.
		"农民专业合作社": "nong min zhuan ye he zuo she", "家庭农场": "jia ting nong chang",
		"股份有限公司": "gu fen you xian gong si", "供销社": "gong xiao she",
		"银行": "yin hang", "行业": "hang ye", "粮油": "liang you", "加工厂": "jia gong chang",
		"都市农业": "du shi nong ye", "种植": "zhong zhi", "养殖": "yang zhi", "种子": "zhong zi",
		"畜牧": "xu mu", "畜禽": "chu qin", "农畜产品": "nong xu chan pin",
		// Words with a character of several readings.
		"重点": "zhong dian", "重阳": "chong yang", "增长": "zeng zhang", "家长": "jia zhang",
		"快乐": "kuai le", "音乐": "yin yue", "西藏": "xi zang", "冷藏": "leng cang",
		"调味": "tiao wei", "调研": "diao yan", "还林": "huan lin", "曾": "zeng",
		// Products.
		"蓝莓": "lan mei", "黑木耳": "hei mu er", "灵芝": "ling zhi", "猪": "zhu", "猴头菇": "hou tou gu",
		"茄子": "qie zi", "番茄": "fan qie", "药材": "yao cai", "大黄": "dai huang",
		"大黄米": "da huang mi", "人参": "ren shen", "海参加工": "hai shen jia gong",
		"参加": "can jia", "侧柏": "ce bai", "黄柏": "huang bo", "柞蚕": "zuo can",
		"桔梗": "jie geng", "桔子": "ju zi", "桑葚": "sang shen", "绿豆": "lv dou",
		"粘玉米": "nian yu mi", "薄荷": "bo he", "薄皮核桃": "bao pi he tao", "白术": "bai zhu",
	} {
		assert.Equal(t, strings.Fields(want), overrides.spell(word), word)
	}
}

// TestSortKeyOrder lists names in the order a reader expects.
func TestSortKeyOrder(t *testing.T) {
	t.Parallel()
	for name, ordered := range map[string][]string{
		"scripts":                 {"", "12", "1组", "9", "ＡＢＣ", "abd", "z", "安达", "中", "я", "ア"},
		"short ones first":        {"阿城", "安", "安达", "安康", "昂昂溪", "奥", "阿胶"},
		"by character":            {"西安", "西乡", "仙", "先安", "先农", "象"},
		"u, ü, ua":                {"陆", "旅", "绿", "栾", "略", "伦", "罗"},
		"tones":                   {"妈祖", "麻江", "马兰", "马力", "骂"},
		"one character together":  {"黎明合作社", "黎族", "李村", "李家"},
		"words, not characters":   {"重庆", "大黄", "单县", "重点"},
		"marks count last":        {"黑龙江集团", "黑龙江（集团）", "黑龙江集团公司", "黑龙江林业"},
		"accents count last":      {"lubeck", "lübeck", "lubecker"},
		"a name before its parts": {"漠河市", "漠河市北极镇", "漠河市北极镇蓝莓", "漠河市图强镇"},
	} {
		got := slices.Clone(ordered)
		slices.Reverse(got)
		slices.SortFunc(got, func(a, b string) int {
			return strings.Compare(SortKey(a), SortKey(b))
		})
		assert.Equal(t, ordered, got, name)
	}
}

func TestSortKey(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"":     "",
		"b2":   "B2",
		"黑":    "hei10vdd",
		"绿":    "lu:40p33",
		"ア":    "~09lu",
		"（黑）":  "hei10vdd!00140vdd0015",
		"Café": "CAFE!002r002p002u006h",
	} {
		assert.Equal(t, want, SortKey(name), name)
	}
}

func requireKey(t require.TestingT, a, b string) {
	ka, kb := SortKey(a), SortKey(b)
	for i := range len(ka) {
		require.True(t, ka[i] > ' ' && ka[i] < utf8.RuneSelf, "the key of %q is ASCII", a)
	}
	require.Equal(t, fold.Fold(a) == fold.Fold(b), ka == kb, "one key for %q and %q", a, b)
}

func TestSortKeyTellsNamesApart(t *testing.T) {
	t.Parallel()
	near := rapid.StringOfN(rapid.SampledFrom([]rune("农農黑绿陆aAü1-（ア重庆")), 0, 6, -1)
	rapid.Check(t, func(t *rapid.T) {
		requireKey(t, near.Draw(t, "a"), near.Draw(t, "b"))
		requireKey(t, rapid.String().Draw(t, "c"), rapid.String().Draw(t, "d"))
	})
}

func FuzzSortKey(f *testing.F) {
	f.Add("漠河市北极镇蓝莓种植农民专业合作社", "漠河市")
	f.Add("重庆（集团）", "重\xff\u200b庆")
	f.Add("Ｌ Ｂ ü", "\U0010ffff〇㎡")
	f.Fuzz(func(t *testing.T, a, b string) { requireKey(t, a, b) })
}

func BenchmarkSortKey(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		SortKey("漠河市北极镇蓝莓种植农民专业合作社")
	}
}
