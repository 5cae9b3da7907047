package registry

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// folded is a header or a code as two people would write the same one: compatibility forms,
// case and spaces make no difference.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}

func assertBoth(t *testing.T, text dataset.Bilingual, what string) {
	t.Helper()
	assert.NotEmpty(t, text.Zh, "%s in Chinese", what)
	assert.NotEmpty(t, text.En, "%s in English", what)
	assert.Equal(t, strings.TrimSpace(text.Zh), text.Zh, what)
	assert.Equal(t, strings.TrimSpace(text.En), text.En, what)
	assert.Regexp(t, `\p{Han}`, text.Zh, what)
}

func TestLoad(t *testing.T) {
	t.Parallel()
	s, err := load()
	require.NoError(t, err)
	var names, lists []string
	prefixes := map[string]string{}
	for _, d := range s.Datasets {
		names = append(names, d.Name)
		found, ok := s.Dataset(d.Name)
		assert.True(t, ok)
		assert.Same(t, d, found)
		assert.Equal(t, d.Live, d.Like != "", d.Name)
		if d.Live {
			assert.Empty(t, d.Keys, "%s is not imported", d.Name)
			continue
		}
		assert.Empty(t, prefixes[d.Prefix], "%s has the prefix of another", d.Name)
		prefixes[d.Prefix] = d.Name
		assert.NotEmpty(t, d.Keys, d.Name)
		assert.GreaterOrEqual(t, d.NameColumn(), 0, "%s has no name column", d.Name)
	}
	assert.Equal(t, []string{
		Producers, Certificates, TraceEntities, CreditSchemes, CreditRatings,
		DemonstrationTitles, InputDealers, Labs, LabDays, ServicePoints, Divisions,
	}, names)
	for _, l := range s.Codelists {
		lists = append(lists, l.Name)
	}
	assert.True(t, slices.IsSorted(lists))
	assert.Same(t, Load(), Load())
	assert.Equal(t, Certificates, s.Def(Certificates).Name)

	_, ok := s.Dataset("nothing")
	assert.False(t, ok)
	assert.Panics(t, func() { s.Def("nothing") })
}

func TestReferences_NameDatasets(t *testing.T) {
	t.Parallel()
	s := Load()
	for _, d := range s.Datasets {
		for _, c := range d.Columns {
			assert.Equal(t, c.Kind == dataset.Ref, len(c.Refs) > 0, "%s.%s", d.Name, c.Name)
			for _, to := range c.Refs {
				_, ok := s.Dataset(to)
				assert.True(t, ok, "%s.%s refers to %s", d.Name, c.Name, to)
			}
		}
	}
}

func TestDictionary_DescribesEverything(t *testing.T) {
	t.Parallel()
	for _, d := range Load().Datasets {
		assertBoth(t, d.Title, d.Name+" title")
		assertBoth(t, d.About, d.Name+" about")
		assertBoth(t, d.Each, d.Name+" each")
		for _, c := range d.Columns {
			field := d.Name + "." + c.Name
			assertBoth(t, c.Words.Title, field+" title")
			assertBoth(t, c.Words.Meaning, field+" meaning")
			assertBoth(t, c.Words.Empty, field+" empty")
			if c.Unit != "" {
				assertBoth(t, c.Words.Unit, field+" unit")
			}
		}
	}
}

func TestDictionary_DescribesEveryCode(t *testing.T) {
	t.Parallel()
	for _, l := range Load().Codelists {
		assert.NotEmpty(t, l.Codes, l.Name)
		for i, code := range l.Codes {
			assert.Equal(t, i, l.Position(code.Code), "%s.%s stands twice", l.Name, code.Code)
			assert.Equal(t, code.Label, l.Label(code.Code))
			assertBoth(t, code.Label, l.Name+"."+code.Code+" label")
			assertBoth(t, code.Meaning, l.Name+"."+code.Code+" meaning")
		}
	}
}

func codes(l *dataset.Codelist) []string {
	var names []string
	for _, c := range l.Codes {
		names = append(names, c.Code)
	}
	return names
}

// The codes that rules compare with are constants; a constant that leaves its list would make
// a rule that never applies.
func TestDictionary_HasTheCodesOfRules(t *testing.T) {
	t.Parallel()
	want := map[string][]string{
		"certificate_scheme": {SchemeGreenFood, SchemeOrganic, SchemeConversion, SchemeGI},
		"certificate_status": {
			StatusValid, StatusExpiring, StatusConversion, StatusExpired,
			StatusSuspended, StatusRevoked, StatusWithdrawn, StatusPending, StatusUnknown,
		},
		"lab_day_status": {"open", "closed", "pending"},
		"day_kind": {
			calendar.Working.String(), calendar.Weekend.String(), calendar.Holiday.String(),
			calendar.Makeup.String(), calendar.Unknown.String(),
		},
		"certificate_standing": {"in_force", StatusSuspended, StatusRevoked, StatusWithdrawn},
		"credit_subject":       {Producers, InputDealers},
		"rating_status": {
			"publicity", "in_force", "disputed", "repairing", "repaired",
			"lapsed",
		},
		"trace_standing": {"active", "inactive", "left"},
		"green_level":    {"A", "AA"},
	}
	found := map[string][]string{}
	for _, l := range Load().Codelists {
		found[l.Name] = codes(l)
	}
	for name, list := range want {
		assert.Equal(t, list, found[name], name)
	}
}

func TestDictionary_HasNothingUnused(t *testing.T) {
	t.Parallel()
	s := Load()
	units, lists := map[string]bool{}, map[string]bool{}
	for _, d := range s.Datasets {
		var fields []string
		for _, c := range d.Columns {
			fields = append(fields, c.Name)
			if c.Unit != "" {
				units[c.Unit] = true
			}
			if c.Codes != nil {
				lists[c.Codes.Name] = true
			}
		}
		var words []string
		for _, f := range wordsOf(d.Name).fields {
			words = append(words, f.name)
		}
		assert.ElementsMatch(t, fields, words, "fields of %s", d.Name)
	}
	var unitNames, listNames []string
	for _, u := range unitWords {
		unitNames = append(unitNames, u.name)
	}
	for _, l := range s.Codelists {
		listNames = append(listNames, l.Name)
	}
	assert.ElementsMatch(t, keys(units), unitNames)
	assert.ElementsMatch(t, keys(lists), listNames)
	assert.Len(t, datasetWords, len(s.Datasets))
}

func keys[V any](m map[string]V) []string { return slices.Collect(maps.Keys(m)) }

// A header that could mean two columns, or a word that could mean two codes, would be guessed.
func TestAliases_MeanOneThing(t *testing.T) {
	t.Parallel()
	for _, d := range Load().Datasets {
		seen := map[string]string{}
		for _, c := range d.Columns {
			assert.Contains(t, c.Words.Aliases, c.Name, d.Name)
			assert.Contains(t, c.Words.Aliases, c.Words.Title.Zh, d.Name)
			for _, alias := range c.Words.Aliases {
				assert.NotEmpty(t, folded(alias))
				assert.Empty(t, seen[folded(alias)], "%s: %q is also %s", d.Name, alias, c.Name)
				seen[folded(alias)] = c.Name
			}
		}
	}
	for _, l := range Load().Codelists {
		seen := map[string]string{}
		for _, code := range l.Codes {
			own := map[string]bool{
				folded(code.Code): true, folded(code.Label.Zh): true,
				folded(code.Label.En): true,
			}
			for word := range own {
				assert.Empty(t, seen[word], "%s: %q is also %s", l.Name, word, code.Code)
				seen[word] = code.Code
			}
			for _, alias := range code.Aliases {
				assert.Empty(t, seen[folded(alias)], "%s: %q is also %s", l.Name, alias, code.Code)
				seen[folded(alias)] = code.Code
			}
		}
	}
}

// Headers as lists that were really published write them.
func TestAliases_KnowPublishedHeaders(t *testing.T) {
	t.Parallel()
	tests := []struct{ dataset, header, field string }{
		{Producers, "企业名称", "name"},
		{Producers, "统一社会信用代码", "uscc"},
		{Producers, "注册日期", "registered_on"},
		{Producers, "企业类型", "kind"},
		{Producers, "注册地址", "address"},
		{Producers, "是否开证", "issues_conformity"},
		{Certificates, "生产单位", "holder_name"},
		{Certificates, "核准用标产品", "product"},
		{Certificates, "绿色食品编号", "number"},
		{Certificates, "标志编号", "number"},
		{Certificates, "企业信息码", "enterprise_code"},
		{Certificates, "核准产量", "output_t"},
		{Certificates, "许可期限", "valid_to_on"},
		{Certificates, "发证机构", "certifier"},
		{Certificates, "获证企业名称", "holder_name"},
		{Certificates, "证书截止日期", "valid_to_on"},
		{Certificates, "证书状态", "standing"},
		{Certificates, "申请人全称", "holder_name"},
		{Certificates, "登记证号", "number"},
		{TraceEntities, "注册时间", "joined_on"},
		{CreditRatings, "评价年度", "year"},
		{CreditRatings, "等级", "level"},
		{DemonstrationTitles, "家庭农场名称", "holder_name"},
		{InputDealers, "农药经营者名称", "name"},
		{InputDealers, "是否限制使用农药定点", "restricted_pesticides"},
		{Labs, "检测对象", "sample_kinds"},
		{ServicePoints, "服务时间", "opening_hours"},
	}
	for _, tt := range tests {
		c, ok := Load().Def(tt.dataset).Column(tt.field)
		require.True(t, ok, tt.field)
		assert.Contains(t, c.Words.Aliases, tt.header, "%s.%s", tt.dataset, tt.field)
	}
	for _, d := range Load().Datasets {
		for _, c := range d.Columns {
			for _, other := range []string{"序号", "地区", "所在省份", "风险等级"} {
				assert.NotContains(t, c.Words.Aliases, other, "%s.%s", d.Name, c.Name)
			}
		}
	}
}

func TestSchema_ByID(t *testing.T) {
	t.Parallel()
	tests := []struct {
		id      string
		dataset string
		number  int
	}{
		{"P000123", Producers, 123},
		{"C000045", Certificates, 45},
		{"L01", Labs, 1},
		{"V0003", ServicePoints, 3},
		{"P1234567", Producers, 1234567},
		{"D232701100", Divisions, 232701100},
		{"D232701104200", Divisions, 232701104200},
	}
	for _, tt := range tests {
		d, ok := Load().ByID(tt.id)
		require.True(t, ok, tt.id)
		assert.Equal(t, tt.dataset, d.Name)
		n, ok := d.Number(tt.id)
		assert.True(t, ok, tt.id)
		assert.Equal(t, tt.number, n)
	}
	for _, id := range []string{
		"", "P", "P123", "P0001234", "p000123", "P00012x", "P-00123", "123", "Z000001", " P000123",
		"P1234567890123", "93232701PDY000044W", "20261124", "L01-", "L01-2026112", "L1-20261124",
		"L01-20261124x", "L01-20261124-1", "M01-20261124", "L01_20261124", "-20261124",
	} {
		_, ok := Load().ByID(id)
		assert.False(t, ok, id)
	}
}

func TestSchema_ByID_NotNumbered(t *testing.T) {
	t.Parallel()
	for _, id := range []string{
		"L01-20261124", LabDayID("L07", 20270101), LabDayID("L101", 20261124),
	} {
		d, ok := Load().ByID(id)
		require.True(t, ok, id)
		assert.Equal(t, LabDays, d.Name)
		_, numbered := d.Number(id)
		assert.False(t, numbered, id)
	}
}

func TestSchema_IDsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		numbered := slices.DeleteFunc(slices.Clone(Load().Datasets), func(d *dataset.Def) bool {
			return d.Like != ""
		})
		d := rapid.SampledFrom(numbered).Draw(t, "dataset")
		n := rapid.IntRange(0, 999_999_999_999).Draw(t, "n")
		id := d.ID(n)
		got, ok := d.Number(id)
		assert.True(t, ok, id)
		assert.Equal(t, n, got)
		found, ok := Load().ByID(id)
		assert.True(t, ok, id)
		assert.Same(t, d, found)
	})
}
