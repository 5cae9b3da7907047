package ident_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/ident"
)

func TestDivisionByCode(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in, code, name, asked string
		former                bool
		note                  string
	}{
		{"23", "230000", "黑龙江省", "黑龙江省", false, ""},
		{"2327", "232700", "大兴安岭地区", "大兴安岭地区", false, ""},
		{"232701", "232701", "漠河市", "漠河市", false, "加格达奇区"},
		{"232701000000", "232701", "漠河市", "漠河市", false, "加格达奇区"},
		{"２３２７０１", "232701", "漠河市", "漠河市", false, "加格达奇区"},
		{"232723", "232701", "漠河市", "漠河县", true, "2018年2月"},
		{"232721", "232721", "呼玛县", "呼玛县", false, ""},
		{"232722", "232722", "塔河县", "塔河县", false, ""},
		{"232761", "232761", "加格达奇区", "加格达奇区", false, ""},
		{"232741", "232761", "加格达奇区", "加格达奇区登记机关", false, "登记机关"},
		{"232742", "232762", "松岭区", "松岭区登记机关", false, "登记机关"},
		{"232743", "232763", "新林区", "新林区登记机关", false, "登记机关"},
		{"232744", "232764", "呼中区", "呼中区登记机关", false, "登记机关"},
		{"232701100", "232701100", "西林吉镇", "西林吉镇", false, ""},
		{"232701102000", "232701102", "阿木尔镇", "阿木尔镇", false, ""},
		{"232723104", "232701104", "北极镇", "漠河县北极镇", true, "漠河县"},
		{"232723104000", "232701104", "北极镇", "漠河县北极镇", true, "漠河县"},
		{"232701104202", "232701104202", "洛古河村", "洛古河村", false, ""},
		{"232701103200", "232701103200", "二十五站村", "二十五站村", false, ""},
		{"232701104201", "232701104201", "北红村", "北红村", false, ""},
		{"232701400", "232701100", "西林吉镇", "西林吉林业局", true, "不是乡镇"},
		{"232723401", "232701101", "图强镇", "漠河县图强林业局", true, "不是乡镇"},
		{"232701100004", "", "", "", false, ""}, // a gap between the communities
		{"110000", "", "", "", false, ""},
		{"2327O1", "", "", "", false, ""},
		{"", "", "", "", false, ""},
	} {
		t.Run("code "+tt.in, func(t *testing.T) {
			t.Parallel()
			got, ok := ident.DivisionByCode(tt.in)
			require.Equal(t, tt.code != "", ok)
			assert.Equal(t, tt.code, got.Code)
			assert.Equal(t, tt.name, got.Name.Zh)
			assert.Equal(t, tt.asked, got.Asked.Zh)
			assert.Equal(t, tt.former, got.Former)
			assert.Contains(t, got.Note.Zh, tt.note)
		})
	}
}

func TestDivisionByName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in, code string
		former   bool
	}{
		{"漠河市", "232701", false},
		{"漠河", "232701", false},
		{"漠河县", "232701", true},
		{"黑龙江省大兴安岭地区漠河市", "232701", false},
		{"西林吉镇", "232701100", false},
		{"西林吉", "232701100", false},
		{"漠河市西林吉镇", "232701100", false},
		{" 漠河市 西林吉镇 ", "232701100", false},
		{"黑龙江省漠河县西林吉镇", "232701100", true},
		{"县城", "232701100", true},
		{"漠河县城", "232701100", true},
		{"漠河市城区", "232701100", false},
		{"劲涛镇", "232701102", true},
		{"劲涛", "232701102", true},
		{"阿木尔镇（劲涛镇）", "232701102", false},
		{"漠河乡", "232701104", true},
		{"漠河县漠河乡", "232701104", true},
		{"北极乡", "232701104", true},
		{"北极", "232701104", false},
		{"北极镇政府", "232701104", false},
		{"北极村", "232701104200", false},
		{"北极镇北极", "232701104200", false},
		{"北极乡北红村", "232701104201", true},
		{"洛古河", "232701104202", false},
		{"漠河市北极镇洛古河村村委会", "232701104202", false},
		{"二十五站村村民委员会", "232701103200", false},
		{"25站村", "232701103200", false},
		{"兴安镇古城村", "232701103202", false},
		{"大河西村委会", "232701103201", false},
		{"西林吉镇黑山村", "232701100200", false},
		{"松苑社区居委会", "232701100001", false},
		{"图强社区", "232701101001", false},
		{"图强", "232701101", false},
		{"古莲镇古莲社区", "232701105001", false},
		{"西林吉林业局", "232701100", true},
		{"阿木尔林业局", "232701102", true},
		{"大兴安岭", "232700", false},
		{"加格达奇区", "232761", false},
		{"呼玛县", "232721", false},
		{"图强镇北极村", "", false},     // a village of another town
		{"西林吉镇中华街29号", "", false}, // an address, not a name
		{"呼玛县西林吉镇", "", false},    // a town of another county
		{"北京市", "", false},
		{"", "", false},
	} {
		t.Run("name "+tt.in, func(t *testing.T) {
			t.Parallel()
			got, ok := ident.DivisionByName(tt.in)
			require.Equal(t, tt.code != "", ok)
			assert.Equal(t, tt.code, got.Code)
			assert.Equal(t, tt.former, got.Former)
			if tt.former {
				assert.NotEmpty(t, got.Note.Zh)
				assert.NotEmpty(t, got.Note.En)
			}
		})
	}
}

func TestDivisions_TableIsSound(t *testing.T) {
	t.Parallel()
	seen := map[string]ident.Division{}
	count := map[string]int{}
	for _, d := range ident.Divisions() {
		require.NotContains(t, seen, d.Code)
		require.NotEmpty(t, d.Name.Zh)
		require.NotEmpty(t, d.Name.En)
		if d.Level != "province" {
			require.Contains(t, seen, d.Parent, "the parent of %s comes first", d.Code)
		}
		seen[d.Code] = d
		count[d.Level]++

		got, ok := ident.DivisionByCode(d.Code)
		require.True(t, ok)
		assert.Empty(t, got.Now, "the answer is of today")
		got, ok = ident.DivisionByName(d.Name.Zh)
		require.True(t, ok)
		assert.Empty(t, got.Now)
		if d.Now == "" {
			assert.Equal(t, d.Code, got.Code)
		}
	}
	for _, d := range seen {
		if d.Now != "" {
			assert.Contains(t, seen, d.Now)
		}
	}
	assert.Equal(t, map[string]int{
		"province": 1, "prefecture": 1, "county": 8, "registration": 4,
		"town": 6, "forestry": 3, "village": 7, "community": 7,
	}, count)
}
