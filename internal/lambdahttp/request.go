package lambdahttp

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// unseen are headers that no handler sees: those that net/http takes out of the header as well,
// and those that the adapter or the CDN would be believed for.
var unseen = []string{"Host", "Transfer-Encoding", SecretHeader, viewerHeader}

// adapterHeaders begins the names of headers in which other modes of the adapter carry the
// gateway's context, claims included. Here they can only come from the client.
const adapterHeaders = "X-Golambdaproxy-"

// safe reads the event and returns it as the adapter can take it: every part that the adapter
// could fail on, or would damage, is encoded or left out. The adapter logs the path of what it
// fails on, so it must not fail.
func (x *exchange) safe() (events.APIGatewayV2HTTPRequest, error) {
	e := x.event
	if !token(e.RequestContext.HTTP.Method) {
		return e, errors.New("the event has no method")
	}
	if e.IsBase64Encoded {
		body, err := base64.StdEncoding.DecodeString(e.Body)
		if err != nil {
			return e, fmt.Errorf("decode body: %w", err)
		}
		e.Body, e.IsBase64Encoded = string(body), false
	}
	x.header = header(e)
	path := cmp.Or(e.RawPath, e.RequestContext.HTTP.Path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	x.url = &url.URL{Path: path, RawQuery: visible(e.RawQueryString)}
	e.RawPath, e.RawQueryString = x.url.EscapedPath(), ""
	e.QueryStringParameters, e.Headers, e.Cookies = nil, nil, nil
	e.RequestContext.DomainName = ""
	return e, nil
}

// restore gives the adapter's request what the adapter cannot carry, and takes away what a
// server's request does not have.
func (x *exchange) restore(r *http.Request) {
	r.Method = x.event.RequestContext.HTTP.Method
	r.URL, r.RequestURI = x.url, x.url.RequestURI()
	r.Host = cmp.Or(x.host, x.header.Get("Host"), x.event.RequestContext.DomainName)
	r.RemoteAddr = x.client()
	r.GetBody = nil
	for _, name := range unseen {
		x.header.Del(name)
	}
	r.Header = x.header
}

// header returns the header of an event. A value stays whole: the gateway joined the lines of one
// name with commas, and a comma may as well belong to a date or to a tag.
func header(e events.APIGatewayV2HTTPRequest) http.Header {
	h := make(http.Header, len(e.Headers)+1)
	for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
		if token(name) && !strings.HasPrefix(http.CanonicalHeaderKey(name), adapterHeaders) {
			h.Add(name, e.Headers[name])
		}
	}
	if len(e.Cookies) > 0 {
		h.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	return h
}

// visible encodes what cannot stand in the first line of a request. The gateway sends queries as
// the client encoded them, so there is nothing to do.
func visible(query string) string {
	if !strings.ContainsFunc(query, blank) {
		return query
	}
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; blank(rune(c)) {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func blank(r rune) bool { return r <= ' ' || r == 0x7f }

// token reports whether s may be a method or the name of a header (RFC 9110, 5.6.2).
func token(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return blank(r) || r > 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}
