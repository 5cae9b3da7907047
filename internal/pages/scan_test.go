package pages_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"rsc.io/qr"

	"github.com/mingtian-portal/mingtian/internal/blob/blobtest"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/pages/pagetest"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/web"
)

// scanned are pages that a code on a pack or a poster leads to.
var scanned = []string{
	"/p/P000001", "/en/p/P000001", "/c/C000001", "/en/c/C000006", "/t/T000001",
	"/en/t/T000001",
}

func packed(t *testing.T, body []byte) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(body)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Len()
}

// What a phone loads when it scans a code: the page, and every file that the page names.
func TestScan_WeightWithEverything(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	file := regexp.MustCompile(`(?:src|href)="/assets/([^"]+)"`)
	for _, address := range scanned {
		body := get(t, site, snap, address).Body
		bytes, requests := packed(t, body), 1
		for _, m := range file.FindAllSubmatch(body, -1) {
			data, err := fs.ReadFile(web.Files, "dist/"+string(m[1]))
			require.NoError(t, err, address)
			bytes, requests = bytes+packed(t, data), requests+1
		}
		assert.LessOrEqual(t, bytes, 30_000, address)
		assert.LessOrEqual(t, requests, 5, address)
		assert.Greater(t, requests, 1, "%s: the files were found", address)
	}
}

// Nothing but the name stands above the answer.
func TestScan_AnswersFirst(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	between := regexp.MustCompile(`(?s)</h1>(.*?)<h2 class="word"`)
	for _, address := range scanned {
		m := between.FindSubmatch(get(t, site, snap, address).Body)
		require.NotNil(t, m, address)
		text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(m[1]), "")
		assert.Empty(t, strings.TrimSpace(text), address)
	}
}

var (
	drawing = regexp.MustCompile(`<svg viewBox="0 0 (\d+) \d+"[^>]*><title>([^<]*)</title>` +
		`<rect width="100%" height="100%" fill="#fff"/><path d="([^"]*)"/></svg>`)
	stroke = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1H(\d+)z`)
)

// modules draws the path of a code into a grid.
func modules(t *testing.T, body []byte) (size int, title string, black [][]bool) {
	t.Helper()
	m := drawing.FindSubmatch(body)
	require.NotNil(t, m, "no QR code")
	number := func(b []byte) int {
		n, err := strconv.Atoi(string(b))
		require.NoError(t, err)
		return n
	}
	size = number(m[1])
	black = make([][]bool, size)
	for y := range black {
		black[y] = make([]bool, size)
	}
	require.Empty(t, stroke.ReplaceAll(m[3], nil), "only rectangles a module high")
	for _, s := range stroke.FindAllSubmatch(m[3], -1) {
		x, y, width := number(s[1]), number(s[2]), number(s[3])
		require.Equal(t, x, number(s[4]), "the rectangle closes")
		for i := range width {
			black[y][x+i] = true
		}
	}
	return size, string(m[2]), black
}

func TestScan_QRCodeIsTheAddressOfThePage(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "/nqa")
	for suffix, level := range map[string]qr.Level{"": qr.M, "/poster": qr.Q} {
		for _, address := range []string{"/p/P000001", "/en/p/P000001", "/c/C000001", "/t/T000001"} {
			url := "https://example.gov.cn/nqa" + address
			want, err := qr.Encode(url, level)
			require.NoError(t, err)
			size, title, black := modules(t, get(t, site, snap, address+suffix).Body)
			assert.Contains(t, title, url)
			require.Equal(t, want.Size+8, size, "four modules of border on each side")
			for y := range size {
				for x := range size {
					require.Equal(t, want.Black(x-4, y-4), black[y][x], "%s (%d, %d)", address, x, y)
				}
			}
		}
	}
}

func TestScan_NoQRCodeWithoutAnAddress(t *testing.T) {
	t.Parallel()
	snap := filled(t)
	site, err := pages.New(pages.Options{Schema: registry.Load()})
	require.NoError(t, err)
	assert.NotContains(t, string(get(t, site, snap, "/p/P000001").Body), "<figure")
	poster := string(get(t, site, snap, "/p/P000001/poster").Body)
	assert.NotContains(t, poster, "<figure")
	assert.Contains(t, poster, "MINGTIAN_PUBLIC_URL", "whoever runs the site learns what to set")
}

func TestCompanions(t *testing.T) {
	t.Parallel()
	snap, site, store := filled(t), newSite(t, ""), blobtest.NewMemory()
	for _, address := range []string{
		"/p/P000001/poster", "/en/c/C000001/poster", "/t/T000001/poster",
		"/c/C000006/cite", "/en/p/P000004/cite",
	} {
		p := get(t, site, snap, address)
		require.Equal(t, 200, p.Status, address)
		assert.Equal(t, get(t, site, snap, "/p/P000001").Cache, p.Cache, "as pages are kept")
		assert.Contains(t, string(p.Body), `<meta name="robots" content="noindex">`, address)
		assert.NotContains(t, string(p.Body), `rel="canonical"`, address)
	}
	poster := string(get(t, site, snap, "/c/C000001/poster").Body)
	for _, says := range []string{
		"有效", "LB-99-99010800001A", "2026年11月24日", "以扫码结果为准",
		"https://example.gov.cn/c/C000001", "0457-9800000", "演示市农业农村局",
	} {
		assert.Contains(t, poster, says)
	}
	assert.Contains(t, string(get(t, site, snap, "/c/C000001/cite").Body),
		`href="/v1/certificates/C000001?snapshot=`+snap.Snapshot)
	for from, to := range map[string]string{
		"/p/P000004/poster": "/p/P000004", "/en/c/C000006/poster": "/en/c/C000006",
		"/t/T000002/poster": "/t/T000002", "/p/P999999/poster": "/p/P999999",
	} {
		p := get(t, site, snap, from)
		assert.Equal(t, []any{303, to}, []any{p.Status, p.Location}, from)
	}
	assert.Equal(t, 404, get(t, site, snap, "/labs/L01/poster").Status)
	_, _, err := site.Publish(t.Context(), snap, store)
	require.NoError(t, err)
	for key := range objects(t, store) {
		assert.NotRegexp(t, `/(poster|cite)$`, key)
	}
}

// A name that is markup is none in the text that others paste into their pages.
func TestCite_EscapesWhatIsPasted(t *testing.T) {
	t.Parallel()
	body := string(get(t, newSite(t, ""), filled(t), "/p/P000002/cite").Body)
	all, err := pagetest.Parse(body)
	require.NoError(t, err)
	var pasted string
	for _, e := range all {
		if e.Attrs["id"] == "cite-html" {
			pasted = e.Text
		}
	}
	assert.Contains(t, pasted, `<a href="https://example.gov.cn/p/P000002">% Arabica &lt;b&gt;`)
}

func rated(id, subject string, year int, change func(*registry.CreditRating)) registry.CreditRating {
	r := registry.CreditRating{
		ID: id, SubjectID: subject, SubjectName: "演示(演示数据)", SchemeID: "S01", Year: year,
		Level: "B", DecidedOn: today.AddDays(-400), Status: "in_force",
	}
	change(&r)
	return r
}

// The past tells nothing that the law no longer lets be shown.
func TestHistory_LeavesOutWhatMayNotBeShown(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	c.fill()
	put(c, registry.CreditRatings, rated("R000011", "P000001", 2024, func(*registry.CreditRating) {}))
	put(c, registry.CreditRatings, rated("R000012", "P000001", 2023, func(r *registry.CreditRating) {
		r.Level, r.Severity, r.DisplayUntil = "C", "ordinary", today.AddDays(-1)
	}))
	put(c, registry.CreditRatings, rated("R000013", "P000001", 2022, func(r *registry.CreditRating) {
		r.Level, r.Severity, r.Status = "D", "serious", "repaired"
	}))
	put(c, registry.CreditRatings, rated("R000014", "P000001", 2026, func(r *registry.CreditRating) {
		r.Status = "publicity"
	}))
	put(c, registry.CreditRatings, rated("R000015", "P000003", 2024, func(*registry.CreditRating) {}))
	snap, site := c.snapshot(), newSite(t, "")
	past := pastOf(t, site, snap, "/p/P000001")
	assert.Contains(t, past, "评定 2025 年度信用等级：A 级")
	assert.Contains(t, past, "评定 2024 年度信用等级：B 级")
	assert.NotRegexp(t, `(2022|2023|2026) 年度`, past)
	assert.Contains(t, past, "绿色食品证书到期：蓝莓4号")
	assert.Contains(t, past, "撤销：蓝莓6号 演示原因")
	assert.NotContains(t, past, "绿色食品证书生效：蓝莓8号", "it begins tomorrow")
	assert.NotContains(t, pastOf(t, site, snap, "/p/P000003"), "年度信用等级", "a natural person")
	assert.Contains(t, pastOf(t, site, snap, "/p/P000002"), "评定 2025 年度信用等级：C 级",
		"an adverse tier that may be shown today")
	assert.Contains(t, pastOf(t, site, snap, "/p/P000004"), "记录撤出名录 演示:注销")
}

// pastOf returns what a page tells of a record's past.
func pastOf(t *testing.T, site *pages.Site, snap *snapshot.Snapshot, address string) string {
	t.Helper()
	all, err := pagetest.Parse(string(get(t, site, snap, address).Body))
	require.NoError(t, err)
	for _, e := range all {
		if e.Attrs["aria-labelledby"] == "past" {
			return e.Text
		}
	}
	require.Fail(t, "no past", address)
	return ""
}

func TestMissing_SaysWhatIsNear(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	for code, near := range map[string]string{
		"LB-99-99010800004B": "/c/C000004", // a wrong character
		"LB-99-9901800004A":  "",           // one left out in the middle: nothing is one slip away
		"LB-99-9901080004":   "",
		"LB-99-99010800004":  "/c/C000004", // cut off
		"99010800004A":       "/c/C000004", // the beginning left out
		"LB-99-99018000004A": "/c/C000004", // two changed places
	} {
		p := get(t, site, snap, "/c/"+code)
		assert.Equal(t, 404, p.Status, code)
		if near == "" {
			assert.NotContains(t, string(p.Body), `href="/c/C`, code)
		} else {
			assert.Contains(t, string(p.Body), `href="`+near+`"`, code)
		}
	}
	body := string(get(t, site, snap, "/c/LB-99-99O10800004A").Body)
	assert.Contains(t, body, "<code>LB-99-99<mark>O</mark>10800004A</code>", "the part that is wrong")
}
