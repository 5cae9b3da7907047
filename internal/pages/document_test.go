package pages_test

import (
	"encoding/xml"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/web"
)

const origin = "https://example.gov.cn"

// locations returns what a site map or one part of it names.
func locations(t *testing.T, body []byte) []string {
	t.Helper()
	var doc struct {
		Maps  []string `xml:"sitemap>loc"`
		Pages []string `xml:"url>loc"`
	}
	require.NoError(t, xml.Unmarshal(body, &doc))
	return append(doc.Maps, doc.Pages...)
}

func TestSitemap_NamesEveryStaticPageOnce(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "/nqa")
	index := get(t, site, snap, "/sitemap.xml")
	assert.Equal(t, "application/xml", index.ContentType)
	named := map[string]int{}
	for _, part := range locations(t, index.Body) {
		p := get(t, site, snap, strings.TrimPrefix(part, origin+"/nqa"))
		require.Equal(t, 200, p.Status, part)
		for _, loc := range locations(t, p.Body) {
			named[loc]++
		}
	}
	for address := range site.Static(snap) {
		if path.Ext(address) != "" {
			continue // documents are no pages
		}
		loc := origin + "/nqa" + strings.TrimSuffix(address, "/")
		if address == "/" {
			loc += "/"
		}
		assert.Equal(t, 1, named[loc], loc)
		delete(named, loc)
	}
	for _, live := range []string{"/search", "/en/search", "/status", "/en/status"} {
		assert.Equal(t, 1, named[origin+"/nqa"+live], live)
		delete(named, origin+"/nqa"+live)
	}
	assert.Empty(t, named, "addresses of nothing")
}

func TestSitemap_HasManyPartsForManyPages(t *testing.T) {
	t.Parallel()
	snap, site := large(t, 2600), newSite(t, "")
	parts := locations(t, get(t, site, snap, "/sitemap.xml").Body)
	require.Greater(t, len(parts), 1)
	for _, part := range parts {
		p := get(t, site, snap, strings.TrimPrefix(part, origin))
		assert.LessOrEqual(t, len(p.Body), 4<<20, "it has to fit into one answer")
	}
	for _, missing := range []string{"/sitemap-0.xml", "/sitemap-99.xml", "/sitemap-01.xml", "/en/sitemap.xml"} {
		assert.Equal(t, 404, get(t, site, snap, missing).Status, missing)
	}
}

func TestRobots(t *testing.T) {
	t.Parallel()
	snap := filled(t)
	p := get(t, newSite(t, "/nqa"), snap, "/robots.txt")
	assert.Equal(t, "text/plain; charset=utf-8", p.ContentType)
	assert.Equal(t, "User-agent: *\nDisallow: /nqa/booking\nDisallow: /nqa/en/booking\n"+
		"Sitemap: https://example.gov.cn/nqa/sitemap.xml\n", string(p.Body))
	bare, err := pages.New(pages.Options{Schema: registry.Load()})
	require.NoError(t, err)
	assert.NotContains(t, string(get(t, bare, snap, "/robots.txt").Body), "Sitemap",
		"the site's own address is not known")
}

func TestFeed(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	var last string
	for _, address := range []string{"/feed.xml", "/en/feed.xml"} {
		var feed struct {
			ID      string `xml:"id"`
			Entries []struct {
				ID      string `xml:"id"`
				Title   string `xml:"title"`
				Updated string `xml:"updated"`
				Link    struct {
					Href string `xml:"href,attr"`
				} `xml:"link"`
			} `xml:"entry"`
		}
		p := get(t, site, snap, address)
		require.NoError(t, xml.Unmarshal(p.Body, &feed))
		assert.NotEqual(t, last, feed.ID)
		last = feed.ID
		require.NotEmpty(t, feed.Entries)
		ids := map[string]bool{}
		for i, entry := range feed.Entries {
			assert.False(t, ids[entry.ID], entry.ID)
			ids[entry.ID] = true
			assert.NotContains(t, entry.Title, "[feed")
			assert.Regexp(t, `^20\d\d-\d\d-\d\dT00:00:00\+08:00$`, entry.Updated)
			if i > 0 {
				assert.LessOrEqual(t, entry.Updated, feed.Entries[i-1].Updated, "the latest first")
			}
			u, err := url.Parse(strings.TrimPrefix(entry.Link.Href, origin))
			require.NoError(t, err)
			assert.Equal(t, 200, get(t, site, snap, u.Path).Status, entry.Link.Href)
		}
	}
}

// A component that is not on the page of components is one that nobody looks at.
func TestComponents_ShowsEveryPart(t *testing.T) {
	t.Parallel()
	page, err := fs.ReadFile(web.Files, "templates/components.html")
	require.NoError(t, err)
	layout, err := fs.ReadFile(web.Files, "templates/layout.html")
	require.NoError(t, err)
	parts, err := fs.Glob(web.Files, "templates/parts/*.html")
	require.NoError(t, err)
	require.NotEmpty(t, parts)
	shown := string(page) + string(layout)
	var sources []string
	for _, name := range parts {
		body, err := fs.ReadFile(web.Files, name)
		require.NoError(t, err)
		sources = append(sources, string(body))
		shown += string(body) // a part that another one uses is shown by it
	}
	for _, m := range regexp.MustCompile(`\{\{define "(\w+)"`).FindAllStringSubmatch(strings.Join(sources, "\n"), -1) {
		assert.Contains(t, shown, `{{template "`+m[1]+`"`, "component %s", m[1])
	}
}

// What search engines are told is valid JSON and says no more than the page.
func TestStructured(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	for address, says := range map[string]string{
		"/": `"@type":"WebSite"`, "/p/P000001": `"@type":"Organization"`,
		"/c/C000001": `"@type":"Certification"`, "/data/producers": `"@type":"BreadcrumbList"`,
	} {
		assert.Contains(t, string(get(t, site, snap, address).Body), says, address)
	}
	bare, err := pages.New(pages.Options{Schema: registry.Load()})
	require.NoError(t, err)
	assert.NotContains(t, string(get(t, bare, snap, "/").Body), "ld+json")
}
