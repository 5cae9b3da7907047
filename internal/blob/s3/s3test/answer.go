package s3test

import (
	"encoding/base64"
	"encoding/xml"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const maxPage = 1000

// answer is a response; with a code it is an error.
type answer struct {
	status int
	code   string
	header http.Header
	body   []byte
}

func failed(status int, code string) answer { return answer{status: status, code: code} }

// send writes the answer, or with cut half of its body and no more.
func (a answer) send(w http.ResponseWriter, r *http.Request, cut bool) {
	maps.Copy(w.Header(), a.header)
	w.Header().Set("X-Amz-Request-Id", "TEST")
	body := a.body
	if a.code != "" {
		w.Header().Set("Content-Type", "application/xml")
		body = document(errorDocument{Code: a.code, Message: "a test's error", Key: r.URL.Path})
	}
	if a.status != http.StatusNoContent && a.status != http.StatusNotModified {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(a.status)
	if cut {
		body = body[:len(body)/2] // less than was announced: the connection is closed
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a client that has left is no concern of ours
	}
}

type errorDocument struct {
	XMLName            xml.Name `xml:"Error"`
	Code, Message, Key string
}

type listDocument struct {
	XMLName               xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListBucketResult"`
	Name, Prefix          string
	EncodingType          string `xml:",omitempty"`
	KeyCount, MaxKeys     int
	IsTruncated           bool
	NextContinuationToken string `xml:",omitempty"`
	Contents              []listEntry
}

type listEntry struct {
	Key, ETag string
	Size      int
}

// document marshals what always can be.
func document(v any) []byte {
	text, err := xml.Marshal(v)
	if err != nil {
		return []byte(err.Error())
	}
	return append([]byte(xml.Header), text...)
}

// pageSize returns how many names the page that is asked for holds at most.
func (s *Server) pageSize(query url.Values) (int, error) {
	size := maxPage
	if s.PageLimit > 0 {
		size = s.PageLimit
	}
	if !query.Has("max-keys") {
		return size, nil
	}
	n, err := strconv.Atoi(query.Get("max-keys"))
	return min(size, n), err
}

// list answers ListObjectsV2. A continuation token is the last name, encoded.
func (s *Server) list(query url.Values) answer {
	if s.NoList {
		return failed(http.StatusForbidden, "AccessDenied")
	}
	if query.Has("delimiter") {
		return failed(http.StatusNotImplemented, "NotImplemented")
	}
	size, err := s.pageSize(query)
	token, tokenErr := base64.URLEncoding.DecodeString(query.Get("continuation-token"))
	if err != nil || tokenErr != nil || size < 0 {
		return failed(http.StatusBadRequest, "InvalidArgument")
	}
	prefix, after := query.Get("prefix"), max(query.Get("start-after"), string(token))
	if !utf8.ValidString(prefix + after) {
		return failed(http.StatusBadRequest, "InvalidArgument")
	}
	write := func(name string) string { return name }
	if query.Get("encoding-type") == "url" {
		write = encoded
	}
	d := listDocument{
		Name: s.Bucket, Prefix: write(prefix), MaxKeys: size,
		EncodingType: query.Get("encoding-type"),
	}
	last := ""
	for _, name := range slices.Sorted(maps.Keys(s.objects)) {
		if !strings.HasPrefix(name, prefix) || name <= after {
			continue
		}
		if d.KeyCount == size {
			d.IsTruncated = true
			d.NextContinuationToken = base64.URLEncoding.EncodeToString([]byte(last))
			break
		}
		o := s.objects[name]
		d.Contents = append(d.Contents, listEntry{write(name), o.etag, len(o.body)})
		d.KeyCount++
		last = name
	}
	return answer{
		status: http.StatusOK,
		header: http.Header{"Content-Type": {"application/xml"}},
		body:   document(d),
	}
}
