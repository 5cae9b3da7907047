package ident

import "strings"

// greenProduct is LB-, product class, year and month, province number, serial, level.
func greenProduct() format {
	head := layout{
		lit("LB-"),
		digitsOf(Text{"产品类别", "product class"}, 2).readable(readGreenClass),
		lit("-"),
		digitsOf(Text{"核准年份", "year of approval"}, 2).readable(readYear),
		digitsOf(Text{"核准月份", "month of approval"}, 2).readable(readMonth),
		digitsOf(Text{"省序号", "province number"}, 2).readable(readProvinceNumber),
	}
	with := func(most int, level string) layout {
		return append(head[:len(head):len(head)],
			segment{name: nameSerial, min: 4, max: most},
			segment{name: Text{"等级", "level"}, fixed: level, read: readGreenLevel})
	}
	return format{
		kind: KindGreenProduct, rank: 90, example: "LB-99-2601089999A",
		layouts: []layout{with(5, "A"), with(5, "AA"), with(4, "1"), with(4, "2")},
		meant:   func(s string) bool { return strings.HasPrefix(s, "LB") && manyDigits(s) },
		tidy: func(s string) string {
			s = strings.ReplaceAll(s, "-", "")
			if len(s) < 12 || s[0] != 'L' || s[1] != 'B' && s[1] != '8' {
				return s
			}
			return s[:2] + "-" + s[2:4] + "-" + s[4:]
		},
	}
}

func readGreenClass(class string) (Text, *Problem) {
	if class == "99" {
		return Text{"第99类（演示用）", "class 99 (demonstration)"}, nil
	}
	return Text{"第" + class + "类", "class " + class}, nil
}

func readGreenLevel(level string) (Text, *Problem) {
	switch level {
	case "1", "2":
		grade := strings.Repeat("A", int(level[0]-'0'))
		return Text{grade + "级", "level " + grade}, &Problem{
			Rule: "old_form", Warning: true, Message: Text{
				"用末位数字表示等级是早年的写法；近年的编号以 A 或 AA 结尾，请核对是否漏写。",
				"A digit for the level is an old form; recent numbers end in A or AA. " +
					"Check that none was left out.",
			},
		}
	}
	return Text{level + "级", "level " + level}, nil
}

// greenEnterprise is GF, county, year of the first certificate, serial.
func greenEnterprise() format {
	return format{
		kind: KindGreenEnterprise, rank: 90, example: "GF232701990001",
		layouts: []layout{{
			lit("GF"),
			digitsOf(nameRegion, 6).readable(readRegion),
			digitsOf(Text{"首次获证年份", "year first certified"}, 2).readable(readGreenYear),
			digitsOf(nameSerial, 4),
		}},
		meant: func(s string) bool { return strings.HasPrefix(s, "GF") && manyDigits(s) },
		tidy:  unhyphened,
	}
}

func readGreenYear(yy string) (Text, *Problem) {
	if yy == "99" {
		return Text{"99（演示用）", "99 (demonstration)"}, nil
	}
	return readYear(yy)
}

// organicCertificate is the certification body, OP, year, serial and perhaps a sub-certificate.
// The body's number has three places (F and two for a foreign one) up to August 2022, four since.
func organicCertificate() format {
	body := Text{"认证机构", "certification body"}
	bodies := []layout{
		{digitsOf(body, 4).readable(readNewBody)},
		{digitsOf(body, 3).readable(readOldBody)},
		{segment{name: body, min: 3, max: 3, class: isForeignBody, read: readForeignBody}},
	}
	var layouts []layout
	for _, b := range bodies {
		l := append(b, lit("OP"), digitsOf(nameYear, 2).readable(readYear), digitsOf(nameSerial, 5))
		sub := segment{name: Text{"子证书", "sub-certificate"}, min: 1, max: 4}
		layouts = append(layouts, l, append(l[:len(l):len(l)], lit("-"), sub))
	}
	return format{
		kind: KindOrganicCertificate, rank: 90, example: "0999OP2699999", layouts: layouts,
		meant: func(s string) bool {
			at := strings.Index(s, "OP")
			return at > 0 && at <= 4 && manyDigits(s)
		},
		check: func(parts []Part, add func(Problem)) {
			if p := parts[0]; p.End-p.Start == 3 && parts[1].Text > "22" {
				add(Problem{
					Rule: "old_form", Warning: true, Start: p.Start, End: p.End, Message: Text{
						"2022年8月起认证机构编号为四位，这里是三位，请核对。",
						"Since August 2022 the body's number has four digits; this has three.",
					},
				})
			}
		},
	}
}

func readNewBody(body string) (Text, *Problem) {
	switch body[0] {
	case '9':
		return Text{"境外认证机构", "foreign body"}, nil
	case '8':
		return Text{"等效性备忘录机构", "body under an equivalence memorandum"}, nil
	}
	return Text{"境内认证机构", "domestic body"}, nil
}

func readOldBody(string) (Text, *Problem) {
	return Text{"境内认证机构（旧编号）", "domestic body (old numbering)"}, nil
}

func isForeignBody(r rune) bool { return r == 'F' || r >= '0' && r <= '9' }

func readForeignBody(body string) (Text, *Problem) {
	if body[0] != 'F' || !allDigits(body[1:]) {
		return Text{}, &Problem{Rule: "character", Message: Text{
			"境外认证机构旧编号是 F 加两位数字。", "An old foreign body number is F and two digits.",
		}}
	}
	return Text{"境外认证机构（旧编号）", "foreign body (old numbering)"}, nil
}

// organicCode is 17 digits. How body, year and the random part divide them is not certain
// for the codes of 2024 and later, so only the length is judged.
func organicCode() format {
	return format{kind: KindOrganicCode, rank: 70, layouts: []layout{
		{digitsOf(Text{"有机码", "organic code"}, 17)},
	}}
}

func giCertificate() format {
	return format{
		kind: KindGICertificate, rank: 90, example: "AGI99999", tidy: unhyphened,
		layouts: []layout{{lit("AGI"), digitsOf(nameSerial, 5)}},
		meant: func(s string) bool {
			return strings.HasPrefix(s, "AGI") && allDigits(s[3:]) && len(s) <= 8
		},
	}
}

func giSpecification() format {
	return format{
		kind: KindGISpecification, rank: 90, example: "AGI2026-01-99999",
		layouts: []layout{{
			lit("AGI"), digitsOf(nameYear, 4).readable(readFullYear),
			lit("-"), digitsOf(Text{"批次", "batch"}, 2),
			lit("-"),
			segment{name: nameSerial, min: 3, max: 5},
		}},
		meant: func(s string) bool {
			return strings.HasPrefix(s, "AGI") && len(s) > 8 && manyDigits(s)
		},
		tidy: func(s string) string {
			bare := unhyphened(s)
			if len(bare) < 12 || len(bare) > 14 || bare[0] != 'A' {
				return s
			}
			return bare[:7] + "-" + bare[7:9] + "-" + bare[9:]
		},
	}
}

func unhyphened(s string) string { return strings.ReplaceAll(s, "-", "") }

// manyDigits keeps words that merely begin like a number out.
func manyDigits(s string) bool {
	n := countDigits(s)
	return n >= 5 && 2*n >= len(s)
}

func countDigits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}
