package repotest

import (
	"bufio"
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// module is the path that this repository's packages begin with.
const module = "github.com/mingtian-portal/mingtian/"

// root returns the folder that holds go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	require.NoError(t, err)
	require.FileExists(t, filepath.Join(dir, "go.mod"))
	return dir
}

// read returns a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(root(t), name))
	require.NoError(t, err)
	return string(body)
}

// files returns the names of the repository's files, with slashes and relative to its root.
func files(t *testing.T) []string {
	t.Helper()
	ignored := ignore(read(t, ".gitignore"))
	var names []string
	err := fs.WalkDir(os.DirFS(root(t)), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == ".":
		case d.IsDir() && (name == ".git" || ignored(name)):
			return fs.SkipDir
		case d.Type().IsRegular() && !ignored(name):
			names = append(names, name)
		}
		return nil
	})
	require.NoError(t, err)
	return names
}

// ignore reads the plain part of the .gitignore format: names and globs, "/" in front for one
// place only, "/" behind for a folder, "!" for an exception.
func ignore(rules string) func(name string) bool {
	return func(name string) bool {
		ignored := false
		for rule := range strings.Lines(rules) {
			rule = strings.TrimSuffix(strings.TrimSpace(rule), "/")
			glob, exception := strings.CutPrefix(rule, "!")
			if glob == "" || strings.HasPrefix(glob, "#") {
				continue
			}
			subject := path.Base(name)
			if place, anchored := strings.CutPrefix(glob, "/"); anchored {
				glob, subject = place, name
			}
			if ok, _ := path.Match(glob, subject); ok {
				ignored = !exception
			}
		}
		return ignored
	}
}

func TestIgnore(t *testing.T) {
	t.Parallel()
	ignored := ignore("# built\n/bin/\n*.prof\nnode_modules/\n/web/dist/*\n!/web/dist/.keep\n")
	for name, want := range map[string]bool{
		"bin": true, "internal/bin": false, "a/cpu.prof": true, "web/node_modules": true,
		"web/dist/app.js": true, "web/dist/.keep": false, "# built": false, "README.md": false,
	} {
		assert.Equal(t, want, ignored(name), name)
	}
}

// source is one parsed Go file.
type source struct {
	name string // relative to the root
	test bool
	text []byte
	tree *ast.File
}

// imports returns the paths that a file imports.
func (s source) imports() []string {
	var paths []string
	for _, spec := range s.tree.Imports {
		paths = append(paths, strings.Trim(spec.Path.Value, `"`))
	}
	return paths
}

// lines returns how many lines a file has.
func (s source) lines() int {
	return bytes.Count(s.text, []byte("\n"))
}

// longest returns the widest line of a file in columns, a tab being four, and its number.
func (s source) longest() (columns, line int) {
	scanner := bufio.NewScanner(bytes.NewReader(s.text))
	scanner.Buffer(nil, len(s.text)+1)
	for n := 1; scanner.Scan(); n++ {
		width := len([]rune(strings.ReplaceAll(scanner.Text(), "\t", "    ")))
		if width > columns {
			columns, line = width, n
		}
	}
	return columns, line
}

// goPackage is the Go files of one folder.
type goPackage struct {
	dir   string // relative to the root: "internal/store/bolt"
	fset  *token.FileSet
	files []source
}

// packages parses every Go file of the module, in the order of their folders.
func packages(t *testing.T) []goPackage {
	t.Helper()
	byDir := map[string]*goPackage{}
	for _, name := range files(t) {
		if !strings.HasSuffix(name, ".go") || strings.Contains(name, "testdata/") {
			continue
		}
		p := byDir[path.Dir(name)]
		if p == nil {
			p = &goPackage{dir: path.Dir(name), fset: token.NewFileSet()}
			byDir[p.dir] = p
		}
		p.files = append(p.files, parse(t, p.fset, name, []byte(read(t, name))))
	}
	var all []goPackage
	for _, dir := range slices.Sorted(maps.Keys(byDir)) {
		all = append(all, *byDir[dir])
	}
	require.NotEmpty(t, all)
	return all
}

func parse(t *testing.T, fset *token.FileSet, name string, text []byte) source {
	t.Helper()
	const mode = parser.ParseComments | parser.SkipObjectResolution
	tree, err := parser.ParseFile(fset, name, text, mode)
	require.NoError(t, err)
	return source{name: name, test: strings.HasSuffix(name, "_test.go"), text: text, tree: tree}
}

// none fails the test with every complaint there is, each once.
func none(t *testing.T, complaints []string) {
	t.Helper()
	slices.Sort(complaints)
	for _, c := range slices.Compact(complaints) {
		t.Error(c)
	}
}
