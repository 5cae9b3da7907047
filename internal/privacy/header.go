package privacy

import (
	"strings"

	"github.com/mingtian-portal/mingtian/internal/ident"
)

// Sort is a sort of personal data, a code that reports may count by.
type Sort string

// The sorts of personal data.
const (
	Person      Sort = "person"         // a natural person's name, or what describes one
	IDNumber    Sort = "id_number"      // 公民身份号码 or another document's number
	Mobile      Sort = "mobile"         // a mobile phone, also as an account of a chat program
	BankAccount Sort = "bank_account"   // 银行卡, 账号
	Home        Sort = "home"           // a natural person's address or coordinates
	Internal    Sort = "not_for_public" // what the bureau keeps to itself: risk levels, ledgers
)

// personalHeaders are words in a column's heading, the most telling first. A heading that names
// a column of the dataset is that column; this table is for all others.
var personalHeaders = []struct {
	sort  Sort
	words []string
}{
	{IDNumber, []string{"身份证", "身份号码", "证件号", "护照", "社保号", "社保卡", "IDCARD", "IDNUMBER"}},
	{BankAccount, []string{"银行", "卡号", "账号", "帐号", "账户", "帐户", "开户", "一卡通", "BANK"}},
	{Mobile, []string{"手机", "移动电话", "微信", "QQ", "邮箱", "电子邮件", "MOBILE", "CELLPHONE"}},
	{Home, []string{
		"家庭住址", "家庭地址", "家庭", "住址", "户籍", "户口", "经度", "纬度", "坐标", "经纬",
		"HOMEADDRESS",
	}},
	{Internal, []string{"风险", "巡查", "黑名单", "进货台账", "采购台账", "信访", "举报人"}},
	{Person, []string{
		"法定代表", "法人", "负责人", "责任人", "联系人", "姓名", "经营者", "投资人", "户主", "农户",
		"监管员", "协管员", "信息员", "检查员", "执法人", "辅导员", "包保", "网格员", "填报人",
		"理事长", "社长", "场长", "店主", "业主", "经办人", "送样人", "检测员", "股东", "成员",
		"性别", "出生", "年龄", "民族", "学历", "文化程度", "政治面貌", "职务", "CONTACTPERSON",
		"LEGALREPRESENTATIVE",
	}},
}

// PersonalHeader reports whether a column is personal by its heading, and of which sort: such a
// column is dropped unread. It knows words, not datasets, so ask it only about headings that
// name no column of the dataset: 法人代表, 联系人, 身份证号, 银行卡号, 家庭住址.
func PersonalHeader(header string) (Sort, bool) {
	h := ident.Normalise(header)
	for _, row := range personalHeaders {
		for _, word := range row.words {
			if strings.Contains(h, word) {
				return row.sort, true
			}
		}
	}
	return "", false
}
