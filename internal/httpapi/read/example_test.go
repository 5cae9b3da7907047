package read_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/testkit"
)

var update = flag.Bool("update", false, "write what is compared with")

// examplesFile holds the requests of the examples in openapi.yaml, and what they answered when
// the document was written.
const examplesFile = "../../../openapi/examples.json"

type example struct {
	Request string `json:"request"`
	Body    string `json:"body,omitempty"`
	Partial bool   `json:"partial,omitempty"` // the value is only the beginning
	Value   any    `json:"value"`
}

func readExamples(t *testing.T) map[string]*example {
	t.Helper()
	data, err := os.ReadFile(examplesFile)
	require.NoError(t, err)
	var list map[string]*example
	require.NoError(t, json.Unmarshal(data, &list))
	maps.DeleteFunc(list, func(name string, _ *example) bool { return elsewhere(name) })
	return list
}

// elsewhere reports whether an operation is one of the booking API, which has its own tests.
func elsewhere(operation string) bool { return strings.HasPrefix(operation, "bookings.") }

// send makes the request of an example.
func (e *example) send(s *testkit.System, c *testkit.Client, snapshot string,
	headers ...string,
) *testkit.Response {
	method, url, _ := strings.Cut(e.Request, " ")
	url = strings.ReplaceAll(url, "{snapshot}", snapshot)
	if method == http.MethodPost {
		headers = append([]string{"Content-Type: text/plain"}, headers...)
	}
	return c.Do(method, url, e.Body, headers...)
}

var (
	anySnapshot = regexp.MustCompile(`\d{8}-r\d{6}-[0-9a-f]{8}`)
	anyCursor   = regexp.MustCompile(`cursor=[\w-]+`)
)

// settled returns a text with the parts that every change of a definition changes made equal.
func settled(body []byte) []byte {
	body = anySnapshot.ReplaceAll(body, []byte("20261124-r000001-00000000"))
	return anyCursor.ReplaceAll(body, []byte("cursor=ARky"))
}

// Every example of the contract is executed and must return what it shows.
func TestExamples(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{})
	c, snapshot := s.Client(t, nil), current(t, s)
	list := readExamples(t)
	for _, name := range slices.Sorted(maps.Keys(list)) {
		e := list[name]
		res := e.send(s, c, snapshot)
		require.Equal(t, http.StatusOK, res.Status, "%s: %s", name, res.Body)
		var got any = string(settled(res.Body))
		if strings.Contains(res.Header.Get("Content-Type"), "json") &&
			!strings.Contains(res.Header.Get("Content-Type"), "ndjson") {
			require.NoError(t, json.Unmarshal(settled(res.Body), &got))
		}
		switch {
		case e.Partial:
			assertBegins(t, e.Value, got, name)
		case *update:
			e.Value = got
		default:
			assert.Equal(t, e.Value, got, "%s: run with -update and go generate", name)
		}
	}
	if *update {
		writeExamples(t, list)
	}
}

func assertBegins(t *testing.T, want, got any, name string) {
	t.Helper()
	if text, ok := want.(string); ok {
		assert.True(t, strings.HasPrefix(got.(string), text), name)
		return
	}
	for key, value := range want.(map[string]any) {
		assert.Equal(t, value, got.(map[string]any)[key], name)
	}
}

func writeExamples(t *testing.T, list map[string]*example) {
	t.Helper()
	data, err := os.ReadFile(examplesFile)
	require.NoError(t, err)
	var all map[string]any
	require.NoError(t, json.Unmarshal(data, &all))
	for name, e := range list {
		all[name] = e
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	require.NoError(t, e.Encode(all))
	require.NoError(t, os.WriteFile(examplesFile, b.Bytes(), 0o600))
}

// Each operation of the contract shows an example of a good answer, and each example is shown.
func TestExamples_OnePerOperation(t *testing.T) {
	t.Parallel()
	contract, err := testkit.LoadContract()
	require.NoError(t, err)
	list, shown := readExamples(t), map[string]bool{}
	for _, op := range contract.Operations() {
		if elsewhere(op.OperationID) {
			continue
		}
		n := 0
		for _, media := range op.Responses.Value("200").Value.Content {
			for _, ref := range media.Examples {
				name := strings.TrimPrefix(ref.Ref, "#/components/examples/")
				shown[name] = true
				require.Contains(t, list, name)
				assert.Equal(t, list[name].Request, ref.Value.Summary)
				n++
			}
		}
		assert.Positive(t, n, "%s has no example", op.OperationID)
		assert.NotEmpty(t, op.Description, op.OperationID)
	}
	assert.Len(t, shown, len(list))
}

func current(t *testing.T, s *testkit.System) string {
	t.Helper()
	snap, err := s.Reader.Current(t.Context())
	require.NoError(t, err)
	return snap.Snapshot
}
