package ident_test

import (
	"cmp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/ident"
)

// recognised is a string that people type, paste or scan, and its first reading.
type recognised struct {
	name, in string
	text     string // canonical; "" is the input itself
	rules    string // rules of the problems, joined by a space; ! before them: not valid
	suggest  string
}

var recognisedByKind = map[ident.Kind][]recognised{
	ident.KindUSCC: {
		{"standard's example", "91350100M000100Y43", "", "", ""},
		{"enterprise", "91232701PDY00001XD", "", "", ""},
		{"village collective", "N2232701PDY0000608", "", "", ""},
		{"old county", "91232723PDY0000289", "", "", ""},
		{"institution", "12232701PDY000079T", "", "", ""},
		{"sole trader", "92232701PDY0000365", "", "", ""},
		{"organ", "11232701PDY000087Q", "", "", ""},
		{"cooperative", "93232701PDY000044W", "", "", ""},
		{"prefecture", "91232700PDY000095W", "", "", ""},
		{"cooperative, old county", "93232723PDY000052K", "", "", ""},
		{"private non-enterprise", "52232701PDY0001082", "", "", ""},
		{"check 0", "93232701PDY0003350", "", "", ""},
		{"inner check X", "93232701PDY00028XR", "", "", ""},
		{"hyphens and small letters", "91232701-pdy00001x-d", "91232701PDY00001XD", "", ""},
		{"label and full stop", "统一社会信用代码：91232701PDY00001XD。", "91232701PDY00001XD", "", ""},
		{"wrong check", "91232701PDY00001XE", "", "!check_digit", ""},
		{"slip", "9l23270lPDY00001XD", "9L23270LPDY00001XD", "!character", "91232701PDY00001XD"},
		{"one character short", "91232701PDY00001X", "", "!length", ""},
		{"one character long", "91232701PDY00001XDD", "", "!length", ""},
	},
	ident.KindGreenProduct: {
		{"green product", "LB-99-2601089999A", "", "", ""},
		{"green product, spaces", "lb 99 260108 9999 A", "LB-99-2601089999A", "", ""},
		{"green product, no hyphens", "LB992601089999A", "LB-99-2601089999A", "", ""},
		{"green product, AA, five-digit serial", "LB-99-26010899999AA", "", "", ""},
		{"green product, long dashes", "LB—99—2601089999A", "LB-99-2601089999A", "", ""},
		{"green product, old level", "LB-99-90010899991", "", "old_form", ""},
		{"green product, month 13", "LB-99-2613089999A", "", "!month", ""},
		{"green product, no such province", "LB-99-2601779999A", "", "unknown", ""},
		{
			"green product, slips", "L8-99-26O1O89999A",
			"", "!character character character", "LB-99-2601089999A",
		},
		{"green product, no level", "LB-99-2601089999", "", "!shape", ""},
		{"green product, slip and month 13", "LB-99-26I3089999A", "", "!character month", ""},
	},
	ident.KindGreenEnterprise: {
		{"green enterprise", "GF232701990001", "", "", ""},
		{"green enterprise, old county", "GF 232723 99 0001", "GF232723990001", "", ""},
		{
			"green enterprise, slip", "GF23270199OOO1",
			"", "!character character character", "GF232701990001",
		},
		{"green enterprise, short", "GF23270199000", "", "!shape", ""},
		{"green enterprise, no such region", "GF992701990001", "", "!region", ""},
	},
	ident.KindOrganicCertificate: {
		{"foreign body malformed", "9F9OP2199999", "", "!character", ""},
		{"equivalence", "8999OP2699999", "", "", ""},
		{"organic certificate", "0999OP2699999", "", "", ""},
		{"organic sub-certificate", "0999op2699999-1", "0999OP2699999-1", "", ""},
		{"organic certificate, old body", "099OP2199999", "", "", ""},
		{"organic certificate, old body, new year", "099OP2699999", "", "old_form", ""},
		{"organic certificate, foreign", "F09OP2199999-12", "", "", ""},
		{"organic certificate, zero for O", "09990P2699999", "", "!character", "0999OP2699999"},
		{"organic certificate, short", "0999OP269999", "", "!shape", ""},
	},
	ident.KindOrganicCode: {
		{"organic code", "09992600000000001", "", "", ""},
		{"organic code in groups", "0999 2600 0000 0000 1", "09992600000000001", "", ""},
		{"organic code, letter O", "0999260000000000O", "", "!character", "09992600000000000"},
	},
	ident.KindGICertificate: {
		{"GI certificate", "AGI99999", "", "", ""},
		{"GI certificate, 1 for I", "AG199999", "", "!character", "AGI99999"},
		{"GI certificate, short", "AGI9999", "", "!shape", ""},
	},
	ident.KindGISpecification: {
		{"impossible year", "AGI1890-01-99999", "", "!year", ""},
		{"short", "AGI2026-01-9", "", "!shape", ""},
		{"GI specification", "AGI2026-01-99999", "", "", ""},
		{"GI specification, three digits", "AGI2026-01-999", "", "", ""},
		{"GI specification, no hyphens", "AGI20260199999", "AGI2026-01-99999", "", ""},
	},
	ident.KindTraceOID: {
		{"short subject", oid("0", "232701"), "", "!length", ""},
		{"subject is no code", oid("0", "91232701PDY00001XE"), "", "field", ""},
		{"letters in a field", "1.2.156.326.8.A.3.0.0.91232701PDY00001XD", "", "!field", ""},
		{"product class with a letter", oid("0", "91232701PDY00001XD") + ".0102030A", "", "field", ""},
		{"field of odd length", oid("0", "91232701PDY00001XD") + ".01", "", "field", ""},
		{"trace code of an enterprise", oid("0", "91232701PDY00001XD"), "", "", ""},
		{
			"trace code with time", oid("3", "93232701PDY000044W") + ".001.01020304.20260105080000",
			"", "", "",
		},
		{"trace code with a licence", oid("0", "000232701999999999"), "", "", ""},
		{"trace code cut off", "1.2.156.326.8.1.3.0", "", "!length", ""},
		{"trace code, unknown field", "1.2.156.326.8.1.9.0.0.91232701PDY00001XD", "", "field", ""},
		{
			"trace code, no such time", oid("0", "91232701PDY00001XD") + ".01020304.20261305080000",
			"", "!field", "",
		},
	},
	ident.KindTraceNew: {
		{"trace code, new", "1202601050800000000099", "", "", ""},
	},
	ident.KindTraceOther: {
		{"trace code of another platform", "HLJ-2026-000199", "", "", ""},
	},
	ident.KindPesticideLicence: {
		{"pesticide licence, county", "农药经许(黑)23270129999", "", "", ""},
		{"pesticide licence, province", "农药经许（黑）23000019999", "农药经许(黑)23000019999", "", ""},
		{"pesticide licence, restricted by a county", "农药经许(黑)23270119999", "", "issuer", ""},
		{"pesticide licence, other province", "农药经许(吉)23270129999", "", "issuer", ""},
		{"pesticide licence, no such scope", "农药经许(黑)23270139999", "", "!scope", ""},
		{"pesticide licence, slip", "农药经许(黑)2327O129999", "", "!character", "农药经许(黑)23270129999"},
		{"pesticide licence, no province", "农药经许23270129999", "", "!shape", ""},
	},
	ident.KindVeterinaryLicence: {
		{"no such province", "兽药经营证字999999999号", "", "unknown", ""},
		{"veterinary licence", "兽药经营证字089999999号", "", "", ""},
		{"veterinary licence, no 号", "兽药经营证字089999999", "兽药经营证字089999999号", "", ""},
		{"veterinary licence, short", "兽药经营证字08999999号", "", "!shape", ""},
	},
	ident.KindSeedLicence: {
		{"seed licence", "D(黑漠)农种许字(2026)第9999号", "", "", ""},
		{
			"seed licence, brackets of a notice", "D（黑漠）农种许字〔2026〕第9999号",
			"D(黑漠)农种许字(2026)第9999号", "", "",
		},
		{"seed licence, no class", "(黑漠)农种许字(2026)第9999号", "", "!shape", ""},
	},
	ident.KindForestSeedLicence: {
		{"forest seed", "23270120269999", "", "", ""},
	},
	ident.KindLivestockFarm: {
		{"livestock farm", "2327019999", "", "", ""},
	},
	ident.KindEarTag: {
		{"pig ear tag", "123270199999999", "", "", ""},
		{"sheep ear tag, old county", "323272399999999", "", "", ""},
	},
	ident.KindPesticideRegistration: {
		{"pesticide registration", "PD20269999", "", "", ""},
		{"household pesticide", "wp20269999F1", "WP20269999F1", "", ""},
	},
	ident.KindQuarantine: {
		{"origin quarantine", "2327012026009999", "", "", ""},
	},
	ident.KindDivision: {
		{"city code", "232701", "", "region", ""},
		{"old county code", "232723", "", "region", ""},
		{"town code", "232701104", "", "", ""},
		{"village code", "232701104202", "", "", ""},
		{"another province", "350100", "", "", ""},
	},
	ident.KindPortalID: {
		{"producer", "p000123", "P000123", "", ""},
		{"certificate", "C000045", "", "", ""},
		{"laboratory", "L01", "", "", ""},
		{"producer with letter O", "PO00123", "", "!character", "P000123"},
		{"QR link", "https://h.example/nqa/en/c/C000045?from=singlemessage", "C000045", "", ""},
	},
}

func TestRecognise(t *testing.T) {
	t.Parallel()
	for kind, rows := range recognisedByKind {
		for _, tt := range rows {
			t.Run(string(kind)+" "+tt.name, func(t *testing.T) {
				t.Parallel()
				readings := ident.Recognise(tt.in)
				require.NotEmpty(t, readings)
				r := readings[0]
				assert.Equal(t, kind, r.Kind)
				assert.Equal(t, cmp.Or(tt.text, tt.in), r.Text)
				assert.Equal(t, tt.suggest, strings.Join(r.Suggestions, " "))
				var rules []string
				for _, p := range r.Problems {
					rules = append(rules, p.Rule)
				}
				got := strings.Join(rules, " ")
				if !r.Valid {
					got = "!" + got
				}
				assert.Equal(t, tt.rules, got)
				assert.NotEmpty(t, r.Ask.Name.Zh)
				assert.False(t, r.Personal)
			})
		}
	}
}

func TestRecognise_Nothing(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"", " ", "\ufeff", "漠河市", "hello", "SOIL", "BOBSLOB", "9.12327E+17", "9.12327e17",
		"12", "990", "https://shop.example/item/7", strings.Repeat("1", 5000),
		strings.Repeat("９", 400),
	} {
		assert.Empty(t, ident.Recognise(in), "%.20q", in)
	}
}

func TestRecognise_EveryReading(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   string
		want []ident.Kind
	}{
		{"91232701PDY00001XD", []ident.Kind{ident.KindUSCC}},
		{"09992600000000001", []ident.Kind{
			ident.KindOrganicCode, ident.KindQuarantine, ident.KindTraceOther,
		}},
		{"123270199999999", []ident.Kind{ident.KindEarTag, ident.KindTraceNew}},
		{"PD20269999", []ident.Kind{ident.KindPesticideRegistration}},
		{"GF23270199000", []ident.Kind{
			ident.KindGreenEnterprise, ident.KindPortalID, ident.KindTraceOther,
		}},
		{"P000123", []ident.Kind{ident.KindPortalID, ident.KindTraceOther}},
		{"350100", []ident.Kind{ident.KindDivision, ident.KindTraceNew}},
	} {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			var kinds []ident.Kind
			for _, r := range ident.Recognise(tt.in) {
				kinds = append(kinds, r.Kind)
			}
			assert.Equal(t, tt.want, kinds)
		})
	}
}

func TestRecognise_PartsSayWhatTheyMean(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, part, text, zh, en string }{
		{"LB-99-2601089999A", "省序号", "08", "黑龙江省", "Heilongjiang"},
		{"LB-99-2601199999A", "省序号", "19", "广东省", "Guangdong"},
		{"LB-99-2601279999A", "省序号", "27", "甘肃省", "Gansu"},
		{"LB-99-2601089999AA", "等级", "AA", "AA级", "level AA"},
		{"LB-99-2601089999A", "核准年份", "26", "2026年", "2026"},
		{"LB-99-2601089999A", "核准月份", "01", "1月", "month 01"},
		{"兽药经营证字049999999号", "省序号", "04", "山西省", "Shanxi"},
		{
			"91232723PDY0000289", "登记机关行政区划", "232723",
			"漠河县（现漠河市）；登记时的区划，不表示现在的所在地",
			"Mohe County (now Mohe City) (as registered; it does not say where the holder is)",
		},
		{"N2232701PDY0000608", "机构类别", "2", "村级集体经济组织", "village collective"},
		{"N2232701PDY0000608", "登记管理部门", "N", "农业农村", "agriculture and rural affairs"},
		{"GF232701990001", "首次获证年份", "99", "99（演示用）", "99 (demonstration)"},
		{
			"农药经许(黑)23270129999", "经营范围", "2", "农药（限制使用农药除外）",
			"pesticides except restricted-use ones",
		},
		{"0999OP2699999-1", "子证书", "1", "", ""},
		{"9999OP2699999", "认证机构", "9999", "境外认证机构", "foreign body"},
		{"123270199999999", "畜种", "1", "猪", "pig"},
		{
			"232742", "行政区划", "232742", "松岭区登记机关（现松岭区）",
			"registration authority of Songling District (now Songling District)",
		},
		{"350100", "行政区划", "350100", "福建省境内", "in Fujian"},
		{"P000123", "类别", "P", "生产主体", "producer"},
		{oid("2", "000232701999999999"), "组织形式", "2", "家庭农场", "family farm"},
		{
			oid("0", "91232701PDY00001XD") + ".20260105080000", "生成时间", "20260105080000",
			"2026年1月5日 08:00:00", "2026-01-05 08:00:00",
		},
	} {
		t.Run(tt.in+" "+tt.part, func(t *testing.T) {
			t.Parallel()
			readings := ident.Recognise(tt.in)
			require.NotEmpty(t, readings)
			for _, p := range readings[0].Parts {
				assert.Equal(t, p.Text, string([]rune(readings[0].Text)[p.Start:p.End]))
				if p.Name.Zh == tt.part {
					assert.Equal(t, tt.text, p.Text)
					assert.Equal(t, ident.Text{Zh: tt.zh, En: tt.en}, p.Meaning)
					return
				}
			}
			assert.Fail(t, "the part is missing")
		})
	}
}

func TestKind_EveryKindHasWords(t *testing.T) {
	t.Parallel()
	for _, k := range []ident.Kind{
		ident.KindUSCC, ident.KindDivision, ident.KindGreenProduct, ident.KindGreenEnterprise,
		ident.KindOrganicCertificate, ident.KindOrganicCode, ident.KindGICertificate,
		ident.KindGISpecification, ident.KindTraceOID, ident.KindTraceNew, ident.KindTraceOther,
		ident.KindPesticideLicence, ident.KindVeterinaryLicence, ident.KindSeedLicence,
		ident.KindForestSeedLicence, ident.KindLivestockFarm, ident.KindEarTag,
		ident.KindPesticideRegistration, ident.KindQuarantine, ident.KindPortalID,
		ident.KindPersonID,
	} {
		assert.NotEmpty(t, k.Name().In("zh"), k)
		assert.NotEmpty(t, k.Name().In("en"), k)
		if k != ident.KindPersonID {
			assert.NotEmpty(t, k.Ask().Name.Zh, k)
			assert.NotEmpty(t, k.Ask().Name.En, k)
		}
	}
}
