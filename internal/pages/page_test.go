package pages_test

import (
	"bytes"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/pages/pagetest"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

var update = flag.Bool("update", false, "write the golden files again")

// addresses are pages of every kind, with the name of the golden file of those that have one.
var addresses = []struct{ golden, address string }{
	{"home", "/"},
	{"home-en", "/en"},
	{"search", "/search?q=lanmei"},
	{"search-en", "/en/search?in=certificates&status=valid&sort=valid_to_on"},
	{"search-none", "/search?q=蓝莓+没有的词&town_id=D232701101"},
	{"search-code", "/search?q=93232701PDY00099X0"},
	{"producer", "/p/P000001"},
	{"producer-en", "/en/p/P000001"},
	{"producer-adverse", "/p/P000002"},
	{"producer-withdrawn", "/p/P000004"},
	{"certificate", "/c/C000001"},
	{"certificate-revoked-en", "/en/c/C000006"},
	{"certificate-expiring", "/c/C000002"},
	{"trace", "/t/T000001"},
	{"trace-left-en", "/en/t/T000002"},
	{"poster", "/p/P000001/poster"},
	{"cite-en", "/en/c/C000001/cite"},
	{"registers", "/registers"},
	{"towns", "/towns"},
	{"town", "/towns/232701104"},
	{"town-en", "/en/towns/232701101"},
	{"certificates", "/certificates"},
	{"credit", "/credit"},
	{"credit-en", "/en/credit"},
	{"dealers", "/dealers"},
	{"service-points-en", "/en/service-points"},
	{"demonstration", "/demonstration"},
	{"labs", "/labs"},
	{"lab", "/labs/L01"},
	{"lab-en", "/en/labs/L01"},
	{"data-en", "/en/data"},
	{"dataset", "/data/certificates"},
	{"dataset-en", "/en/data/producers"},
	{"api-en", "/en/api"},
	{"api-group", "/api/questions"},
	{"privacy", "/privacy"},
	{"missing", "/c/C999999"},
	{"missing-near", "/c/LB-99-99O10800004A"},
	{"gone-en", "/en/p/P000005"},
	{"", "/search"},
	{"", "/en/search?q=北极&in=certificates&page=9"},
	{"", "/search?page=2&kind=family_farm"},
	{"", "/search?green_certified=true&tier=A"},
	{"", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E"},
	{"", "/nothing/here"},
	{"", "/p/%3Cb%3E"},
	{"", "/en/c/9132"},
}

func TestPages_Golden(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	for _, a := range addresses {
		if a.golden == "" {
			continue
		}
		body := pagetest.Unhashed(string(get(t, site, snap, a.address).Body))
		file := filepath.Join("testdata", a.golden+".html")
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(body), 0o600))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, string(want), body, "%s; -update writes it again", a.address)
	}
}

// every calls f with each static page and each of the addresses above, under a mount path.
func every(t *testing.T, f func(address, body string)) {
	t.Helper()
	snap, site := filled(t), newSite(t, "/nqa")
	var all []string
	for path := range site.Static(snap) {
		all = append(all, path)
	}
	for _, a := range addresses {
		all = append(all, a.address)
	}
	for _, address := range all {
		p := get(t, site, snap, address)
		if p.Location == "" && strings.HasPrefix(p.ContentType, "text/html") {
			f(address, string(p.Body))
		}
	}
}

// mostBytes is how heavy a page may be: a scanned code opens light ones, and dictionaries and the
// reference are read at a desk.
func mostBytes(address string) int {
	if strings.Contains(address, "/data") || strings.Contains(address, "/api") {
		return 60_000
	}
	return 30_000
}

func TestPages_MarkupAndWeight(t *testing.T) {
	t.Parallel()
	every(t, func(address, body string) {
		all, err := pagetest.Parse(body)
		require.NoError(t, err, "%s\n%s", address, body)
		assert.Empty(t, pagetest.Faults(all), address)
		assert.LessOrEqual(t, len(body), mostBytes(address), address)
		assert.NotContains(t, body, "ZgotmplZ", "%s: a link that the templates refuse", address)
		assert.NotRegexp(t, `\[[a-z]+\.[a-z_]+\]|<no value>`, body, "%s: a missing text", address)
		lang := "zh-CN"
		if strings.HasPrefix(address, "/en") {
			lang = "en"
			assert.Empty(t, pagetest.StrayChinese(all), "%s: Chinese that is not marked", address)
		}
		assert.Equal(t, lang, all[0].Attrs["lang"], address)
	})
}

func TestPages_EveryLinkLeadsSomewhere(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "/nqa")
	seen := map[string]bool{}
	every(t, func(address, body string) {
		all, err := pagetest.Parse(body)
		require.NoError(t, err)
		for _, e := range all {
			for _, name := range []string{"href", "action", "src"} {
				if link, ok := e.Attrs[name]; ok && !seen[link] {
					seen[link] = true
					follow(t, site, snap, address, link)
				}
			}
		}
	})
	assert.Greater(t, len(seen), 100)
}

func follow(t *testing.T, site *pages.Site, snap *snapshot.Snapshot, from, link string) {
	t.Helper()
	if strings.HasPrefix(link, "tel:") || strings.HasPrefix(link, "#") {
		return
	}
	path, ours := strings.CutPrefix(strings.TrimPrefix(link, "https://example.gov.cn"), "/nqa")
	require.True(t, ours, "%s links to %s outside of the site", from, link)
	path = strings.TrimPrefix(path, "/")
	switch {
	case strings.HasPrefix(path, "v1/"), strings.HasPrefix(path, "s/"),
		strings.HasPrefix(path, "problems/"), path == "openapi.json", path == "openapi.yaml", strings.HasPrefix(path, "assets/"):
		return
	}
	p := get(t, site, snap, "/"+path)
	switch {
	case link == from || strings.HasSuffix(strings.TrimPrefix(link, "/nqa"), from):
	case strings.HasSuffix(from, strings.TrimPrefix(path, "en")): // the other language
	default:
		assert.Less(t, p.Status, http.StatusBadRequest, "%s links to %s", from, link)
	}
}

func TestPage_Status(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "/nqa")
	for address, want := range map[string]int{
		"/": 200, "": 200, "/en": 200, "/en/": 200, "/p/P000004": 200, "/c/C000011": 200,
		"/labs/L02": 200, "/p/P000005": 410, "/p/P999999": 404, "/p/": 404, "/p": 404,
		"/english": 404, "/p/P000001/x": 404, "/v2": 404, "/p/P000001?from=singlemessage": 200,
	} {
		assert.Equal(t, want, get(t, site, snap, address).Status, address)
	}
	for address, want := range map[string]string{
		"/p/p000001": "/nqa/p/P000001", "/en/p/P000001/": "/nqa/en/p/P000001",
		"/labs/": "/nqa/labs", "/c/Ｃ０００００１": "/nqa/c/C000001",
	} {
		p := get(t, site, snap, address)
		assert.Equal(t, []any{301, want}, []any{p.Status, p.Location}, address)
	}
}

func TestPage_Deterministic(t *testing.T) {
	t.Parallel()
	a, b := filled(t), filled(t)
	first, second := newSite(t, ""), newSite(t, "")
	for _, x := range addresses {
		one, other := get(t, first, a, x.address), get(t, second, b, x.address)
		assert.True(t, bytes.Equal(one.Body, other.Body), x.address)
	}
}

func TestPage_LeavesUnknownParametersOut(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	for _, address := range []string{"/", "/p/P000001", "/en/c/C000001", "/search?q=蓝莓"} {
		sep := "?"
		if strings.Contains(address, "?") {
			sep = "&"
		}
		plain := get(t, site, snap, address)
		shared := get(t, site, snap, address+sep+"from=singlemessage&isappinstalled=0&utm_x=1")
		assert.Equal(t, string(plain.Body), string(shared.Body), address)
	}
}

func TestPage_MarksUpNothingOfTheData(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	body := string(get(t, site, snap, "/p/P000002").Body)
	assert.Contains(t, body, `% Arabica &lt;b&gt;咖啡&lt;/b&gt; &amp; &#34;农场&#34;`)
	assert.NotContains(t, body, "<b>")
}

func TestLabs_LeadToBookingWhereThereIsOne(t *testing.T) {
	t.Parallel()
	snap := filled(t)
	bookable, err := pages.New(pages.Options{Schema: registry.Load(), Bookable: true})
	require.NoError(t, err)
	for address, link := range map[string]string{
		"/labs": `href="/book"`, "/en/labs/L01": `href="/en/book/L01"`,
	} {
		assert.Contains(t, string(get(t, bookable, snap, address).Body), link)
		assert.NotContains(t, string(get(t, newSite(t, ""), snap, address).Body), "/book")
	}
	assert.NotContains(t, string(get(t, bookable, snap, "/labs/L02").Body), `"/book/L02"`,
		"a laboratory that has left the register")
}
