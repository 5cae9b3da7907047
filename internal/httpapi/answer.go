package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// WriteJSON answers 200 with v as JSON.
func WriteJSON(w http.ResponseWriter, v any) error {
	body, err := encode(v)
	if err != nil {
		return err
	}
	Write(w, "application/json", body)
	return nil
}

// WriteCreated answers 201 with v as JSON. The handler has said in Location where it is.
func WriteCreated(w http.ResponseWriter, v any) error {
	body, err := encode(v)
	if err != nil {
		return err
	}
	write(w, "application/json", http.StatusCreated, body)
	return nil
}

// Write answers 200 with a body.
func Write(w http.ResponseWriter, contentType string, body []byte) {
	write(w, contentType, http.StatusOK, body)
}

func write(w http.ResponseWriter, contentType string, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client went away: there is nobody to tell
}

// AppendJSON appends v as JSON, with &, < and > as they are: addresses stay readable.
func AppendJSON(b []byte, v any) ([]byte, error) {
	body, err := encode(v)
	if err != nil {
		return b, err
	}
	return append(b, bytes.TrimSuffix(body, []byte("\n"))...), nil
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	return b.Bytes(), nil
}

// NotModified sets the ETag of an answer, a strong validator given without quotes, and answers 304
// if the client has it already. It reports whether it did: then there is nothing more to do.
func NotModified(w http.ResponseWriter, r *http.Request, tag string) bool {
	tag = `"` + tag + `"`
	w.Header().Set("ETag", tag)
	for have := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		have = strings.TrimPrefix(strings.TrimSpace(have), "W/")
		if have == tag || have == "*" {
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}
