package pages_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/web"
)

func dictionary(t *testing.T, lang string) map[string]string {
	t.Helper()
	data, err := fs.ReadFile(web.Files, "i18n/"+lang+".json")
	require.NoError(t, err)
	var texts map[string]string
	require.NoError(t, json.Unmarshal(data, &texts))
	return texts
}

// spoken returns the keys of texts that templates and code name.
func spoken(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{}
	note := func(text, pattern string) {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
			used[m[1]] = true
		}
	}
	templates, err := fs.Glob(web.Files, "templates/*.html")
	require.NoError(t, err)
	parts, err := fs.Glob(web.Files, "templates/parts/*.html")
	require.NoError(t, err)
	templates = append(templates, parts...)
	for _, name := range templates {
		data, err := fs.ReadFile(web.Files, name)
		require.NoError(t, err)
		note(string(data), `\{\{t "([^"]+)"`)
		assert.NotRegexp(t, `\p{Han}`, string(data), "%s: texts are in i18n", name)
	}
	sources, err := fs.Glob(os.DirFS("."), "*.go")
	require.NoError(t, err)
	visits, err := fs.Glob(os.DirFS("."), "visit/*.go")
	require.NoError(t, err)
	for _, name := range append(sources, visits...) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		note(string(data), `"((?:[a-z]+)\.[a-z_]+)"`)
	}
	for _, l := range registry.Load().Codelists {
		if l.Name == "certificate_status" {
			for _, c := range l.Codes {
				used["certificate.says_"+c.Code] = true
			}
		}
	}
	for _, key := range []string{
		"home.certificates_valid", "home.certificates_expiring", "trace.inactive", "trace.left",
		"visit.labs.one", "visit.labs.other", "visit.left.one", "visit.left.other",
		"visit.sample_count.one", "visit.sample_count.other",
		"search.in_producers", "search.in_certificates",
		"search.count_producers.one", "search.count_producers.other",
		"search.count_certificates.one", "search.count_certificates.other",
		"search.sort_name", "search.sort_product", "search.sort_area_mu",
		"search.sort_registered_on", "search.sort_valid_to_on",
	} {
		used[key] = true
	}
	return used
}

func TestTexts_SameKeysNoneUnusedNoneMissing(t *testing.T) {
	t.Parallel()
	zh, en, used := dictionary(t, "zh"), dictionary(t, "en"), spoken(t)
	for key := range zh {
		assert.NotEmpty(t, en[key], "%s in English", key)
		assert.True(t, used[key], "%s is used nowhere", key)
	}
	for key := range en {
		assert.NotEmpty(t, zh[key], "%s in Chinese", key)
	}
	known := []string{
		"site.json", "pages.json", "manifest.json", "visit.ics",
		"visit.labs", "visit.left", "visit.sample_count", // with .one and .other
	}
	for key := range used {
		if strings.HasSuffix(key, "_") || slices.Contains(known, key) {
			continue // the beginning of keys that spoken lists whole, or the name of a file
		}
		assert.NotEmpty(t, zh[key], key)
	}
}

func TestTexts_AreInTheirLanguage(t *testing.T) {
	t.Parallel()
	han, place := regexp.MustCompile(`\p{Han}`), regexp.MustCompile(`\{[a-z]+\}`)
	zh, en := dictionary(t, "zh"), dictionary(t, "en")
	for key, text := range en {
		assert.NotEmpty(t, strings.TrimSpace(text), key)
		if key != "frame.other" {
			assert.NotRegexp(t, han, text, key)
		}
		places, same := place.FindAllString(text, -1), place.FindAllString(zh[key], -1)
		slices.Sort(places)
		slices.Sort(same)
		assert.Equal(t, same, places, key)
	}
	half := regexp.MustCompile(`\p{Han}[,;:?!()]|[,;:?!()]\p{Han}`)
	for key, text := range zh {
		assert.NotEmpty(t, strings.TrimSpace(text), key)
		assert.NotRegexp(t, half, text, "%s: punctuation of Chinese is full width", key)
		for _, banned := range []string{"非法", "系统错误", "您的操作"} {
			assert.NotContains(t, text, banned, key)
		}
	}
}
