package read_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/lambdahttp"
	"github.com/mingtian-portal/mingtian/internal/lambdahttp/eventtest"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// onServer is the home on a machine of one's own: a real server, and a client that changes nothing.
func onServer(t *testing.T, h http.Handler) http.Handler {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	client := server.Client()
	client.Transport.(*http.Transport).DisableCompression = true
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out, err := http.NewRequestWithContext(r.Context(), r.Method,
			server.URL+r.URL.RequestURI(), r.Body)
		require.NoError(t, err)
		out.Header, out.Host = r.Header.Clone(), r.Host
		res, err := client.Do(out)
		require.NoError(t, err)
		for name, values := range res.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(res.StatusCode)
		_, err = io.Copy(w, res.Body)
		assert.NoError(t, err)
		assert.NoError(t, res.Body.Close())
	})
}

// onLambda is the home on AWS: every request is an event of the gateway, and goes through JSON.
func onLambda(_ *testing.T, h http.Handler) http.Handler {
	return eventtest.Handler(lambdahttp.New(h, lambdahttp.Options{}))
}

// sent is a header as a reader takes it: the lines of one name are one list (RFC 9110, 5.3), which
// is how the gateway sends them. What a server and the gateway each add for themselves is left
// out: the date, and a length that the body has.
func sent(res *testkit.Response) map[string]string {
	list := map[string]string{}
	for name, values := range res.Header {
		list[name] = strings.Join(values, ",")
	}
	delete(list, "Date")
	if len(res.Body) > 0 {
		delete(list, "Content-Length")
	}
	return list
}

// Both homes answer every script as the handler does: status, header and body, to the byte.
func TestScripts_InBothHomes(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			want := runScript(t, file, nil, nil)
			require.NotEmpty(t, want)
			for name, where := range map[string]home{
				"server": onServer, "Lambda": onLambda,
			} {
				got := runScript(t, file, nil, where)
				require.Len(t, got, len(want))
				for i := range want {
					assert.Equal(t, want[i].Status, got[i].Status, "%s %d", name, i)
					assert.Equal(t, sent(want[i]), sent(got[i]), "%s %d", name, i)
					assert.Equal(t, string(want[i].Body), string(got[i].Body), "%s %d", name, i)
				}
			}
		})
	}
}
