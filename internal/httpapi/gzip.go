package httpapi

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// worthCoding is how many bytes a body must have before it is compressed.
const worthCoding = 1 << 10

// codedTag ends the ETag of a compressed representation: a strong validator names bytes.
const codedTag = `-gz"`

// compress codes bodies for those who accept gzip. Handlers know nothing of it: it takes its mark
// off the tags that a client sends and puts it on those that go out.
func compress(next http.Handler) http.Handler {
	pool := &sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if !accepts(r.Header.Values("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		c := &coder{ResponseWriter: w, pool: pool}
		if tags := r.Header.Get("If-None-Match"); strings.Contains(tags, codedTag) {
			c.asked = true
			r = r.Clone(r.Context())
			r.Header.Set("If-None-Match", strings.ReplaceAll(tags, codedTag, `"`))
		}
		defer c.close()
		next.ServeHTTP(c, r)
		c.done = true
	})
}

// accepts reports whether a coding is accepted with a weight above 0.
func accepts(headers []string, coding string) bool {
	found := false
	for item := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		name, weight, _ := strings.Cut(item, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != coding && name != "*" {
			continue
		}
		_, q, weighted := strings.Cut(strings.ReplaceAll(weight, " ", ""), "q=")
		n, err := strconv.ParseFloat(q, 64)
		ok := !weighted || err == nil && n > 0
		if name == coding {
			return ok
		}
		found = ok
	}
	return found
}

// coder holds the beginning of a body back until it is known whether it is worth coding.
type coder struct {
	http.ResponseWriter
	pool   *sync.Pool
	asked  bool // the client holds the coded representation
	done   bool // the handler returned
	status int
	held   []byte
	begun  bool // the header went out
	zip    *gzip.Writer
}

// WriteHeader implements http.ResponseWriter.
func (c *coder) WriteHeader(status int) {
	if c.status != 0 {
		return
	}
	c.status = status
	if status == http.StatusNotModified && c.asked {
		c.mark()
	}
	if status < http.StatusOK || status == http.StatusNoContent ||
		status == http.StatusNotModified {
		c.begin(false)
	}
}

// Write implements http.ResponseWriter.
func (c *coder) Write(p []byte) (int, error) {
	if c.status == 0 {
		c.WriteHeader(http.StatusOK)
	}
	if !c.begun {
		if len(c.held)+len(p) <= worthCoding {
			c.held = append(c.held, p...)
			return len(p), nil
		}
		c.begin(c.codable())
	}
	if c.zip != nil {
		return c.zip.Write(p)
	}
	return c.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController through.
func (c *coder) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// codable reports whether the body is text that is not coded yet.
func (c *coder) codable() bool {
	if c.Header().Get("Content-Encoding") != "" {
		return false
	}
	kind, _, _ := strings.Cut(c.Header().Get("Content-Type"), ";")
	if strings.HasPrefix(kind, "text/") {
		return true
	}
	for _, word := range []string{"json", "yaml", "xml", "javascript"} {
		// A word alone or behind a plus: a workbook's type speaks of XML too, and is a zip.
		if strings.HasSuffix(kind, "/"+word) || strings.HasSuffix(kind, "+"+word) ||
			strings.HasSuffix(kind, "/x-nd"+word) {
			return true
		}
	}
	return false
}

func (c *coder) begin(code bool) {
	c.begun = true
	if code {
		c.Header().Set("Content-Encoding", "gzip")
		c.Header().Del("Content-Length")
		c.mark()
		c.zip, _ = c.pool.Get().(*gzip.Writer)
		c.zip.Reset(c.ResponseWriter)
	}
	c.ResponseWriter.WriteHeader(c.status)
	if len(c.held) > 0 {
		held := c.held
		c.held = nil
		_, _ = c.Write(held) // the next write meets the same error
	}
}

func (c *coder) mark() {
	if tag := c.Header().Get("ETag"); strings.HasSuffix(tag, `"`) {
		c.Header().Set("ETag", strings.TrimSuffix(tag, `"`)+codedTag)
	}
}

// close sends what was held back. After a panic it sends nothing: what was held is not an answer.
func (c *coder) close() {
	if !c.done && !c.begun {
		return
	}
	if !c.begun && c.status != 0 {
		c.begin(false)
	}
	if c.zip != nil {
		_ = c.zip.Close() // the client went away
		c.zip.Reset(io.Discard)
		c.pool.Put(c.zip)
	}
}
