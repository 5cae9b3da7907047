package booking_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	diary "github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

var update = flag.Bool("update", false, "write what is compared with")

// examplesFile holds the requests of the examples in openapi.yaml, and what they answered when
// the document was written.
const examplesFile = "../../../openapi/examples.json"

// example is a request and its answer. In it stand {reference} and {token}, of a booking that is
// there before.
type example struct {
	Request string   `json:"request"`
	Headers []string `json:"headers,omitempty"`
	Body    string   `json:"body,omitempty"`
	Value   any      `json:"value"`
}

// ours reports whether an operation is one of the booking API.
func ours(operation string) bool { return strings.HasPrefix(operation, "bookings.") }

func readExamples(t *testing.T) map[string]*example {
	t.Helper()
	data, err := os.ReadFile(examplesFile)
	require.NoError(t, err)
	var list map[string]*example
	require.NoError(t, json.Unmarshal(data, &list))
	maps.DeleteFunc(list, func(name string, _ *example) bool { return !ours(name) })
	require.NotEmpty(t, list)
	return list
}

// send makes the request of an example about a booking.
func (e *example) send(c *testkit.Client, of diary.Receipt) *testkit.Response {
	fill := strings.NewReplacer("{reference}", string(of.Booking.Reference), "{token}", of.Token)
	method, url, _ := strings.Cut(fill.Replace(e.Request), " ")
	var headers []string
	if e.Body != "" {
		headers = append(headers, "Content-Type: application/json")
	}
	for _, h := range e.Headers {
		headers = append(headers, fill.Replace(h))
	}
	return c.Do(method, url, fill.Replace(e.Body), headers...)
}

// also returns the example with one more parameter.
func (e *example) also(param string) *example {
	out := *e
	if strings.Contains(e.Request, "?") {
		out.Request += "&" + param
	} else {
		out.Request += "?" + param
	}
	return &out
}

// random are the parts of an answer that are drawn or computed from a key.
var random = []struct {
	pattern *regexp.Regexp
	shown   string
}{
	{regexp.MustCompile(`[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}`), "AC4-7KM-2H1"},
	{regexp.MustCompile(`"[0-9a-f]{40}"`), `"` + strings.Repeat("5", 40) + `"`},
	{regexp.MustCompile(`link=[\w.-]+`), "link=tg5w1c.AAAA"},
}

func settled(body []byte) []byte {
	for _, r := range random {
		body = r.pattern.ReplaceAll(body, []byte(r.shown))
	}
	return body
}

// Every example of the contract is executed and must return what it shows.
func TestExamples(t *testing.T) {
	t.Parallel()
	list := readExamples(t)
	for _, name := range slices.Sorted(maps.Keys(list)) {
		s := testkit.New(t, testkit.Options{Diary: &testkit.DiaryOptions{}})
		res := list[name].send(s.Client(t, nil), booked(t, s, 1))
		require.Less(t, res.Status, 300, "%s: %s", name, res.Body)
		var got any = string(settled(res.Body))
		if strings.Contains(res.Header.Get("Content-Type"), "json") {
			require.NoError(t, json.Unmarshal(settled(res.Body), &got))
		}
		if *update {
			list[name].Value = got
			continue
		}
		assert.Equal(t, list[name].Value, got, "%s: run with -update and go generate", name)
	}
	if *update {
		writeExamples(t, list)
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

// Each operation shows an example of a good answer, and each example is shown.
func TestExamples_OnePerOperation(t *testing.T) {
	t.Parallel()
	contract, err := testkit.LoadContract()
	require.NoError(t, err)
	list, shown := readExamples(t), map[string]bool{}
	for _, op := range contract.Operations() {
		if !ours(op.OperationID) {
			continue
		}
		for status, res := range op.Responses.Map() {
			for _, media := range res.Value.Content {
				for _, ref := range media.Examples {
					assert.True(t, strings.HasPrefix(status, "2"), op.OperationID)
					name := strings.TrimPrefix(ref.Ref, "#/components/examples/")
					require.Contains(t, list, name)
					assert.Equal(t, list[name].Request, ref.Value.Summary)
					shown[name] = true
				}
			}
		}
		assert.True(t, shown[op.OperationID], "%s has no example", op.OperationID)
		assert.NotEmpty(t, op.Description, op.OperationID)
	}
	assert.Len(t, shown, len(list))
}
