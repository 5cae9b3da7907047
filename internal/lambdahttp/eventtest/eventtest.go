// Package eventtest stands in for an API Gateway HTTP API in tests: it records requests as the
// events that the gateway would send (payload format 2.0), and turns a function's responses back
// into what a client would see.
//
// The account, the API, the request's id and the time in an event are always the same, so that
// one request is one event. A path is decoded, as on the live service; what is lost with that is
// lost here too.
package eventtest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// Function is a function behind the gateway, as lambda.Start takes it.
type Function func(
	context.Context, events.APIGatewayV2HTTPRequest,
) (events.APIGatewayV2HTTPResponse, error)

// Domain is the gateway's own name. Its viewers may know it by another.
const Domain = "a1b2c3d4e5.execute-api.cn-north-1.amazonaws.com.cn"

// Event records a request: one that a client is about to send, or one that a server got. It reads
// the body and puts it back. A body that cannot be read is a mistake in the test, and a panic.
func Event(r *http.Request) events.APIGatewayV2HTTPRequest {
	body := take(r)
	ip, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		ip = "192.0.2.1"
	}
	method := cmp.Or(r.Method, http.MethodGet)
	path := cmp.Or(r.URL.Path, "/")
	e := events.APIGatewayV2HTTPRequest{
		Version:        "2.0",
		RouteKey:       "$default",
		RawPath:        path,
		RawQueryString: r.URL.RawQuery,
		Headers:        headers(r, ip, len(body)),
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RouteKey: "$default", AccountID: "123456789012", Stage: "$default",
			RequestID: "Tz3lkjI9BJwEP1w=", APIID: "a1b2c3d4e5",
			DomainName: Domain, DomainPrefix: "a1b2c3d4e5",
			Time: "24/Nov/2026:02:00:00 +0000", TimeEpoch: 1795485600000,
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method: method, Path: path, Protocol: "HTTP/1.1", SourceIP: ip,
				UserAgent: r.UserAgent(),
			},
		},
	}
	for name, values := range r.URL.Query() {
		if e.QueryStringParameters == nil {
			e.QueryStringParameters = map[string]string{}
		}
		e.QueryStringParameters[name] = strings.Join(values, ",")
	}
	for _, line := range r.Header.Values("Cookie") {
		for pair := range strings.SplitSeq(line, ";") {
			e.Cookies = append(e.Cookies, strings.TrimSpace(pair))
		}
	}
	e.Body, e.IsBase64Encoded = encode(body, r.Header.Get("Content-Type"))
	return e
}

// take reads a request's body and leaves it another one to read.
func take(r *http.Request) []byte {
	if r.Body == nil {
		return nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(fmt.Sprintf("eventtest: read body: %v", err))
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body
}

// headers returns a request's header in the gateway's form, with what the gateway adds.
func headers(r *http.Request, ip string, length int) map[string]string {
	list := map[string]string{}
	for name, values := range r.Header {
		if name != "Cookie" {
			list[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	list["host"] = cmp.Or(r.Host, r.URL.Host, Domain)
	list["x-amzn-trace-id"] = "Root=1-6b04f0e0-0123456789abcdef01234567"
	list["x-forwarded-port"] = "443"
	list["x-forwarded-proto"] = "https"
	if before := list["x-forwarded-for"]; before != "" {
		ip = before + ", " + ip
	}
	list["x-forwarded-for"] = ip
	if length > 0 {
		list["content-length"] = strconv.Itoa(length)
	}
	return list
}

// encode returns a body as the gateway does: text and JSON as they are, all else in base64.
func encode(body []byte, kind string) (string, bool) {
	kind, _, _ = strings.Cut(kind, ";")
	plain := strings.HasPrefix(kind, "text/") || kind == "application/json" ||
		kind == "application/xml" || kind == "application/javascript"
	if len(body) == 0 || plain && utf8.Valid(body) {
		return string(body), false
	}
	return base64.StdEncoding.EncodeToString(body), true
}

// Response returns what a client would see of a function's response. The gateway sends the
// cookies, decodes the body and sets Content-Length, which an answer to HEAD has from the
// function. A body that is not base64 and claims to be is an error.
func Response(e events.APIGatewayV2HTTPResponse) (*http.Response, error) {
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(e.Body)
		if err != nil {
			return nil, fmt.Errorf("decode body: %w", err)
		}
		body = decoded
	}
	h := http.Header{}
	for name, value := range e.Headers {
		h.Set(name, value)
	}
	for _, c := range e.Cookies {
		h.Add("Set-Cookie", c)
	}
	if len(body) > 0 {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	return &http.Response{
		Status:     strconv.Itoa(e.StatusCode) + " " + http.StatusText(e.StatusCode),
		StatusCode: e.StatusCode, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}

// Handler returns a handler that answers through a function: each request becomes an event and
// each response an answer, and both go through JSON, as they would on their way. An error of the
// function, or a response that the gateway could not read, is the gateway's own 500.
func Handler(f Function) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		resp, err := invoke(r, f)
		if err != nil {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = io.WriteString(w, `{"message":"Internal Server Error"}`)
			return
		}
		for name, values := range resp.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
	})
}

func invoke(r *http.Request, f Function) (*http.Response, error) {
	var event events.APIGatewayV2HTTPRequest
	if err := through(Event(r), &event); err != nil {
		return nil, err
	}
	answer, err := f(r.Context(), event)
	if err != nil {
		return nil, err
	}
	var sent events.APIGatewayV2HTTPResponse
	if err := through(answer, &sent); err != nil {
		return nil, err
	}
	return Response(sent)
}

// through copies a value by way of JSON.
func through(from, to any) error {
	b, err := json.Marshal(from)
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	return json.Unmarshal(b, to)
}
