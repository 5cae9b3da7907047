package lambdahttp

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// Every request of the API's own scripts is answered alike in both homes, compressed and not.
func TestNew_Register(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../httpapi/read/testdata/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	s := testkit.New(t, testkit.Options{})
	h := httpapi.New(s.Routes, httpapi.Options{
		Now: s.Clock.Now, NewID: func() string { return nobody },
	})
	homes := newTwin(t)
	statuses, compressed := map[int]int{}, 0
	for _, file := range files {
		for _, r := range requests(t, file, homes.base.String()) {
			statuses[homes.same(t, h, r()).Status]++
			zipped := r()
			zipped.Header.Set("Accept-Encoding", "gzip")
			if homes.same(t, h, zipped).Header["Content-Encoding"] == "gzip" {
				compressed++
			}
		}
	}
	for _, status := range []int{
		http.StatusOK, http.StatusNoContent, http.StatusBadRequest, http.StatusNotFound,
		http.StatusMethodNotAllowed, http.StatusUnsupportedMediaType,
	} {
		assert.Positive(t, statuses[status], "no script asks for a %d", status)
	}
	assert.Positive(t, compressed)
}

// requests returns the requests of a script, without what a script does besides: those that need
// a value of an earlier answer ask for something that is not there.
func requests(t testing.TB, file, base string) []func() *http.Request {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	require.NoError(t, err)
	bodies := map[string]string{}
	for _, f := range archive.Files {
		bodies[f.Name] = string(f.Data)
	}
	var list []func() *http.Request
	headers := http.Header{}
	for line := range strings.Lines(string(archive.Comment)) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name, value, ok := strings.Cut(rest, ":"); word == ">" && ok {
			headers.Set(name, strings.TrimSpace(value))
		}
		target, body, _ := strings.Cut(rest, " < ")
		if word == "" || word != strings.ToUpper(word) || !strings.HasPrefix(target, "/") {
			continue
		}
		header := headers.Clone()
		headers = http.Header{}
		list = append(list, func() *http.Request {
			r, err := http.NewRequestWithContext(t.Context(), word, base+target,
				strings.NewReader(bodies[body]))
			require.NoError(t, err)
			r.Header = header.Clone()
			return r
		})
	}
	return list
}
