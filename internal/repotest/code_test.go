package repotest

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Every package says what it is for. Tests in a package of their own have nothing to say.
func TestPackageComments(t *testing.T) {
	t.Parallel()
	var complaints []string
	for _, p := range packages(t) {
		comments := 0
		for _, f := range p.files {
			if f.tree.Doc != nil && !f.test {
				comments++
				if !opens(f.tree) {
					complaints = append(complaints, f.name+": begin with Package or Command")
				}
			}
		}
		if comments != 1 {
			complaints = append(complaints, fmt.Sprintf("%s: %d package comments", p.dir, comments))
		}
	}
	none(t, complaints)
}

// opens reports whether a package comment begins as godoc expects.
func opens(f *ast.File) bool {
	text := f.Doc.Text()
	if f.Name.Name == "main" {
		return strings.HasPrefix(text, "Command ")
	}
	return strings.HasPrefix(text, "Package "+f.Name.Name+" ")
}

// A main.go parses nothing and decides nothing: what can be tested is elsewhere.
func TestMainFiles(t *testing.T) {
	t.Parallel()
	const limit = 40
	for _, p := range packages(t) {
		for _, f := range p.files {
			if path.Base(f.name) == "main.go" {
				assert.LessOrEqual(t, f.lines(), limit, f.name)
			}
		}
	}
}

func TestNoHiddenState(t *testing.T) {
	t.Parallel()
	var complaints []string
	for _, p := range packages(t) {
		complaints = append(complaints, p.state()...)
	}
	none(t, complaints)
}

func TestNoHiddenState_Complains(t *testing.T) {
	t.Parallel()
	const text = `package p

import "errors"

var errKnown = errors.New("known")

var table = map[string]int{"a": 1}

var cache map[string]int

var count = 0

var seen = map[string]bool{}

var _ error = errKnown

func init() { println(table["a"], cache, errKnown) }

func use(k string) {
	count++
	seen[k] = true
	local := 0
	local++
	table := local
	table = 2
	_ = table
}
`
	p := goPackage{dir: "p", fset: token.NewFileSet()}
	p.files = []source{parse(t, p.fset, "p.go", []byte(text))}
	assert.Equal(t, []string{
		"p.go:9: package variable cache begins empty",
		"p.go:17: no init functions",
		"p.go:20: package variable count is changed",
		"p.go:21: package variable seen is changed",
	}, p.state())
}

// state complains about init functions and about package variables that change. Sentinel
// errors, compiled expressions, embedded files and tables are set once where they stand.
func (p goPackage) state() []string {
	info := p.check()
	var complaints []string
	complain := func(at token.Pos, format string, args ...any) {
		where := p.fset.Position(at)
		complaints = append(complaints,
			fmt.Sprintf("%s:%d: ", where.Filename, where.Line)+fmt.Sprintf(format, args...))
	}
	for _, f := range p.files {
		ast.Inspect(f.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv == nil && n.Name.Name == "init" {
					complain(n.Pos(), "no init functions")
				}
			case *ast.GenDecl:
				if name := empty(n, info); name != nil {
					complain(n.Pos(), "package variable %s begins empty", name.Name)
				}
			case *ast.AssignStmt:
				for _, left := range n.Lhs {
					if name := global(left, info); name != nil {
						complain(n.Pos(), "package variable %s is changed", name.Name)
					}
				}
			case *ast.IncDecStmt:
				if name := global(n.X, info); name != nil {
					complain(n.Pos(), "package variable %s is changed", name.Name)
				}
			}
			return true
		})
	}
	return complaints
}

// check resolves the package's own names. What it imports stays unknown, and the errors that
// come of that are of no interest.
func (p goPackage) check() *types.Info {
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	byName := map[string][]*ast.File{}
	for _, f := range p.files {
		byName[f.tree.Name.Name] = append(byName[f.tree.Name.Name], f.tree)
	}
	for name, trees := range byName {
		config := types.Config{Error: func(error) {}}
		_, _ = config.Check(name, p.fset, trees, info)
	}
	return info
}

// empty returns a name that a declaration makes a package variable without a value.
func empty(d *ast.GenDecl, info *types.Info) *ast.Ident {
	embedded := d.Doc != nil && strings.Contains(d.Doc.List[len(d.Doc.List)-1].Text, "//go:embed")
	if d.Tok != token.VAR || embedded {
		return nil
	}
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		if len(v.Values) > 0 || v.Doc != nil && strings.Contains(v.Doc.List[0].Text, "//go:embed") {
			continue
		}
		for _, name := range v.Names {
			if o := info.Defs[name]; o != nil && atPackageLevel(o) {
				return name
			}
		}
	}
	return nil
}

// global returns the package variable that an assignment to an expression would change.
func global(e ast.Expr, info *types.Info) *ast.Ident {
	switch e := e.(type) {
	case *ast.Ident:
		if o, ok := info.Uses[e].(*types.Var); ok && atPackageLevel(o) {
			return e
		}
	case *ast.IndexExpr:
		return global(e.X, info)
	case *ast.SelectorExpr:
		return global(e.X, info)
	case *ast.StarExpr:
		return global(e.X, info)
	}
	return nil
}

func atPackageLevel(o types.Object) bool {
	return o.Pkg() != nil && o.Parent() == o.Pkg().Scope()
}

// The budgets are smells, not targets: this prints what passes them and fails for none.
func TestBudgets(t *testing.T) {
	t.Parallel()
	const fileLines, functionLines, columns = 500, 80, 120
	for _, p := range packages(t) {
		for _, f := range p.files {
			if ast.IsGenerated(f.tree) {
				continue
			}
			if n := f.lines(); n > fileLines {
				t.Logf("%s: %d lines", f.name, n)
			}
			if width, line := f.longest(); width > columns {
				t.Logf("%s:%d: %d columns", f.name, line, width)
			}
			for _, d := range f.tree.Decls {
				from, to := p.fset.Position(d.Pos()).Line, p.fset.Position(d.End()).Line
				if fn, ok := d.(*ast.FuncDecl); ok && to-from >= functionLines {
					t.Logf("%s:%d: %s has %d lines", f.name, from, fn.Name.Name, to-from+1)
				}
			}
		}
	}
}
