package repotest

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// allowed says what each package may import besides the standard library. Arrows point one way,
// from the functions at the end of the table to the leaves at its head.
//
// A line is a package and its imports; the first line that matches counts, and a package that
// no line matches is refused. Our own packages go without "internal/". "$name" stands for a set
// defined above it, a trailing "/..." for a whole subtree, "*" on the left for one path element
// and on the right for every package of ours. "pure" forbids the standard library's doors to
// the outside: files, processes, the network and the log.
const allowed = `
$bbolt     = go.etcd.io/bbolt/...
$excelize  = github.com/xuri/excelize/v2
$pinyin    = github.com/mozillazg/go-pinyin
$text      = golang.org/x/text/...
$zstd      = github.com/klauspost/compress/...
$qr        = rsc.io/qr
$suite     = github.com/stretchr/testify/... pgregory.net/rapid
$validator = github.com/go-playground/...
$contract  = github.com/getkin/kin-openapi/...
$scripts   = github.com/rogpeppe/go-internal/...
$aws       = github.com/aws/aws-sdk-go-v2/... github.com/aws/smithy-go/...
$lambda    = github.com/aws/aws-lambda-go/...
$testing   = $suite $contract $scripts $excelize $text $lambda $aws github.com/truora/minidyn/...

$leaf      = fault calendar dataset ident privacy
$core      = $leaf registry search search/fold revision snapshot store blob

fault             : pure
calendar          : pure fault
ident             : pure fault $text
privacy           : pure fault ident
dataset           : pure fault calendar
search/fold       : pure $text
search/fold/gen   : search/fold $text
pinyin            : pure search/fold $pinyin $text

store             : pure fault
store/bolt        : store fault $bbolt
store/storetest   : store fault $suite
blob              : pure fault
blob/dir          : blob fault
blob/blobtest     : blob fault $suite

registry          : pure $leaf
registry/gen      :
search            : pure $leaf registry search/fold
revision          : pure $leaf registry store blob $zstd
snapshot          : pure $leaf registry search search/fold store blob revision $zstd
snapshot/build    : pure $core booking opendata/table $zstd

store/dynamo      : store fault $aws
store/dynamo/dynamotest : store store/dynamo fault $aws $suite
blob/s3           : blob fault $aws
blob/s3/s3test    : $aws
lambdahttp        : httpapi $lambda github.com/awslabs/aws-lambda-go-api-proxy/...
lambdahttp/eventtest : $lambda

importer/sheet    : fault $excelize $text
importer          : $core importer/sheet $excelize
booking           : pure $leaf registry store
opendata/table    : pure $leaf registry search snapshot
opendata/workbook : $leaf registry search snapshot $excelize
openapi           :
openapi/*         : openapi dataset registry httpapi
web               :
web/bundle        : github.com/evanw/esbuild/...
web/e2e           :
pages             : $core httpapi openapi web $qr
pages/pagetest    :
pages/visit       : $core booking httpapi pages
httpapi           : $core openapi
httpapi/booking   : $core booking httpapi $validator
httpapi/read      : $core httpapi pages opendata/table openapi $zstd
app               : $core snapshot/build
demo              : $core booking importer $excelize

testkit/tally     :
testkit           : * $testing $bbolt
repotest          :
functions/portal  : * $bbolt $zstd $aws
functions/*       : * $aws $lambda
functions/internal/* : * $aws $lambda
infra/*           :
`

// reach lists what a package may not reach, however far away. The read API must stay light to
// start: what it links decides how long a cold reader waits.
var reach = map[string][]string{
	"internal/search":       heavy,
	"internal/httpapi/read": heavy,
	"functions/registry": append(slices.Clone(heavy),
		"github.com/aws/aws-sdk-go-v2/service/dynamodb"), // it answers when the table is away
}

// heavy is what costs a program megabytes or milliseconds before its first line runs.
var heavy = []string{
	"github.com/xuri/excelize", "go.etcd.io/bbolt", "github.com/mozillazg/go-pinyin",
	"github.com/parquet-go/parquet-go", "github.com/go-playground/validator",
}

// outside is what a pure package may not import of the standard library.
var outside = []string{"net/http", "os", "os/exec", "log", "log/slog", "database/sql"}

// rule is one line of the table, its sets written out.
type rule struct {
	glob    string
	pure    bool
	imports []string
}

// rules reads the table.
func rules(t *testing.T, table string) []rule {
	t.Helper()
	sets := map[string][]string{}
	expand := func(words string) []string {
		var all []string
		for _, w := range strings.Fields(words) {
			if !strings.HasPrefix(w, "$") {
				all = append(all, w)
				continue
			}
			require.Contains(t, sets, w, "a set is defined before it is used")
			all = append(all, sets[w]...)
		}
		return all
	}
	var list []rule
	for line := range strings.Lines(table) {
		if name, words, ok := strings.Cut(line, "="); ok {
			sets[strings.TrimSpace(name)] = expand(words)
		} else if glob, words, ok := strings.Cut(line, ":"); ok {
			r := rule{glob: ours(strings.TrimSpace(glob)), imports: expand(words)}
			r.pure = slices.Contains(r.imports, "pure")
			list = append(list, r)
		}
	}
	return list
}

// ours turns a package as the table names it into its folder.
func ours(name string) string {
	switch first, _, _ := strings.Cut(name, "/"); first {
	case "functions", "infra", "openapi", "web":
		return name
	}
	return "internal/" + name
}

// refuse says why a package may not import a path, or returns "". Test files may import any
// package of ours and what tests are made of.
func refuse(list []rule, testing []string, dir, imported string, test bool) string {
	i := slices.IndexFunc(list, func(r rule) bool {
		ok, _ := path.Match(r.glob, dir)
		return ok
	})
	if i < 0 {
		return fmt.Sprintf("%s: no line of the table of allowed imports names it", dir)
	}
	r := list[i]
	first, _, _ := strings.Cut(imported, "/")
	own, isOwn := strings.CutPrefix(imported, module)
	switch {
	case !strings.Contains(first, "."):
		if test || !r.pure || !slices.Contains(outside, imported) {
			return ""
		}
	case test && (isOwn || slices.ContainsFunc(testing, covers(imported))):
		return ""
	case isOwn && slices.ContainsFunc(r.imports, func(w string) bool {
		return w == "*" || ours(w) == own
	}):
		return ""
	case !isOwn && slices.ContainsFunc(r.imports, covers(imported)):
		return ""
	}
	return fmt.Sprintf("%s may not import %s", dir, imported)
}

// covers reports, for a word of the table, whether it stands for an import path.
func covers(imported string) func(word string) bool {
	return func(word string) bool {
		tree, whole := strings.CutSuffix(word, "/...")
		return imported == tree || whole && strings.HasPrefix(imported, tree+"/")
	}
}

// inTests returns what test files may import: the table's set $testing.
func inTests(t *testing.T, table string) []string {
	t.Helper()
	return rules(t, table+"\ntests : $testing")[len(rules(t, table))].imports
}

func TestImports(t *testing.T) {
	t.Parallel()
	list, testing := rules(t, allowed), inTests(t, allowed)
	var complaints []string
	for _, p := range packages(t) {
		for _, f := range p.files {
			for _, imported := range f.imports() {
				if c := refuse(list, testing, p.dir, imported, f.test); c != "" {
					complaints = append(complaints, f.name+": "+c)
				}
			}
		}
	}
	none(t, complaints)
}

func TestImports_Refuses(t *testing.T) {
	t.Parallel()
	list, testing := rules(t, allowed), inTests(t, allowed)
	const (
		excelize = "github.com/xuri/excelize/v2"
		bbolt    = "go.etcd.io/bbolt"
		pinyin   = "github.com/mozillazg/go-pinyin"
		openapi  = "github.com/getkin/kin-openapi/openapi3"
	)
	for _, tt := range []struct {
		dir, imported string
		test, ok      bool
	}{
		{"internal/store/bolt", bbolt, false, true},
		{"internal/store", bbolt, false, false},
		{"internal/importer", excelize, false, true},
		{"internal/importer", excelize + "/x", false, false},
		{"internal/pages", excelize, false, false},
		{"internal/pages", excelize, true, true},
		{"internal/pinyin", pinyin, false, true},
		{"internal/snapshot/build", pinyin, false, false},
		{"internal/snapshot/build", pinyin, true, false},
		{"internal/snapshot/build", module + "internal/pinyin", false, false},
		{"functions/portal", module + "internal/pinyin", false, true},
		{"internal/httpapi/read", openapi, false, false},
		{"internal/httpapi/read", openapi, true, true},
		{"internal/store/storetest", "pgregory.net/rapid", false, true},
		{"internal/registry", "pgregory.net/rapid", false, false},
		{"internal/registry", module + "internal/revision", false, false},
		{"internal/registry", "net/http", false, false},
		{"internal/registry", "encoding/json", false, true},
		{"internal/registry", "os", true, true},
		{"internal/fault", module + "internal/dataset", false, false},
		{"internal/helpers", "strings", false, false},
	} {
		c := refuse(list, testing, tt.dir, tt.imported, tt.test)
		assert.Equal(t, tt.ok, c == "", "%s imports %s, test %t", tt.dir, tt.imported, tt.test)
	}
}

func TestReach(t *testing.T) {
	t.Parallel()
	for dir, forbidden := range reach {
		if _, err := os.Stat(filepath.Join(root(t), dir)); os.IsNotExist(err) {
			t.Logf("%s is not there yet", dir)
			continue
		}
		cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "./"+dir)
		cmd.Dir = root(t)
		out, err := cmd.Output()
		require.NoError(t, err)
		deps := strings.Fields(string(out))
		require.Contains(t, deps, module+dir)
		for _, dep := range deps {
			for _, prefix := range forbidden {
				assert.False(t, strings.HasPrefix(dep, prefix), "%s reaches %s", dir, dep)
			}
		}
	}
}
