package pages_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/pages/pagetest"
)

// links returns where the links with a text lead.
func links(t *testing.T, p pages.Page, text string) []string {
	t.Helper()
	all, err := pagetest.Parse(string(p.Body))
	require.NoError(t, err)
	var list []string
	for _, e := range all {
		if e.Name == "a" && strings.Contains(e.Text, text) {
			list = append(list, e.Attrs["href"])
		}
	}
	return list
}

// heading returns the text of the heading with an id.
func heading(t *testing.T, p pages.Page, id string) string {
	t.Helper()
	all, err := pagetest.Parse(string(p.Body))
	require.NoError(t, err)
	for _, e := range all {
		if e.Attrs["id"] == id {
			return e.Text
		}
	}
	return ""
}

func TestSearch_APrintedCodeLeadsToItsPage(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "/nqa")
	code := uscc(t, 1)
	for typed, want := range map[string]string{
		"P000001": "/nqa/p/P000001", "p000001": "/nqa/p/P000001", "c000006": "/nqa/c/C000006",
		code: "/nqa/p/P000001", strings.ToLower(code): "/nqa/p/P000001",
		code[:8] + " " + code[8:]: "/nqa/p/P000001",
		"统一社会信用代码：" + code:        "/nqa/p/P000001",
		uscc(t, 4):                "/nqa/p/P000004",
		"LB-99-99010800002A":      "/nqa/c/C000002",
		"ＬＢ-９９-９９０１０８００００２Ａ": "/nqa/c/C000002",
		"0999OP9900003":  "/nqa/c/C000003",
		"DEMO9900000001": "/nqa/t/T000001",
		"P000005":        "/nqa/p/P000005",
		"https://x.example/en/p/P000001?from=timeline": "/nqa/p/P000001",
	} {
		p := get(t, site, snap, "/search?q="+url.QueryEscape(typed))
		assert.Equal(t, []any{http.StatusSeeOther, want}, []any{p.Status, p.Location}, typed)
	}
	p := get(t, site, snap, "/en/search?q=P000001")
	assert.Equal(t, "/nqa/en/p/P000001", p.Location, "the language stays")
	p = get(t, site, snap, "/search?q=P000001&kind=enterprise")
	assert.Equal(t, http.StatusOK, p.Status, "a filter says that a list is wanted")
}

func TestSearch_ACodeOfSeveralRowsListsThem(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	p := get(t, site, snap, "/search?q=LB-99-99010800001A")
	assert.Equal(t, http.StatusOK, p.Status)
	assert.Equal(t, "找到 2 张证书（按产品计）", heading(t, p, "results"))
	assert.NotEmpty(t, links(t, p, "蓝莓干"))
}

func TestSearch_AMisreadCharacter(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	code := uscc(t, 1)
	require.Contains(t, code, "0")
	slip := strings.Replace(code, "00001", "0000I", 1)
	for _, address := range []string{"/search?q=" + slip, "/p/" + slip} {
		assert.Contains(t, links(t, get(t, site, snap, address), "北极蓝莓"), "/p/P000001", address)
	}
}

func TestSearch_NeverShowsAPersonalNumber(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	const number = "11010519491231002X" // the example of GB 11643
	for _, address := range []string{
		"/search?q=" + number, "/en/search?q=abc+" + number, "/p/" + number, "/x/" + number,
	} {
		p := get(t, site, snap, address)
		assert.NotContains(t, string(p.Body), number[:14], address)
		assert.Contains(t, string(p.Body), map[bool]string{
			true: "personal ID number", false: "公民身份号码",
		}[strings.HasPrefix(address, "/en")], address)
	}
}

func TestSearch_FacetsAndChips(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	p := get(t, site, snap, "/search?q=演示&town_id=D232701101&kind=family_farm")
	assert.Equal(t, "找到 30 个生产主体", heading(t, p, "results"))
	assert.Contains(t, links(t, p, "企业"),
		"/search?kind=enterprise&q=%E6%BC%94%E7%A4%BA&town_id=D232701101",
		"another value of a facet takes the place of the one in use")
	remove := links(t, p, "家庭农场 ")
	assert.Contains(t, remove, "/search?q=%E6%BC%94%E7%A4%BA&town_id=D232701101")
	p = get(t, site, snap, "/search?town_id=nowhere&kind=castle&traceable=maybe&sort=shoe&page=-3")
	assert.Equal(t, "找到 33 个生产主体", heading(t, p, "results"), "what cannot be is left out")
	assert.Contains(t, string(p.Body), `rel="canonical" href="https://example.gov.cn/search"`)
}

func TestSearch_Pages(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	seen := map[string]bool{}
	address := "/search?kind=family_farm"
	for range 10 {
		p := get(t, site, snap, address)
		for _, m := range regexp.MustCompile(`"/p/(P\d+)"`).FindAllStringSubmatch(string(p.Body), -1) {
			assert.False(t, seen[m[1]], "%s stands on two pages", m[1])
			seen[m[1]] = true
		}
		next := links(t, p, "下一页")
		if len(next) == 0 {
			break
		}
		address = next[0]
	}
	assert.Len(t, seen, fillers)
	assert.Equal(t, "/search?kind=family_farm&page=2", address)
	last := get(t, site, snap, "/search?kind=family_farm&page=99")
	assert.Contains(t, string(last.Body), "第 2 页，共 2 页", "there is no page after the last")
}

func TestSearch_ZeroResultsSayWhatToDrop(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	p := get(t, site, snap, "/search?q=蓝莓+城堡&kind=cooperative")
	assert.Equal(t, "找到 0 个生产主体", heading(t, p, "results"))
	assert.Equal(t, []string{"/search?kind=cooperative&q=%E8%93%9D%E8%8E%93"}, links(t, p, "去掉 城堡"))
	assert.Empty(t, links(t, p, "去掉 蓝莓"), "that would not help")
}

var meant = regexp.MustCompile(`<a href="([^"]+)"[^>]*>[^<]+ · .+</a> \((\d+)\)</li>`)

// Whoever types a word of the registers is offered the part that it names, whole, and the number
// beside the link is what the link leads to.
func TestSearch_WordsOfTheRegistersLeadToTheirParts(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	for typed, want := range map[string][]string{
		"/search?q=绿色":                  {"/search?green_certified=true", "/search?in=certificates&scheme=green_food"},
		"/search?q=家庭农场":                {"/search?kind=family_farm"},
		"/search?q=绿色&kind=castle":      {"/search?green_certified=true", "/search?in=certificates&scheme=green_food"},
		"/search?q=绿色&kind=family_farm": nil,
		"/search?q=绿":                   nil,
		"/en/search?q=GREEN":            {"/en/search?green_certified=true", "/en/search?in=certificates&scheme=green_food"},
	} {
		var whole []string
		for _, m := range meant.FindAllStringSubmatch(string(get(t, site, snap, typed).Body), -1) {
			address := html.UnescapeString(m[1])
			whole = append(whole, address)
			found := heading(t, get(t, site, snap, address), "results")
			assert.Contains(t, strings.Fields(found), m[2], address)
		}
		assert.Equal(t, want, whole, typed)
	}
}

func TestSearch_OwnAPI(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "/nqa")
	p := get(t, site, snap, "/en/search?q=Lán+蓝莓&in=certificates&status=valid&page=2&from=x")
	assert.Equal(t, []string{"/nqa/v1/certificates?q=l%C3%A1n+%E8%93%9D%E8%8E%93&status=valid"},
		links(t, p, "JSON"))
	p = get(t, site, snap, "/search?tier=A")
	assert.Equal(t, []string{"/nqa/v1/producers.csv?sort=name&tier=A"}, links(t, p, "CSV"))
}

func TestSearch_OnlyListedRows(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	assert.Equal(t, "找到 0 个生产主体", heading(t, get(t, site, snap, "/search?q=已撤出"), "results"))
}

func TestSearch_LongAndOdd(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	for _, q := range []string{
		strings.Repeat("长", 5000), strings.Repeat("a ", 200), "\xff\xfe", "%", `" onmouseover="x`,
		"\x00\u202e", strings.Repeat("9", 300),
	} {
		p := get(t, site, snap, "/search?q="+url.QueryEscape(q))
		assert.Equal(t, http.StatusOK, p.Status)
		all, err := pagetest.Parse(string(p.Body))
		require.NoError(t, err)
		assert.Empty(t, pagetest.Faults(all))
		assert.LessOrEqual(t, len(p.Body), 30_000)
	}
}
