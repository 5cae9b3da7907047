package ident

import (
	"slices"
	"strings"
)

// pesticideLicence is 农药经许(province) and eleven digits: issuer, scope, serial.
func pesticideLicence() format {
	return format{
		kind: KindPesticideLicence, rank: 90, example: "农药经许(黑)23270129999",
		layouts: []layout{{
			lit("农药经许("),
			segment{
				name: Text{"省", "province"}, min: 1, max: 1,
				class: isProvinceShort, read: readProvinceShort,
			},
			lit(")"),
			digitsOf(Text{"发证机关", "issuer"}, 6).readable(readRegion),
			digitsOf(Text{"经营范围", "scope"}, 1).readable(readPesticideScope),
			digitsOf(nameSerial, 4),
		}},
		meant: func(s string) bool { return strings.HasPrefix(s, "农药经") },
		tidy:  func(s string) string { return strings.TrimSuffix(s, "号") },
		check: checkPesticideLicence,
	}
}

func isProvinceShort(r rune) bool {
	_, ok := provinceByShort(string(r))
	return ok && r != '港' && r != '澳' && r != '台'
}

func readProvinceShort(s string) (Text, *Problem) {
	p, _ := provinceByShort(s)
	return p.name, nil
}

func readPesticideScope(s string) (Text, *Problem) {
	switch s {
	case "1":
		return Text{"农药", "pesticides"}, nil
	case "2":
		return Text{"农药（限制使用农药除外）", "pesticides except restricted-use ones"}, nil
	}
	return Text{}, &Problem{Rule: "scope", Message: Text{
		"经营范围代码只有 1（农药）和 2（限制使用农药除外），这里是 " + s + "。",
		"The scope is 1 (pesticides) or 2 (without restricted-use ones), not " + s + ".",
	}}
}

// checkPesticideLicence compares issuer with province and scope: only a province may license
// restricted-use pesticides (农药经营许可管理办法 art. 4 and 5).
func checkPesticideLicence(parts []Part, add func(Problem)) {
	warn := func(start, end int, m Text) {
		add(Problem{Rule: "issuer", Message: m, Start: start, End: end, Warning: true})
	}
	short, issuer, scope := parts[0], parts[1], parts[2]
	if p, ok := provinceByShort(short.Text); ok && !strings.HasPrefix(issuer.Text, p.code) {
		warn(short.Start, issuer.End, Text{
			"省简称“" + short.Text + "”与发证机关代码 " + issuer.Text + " 不在同一省。",
			"The province " + p.name.En + " and the issuer " + issuer.Text + " do not agree.",
		})
	}
	if scope.Text == "1" && !strings.HasSuffix(issuer.Text, "0000") {
		warn(issuer.Start, scope.End, Text{
			"含限制使用农药的许可只能由省级发证，这里的发证机关不是省级，请核对。",
			"Only a province licenses restricted-use pesticides; this issuer is below it. Check.",
		})
	}
}

// veterinaryLicence is 兽药经营证字, nine digits and 号.
func veterinaryLicence() format {
	return format{
		kind: KindVeterinaryLicence, rank: 90, example: "兽药经营证字089999999号",
		layouts: []layout{{
			lit("兽药经营证字"),
			digitsOf(Text{"省序号", "province number"}, 2).readable(readProvinceNumber),
			digitsOf(Text{"县序号", "county number"}, 4),
			digitsOf(Text{"企业序号", "firm number"}, 3),
			lit("号"),
		}},
		meant: func(s string) bool { return strings.HasPrefix(s, "兽药经营") },
		tidy: func(s string) string {
			if strings.HasPrefix(s, "兽药经营证字") && !strings.HasSuffix(s, "号") {
				return s + "号"
			}
			return s
		},
	}
}

// seedLicence is class letter, issuer's short name, 农种许字, first year, serial.
func seedLicence() format {
	return format{
		kind: KindSeedLicence, rank: 90, example: "D(黑漠)农种许字(2026)第9999号",
		layouts: []layout{{
			segment{
				name: Text{"类别", "class"}, min: 1, max: 1,
				class: func(r rune) bool { return r >= 'A' && r <= 'G' },
			},
			lit("("),
			segment{
				name: Text{"发证机关", "issuer"}, min: 1, max: 12,
				class: func(r rune) bool { return r != '(' && r != ')' },
			},
			lit(")农种许字("),
			digitsOf(Text{"首次发证年份", "year first issued"}, 4).readable(readFullYear),
			lit(")第"),
			digitsOf(nameSerial, 4),
			lit("号"),
		}},
		meant: func(s string) bool { return strings.Contains(s, "农种许") },
	}
}

// bareNumbers are numbers that are digits and nothing else, so that only their length and
// their division code speak for them.
func bareNumbers() []format {
	region := digitsOf(nameRegion, 6).readable(readRegion)
	species := segment{
		name: Text{"畜种", "species"}, min: 1, max: 1,
		class: func(r rune) bool { return r >= '1' && r <= '3' }, read: readSpecies,
	}
	return []format{
		{kind: KindForestSeedLicence, rank: 70, layouts: []layout{
			{region, digitsOf(nameYear, 4).readable(readFullYear), digitsOf(nameSerial, 4)},
		}},
		{kind: KindLivestockFarm, rank: 70, layouts: []layout{
			{region, digitsOf(nameSerial, 4)},
		}},
		{kind: KindEarTag, rank: 70, layouts: []layout{
			{species, region, digitsOf(nameSerial, 8)},
		}},
		{kind: KindQuarantine, rank: 40, layouts: []layout{
			{digitsOf(Text{"产地检疫合格证编号", "origin quarantine certificate"}, 16)},
			{digitsOf(Text{"植物检疫证书编号", "plant quarantine certificate"}, 17)},
		}},
	}
}

func readSpecies(s string) (Text, *Problem) {
	return map[string]Text{
		"1": {"猪", "pig"}, "2": {"牛", "cattle"}, "3": {"羊", "sheep or goat"},
	}[s], nil
}

// pesticideRegistration is PD, WP, LS or WL and six to eight digits; eight begin with the year.
func pesticideRegistration() format {
	type prefix struct {
		code    string
		meaning Text
	}
	var layouts []layout
	for _, p := range []prefix{
		{"PD", Text{"农药", "pesticide"}},
		{"WP", Text{"卫生用农药", "household pesticide"}},
		{"LS", Text{"农药临时登记", "pesticide, temporary"}},
		{"WL", Text{"卫生用农药临时登记", "household pesticide, temporary"}},
	} {
		head := segment{
			name: Text{"类别", "class"}, fixed: p.code,
			read: func(string) (Text, *Problem) { return p.meaning, nil },
		}
		for _, number := range []layout{
			{head, digitsOf(nameYear, 4).readable(readFullYear), digitsOf(nameSerial, 4)},
			{head, segment{name: nameSerial, min: 6, max: 7}},
		} {
			again := segment{name: Text{"分装序号", "repacking number"}, min: 1, max: 4}
			layouts = append(layouts, number, append(slices.Clone(number), lit("F"), again))
		}
	}
	return format{
		kind: KindPesticideRegistration, rank: 85, example: "PD20269999",
		layouts: layouts, tidy: unhyphened,
	}
}
