package httpapi_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

func grammar() httpapi.Grammar {
	return httpapi.Grammar{
		Names:   []string{"tier", "tier__in", "q", "limit"},
		Refused: map[string]string{"cursor": "Not in a file."},
	}
}

func parse(query string) (httpapi.Params, error) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.URL.RawQuery = query
	return httpapi.ParseParams(r, grammar())
}

func TestParseParams(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]httpapi.Params{
		"":                        {},
		"&&":                      {},
		"tier=A&q=%E8%93%9D+a%2B": {"tier": "A", "q": "蓝 a+"},
		"q=":                      {"q": ""},
		"q":                       {"q": ""},
		"q=a;b=c":                 {"q": "a;b=c"},
		"%71=x":                   {"q": "x"},
	} {
		got, err := parse(query)
		require.NoError(t, err, query)
		assert.Equal(t, want, got, query)
	}
}

func TestParseParams_Refuses(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]fault.Field{
		"teir=A":          {Name: "teir", Suggestion: "tier"},
		"Tier=A":          {Name: "Tier", Suggestion: "tier"},
		"tier__on=A":      {Name: "tier__on", Suggestion: "tier__in"},
		"unrelated=1":     {Name: "unrelated"},
		"=1":              {Name: ""},
		"cursor=x":        {Name: "cursor", Reason: "Not in a file."},
		"tier=A&tier=A":   {Name: "tier"},
		"q=%":             {Name: "q"},
		"q=%zz":           {Name: "q"},
		"q=%ff":           {Name: "q"},
		"%zz=1":           {Name: "?"},
		"tier=A&teir=B&q": {Name: "teir", Suggestion: "tier"},
	} {
		_, err := parse(query)
		f, ok := errors.AsType[*fault.Error](err)
		require.True(t, ok, query)
		assert.Equal(t, fault.Invalid, f.Kind)
		require.NotEmpty(t, f.Fields)
		assert.Equal(t, want.Name, f.Fields[0].Name, query)
		assert.Equal(t, want.Suggestion, f.Fields[0].Suggestion, query)
		if want.Reason != "" {
			assert.Equal(t, want.Reason, f.Fields[0].Reason)
		}
		assert.NotEmpty(t, f.Zh)
	}
}

func TestParseParams_NamesAllThatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := parse("teir=A&limt=1&q=%&" + strings.Repeat("n", 100) + "=1")
	f, ok := errors.AsType[*fault.Error](err)
	require.True(t, ok)
	require.Len(t, f.Fields, 4)
	assert.Equal(t, "limit", f.Fields[1].Suggestion)
	assert.Equal(t, strings.Repeat("n", 64)+"…", f.Fields[2].Name)
	assert.Equal(t, "q", f.Fields[3].Name)
}

// Whatever is accepted is what the standard library reads, and nothing is left out.
func FuzzParseParams(f *testing.F) {
	for _, seed := range []string{"q=a&limit=1", "q=%E8%93", "tier=A&tier=B", "&=&q=;", "q=a=b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		got, err := parse(query)
		if err != nil || strings.Contains(query, ";") {
			return
		}
		want, err := url.ParseQuery(query)
		require.NoError(t, err)
		assert.Len(t, got, len(want))
		for name, values := range want {
			assert.Equal(t, []string{got[name]}, values)
		}
	})
}

func TestNearest(t *testing.T) {
	t.Parallel()
	words := []string{"tier", "tier_year", "town_id", "kind", "area_mu", "cooperative"}
	for word, want := range map[string]string{
		"teir": "tier", "tir": "tier", "tierr": "tier", "TIER": "tier", "kimd": "kind",
		"coperative": "cooperative", "copperatvie": "cooperative", "area": "area_mu", "xyz": "",
		"": "", "ar": "", strings.Repeat("tier", 30): "", "town": "town_id",
	} {
		assert.Equal(t, want, httpapi.Nearest(word, words), word)
	}
}

func TestOperators(t *testing.T) {
	t.Parallel()
	def := registry.Load().Def(registry.Producers)
	names := func(column string) string {
		c, ok := def.Column(column)
		require.True(t, ok, column)
		var list []string
		for _, op := range httpapi.Operators(c) {
			list = append(list, op.Name())
		}
		return strings.Join(list, " ")
	}
	for column, want := range map[string]string{
		"id":            "eq not in isnull",
		"name":          "eq not contains startswith isnull",
		"kind":          "eq not in isnull",
		"products":      "eq not in contains startswith isnull",
		"town_id":       "eq not in isnull",
		"area_mu":       "eq in gt gte lt lte isnull",
		"registered_on": "eq gt gte lt lte isnull",
		"large_scale":   "eq not isnull",
		"tier":          "eq not in contains startswith isnull",
		"tier_year":     "eq not in isnull",
		"phone":         "",
	} {
		assert.Equal(t, want, names(column), column)
	}
	assert.Empty(t, httpapi.Operators(&dataset.Column{Search: true}))
}
