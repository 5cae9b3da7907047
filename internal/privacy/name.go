package privacy

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mingtian-portal/mingtian/internal/ident"
)

// compoundSurnames are the surnames of two characters (复姓).
var compoundSurnames = []string{
	"欧阳", "司马", "上官", "诸葛", "尉迟", "皇甫", "夏侯", "东方", "赫连", "澹台", "公孙", "公冶",
	"宗政", "濮阳", "淳于", "单于", "太叔", "申屠", "仲孙", "轩辕", "令狐", "钟离", "宇文", "长孙",
	"慕容", "鲜于", "闾丘", "司徒", "司空", "司寇", "亓官", "南宫", "呼延", "独孤", "拓跋", "端木",
	"百里", "东郭", "南门", "西门", "公羊", "公西", "谷梁", "左丘", "东门", "第五", "歐陽", "司馬",
	"諸葛", "尉遲", "東方", "長孫", "獨孤", "爱新", "叶赫", "那拉", "纳兰", "完颜", "富察",
}

// organisationWords say wherever they stand in a name that it is not a person's.
var organisationWords = []string{
	"公司", "集团", "合作社", "联合社", "经济社", "供销社", "联合会", "农场", "牧场", "林场", "渔场",
	"农庄", "山庄", "庄园", "果园", "种植园", "采摘园", "产业园", "示范园", "园区", "养殖场", "饲养场",
	"猪场", "牛场", "羊场", "鸡场", "鹿场", "蜂场", "种畜场", "苗圃", "基地", "中心", "协会", "学会",
	"商会", "委员会", "村委会", "居委会", "政府", "工厂", "加工厂", "厂房", "企业", "工作室", "经营部",
	"经销处", "销售部", "门市", "商店", "商行", "商场", "超市", "药房", "药店", "诊所", "医院", "学校",
	"大学", "研究", "总社", "总场", "分场", "大队", "小队", "村民小组", "经济组织", "林业局", "农业局",
	"农村局", "监督", "管理", "服务", "实验室", "快检", "检测", "检验", "推广", "种子站", "种业",
	"农资", "农业", "林业", "牧业", "渔业", "食品", "饲料", "兽药", "农药", "化肥", "肥料", "科技",
	"贸易", "商贸", "经营", "加工", "收购", "批发", "零售", "酒店", "饭店", "宾馆", "餐厅", "工业",
	"实业", "产业", "厂家", "合伙", "个体工商户", "联营", "联盟", "联社", "专业社", "工会", "银行",
	"COMPANY", "CO.", "LTD", "INC.", "FARM", "COOPERATIVE", "CO-OP", "CENTRE", "CENTER",
	"LABORATORY", "SHOP", "STORE", "ASSOCIATION", "GROUP", "TRADING", "FOODS", "COLLECTIVE",
}

// organisationEndings say so at the end of a name of four characters and more. Shorter names
// with them are given names as well: 王建社, 李园.
const organisationEndings = "厂店社场站部园局所院队庄行馆坊室会处铺栏圈点组"

// LooksLikePerson reports whether a name counts as that of a natural person: it has no word of
// an organisation in it. Whoever has a USCC is none, whatever the name; that is for the caller
// to know. The rule errs towards a person, because a hidden shop can be shown tomorrow.
func LooksLikePerson(name string) bool {
	n := ident.Normalise(name)
	if n == "" {
		return false
	}
	for _, word := range organisationWords {
		if strings.Contains(n, word) {
			return false
		}
	}
	bare := []rune(unbracketed(n))
	if len(bare) < 4 || len(bare) == 4 && surname(bare) == 2 {
		return true
	}
	return !strings.ContainsRune(organisationEndings, bare[len(bare)-1])
}

// unbracketed drops a remark in brackets at the end: 漠河市某某站(总站).
func unbracketed(s string) string {
	if i := strings.IndexByte(s, '('); i > 0 && strings.HasSuffix(s, ")") {
		return s[:i]
	}
	return s
}

// MaskName returns what may be left of natural persons' names: the surname, and an asterisk for
// every other character (张三丰 → 张**, 欧阳修 → 欧阳*). Of a name with a dot, whose first part
// is no surname, the first character stays (阿依·古丽 → 阿*·**). Several names in one text are
// masked one by one.
func MaskName(name string) string {
	var b strings.Builder
	for len(name) > 0 {
		end := strings.IndexFunc(name, betweenNames)
		switch {
		case end < 0:
			end = len(name)
		case end == 0:
			_, size := utf8.DecodeRuneInString(name)
			b.WriteString(name[:size])
			name = name[size:]
			continue
		}
		b.WriteString(maskOne(name[:end]))
		name = name[end:]
	}
	return b.String()
}

func betweenNames(r rune) bool { return strings.ContainsRune("、，,;；/\n", r) }

func maskOne(name string) string {
	runes := []rune(strings.TrimSpace(name))
	if len(runes) > 0 && unicode.Is(unicode.Han, runes[0]) {
		runes = slices.DeleteFunc(runes, unicode.IsSpace) // 张　三 is two characters
	}
	keep := surname(runes)
	for i, r := range runes {
		if i >= keep && !unicode.IsSpace(r) && !isDot(r) {
			runes[i] = '*'
		}
	}
	return string(runes)
}

// surname returns how many characters of a name are its surname, or may stay in place of one.
func surname(name []rune) int {
	if len(name) < 3 || slices.ContainsFunc(name, isDot) {
		return 1
	}
	for _, s := range compoundSurnames {
		if string(name[:2]) == s {
			return 2
		}
	}
	return 1
}

func isDot(r rune) bool { return strings.ContainsRune("·•‧・･∙⋅．.", r) }
