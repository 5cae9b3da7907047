package ident

// The codes of 漠河市 and of 大兴安岭地区 that others hang from.
const (
	codeProvince   = "230000"
	codePrefecture = "232700"
	codeMohe       = "232701"
	codeMoheCounty = "232723" // 漠河县, abolished 2018-02; lives on inside old numbers
)

// gazetteer is the table of divisions: NBS lists of 2016 to 2023 and the registration codes
// seen in USCCs. A row with Now is not what it says any more. The towns' and villages' codes
// under 232723 are not rows: only their first six digits differ.
var gazetteer = []Division{
	{Code: codeProvince, Level: "province", Name: Text{"黑龙江省", "Heilongjiang Province"}},
	{
		Code: codePrefecture, Level: "prefecture", Parent: codeProvince,
		Name: Text{"大兴安岭地区", "Daxing'anling Prefecture"},
	},

	{
		Code: codeMohe, Level: "county", Parent: codePrefecture, From: "2018-02",
		Name: Text{"漠河市", "Mohe City"}, Note: Text{
			"2017年及以前的统计资料中，232701 指加格达奇区（现为 232761），不是漠河。",
			"In statistics up to 2017, 232701 meant Jiagedaqi District (now 232761), not Mohe.",
		},
	},
	{
		Code: codeMoheCounty, Level: "county", Parent: codePrefecture,
		From: "1981-05", To: "2018-02", Now: codeMohe,
		Name: Text{"漠河县", "Mohe County"}, Note: Text{
			"漠河县（232723）已于2018年2月撤销，改设漠河市（232701）；旧代码仍在以前发出的编号里使用。",
			"Mohe County (232723) became Mohe City (232701) in February 2018; " +
				"numbers issued before keep the old code.",
		},
	},
	{Code: "232721", Level: "county", Parent: codePrefecture, Name: Text{"呼玛县", "Huma County"}},
	{Code: "232722", Level: "county", Parent: codePrefecture, Name: Text{"塔河县", "Tahe County"}},
	district("232761", "加格达奇区", "Jiagedaqi District"),
	district("232762", "松岭区", "Songling District"),
	district("232763", "新林区", "Xinlin District"),
	district("232764", "呼中区", "Huzhong District"),
	registration("232741", "232761", "加格达奇区", "Jiagedaqi District"),
	registration("232742", "232762", "松岭区", "Songling District"),
	registration("232743", "232763", "新林区", "Xinlin District"),
	registration("232744", "232764", "呼中区", "Huzhong District"),

	town("232701100", "西林吉镇", "Xilinji Town"),
	town("232701101", "图强镇", "Tuqiang Town"),
	town("232701102", "阿木尔镇", "Amu'er Town"),
	town("232701103", "兴安镇", "Xing'an Town"),
	town("232701104", "北极镇", "Beiji Town"),
	town("232701105", "古莲镇", "Gulian Town"),

	bureau("232701400", "232701100", "西林吉林业局", "Xilinji Forestry Bureau"),
	bureau("232701401", "232701101", "图强林业局", "Tuqiang Forestry Bureau"),
	bureau("232701402", "232701102", "阿木尔林业局", "Amu'er Forestry Bureau"),

	village("232701100200", "黑山村", "Heishan Village"),
	village("232701103200", "二十五站村", "Ershiwuzhan Village"),
	village("232701103201", "大河西村", "Dahexi Village"),
	village("232701103202", "古城村", "Gucheng Village"),
	village("232701104200", "北极村", "Beiji Village"),
	village("232701104201", "北红村", "Beihong Village"),
	village("232701104202", "洛古河村", "Luoguhe Village"),

	community("232701100001", "松苑社区", "Songyuan Community"),
	community("232701100002", "阳光社区", "Yangguang Community"),
	community("232701100003", "桥北社区", "Qiaobei Community"),
	community("232701100005", "明苑社区", "Mingyuan Community"),
	community("232701101001", "图强社区", "Tuqiang Community"),
	community("232701102004", "阿木尔社区", "Amu'er Community"),
	community("232701105001", "古莲社区", "Gulian Community"),
}

// nickname is another name by which a division is called, or was.
type nickname struct {
	name   Text
	code   string
	former bool
	note   Text
}

var nicknames = []nickname{
	{Text{"劲涛镇", "Jintao Town"}, "232701102", true, Text{
		"劲涛镇是阿木尔镇的旧名。", "Jintao is the former name of Amu'er Town.",
	}},
	{Text{"漠河乡", "Mohe Township"}, "232701104", true, Text{
		"漠河乡2005年改为北极乡，2011年改为北极镇。",
		"Mohe Township became Beiji Township in 2005 and Beiji Town in 2011.",
	}},
	{Text{"北极乡", "Beiji Township"}, "232701104", true, Text{
		"北极乡2011年改为北极镇。", "Beiji Township became Beiji Town in 2011.",
	}},
	{Text{"县城", "the county seat"}, "232701100", true, Text{
		"“县城”指原漠河县城，即西林吉镇。", "The county seat of former Mohe County is Xilinji Town.",
	}},
	{Text{"城区", "the city proper"}, "232701100", false, Text{
		"“城区”指漠河市城区，即西林吉镇。", "The city proper of Mohe is Xilinji Town.",
	}},
	{Text{"25站村", "Village 25 Zhan"}, "232701103200", false, Text{}},
	{Text{"25站", "25 Zhan"}, "232701103200", false, Text{}},
}

func district(code, zh, en string) Division {
	return Division{Code: code, Level: "county", Parent: codePrefecture, Name: Text{zh, en}}
}

// registration is a code under which the four districts register businesses: met inside USCCs,
// not a code of GB/T 2260.
func registration(code, now, zh, en string) Division {
	return Division{
		Code: code, Level: "registration", Parent: codePrefecture, Now: now,
		Name: Text{zh + "登记机关", "registration authority of " + en},
		Note: Text{
			code + " 是" + zh + "登记机关使用的代码，不是国家标准的行政区划代码（" + now + "）。",
			code + " is used by the registration authority of " + en +
				"; it is not the standard division code (" + now + ").",
		},
	}
}

func town(code, zh, en string) Division {
	return Division{Code: code, Level: "town", Parent: codeMohe, Name: Text{zh, en}}
}

// bureau is a forestry bureau that NBS listed as if it were a town.
func bureau(code, now, zh, en string) Division {
	return Division{
		Code: code, Level: "forestry", Parent: codeMohe, Now: now, To: "2018-10",
		Name: Text{zh, en},
		Note: Text{
			zh + "不是乡镇，统计代码用到2018年10月，2019年10月前取消；这里按同名的镇归入。",
			en + " is not a town; statistics listed it until October 2018. " +
				"It is put under the town of the same name.",
		},
	}
}

func village(code, zh, en string) Division {
	return Division{Code: code, Level: "village", Parent: code[:9], Name: Text{zh, en}}
}

func community(code, zh, en string) Division {
	return Division{Code: code, Level: "community", Parent: code[:9], Name: Text{zh, en}}
}
