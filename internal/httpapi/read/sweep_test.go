package read_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// secret stands in whatever fails below the handlers. It must never be seen.
const secret = "secret-7f3a"

// broken is a blob store whose every read fails in some way.
type broken struct {
	blob.Store
	get func() (blob.Object, error)
}

func (b broken) Get(context.Context, string) (blob.Object, error) { return b.get() }

// failing returns a system whose blob store fails like that.
func failing(t *testing.T, get func() (blob.Object, error)) *testkit.System {
	t.Helper()
	return testkit.New(t, testkit.Options{
		Rows: registry.Rows{}, Blobs: func(s blob.Store) blob.Store { return broken{s, get} },
	})
}

// also adds a parameter to the request of an example.
func (e *example) also(param string) *example {
	out := *e
	sep := "?"
	if strings.Contains(e.Request, "?") {
		sep = "&"
	}
	out.Request += sep + param
	return &out
}

// declares reports whether an operation declares a status.
func declares(c *testkit.Contract, operation string, status int) bool {
	return c.Declared()[testkit.Pair{Operation: operation, Status: status}]
}

// sweep asks every operation what every operation must be able to answer.
func sweep(t *testing.T, cov *testkit.Coverage) {
	t.Helper()
	contract, err := testkit.LoadContract()
	require.NoError(t, err)
	s := testkit.New(t, testkit.Options{})
	small := testkit.New(t, testkit.Options{MaxAnswer: 1})
	empty := testkit.New(t, testkit.Options{Rows: registry.Rows{}})
	down := failing(t, func() (blob.Object, error) { return blob.Object{}, errors.New(secret) })
	damaged := failing(t, func() (blob.Object, error) {
		return blob.Object{Body: []byte(secret)}, nil
	})
	id := current(t, s)
	expect := func(sys *testkit.System, name string, e *example, status int, headers ...string) {
		if !declares(contract, name, status) {
			return
		}
		res := e.send(sys, sys.Client(t, cov), id, headers...)
		assert.Equal(t, status, res.Status, "%s: %s\n%s", name, e.Request, res.Body)
	}
	many := &example{Request: "POST /v1/check", Body: strings.Repeat("x\n", 5001)}
	expect(s, "check", many, http.StatusRequestEntityTooLarge)
	many.Body = strings.Repeat("x", 1<<20+1)
	expect(s, "check", many, http.StatusRequestEntityTooLarge)
	for name, e := range readExamples(t) {
		res := e.send(s, s.Client(t, cov), id)
		require.Equal(t, http.StatusOK, res.Status, name)
		expect(s, name, e, http.StatusNotModified, "If-None-Match: "+res.Header.Get("ETag"))
		expect(s, name, e.also("nonsense=1"), http.StatusBadRequest)
		expect(s, name, e.also(strings.Repeat("x", 9000)), http.StatusRequestURITooLong)
		if name != "snapshots.file" {
			expect(empty, name, e, http.StatusServiceUnavailable)
		}
		expect(down, name, e, http.StatusServiceUnavailable)
		expect(damaged, name, e, http.StatusInternalServerError)
		expect(small, name, e, http.StatusUnprocessableEntity)
		if declares(contract, name, http.StatusGone) && name != "snapshots.file" {
			expect(s, name, e.also("snapshot=20200101-r000001-00000000"), http.StatusGone)
			expect(s, name, e.also("as_of=2020-01-01"), http.StatusNotFound)
		}
	}
}

// What the contract declares is what happens: every pair of operation and status that it has was
// seen, and no other.
func TestContract_Coverage(t *testing.T) {
	t.Parallel()
	cov := &testkit.Coverage{}
	sweep(t, cov)
	files, err := filepath.Glob("testdata/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) { runScript(t, file, cov, nil) })
	}
	contract, err := testkit.LoadContract()
	require.NoError(t, err)
	for pair := range contract.Declared() {
		if elsewhere(pair.Operation) {
			continue
		}
		assert.True(t, cov.Has(pair), "%s declares %d, and nothing answers it", pair.Operation,
			pair.Status)
	}
}

// Nothing that went wrong inside is ever told: not the text of an error, not that of a panic, not
// what stood in a damaged object.
func TestPoison(t *testing.T) {
	t.Parallel()
	for name, get := range map[string]func() (blob.Object, error){
		"error":   func() (blob.Object, error) { return blob.Object{}, errors.New(secret) },
		"panic":   func() (blob.Object, error) { panic(secret) },
		"damaged": func() (blob.Object, error) { return blob.Object{Body: []byte(secret)}, nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := failing(t, get)
			c := s.Client(t, nil)
			list := readExamples(t)
			for _, name := range slices.Sorted(maps.Keys(list)) {
				res := list[name].send(s, c, "20261124-r000001-00000000")
				assert.NotContains(t, string(res.Body), secret, name)
				for header, values := range res.Header {
					assert.NotContains(t, strings.Join(values, " "), secret, header)
				}
				if res.Status >= http.StatusInternalServerError {
					assert.Equal(t, "no-store", res.Header.Get("Cache-Control"), name)
				}
			}
			assert.Contains(t, s.Logged.String(), `"level":"ERROR"`)
		})
	}
}

// keysOf returns the keys of a JSON object in the order in which they stand.
func keysOf(t *testing.T, object string) []string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(object))
	_, err := d.Token()
	require.NoError(t, err)
	var keys []string
	for d.More() {
		key, err := d.Token()
		require.NoError(t, err)
		keys = append(keys, key.(string))
		var value json.RawMessage
		require.NoError(t, d.Decode(&value))
	}
	return keys
}
