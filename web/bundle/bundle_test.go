package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// web is the folder above.
const web = ".."

// listing returns what is in the dist of a web folder, by name.
func listing(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(folder, "dist"))
	require.NoError(t, err)
	all := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(folder, "dist", e.Name()))
		require.NoError(t, err)
		all[e.Name()] = string(data)
	}
	return all
}

// tree returns a web folder with these files and an icon.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		file := filepath.Join(folder, "src", name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o750))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	require.NoError(t, os.WriteFile(filepath.Join(folder, "src", "icon.svg"), []byte("<svg/>"), 0o600))
	return folder
}

func TestBuild_SameSourcesSameBytes(t *testing.T) {
	t.Parallel()
	once, err := build(web)
	require.NoError(t, err)
	again, err := build(web)
	require.NoError(t, err)
	assert.Equal(t, once, again)
}

// A build does not depend on where the repository lies.
func TestBuild_AnywhereTheSame(t *testing.T) {
	t.Parallel()
	there := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(there, "src"), os.DirFS(filepath.Join(web, "src"))))
	here, err := build(web)
	require.NoError(t, err)
	copied, err := build(there)
	require.NoError(t, err)
	assert.Equal(t, here, copied)
}

func TestDist_IsOfTheseSources(t *testing.T) {
	t.Parallel()
	files, err := build(web)
	require.NoError(t, err)
	fresh := t.TempDir()
	require.NoError(t, write(fresh, files))
	built := listing(t, web)
	delete(built, ".keep")
	assert.Equal(t, listing(t, fresh), built,
		"web/dist is not what its sources make: run go run ./web/bundle")
}

func TestBudgets(t *testing.T) {
	t.Parallel()
	files, err := build(web)
	require.NoError(t, err)
	var out strings.Builder
	require.NoError(t, weigh(files, &out))
	t.Log("\n" + out.String())
	assert.Equal(t, len(files), strings.Count(out.String(), "\n"))

	files["site.css"] = randomish(9 << 10)
	files["staff.js"] = []byte("x")
	err = weigh(files, &out)
	require.ErrorContains(t, err, "site.css is")
	require.ErrorContains(t, err, "staff.js has no budget")
}

// randomish returns bytes that do not compress.
func randomish(n int) []byte {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}

func TestFiles_NothingFromElsewhere(t *testing.T) {
	t.Parallel()
	files, err := build(web)
	require.NoError(t, err)
	for name, body := range files {
		text := strings.ReplaceAll(string(body), "http://www.w3.org/2000/svg", "")
		assert.NotRegexp(t, `https?:|@import|sourceMappingURL`, text, name)
		assert.NotRegexp(t, `url\((?:[^#d"]|"[^d])`, text, name)
		assert.NotRegexp(t, `\b(innerHTML|outerHTML|insertAdjacentHTML|parseFromString|eval)\b`, text,
			"%s: the policy of pages forbids it", name)
		assert.NotRegexp(t, `\p{Han}`, text, "%s: texts are in web/i18n", name)
	}
}

func TestSheets_Order(t *testing.T) {
	t.Parallel()
	folder := tree(t, map[string]string{
		"a.ts": "document.title = 'x'", "styles/print.css": ".p{color:red}",
		"styles/zebra.css": ".z{color:red}", "styles/base.css": ".b{color:red}",
		"styles/tokens.css": ":root{--t:1}", "styles/parts/ask.css": ".ask{color:red}",
		"styles/parts/verdict.css": ".v{color:red}", "styles/frame.css": ".f{color:red}",
	})
	files, err := build(folder)
	require.NoError(t, err)
	order := regexp.MustCompile(`:root|\.\w+`).FindAllString(string(files["site.css"]), -1)
	assert.Equal(t, []string{":root", ".b", ".f", ".z", ".ask", ".v", ".p"}, order)
}

func TestWrite_RemovesWhatIsOlder(t *testing.T) {
	t.Parallel()
	folder := tree(t, map[string]string{"a.ts": "document.title = 'x'", "styles/base.css": "p{top:0}"})
	require.NoError(t, run([]string{"-web", folder}, &bytes.Buffer{}))
	first := listing(t, folder)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "src", "a.ts"), []byte("print()"), 0o600))
	require.NoError(t, run([]string{"-web", folder}, &bytes.Buffer{}))
	second := listing(t, folder)
	assert.Len(t, second, len(first))
	var names map[string]string
	require.NoError(t, json.Unmarshal([]byte(second[manifestName]), &names))
	assert.Len(t, names, 3)
	for plain, name := range names {
		assert.Contains(t, second, name, plain)
	}
	assert.NotContains(t, first, names["a.js"])
	assert.Contains(t, first, names["site.css"], "what did not change keeps its name")
}

func TestBuild_SaysWhereAMistakeIs(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string]string{
		"a.ts:1:":      {"a.ts": "let = 1 +;", "styles/base.css": "p{top:0}"},
		"base.css:2:":  {"a.ts": "print()", "styles/base.css": "p{top:0}\n}"},
		"style sheets": {"a.ts": "print()"},
		"scripts":      {"styles/base.css": "p{top:0}"},
	} {
		_, err := build(tree(t, files))
		assert.ErrorContains(t, err, name)
	}
}

// The types of all scripts hold, as strictly as TypeScript can be told to look.
func TestTypes(t *testing.T) {
	t.Parallel()
	compiler, err := filepath.Abs(filepath.Join(web, "node_modules", ".bin", "tsc"))
	require.NoError(t, err)
	require.FileExists(t, compiler, "TypeScript is not installed: run make tools")
	check := exec.CommandContext(t.Context(), compiler, "--noEmit", "--project", ".")
	check.Dir = web
	out, err := check.CombinedOutput()
	require.NoError(t, err, "%s", out)
}
