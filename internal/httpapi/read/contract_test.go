package read_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// A whole row has every column of the definition, in its order, in each of the three forms.
func TestContract_RowsAreWhole(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{})
	c := s.Client(t, nil)
	for _, def := range s.Schema.Datasets {
		var want []string
		for i := range def.Columns {
			want = append(want, def.Columns[i].Name)
		}
		csv := c.Get("/v1/" + def.Name + ".csv?bom=0")
		header, _, _ := strings.Cut(string(csv.Body), "\n")
		assert.Equal(t, strings.Join(want, ","), header)
		line := string(c.Get("/v1/" + def.Name + ".ndjson").Body)
		line, _, _ = strings.Cut(line, "\n")
		assert.Equal(t, want, keysOf(t, line), def.Name)
		list := string(c.Get("/v1/" + def.Name + "?limit=1").Body)
		list, _, _ = strings.Cut(strings.TrimPrefix(list, `{"data":[`), `],"meta"`)
		assert.Equal(t, line, list, def.Name)
	}
}

// The verdicts of a lookup are the statuses of certificates and those of the contract.
func TestContract_Verdicts(t *testing.T) {
	t.Parallel()
	c, err := testkit.LoadContract()
	require.NoError(t, err)
	status, _ := registry.Load().Def(registry.Certificates).Column("status")
	enum := c.Doc.Components.Schemas["Lookup"].Value.Properties["verdict"].Value.Enum
	for _, code := range status.Codes.Codes {
		assert.Contains(t, enum, code.Code)
	}
	others := []string{"listed", "gone", "several", "not_found"}
	assert.Len(t, enum, len(status.Codes.Codes)+len(others))
}

// The pages that problems point to exist for every type, in both languages.
func TestProblemTypes(t *testing.T) {
	t.Parallel()
	c := testkit.New(t, testkit.Options{}).Client(t, nil)
	slugs := map[string]bool{}
	for _, typ := range httpapi.Types() {
		assert.False(t, slugs[typ.Slug], typ.Slug)
		slugs[typ.Slug] = true
		res := c.Get("/problems/" + typ.Slug)
		require.Equal(t, http.StatusOK, res.Status)
		for _, text := range []string{typ.Title, typ.TitleZh, typ.About, typ.AboutZh} {
			require.NotEmpty(t, text)
		}
		assert.Contains(t, string(res.Body), typ.TitleZh)
	}
	assert.Len(t, slices.Collect(maps.Keys(slugs)), len(httpapi.Types()))
}
