package openapi_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// address is a text of a script that begins like an address of the API.
var address = regexp.MustCompile("[\"'`](/(?:v1|s|openapi|problems)(?:[/.][^\"'`?#]*)?)[\"'`?#]")

// placeholder is what stands for a value, in a script and in the document.
var placeholder = regexp.MustCompile(`\$?\{[^}]*\}`)

// strangers returns the addresses in a script that the document does not have.
func strangers(script string, paths []string) []string {
	var list []string
	for _, m := range address.FindAllStringSubmatch(script, -1) {
		called := placeholder.ReplaceAllString(strings.TrimSuffix(m[1], "/"), "{}")
		if !slices.ContainsFunc(paths, func(p string) bool { return answers(p, called) }) {
			list = append(list, m[1])
		}
	}
	return list
}

// answers reports whether an address of the document is the one that is called. Where a value
// stands in either, anything may stand in the other.
func answers(declared, called string) bool {
	a := strings.Split(placeholder.ReplaceAllString(declared, "{}"), "/")
	b := strings.Split(called, "/")
	return slices.EqualFunc(a, b, func(x, y string) bool {
		if x == y || x == "{}" {
			return true
		}
		before, after, any := strings.Cut(y, "{}")
		return any && strings.HasPrefix(x, before) && strings.HasSuffix(x, after)
	})
}

func paths(t *testing.T) []string {
	t.Helper()
	var list []string
	for p := range today(t).Paths.Map() {
		list = append(list, p)
	}
	return list
}

// The scripts of the site call what the document has, and nothing else. Its tests may ask for more.
func TestScripts_CallTheAPI(t *testing.T) {
	t.Parallel()
	known := paths(t)
	root := os.DirFS("..")
	err := fs.WalkDir(root, "web", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{"node_modules", "dist", "e2e"}, d.Name()) {
			return fs.SkipDir
		}
		if !slices.Contains([]string{".ts", ".js", ".mjs"}, path.Ext(name)) {
			return nil
		}
		script, err := fs.ReadFile(root, name)
		require.NoError(t, err)
		assert.Empty(t, strangers(string(script), known), name)
		return nil
	})
	if !os.IsNotExist(err) { // a tree without scripts calls nothing
		require.NoError(t, err)
	}
}

func TestScripts_Complains(t *testing.T) {
	t.Parallel()
	known := paths(t)
	for script, want := range map[string][]string{
		`fetch("/v1/producers?tier=A")`:          nil,
		"fetch(`/v1/producers/${id}`)":           nil,
		"fetch(`/v1/${dataset}.csv`)":            nil,
		`fetch('/s/20261124/labs.csv')`:          nil,
		`location = "/p/P000001"; a = "/v1x"`:    nil,
		`fetch("/v1/prodcuers")`:                 {"/v1/prodcuers"},
		"fetch(`/v1/producers/${id}/history`)":   {"/v1/producers/${id}/history"},
		`fetch("/v1"); fetch("/v1/bookins?x=1")`: {"/v1", "/v1/bookins"},
	} {
		assert.Equal(t, want, strangers(script, known), script)
	}
}
