package lambdahttp

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

var (
	errTooLarge    = errors.New("the answer is over the size limit")
	errWrongLength = errors.New("the answer is not as long as its Content-Length")
)

// hops are headers of one connection, which is the gateway's here.
var hops = []string{
	"Connection", "Keep-Alive", "Proxy-Connection", "Trailer", "Transfer-Encoding", "Upgrade",
}

// answer is the http.ResponseWriter that handlers see. It does what net/http's does, on paper:
// the first status holds, the header is fixed with it, some statuses have no body, HEAD has none.
type answer struct {
	head     bool // nothing of the body is sent
	limit    int
	header   http.Header // the handler's
	fixed    http.Header // as it was when the status was decided
	status   int
	declared int // bytes by Content-Length; -1 if it says nothing
	written  int // bytes that the handler wrote or tried to
	body     []byte
	flushed  bool // the header left before the body was complete
	over     bool // the body passes the limit
}

func newAnswer(method string, limit int) *answer {
	return &answer{
		head: method == http.MethodHead, limit: limit, header: http.Header{}, declared: -1,
	}
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter. Informational statuses have nowhere to go.
func (a *answer) WriteHeader(status int) {
	if a.status != 0 {
		return
	}
	if status < 100 || status > 999 {
		panic(fmt.Sprintf("invalid status %d", status))
	}
	if status < http.StatusOK && status != http.StatusSwitchingProtocols {
		return
	}
	a.status, a.fixed = status, a.header.Clone()
	if n, err := strconv.Atoi(a.fixed.Get("Content-Length")); err == nil && n >= 0 {
		a.declared = n
	} else {
		a.fixed.Del("Content-Length")
	}
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	if len(p) == 0 {
		return 0, nil
	}
	if a.bodiless() {
		return 0, http.ErrBodyNotAllowed
	}
	a.written += len(p)
	if a.declared >= 0 && a.written > a.declared {
		return 0, http.ErrContentLength
	}
	if a.over || a.written > a.limit {
		a.over = true
		return 0, errTooLarge
	}
	a.body = append(a.body, p...)
	return len(p), nil
}

// Flush implements http.Flusher: from here on the header is what it is.
func (a *answer) Flush() {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	if !a.flushed {
		a.flushed = true
		a.sniff()
	}
}

// sniff sets a content type if the handler set none: from the beginning of the body, as far as it
// is there when the header leaves.
func (a *answer) sniff() {
	_, typed := a.fixed["Content-Type"]
	if !typed && len(a.body) > 0 && a.fixed.Get("Content-Encoding") == "" {
		a.fixed.Set("Content-Type", http.DetectContentType(a.body))
	}
}

// bodiless reports whether the status is one that has no body.
func (a *answer) bodiless() bool {
	return a.status < http.StatusOK || a.status == http.StatusNoContent ||
		a.status == http.StatusNotModified
}

// broken reports whether the body is not as long as was declared. A server would cut the
// connection, so that nobody takes a part for the whole.
func (a *answer) broken() bool {
	return !a.head && !a.bodiless() && a.declared >= 0 && a.declared != a.written
}

// send finishes the answer and gives status and header to w. The body is for [encode].
func (a *answer) send(w http.ResponseWriter) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	a.complete()
	h := w.Header()
	for name, values := range a.fixed {
		if !token(name) || len(values) == 0 ||
			slices.Contains(hops, http.CanonicalHeaderKey(name)) {
			continue
		}
		for _, v := range values {
			h[name] = append(h[name], strings.Trim(lines.Replace(v), " \t"))
		}
	}
	w.WriteHeader(a.status)
}

// lines takes the line breaks out of a header's value, as net/http does.
var lines = strings.NewReplacer("\n", " ", "\r", " ")

// complete adds and removes the headers that net/http does on its own account.
func (a *answer) complete() {
	switch {
	case a.status == http.StatusNotModified:
		a.fixed.Del("Content-Type")
		a.fixed.Del("Content-Length")
	case a.bodiless():
		a.fixed.Del("Content-Length")
	}
	if !a.flushed {
		a.sniff()
	}
	if a.head {
		if a.declared < 0 && a.written > 0 {
			a.fixed.Set("Content-Length", strconv.Itoa(a.written))
		}
		a.body = nil
	}
}
