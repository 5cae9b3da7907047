package lambdahttp

import (
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/lambdahttp/eventtest"
)

func TestNew_WrongLength(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"four", "three too many"} {
		h := answering(func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "11")
			_, err := io.WriteString(w, body)
			assert.Equal(t, len(body) > 11, err != nil)
		})
		base, c := server(t, h)
		resp, err := c.Do(replay(t, base, load(t, "get")))
		require.NoError(t, err)
		_, err = io.ReadAll(resp.Body)
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF, "a server cuts the connection")
		require.NoError(t, resp.Body.Close())
		got, _ := invoked(t, New(h, Options{}), load(t, "get"))
		assert.Equal(t, http.StatusInternalServerError, got.Status)
	}
}

func TestNew_NoRequest(t *testing.T) {
	t.Parallel()
	f := New(http.HandlerFunc(echo), Options{})
	e := load(t, "post")
	e.Body = "not base64"
	got, _ := invoked(t, f, e)
	assert.Equal(t, http.StatusBadRequest, got.Status)
	assert.Contains(t, got.Body, "/problems/invalid")
	got, _ = invoked(t, f, events.APIGatewayV2HTTPRequest{})
	assert.Equal(t, http.StatusBadRequest, got.Status)
	assert.Contains(t, got.Body, nobody)
}

func TestNew_PublicURL(t *testing.T) {
	t.Parallel()
	assert.Panics(t, func() { New(http.NotFoundHandler(), Options{PublicURL: "http://[::1"}) })
}

// Lambda may ask one process for several answers at once.
func TestNew_Concurrent(t *testing.T) {
	t.Parallel()
	f := New(http.HandlerFunc(echo), Options{PublicURL: site, OriginSecrets: []string{"second"}})
	want, _ := invoked(t, f, load(t, "decoded"))
	for range 8 {
		t.Run("at once", func(t *testing.T) {
			t.Parallel()
			got, _ := invoked(t, f, load(t, "decoded"))
			assert.Equal(t, want, got)
		})
	}
}

// The limit ends an answer that is written in parts, and HEAD tells what GET would.
func TestNew_MaxAnswer(t *testing.T) {
	t.Parallel()
	parts := func(n int) eventtest.Function {
		return New(answering(func(w http.ResponseWriter) {
			for i := range n {
				_, err := io.WriteString(w, "part.")
				assert.Equal(t, i >= 2, err != nil, "part %d", i)
			}
		}), Options{MaxAnswer: 10})
	}
	got, _ := invoked(t, parts(2), load(t, "get"))
	assert.Equal(t, http.StatusOK, got.Status)
	assert.Equal(t, "part.part.", got.Body)
	got, _ = invoked(t, parts(4), load(t, "get"))
	assert.Equal(t, http.StatusUnprocessableEntity, got.Status)
	assert.NotContains(t, got.Body, "part.")
	got, _ = invoked(t, parts(4), load(t, "head"))
	assert.Equal(t, http.StatusUnprocessableEntity, got.Status)
	assert.Empty(t, got.Body)
	assert.NotEmpty(t, got.Header["Content-Length"])
}
