package s3test

import (
	"bytes"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const (
	hashHeader     = "X-Amz-Content-Sha256"
	checksumHeader = "X-Amz-Checksum-Crc32"
	metaPrefix     = "X-Amz-Meta-"
)

// do carries one request out, whole.
func (s *Server) do(r *http.Request, bucket, key string, body []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	query := r.URL.Query()
	query.Del("x-id") // names the operation, for logs
	switch {
	case bucket != s.Bucket:
		return failed(http.StatusNotFound, "NoSuchBucket")
	case key == "" && r.Method == http.MethodGet && query.Get("list-type") == "2":
		return s.list(query)
	case key == "" || len(query) > 0:
		return failed(http.StatusNotImplemented, "NotImplemented")
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return s.get(r, key)
	case http.MethodPut:
		return s.put(r, key, body)
	case http.MethodDelete:
		delete(s.objects, key)
		return answer{status: http.StatusNoContent}
	}
	return failed(http.StatusNotImplemented, "NotImplemented")
}

func (s *Server) get(r *http.Request, key string) answer {
	o, there := s.objects[key]
	switch tag := r.Header.Get("If-None-Match"); {
	case !there && s.NoList:
		return failed(http.StatusForbidden, "AccessDenied")
	case !there:
		return failed(http.StatusNotFound, "NoSuchKey")
	case r.Header.Get("Range") != "" || r.Header.Get("If-Match") != "":
		return failed(http.StatusNotImplemented, "NotImplemented")
	case tag != "" && sameTag(tag, o.etag):
		return answer{status: http.StatusNotModified, header: http.Header{"Etag": {o.etag}}}
	}
	header := o.header.Clone()
	if r.Header.Get("X-Amz-Checksum-Mode") == "ENABLED" {
		header.Set(checksumHeader, checksum(o.body))
	}
	return answer{status: http.StatusOK, header: header, body: o.body}
}

func (s *Server) put(r *http.Request, key string, body []byte) answer {
	old, there := s.objects[key]
	none, match := r.Header.Get("If-None-Match"), r.Header.Get("If-Match")
	switch {
	case !slices.Contains([]string{"", "*"}, none), none != "" && match != "":
		return failed(http.StatusNotImplemented, "NotImplemented")
	case none == "*" && there, match != "" && there && !sameTag(match, old.etag):
		return failed(http.StatusPreconditionFailed, "PreconditionFailed")
	case match != "" && !there:
		return failed(http.StatusNotFound, "NoSuchKey")
	}
	if code := verify(r.Header, body); code != "" {
		return failed(http.StatusBadRequest, code)
	}
	sum := md5.Sum(body)
	o := object{bytes.Clone(body), `"` + hex.EncodeToString(sum[:]) + `"`, http.Header{}}
	for name, values := range r.Header {
		if name == "Content-Type" || name == "Cache-Control" || strings.HasPrefix(name, metaPrefix) {
			o.header[name] = values
		}
	}
	o.header.Set("ETag", o.etag)
	s.objects[key] = o
	return answer{status: http.StatusOK, header: http.Header{"Etag": {o.etag}}}
}

// sameTag compares the tag of a condition, which need not be quoted, with an object's.
func sameTag(condition, etag string) bool {
	return strings.Trim(condition, `"`) == strings.Trim(etag, `"`)
}

// verify returns the code of what is wrong with a body by its headers. Bodies in signed
// chunks are not understood.
func verify(header http.Header, body []byte) string {
	sum := sha256.Sum256(body)
	switch hash := header.Get(hashHeader); {
	case strings.HasPrefix(hash, "STREAMING-"):
		return "NotImplemented"
	case len(hash) == 2*sha256.Size && hash != hex.EncodeToString(sum[:]):
		return "XAmzContentSHA256Mismatch"
	}
	if want := header.Get(checksumHeader); want != "" && want != checksum(body) {
		return "BadDigest"
	}
	return ""
}

func checksum(body []byte) string {
	sum := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(body))
	return base64.StdEncoding.EncodeToString(sum)
}

// encoded writes a name as lists do under encoding-type=url.
func encoded(name string) string {
	return strings.ReplaceAll(url.QueryEscape(name), "%2F", "/")
}
