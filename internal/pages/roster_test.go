package pages_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/pages/pagetest"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// shops notes a village, shops for farm inputs and a service point.
func (c *county) shops() {
	put(c, registry.Divisions, registry.Division{
		ID: "D232701104201", Code: "232701104201", Name: "北极村", Level: "village",
		ParentID: "D232701104",
	})
	put(c, registry.InputDealers, registry.InputDealer{
		ID: "A000001", Name: "演示农资店(演示数据)", USCC: uscc(c.t, 9001), TownID: "D232701104",
		Categories: []string{"pesticide", "seed"}, RestrictedPesticide: true, PackagingReturn: true,
		Address: "演示路 3 号", Phone: "0457-9800003",
	})
	put(c, registry.InputDealers, registry.InputDealer{
		ID: "A000002", Name: "无镇农资店(演示数据)", Categories: []string{"feed"},
	})
	put(c, registry.ServicePoints, registry.ServicePoint{
		ID: "V0001", Name: "北极村服务点(演示数据)", TownID: "D232701104", VillageID: "D232701104201",
		Services: []string{"免费耗材"}, Phone: "0457-9800004",
	})
}

// openDays are the laboratories' days: open from Monday to Friday but for one, until the end of
// the last year whose holidays are known.
func openDays(_ context.Context, rows registry.Rows, from calendar.Date) (registry.Rows, error) {
	def := registry.Load().Def(registry.LabDays)
	var list []dataset.Row
	for i := range 30 {
		d := registry.LabDay{LabID: "L01", Date: from.AddDays(i), Status: "closed"}
		d.ID = registry.LabDayID(d.LabID, d.Date)
		switch day := d.Date.Weekday(); {
		case d.Date.Year() > 2026:
			d.Status, d.DayKind = "pending", "unknown"
			d.Reason, d.ReasonEn = "节假日安排待国务院公布", "The holidays are not announced yet."
		case d.Date == today.AddDays(2):
			d.DayKind, d.Reason, d.ReasonEn = "holiday", "演示节放假", "Public holiday: Demonstration Day"
		case day == time.Saturday || day == time.Sunday:
			d.DayKind, d.Reason, d.ReasonEn = "weekend", "每周固定休息", "Closed on this day of the week."
		default:
			d.Status, d.DayKind, d.Capacity = "open", "working", 12
			d.Hours, d.LastSample = []string{"08:30–11:30", "13:30–16:00"}, "15:30"
		}
		list = append(list, dataset.Pack(def, &d))
	}
	return registry.Rows{registry.LabDays: list}, nil
}

func TestTown_ListsWhatIsThere(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	body := string(get(t, site, snap, "/towns/232701104").Body)
	for _, text := range []string{
		"北极蓝莓专业合作社", "北极村", "北极镇快检室", "演示农资店", "北极村服务点",
		"/v1/producers.csv?sort=name&amp;town_id=D232701104&amp;withdrawn_on__isnull=true",
		`href="/search?town_id=D232701104"`,
	} {
		assert.Contains(t, body, text)
	}
	for _, text := range []string{"图强镇快检室", "无镇农资店", "演示第1家庭农场"} {
		assert.NotContains(t, body, text)
	}
	list := string(get(t, site, snap, "/towns").Body)
	assert.Contains(t, list, `href="/p/P000003"`, "a producer without a town is on no town's page")
	assert.NotContains(t, list, `href="/p/P000001"`)
	assert.Equal(t, 404, get(t, site, snap, "/towns/999999999").Status)
}

func TestTown_ConversionIsNotOrganic(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	for address, end := range map[string]string{
		"/towns/232701104": `id="labs"`, "/certificates": `id="ended"`,
	} {
		body := string(get(t, site, snap, address).Body)
		before, after, found := strings.Cut(body, `<h2 id="conversion">`)
		require.True(t, found, address)
		table, rest, _ := strings.Cut(after, end)
		assert.Contains(t, table, "0999OP9900003", address)
		assert.NotContains(t, before+rest, "0999OP9900003", address)
		assert.Contains(t, table, "转换期产品不是有机产品", address)
	}
}

func TestCertificates_StandWhereTheyBelong(t *testing.T) {
	t.Parallel()
	body := string(get(t, newSite(t, ""), filled(t), "/certificates").Body)
	section := func(id string) string {
		_, after, found := strings.Cut(body, `<h2 id="`+id+`">`)
		require.True(t, found, id)
		table, _, _ := strings.Cut(after, "</section>")
		return table
	}
	for id, numbers := range map[string][]int{
		"valid": {1, 10}, "expiring": {2}, "conversion": {3}, "ended": {4, 5, 6, 7}, "other": {8, 9},
	} {
		for n := range 12 {
			link := fmt.Sprintf(`href="/c/C%06d"`, n)
			assert.Equal(t, slices.Contains(numbers, n), strings.Contains(section(id), link), "%s in %s", link, id)
		}
	}
}

func TestRoster_SaysWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	c.fill()
	for i := range 320 {
		put(c, registry.Producers, registry.Producer{
			ID: fmt.Sprintf("P%06d", 1001+i), Name: fmt.Sprintf("演示大镇第%d农场(演示数据)", i+1),
			Kind: "family_farm", TownID: "D232701101",
		})
	}
	snap, site := c.snapshot(), newSite(t, "")
	for address, says := range map[string]string{
		"/towns/232701101":    "这里只列出前 300 条，共 351 条。",
		"/en/towns/232701101": "Only the first 300 of 351 are listed here.",
	} {
		p := get(t, site, snap, address)
		assert.Contains(t, string(p.Body), says)
		assert.Equal(t, 300, strings.Count(string(p.Body), "/p/P"))
		assert.LessOrEqual(t, zipped(t, p.Body), 30_000, address)
	}
}

func TestCredit_NamesNobody(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	for _, address := range []string{"/credit", "/en/credit"} {
		body := string(get(t, site, snap, address).Body)
		for _, name := range []string{"蓝莓", "咖啡", "家庭农场", "/p/"} {
			assert.NotContains(t, body, name, address)
		}
	}
	body := string(get(t, site, snap, "/credit").Body)
	for _, text := range []string{
		"演示依据文件", "演示发布机关", "轻度失信", `href="/search?tier=C"`, `href="/search?tier=unrated"`,
		"最长三个月", "国办发〔2025〕22号", "信用修复",
	} {
		assert.Contains(t, body, text)
	}
}

func TestLabs_SayDatesAndNeverNow(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	body := string(get(t, site, snap, "/labs").Body)
	assert.Contains(t, body,
		`<time datetime="2026-11-24">11月24日（星期二）</time></dt><dd><b>8:30—11:30、13:30—16:00</b>`)
	assert.Contains(t, body, "演示节放假")
	assert.Contains(t, body, `data-open="2026-11-24T08:30&#43;08:00/2026-11-24T11:30&#43;08:00 `)
	assert.Contains(t, body, `data-until="2026-11-30"`)
	all, err := pagetest.Parse(body)
	require.NoError(t, err)
	for _, e := range all {
		assert.NotContains(t, e.Text, "正在开放", "only a script knows the time: %s", e.Name)
	}
	english := string(get(t, site, snap, "/en/labs/L01").Body)
	assert.Contains(t, english, "8:30am to 11:30am, 1:30pm to 4:00pm")
	assert.Contains(t, english, "Public holiday: Demonstration Day")
	assert.Equal(t, 14, strings.Count(english, "<tr><th scope=\"row\"><time"))
}

func TestLab_AYearWithoutNotice(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	c.clock.Advance(30 * 24 * time.Hour)
	c.fill()
	body := string(get(t, newSite(t, ""), c.snapshot(), "/labs/L01").Body)
	assert.Contains(t, body, "2027 年的节假日安排待国务院公布")
	assert.Contains(t, body, `data-until="2027-01-06"`)
	assert.NotContains(t, body, "2027-01-04T08:30")
}

func TestLab_ThatIsFarAwaySaysSo(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	c.fill()
	put(c, registry.Divisions, registry.Division{
		ID: "D232701103", Code: "232701103", Name: "兴安镇", Level: "town", ParentID: "D232701",
	})
	put(c, registry.Labs, registry.Lab{ID: "L03", Name: "兴安镇快检室(演示数据)", TownID: "D232701103"})
	snap, site := c.snapshot(), newSite(t, "")
	assert.Contains(t, string(get(t, site, snap, "/labs/L03").Body), "190 公里")
	assert.NotContains(t, string(get(t, site, snap, "/labs/L01").Body), "公里")
}

// Lists of a county of the usual size: long, but nothing that a phone has to wait for.
func TestLists_InTheDemoCounty(t *testing.T) {
	t.Parallel()
	snap, site := large(t, 1500), newSite(t, "/nqa")
	for _, path := range []string{
		"/registers", "/towns", "/towns/232701104", "/certificates", "/credit", "/dealers",
		"/service-points", "/demonstration", "/labs", "/labs/L01",
	} {
		for _, address := range []string{path, "/en" + path} {
			p := get(t, site, snap, address)
			require.Equal(t, 200, p.Status, address)
			all, err := pagetest.Parse(string(p.Body))
			require.NoError(t, err, address)
			assert.Empty(t, pagetest.Faults(all), address)
			assert.LessOrEqual(t, zipped(t, p.Body), 30_000, address)
			t.Logf("%7d B, %6d B gzip  %s", len(p.Body), zipped(t, p.Body), address)
		}
	}
}
