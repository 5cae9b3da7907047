package ident

import "fmt"

// province is a row of GB/T 2260 at province level.
type province struct {
	code  string // two digits
	name  Text
	short string // as licences abbreviate it
}

// provinces is in the order of the codes. That order, without 重庆 (a municipality only since
// 1997), is also the order of the two-digit province numbers of green food and of veterinary
// licences: 04 山西, 08 黑龙江, 19 广东 and 27 甘肃 are attested, the rest follows from it.
var provinces = []province{
	{"11", Text{"北京市", "Beijing"}, "京"},
	{"12", Text{"天津市", "Tianjin"}, "津"},
	{"13", Text{"河北省", "Hebei"}, "冀"},
	{"14", Text{"山西省", "Shanxi"}, "晋"},
	{"15", Text{"内蒙古自治区", "Inner Mongolia"}, "蒙"},
	{"21", Text{"辽宁省", "Liaoning"}, "辽"},
	{"22", Text{"吉林省", "Jilin"}, "吉"},
	{"23", Text{"黑龙江省", "Heilongjiang"}, "黑"},
	{"31", Text{"上海市", "Shanghai"}, "沪"},
	{"32", Text{"江苏省", "Jiangsu"}, "苏"},
	{"33", Text{"浙江省", "Zhejiang"}, "浙"},
	{"34", Text{"安徽省", "Anhui"}, "皖"},
	{"35", Text{"福建省", "Fujian"}, "闽"},
	{"36", Text{"江西省", "Jiangxi"}, "赣"},
	{"37", Text{"山东省", "Shandong"}, "鲁"},
	{"41", Text{"河南省", "Henan"}, "豫"},
	{"42", Text{"湖北省", "Hubei"}, "鄂"},
	{"43", Text{"湖南省", "Hunan"}, "湘"},
	{"44", Text{"广东省", "Guangdong"}, "粤"},
	{"45", Text{"广西壮族自治区", "Guangxi"}, "桂"},
	{"46", Text{"海南省", "Hainan"}, "琼"},
	{"50", Text{"重庆市", "Chongqing"}, "渝"},
	{"51", Text{"四川省", "Sichuan"}, "川"},
	{"52", Text{"贵州省", "Guizhou"}, "贵"},
	{"53", Text{"云南省", "Yunnan"}, "云"},
	{"54", Text{"西藏自治区", "Tibet"}, "藏"},
	{"61", Text{"陕西省", "Shaanxi"}, "陕"},
	{"62", Text{"甘肃省", "Gansu"}, "甘"},
	{"63", Text{"青海省", "Qinghai"}, "青"},
	{"64", Text{"宁夏回族自治区", "Ningxia"}, "宁"},
	{"65", Text{"新疆维吾尔自治区", "Xinjiang"}, "新"},
	{"71", Text{"台湾省", "Taiwan"}, "台"},
	{"81", Text{"香港特别行政区", "Hong Kong"}, "港"},
	{"82", Text{"澳门特别行政区", "Macao"}, "澳"},
}

// provinceOf returns the province of a division code by its first two digits.
func provinceOf(code string) (province, bool) {
	for _, p := range provinces {
		if len(code) >= 2 && p.code == code[:2] {
			return p, true
		}
	}
	return province{}, false
}

// provinceByShort returns the province that a licence abbreviates. 兵, the Xinjiang production
// corps, issues under the codes of 新疆.
func provinceByShort(short string) (province, bool) {
	if short == "兵" {
		short = "新"
	}
	for _, p := range provinces {
		if p.short == short {
			return p, true
		}
	}
	return province{}, false
}

// readProvinceNumber reads the two-digit province number of green food and of veterinary
// licences, which is not the code of GB/T 2260.
func readProvinceNumber(number string) (Text, *Problem) {
	n := 0
	for _, p := range provinces {
		if p.code == "50" || p.code > "65" {
			continue
		}
		if n++; fmt.Sprintf("%02d", n) == number {
			return p.name, nil
		}
	}
	return Text{}, &Problem{Rule: "unknown", Warning: true, Message: Text{
		"省序号 " + number + " 不在已知的 01–30 之内。",
		"Province number " + number + " is not one of the known 01–30.",
	}}
}

// readRegion reads a six-digit division code inside another code.
func readRegion(code string) (Text, *Problem) {
	if d, ok := DivisionByCode(code); ok {
		return d.describe(), nil
	}
	if code == "100000" {
		return Text{"国家级机关", "a national authority"}, nil
	}
	if p, ok := provinceOf(code); ok {
		return p.name, nil
	}
	return Text{}, &Problem{Rule: "region", Message: Text{
		"行政区划 " + code + " 不存在：前两位不是任何省的代码。",
		"There is no division " + code + ": its first two digits are no province's code.",
	}}
}
