package repotest

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// readmes are the two languages of the read-me, which say the same.
var readmes = []string{"README.md", "README.zh-CN.md"}

var (
	makeTarget = regexp.MustCompile("(?m)(?:^|`)make ([a-z0-9-]+)")
	makefile   = regexp.MustCompile(`(?m)^([a-z0-9-]+):`)
	heading    = regexp.MustCompile(`(?m)^##+ `)
	fenced     = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")
	link       = regexp.MustCompile(`\]\(([^)#:]+)\)`)
	treeRow    = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")
)

// matches returns the first group of every match, sorted, each once.
func matches(pattern *regexp.Regexp, text string) []string {
	var found []string
	for _, m := range pattern.FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func TestReadmes(t *testing.T) {
	t.Parallel()
	const limit = 160
	en, zh := read(t, readmes[0]), read(t, readmes[1])
	for _, name := range readmes {
		assert.LessOrEqual(t, strings.Count(read(t, name), "\n"), limit, "lines of %s", name)
		for _, target := range matches(link, read(t, name)) {
			assert.True(t, exists(t, target), "%s links to %s", name, target)
		}
	}
	assert.Len(t, heading.FindAllString(zh, -1), len(heading.FindAllString(en, -1)), "headings")
	assert.Equal(t, matches(fenced, en), matches(fenced, zh), "commands")
	assert.Equal(t, matches(treeRow, en), matches(treeRow, zh), "first columns of the tables")
	assert.Equal(t, matches(makeTarget, en), matches(makeTarget, zh), "make targets")

	targets := matches(makefile, read(t, "Makefile"))
	assert.Subset(t, targets, matches(makeTarget, en), "targets of the Makefile")
	assert.Subset(t, matches(makeTarget, en), []string{"run", "test"})
}

// exists reports whether the repository has a file or a folder.
func exists(t *testing.T, name string) bool {
	t.Helper()
	name = path.Clean(name)
	return slices.ContainsFunc(files(t), func(f string) bool {
		return f == name || strings.HasPrefix(f, name+"/")
	})
}

// The curls stand alone in one block, so that a test can run them.
func TestReadmes_Curls(t *testing.T) {
	t.Parallel()
	_, after, found := strings.Cut(read(t, "README.md"), "\n## The API in five curls\n")
	require.True(t, found)
	block := fenced.FindStringSubmatch(after)
	require.NotNil(t, block)
	assert.Equal(t, 5, strings.Count("\n"+block[1], "\ncurl "), block[1])
}

// The gate runs what README.md calls the test, so the two cannot part.
func TestReadmes_Gate(t *testing.T) {
	t.Parallel()
	_, after, found := strings.Cut(read(t, "README.md"), "\n## Test\n")
	require.True(t, found)
	block := fenced.FindStringSubmatch(after)
	require.NotNil(t, block)
	assert.Equal(t, "make test\n", block[1])
	assert.Contains(t, read(t, ".ci/run"), `"## Test"`)
}

var (
	decisionName = regexp.MustCompile(`^infra/decisions/(\d{4})-[a-z0-9-]+\.md$`)
	sections     = []string{"Status", "Context", "Decision", "Consequences"}
)

// decisions returns the pages of infra/decisions by name.
func decisions(t *testing.T) map[string]string {
	t.Helper()
	pages := map[string]string{}
	for _, name := range files(t) {
		if path.Dir(name) == "infra/decisions" {
			pages[name] = read(t, name)
		}
	}
	require.NotEmpty(t, pages)
	return pages
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	numbers := map[string]string{}
	for name, text := range decisions(t) {
		m := decisionName.FindStringSubmatch(name)
		if !assert.NotNil(t, m, "%s: NNNN-title.md", name) {
			continue
		}
		assert.Empty(t, numbers[m[1]], "%s has the same number", name)
		numbers[m[1]] = name
		assert.True(t, strings.HasPrefix(text, "# "+m[1]+" "), "%s: number and title", name)
		assert.Equal(t, sections, headings(text), name)
	}
	for n := range len(numbers) {
		assert.Contains(t, numbers, fmt.Sprintf("%04d", n+1), "numbers run on")
	}
}

// headings returns the second-level headings of a page.
func headings(text string) []string {
	var found []string
	for line := range strings.Lines(text) {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			found = append(found, strings.TrimSpace(title))
		}
	}
	return found
}

// A module that we import ourselves has a page that weighed it.
func TestDependencies(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json")
	cmd.Dir = root(t)
	out, err := cmd.Output()
	require.NoError(t, err)
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
		Replace []struct{ Old struct{ Path string } }
	}
	require.NoError(t, json.Unmarshal(out, &mod))
	assert.Empty(t, mod.Replace, "no replacements")
	for _, r := range mod.Require {
		if r.Indirect {
			continue
		}
		named := false
		for _, text := range decisions(t) {
			named = named || strings.Contains(text, "`"+r.Path+"`")
		}
		assert.True(t, named, "no page of infra/decisions names %s", r.Path)
	}
}
