package harness

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/lambdahttp/eventtest"
)

// request records what a reader asks as the gateway would send it.
func request(method, url, body string, headers ...string) events.APIGatewayV2HTTPRequest {
	r := httptest.NewRequest(method, url, strings.NewReader(body))
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	return eventtest.Event(r)
}

// answer is what a reader sees.
type answer struct {
	Status int
	Header http.Header
	Body   string
}

// ask sends a request through a function.
func ask(t testing.TB, p *process, method, url, body string, headers ...string) answer {
	t.Helper()
	return read(t, p.invoke(request(method, url, body, headers...)))
}

func get(t testing.TB, p *process, url string, headers ...string) answer {
	t.Helper()
	return ask(t, p, http.MethodGet, url, "", headers...)
}

// read makes an answer of how an invocation ended, which must not be in an error.
func read(t testing.TB, o outcome) answer {
	t.Helper()
	require.False(t, o.Failed || o.Exited || o.TimedOut, "%+v %s", o, o.Payload)
	var sent events.APIGatewayV2HTTPResponse
	require.NoError(t, json.Unmarshal(o.Payload, &sent))
	res, err := eventtest.Response(sent)
	require.NoError(t, err)
	b, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return answer{res.StatusCode, res.Header, string(b)}
}
