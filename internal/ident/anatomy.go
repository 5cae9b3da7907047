package ident

import (
	"fmt"
	"strings"
)

type usccPart struct {
	Part
	problem *Problem // always a warning
}

// usccParts splits a code of good shape.
func usccParts(n string) []usccPart {
	at := func(start, end int, name, meaning Text, problem *Problem) usccPart {
		if problem != nil {
			problem.Start, problem.End, problem.Warning = start, end, true
		}
		part := Part{Name: name, Text: n[start:end], Start: start, End: end, Meaning: meaning}
		return usccPart{part, problem}
	}
	department, odd := readDepartment(n[:1])
	category, oddCategory := readCategory(n[:2])
	if odd != nil {
		oddCategory = nil
	}
	region, oddRegion := readRegion(n[2:8])
	if oddRegion == nil {
		region = join(region, Text{
			"；登记时的区划，不表示现在的所在地", "(as registered; it does not say where the holder is)",
		})
	}
	organisation, oddOrganisation := readOrganisation(n[8:17])
	return []usccPart{
		at(0, 1, Text{"登记管理部门", "registering department"}, department, odd),
		at(1, 2, Text{"机构类别", "category"}, category, oddCategory),
		at(2, 8, Text{"登记机关行政区划", "division of the registration authority"}, region, oddRegion),
		at(8, 17, Text{"主体标识码", "organisation code"}, organisation, oddOrganisation),
		at(17, 18, Text{"校验码", "check character"}, Text{}, nil),
	}
}

func readOrganisation(code string) (Text, *Problem) {
	want := organisationCheck(code[:8])
	switch {
	case code[8] != want:
		return Text{}, &Problem{Rule: "organisation_check", Message: Text{
			fmt.Sprintf("其中的组织机构代码校验码应为 %c，这里是 %c；极少数真实代码也如此。", want, code[8]),
			fmt.Sprintf("The organisation code inside should end in %c, not %c; "+
				"a very few real codes are like this.", want, code[8]),
		}}
	case strings.HasPrefix(code, "PDY"):
		return Text{"保留区间，不属于任何真实主体（演示数据）", "reserved range, no real holder (demonstration)"}, nil
	}
	return Text{}, nil
}

// departments and categories are remembered, not read from the standard, and not complete:
// what is missing here is a warning.
var departments = map[string]Text{
	"1": {"机构编制", "public establishment"},
	"3": {"司法行政", "justice"},
	"5": {"民政", "civil affairs"},
	"7": {"宗教", "religious affairs"},
	"8": {"工会", "trade unions"},
	"9": {"市场监督管理", "market regulation"},
	"A": {"中央军委改革和编制办公室", "military reform and establishment"},
	"N": {"农业农村", "agriculture and rural affairs"},
	"Y": {"其他", "other"},
}

var categories = map[string]Text{
	"11": {"机关", "government organ"},
	"12": {"事业单位", "public institution"},
	"13": {"群众团体", "mass organisation"},
	"19": {"其他", "other"},
	"51": {"社会团体", "association"},
	"52": {"民办非企业单位", "private non-enterprise unit"},
	"53": {"基金会", "foundation"},
	"59": {"其他", "other"},
	"91": {"企业", "enterprise"},
	"92": {"个体工商户", "sole trader"},
	"93": {"农民专业合作社（联合社）", "farmers' cooperative"},
	"99": {"其他", "other"},
	"N1": {"组级集体经济组织", "collective of a villagers' group"},
	"N2": {"村级集体经济组织", "village collective"},
	"N3": {"乡镇级集体经济组织", "town collective"},
	"N9": {"其他", "other"},
}

func readDepartment(c string) (Text, *Problem) {
	if t, ok := departments[c]; ok {
		return t, nil
	}
	return Text{}, &Problem{Rule: "unknown", Message: Text{
		"首位 " + c + " 不是已知的登记管理部门。",
		"The first character, " + c + ", is no registering department known here.",
	}}
}

// readCategory knows the categories of departments 1, 5, 9 and N only.
func readCategory(c string) (Text, *Problem) {
	if t, ok := categories[c]; ok {
		return t, nil
	}
	if !strings.Contains("159N", c[:1]) {
		return Text{}, nil
	}
	return Text{}, &Problem{Rule: "unknown", Message: Text{
		"前两位 " + c + " 不是已知的机构类别。",
		"The first two characters, " + c + ", are no category known here.",
	}}
}

// registrarOf says who registered the holder, by the first character.
func registrarOf(c byte) Authority {
	switch c {
	case '9':
		return Authority{Name: Text{
			"国家企业信用信息公示系统", "National Enterprise Credit Information Publicity System",
		}}
	case 'N':
		return Authority{Name: Text{
			"县级农业农村部门", "the county agriculture bureau",
		}}
	case '5':
		return Authority{Name: Text{
			"民政部门（社会组织登记机关）", "civil affairs (registry of social organisations)",
		}}
	case '1':
		return Authority{Name: Text{
			"机构编制部门（事业单位登记管理机关）", "the public establishment office",
		}}
	}
	return KindUSCC.Ask()
}
