package pages_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/httpapi/read"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/pages/pagetest"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/openapi"
)

// referencePages returns the pages of the reference in a language, parsed, by address.
func referencePages(t *testing.T, site *pages.Site, snap *snapshot.Snapshot, lang string,
) map[string][]*pagetest.Element {
	t.Helper()
	parsed := map[string][]*pagetest.Element{}
	for path := range site.Static(snap) {
		if !strings.HasPrefix(path, lang+"/api/") {
			continue
		}
		all, err := pagetest.Parse(string(get(t, site, snap, path).Body))
		require.NoError(t, err)
		parsed[path] = all
	}
	return parsed
}

// Every operation of the document is on one page of the reference, in both languages.
func TestAPI_HasEveryOperationOnce(t *testing.T) {
	t.Parallel()
	var document struct {
		Paths map[string]map[string]struct{ OperationID string }
	}
	require.NoError(t, json.Unmarshal(openapi.JSON(), &document))
	want := map[string]int{}
	for _, methods := range document.Paths {
		for _, op := range methods {
			want[op.OperationID] = 1
		}
	}
	snap, site := filled(t), newSite(t, "")
	for _, lang := range []string{"", "/en"} {
		have := map[string]int{}
		for _, all := range referencePages(t, site, snap, lang) {
			for _, e := range all {
				if e.Name == "h2" && want[e.Attrs["id"]] == 1 {
					have[e.Attrs["id"]]++
				}
			}
		}
		assert.Equal(t, want, have, lang)
	}
}

// form is a form of the reference as a browser would send it.
type form struct {
	action string
	values url.Values
	radios []url.Values // what choosing one adds
}

func forms(all []*pagetest.Element) []*form {
	var list []*form
	var menu string
	for _, e := range all {
		switch {
		case e.Name == "form":
			list = append(list, &form{action: e.Attrs["action"], values: url.Values{}})
			continue
		case len(list) == 0:
			continue
		}
		f := list[len(list)-1]
		name, value := e.Attrs["name"], e.Attrs["value"]
		switch {
		case e.Name == "select":
			menu = name
		case e.Name == "option" && !f.values.Has(menu):
			f.values.Set(menu, value)
		case e.Name == "input" && e.Attrs["type"] == "radio":
			f.radios = append(f.radios, url.Values{name: {value}})
		case e.Name == "input" && name != "":
			f.values.Set(name, value)
		}
	}
	return list
}

// Every form, sent as it stands and with each of its choices, is answered.
func TestAPI_FormsAskWhatIsAnswered(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	c.fill()
	snap, schema := c.snapshot(), registry.Load()
	api := httpapi.New(read.Routes(read.Config{
		Reader: snapshot.NewReader(c.pub.Blobs, schema, c.clock.Now, 0), Schema: schema,
		Now: c.clock.Now,
	}), httpapi.Options{})
	ask := func(address string) {
		w := httptest.NewRecorder()
		api.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		assert.Equal(t, http.StatusOK, w.Code, "%s\n%s", address, w.Body)
	}
	asked := 0
	for path, all := range referencePages(t, newSite(t, ""), snap, "") {
		for _, f := range forms(all) {
			asked++
			if strings.HasSuffix(f.action, "/slots") {
				continue // of the booking, which has no diary here
			}
			ask(f.action + "?" + f.values.Encode())
			for _, choice := range f.radios {
				ask(f.action + "?" + f.values.Encode() + "&" + choice.Encode())
			}
		}
		require.NotEmpty(t, all, path)
	}
	assert.Greater(t, asked, 4*len(schema.Datasets), "four for each dataset, and others")
}

func TestAPI_NamesEveryTypeOfProblem(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "/nqa")
	zh, en := string(get(t, site, snap, "/api").Body), string(get(t, site, snap, "/en/api").Body)
	for _, p := range httpapi.Types() {
		link := `href="/nqa/problems/` + p.Slug + `"`
		assert.Contains(t, zh, link)
		assert.Contains(t, zh, p.TitleZh)
		assert.Contains(t, en, link)
		assert.Contains(t, en, p.Title)
	}
}
