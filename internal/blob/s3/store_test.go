package s3_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/blob/blobtest"
	"github.com/mingtian-portal/mingtian/internal/blob/s3"
	"github.com/mingtian-portal/mingtian/internal/blob/s3/s3test"
)

const bucket = "mingtian-test"

func open(t *testing.T) (*s3test.Server, *s3.Store) {
	t.Helper()
	server := s3test.Start(t, bucket)
	return server, s3.Open(server.Client(), bucket, "")
}

// put writes an object and returns its tag.
func put(t *testing.T, s *s3.Store, key, body string) string {
	t.Helper()
	tag, err := s.Put(t.Context(), key, []byte(body), blob.Condition{})
	require.NoError(t, err)
	return tag
}

func TestConformance(t *testing.T) {
	t.Parallel()
	blobtest.Test(t, func(t *testing.T) blob.Store {
		_, s := open(t)
		return s
	})
}

// TestConformance_Folder: the contract holds in a folder of a bucket that others use too,
// and where S3 cuts its pages short.
func TestConformance_Folder(t *testing.T) {
	t.Parallel()
	blobtest.Test(t, func(t *testing.T) blob.Store {
		server := s3test.Start(t, bucket)
		server.PageLimit = 90
		client := server.Client()
		for _, name := range []string{
			"a", "county", "county-2/a", "county/", "county/a//b", "county/a/", "z",
		} {
			_, err := client.PutObject(t.Context(), &sdk.PutObjectInput{
				Bucket: aws.String(bucket), Key: aws.String(name),
			})
			require.NoError(t, err)
		}
		return s3.Open(client, bucket, "county/")
	})
}

func TestOpen_Prefix(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t, bucket)
	for prefix, want := range map[string]string{
		"":         "latest.json",
		"/":        "latest.json",
		"one":      "one/latest.json",
		"/two/":    "two/latest.json",
		"three/x/": "three/x/latest.json",
	} {
		put(t, s3.Open(server.Client(), bucket, prefix), "latest.json", prefix)
		assert.Contains(t, server.Names(), want)
	}
	assert.Len(t, server.Names(), 4)
}

// TestHeaders is what a bucket is told of an object, and so what is served from it.
func TestHeaders(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t, bucket)
	s := s3.Open(server.Client(func(o *sdk.Options) {
		// As in a client from a loaded configuration.
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenSupported
	}), bucket, "county")
	tag := put(t, s, "latest.json", "{}")
	_, err := s.Put(t.Context(), "s/x/producers.csv", []byte("id"), blob.Condition{Absent: true})
	require.NoError(t, err)
	_, err = s.Put(t.Context(), "latest.json", []byte("{ }"), blob.Condition{Match: tag})
	require.NoError(t, err)
	put(t, s, "labs/L01", "<!doctype html>")

	wants := []struct{ key, none, match string }{
		{"latest.json", "", ""},
		{"s/x/producers.csv", "*", ""},
		{"latest.json", "", `"` + tag + `"`},
		{"labs/L01", "", ""},
	}
	requests := server.Requests()
	require.Len(t, requests, len(wants))
	marks := map[string]bool{}
	for i, want := range wants {
		meta, header := blob.MetaOf(want.key), requests[i].Header
		assert.Equal(t, "county/"+want.key, requests[i].Key)
		assert.Equal(t, meta.ContentType, header.Get("Content-Type"), want.key)
		assert.Equal(t, meta.CacheControl, header.Get("Cache-Control"), want.key)
		assert.Equal(t, want.none, header.Get("If-None-Match"), want.key)
		assert.Equal(t, want.match, header.Get("If-Match"), want.key)
		mark := header.Get("X-Amz-Meta-Put")
		assert.Equal(t, want.none+want.match == "", mark == "", "only conditions need a mark")
		assert.False(t, marks[mark] && mark != "", "the mark of another put")
		marks[mark] = true
		for name := range header {
			assert.False(t, strings.HasPrefix(name, "X-Amz-Checksum-"), name)
			assert.NotEqual(t, "X-Amz-Sdk-Checksum-Algorithm", name)
		}
	}
	response, err := http.Get(server.URL + "/" + bucket + "/county/labs/L01")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, "text/html; charset=utf-8", response.Header.Get("Content-Type"))
}

// TestGetIfChanged_Requests: a reader that has the object gets no body again.
func TestGetIfChanged_Requests(t *testing.T) {
	t.Parallel()
	server, s := open(t)
	tag := put(t, s, "latest.json", "{}")
	_, changed, err := s.GetIfChanged(t.Context(), "latest.json", tag)
	require.NoError(t, err)
	assert.False(t, changed)
	_, changed, err = s.GetIfChanged(t.Context(), "latest.json", "another")
	require.NoError(t, err)
	assert.True(t, changed)
	requests := server.Requests()
	assert.Equal(t, `"`+tag+`"`, requests[1].Header.Get("If-None-Match"))
	assert.Len(t, requests, 3)

	server.Down(true)
	_, changed, err = s.GetIfChanged(t.Context(), "latest.json", tag)
	require.ErrorContains(t, err, "get latest.json: ")
	assert.False(t, changed)
	server.Down(false)
	_, changed, err = s.GetIfChanged(t.Context(), "latest.json", tag)
	require.NoError(t, err)
	assert.False(t, changed)
}

// TestGet_BreaksOff: a body that ends too early is asked for again, and never returned.
func TestGet_BreaksOff(t *testing.T) {
	t.Parallel()
	server, s := open(t)
	body := strings.Repeat("x", 100_000)
	put(t, s, "a", body)
	cut := s3test.Fault{Cut: true}
	server.Inject("GET", "a", cut, cut)
	object, err := s.Get(t.Context(), "a")
	require.NoError(t, err)
	assert.Equal(t, body, string(object.Body))

	server.Inject("GET", "a", cut, cut, cut)
	object, err = s.Get(t.Context(), "a")
	require.ErrorContains(t, err, "get a: body broke off")
	assert.Empty(t, object)
}

// oversize answers with more bytes than an object may have, without having them.
type oversize struct{ s3.API }

func (o oversize) GetObject(
	ctx context.Context, in *sdk.GetObjectInput, options ...func(*sdk.Options),
) (*sdk.GetObjectOutput, error) {
	out, err := o.API.GetObject(ctx, in, options...)
	if err == nil {
		out.ContentLength = aws.Int64(blob.MaxObject + 1)
	}
	return out, err
}

func TestGet_TooLarge(t *testing.T) {
	t.Parallel()
	server, s := open(t)
	put(t, s, "a", "x")
	_, err := s3.Open(oversize{server.Client()}, bucket, "").Get(t.Context(), "a")
	require.ErrorContains(t, err, fmt.Sprintf("get a: %d bytes", blob.MaxObject+1))
}

// TestCancelled_Waiting: whoever leaves while S3 is silent gets its context's error.
func TestCancelled_Waiting(t *testing.T) {
	t.Parallel()
	for name, call := range calls() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, s := open(t)
			tag := put(t, s, "a", "x")
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			server.Inject(call.method, "*", s3test.Fault{Before: func(r *http.Request) {
				cancel()
				<-r.Context().Done()
			}})
			require.ErrorIs(t, call.do(ctx, s, tag), context.Canceled)
		})
	}
}

// TestPut_LetsGo: after a put that was left the caller may use its bytes again. The race
// detector is the judge.
func TestPut_LetsGo(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		cancel() // while the body is on its way
		<-left
	}))
	defer server.Close()
	defer close(left)
	client := s3test.Start(t, bucket).Client(func(o *sdk.Options) {
		o.BaseEndpoint = aws.String(server.URL)
		o.ContinueHeaderThresholdBytes = -1
	})
	body := make([]byte, 16<<20)
	_, err := s3.Open(client, bucket, "").Put(ctx, "a", body, blob.Condition{Absent: true})
	require.ErrorIs(t, err, context.Canceled)
	for i := range body {
		body[i] = 1
	}
}

// call is one operation on the object a.
type call struct {
	method string
	do     func(ctx context.Context, s *s3.Store, tag string) error
}

func calls() map[string]call {
	put := func(cond blob.Condition) func(context.Context, *s3.Store, string) error {
		return func(ctx context.Context, s *s3.Store, tag string) error {
			if cond.Match != "" {
				cond.Match = tag
			}
			_, err := s.Put(ctx, "a", []byte("y"), cond)
			return err
		}
	}
	return map[string]call{
		"get": {"GET", func(ctx context.Context, s *s3.Store, _ string) error {
			_, err := s.Get(ctx, "a")
			return err
		}},
		"get if changed": {"GET", func(ctx context.Context, s *s3.Store, tag string) error {
			_, _, err := s.GetIfChanged(ctx, "a", tag)
			return err
		}},
		"list": {"GET", func(ctx context.Context, s *s3.Store, _ string) error {
			_, err := s.List(ctx, "", "", 0)
			return err
		}},
		"delete": {"DELETE", func(ctx context.Context, s *s3.Store, _ string) error {
			return s.Delete(ctx, "a")
		}},
		"put":           {"PUT", put(blob.Condition{})},
		"put if absent": {"PUT", put(blob.Condition{Absent: true})},
		"put if match":  {"PUT", put(blob.Condition{Match: "the tag"})},
	}
}

// TestErrors: what S3 may answer to any request, and what becomes of it.
func TestErrors(t *testing.T) {
	t.Parallel()
	const tries = 3 // of the client
	faults := []struct {
		name  string
		fault s3test.Fault
		times int
		want  string // no error if empty
	}{
		{"internal error, twice", s3test.Fault{Status: 500, Code: "InternalError"}, 2, ""},
		{"internal error", s3test.Fault{Status: 500, Code: "InternalError"}, tries, "InternalError"},
		{"too fast, twice", s3test.Fault{Status: 503, Code: "SlowDown"}, 2, ""},
		{"too fast", s3test.Fault{Status: 503, Code: "SlowDown"}, tries, "SlowDown"},
		{"no right", s3test.Fault{Status: 403, Code: "AccessDenied"}, 1, "s3:ListBucket"},
		{"no bucket", s3test.Fault{Status: 404, Code: "NoSuchBucket"}, 1, "NoSuchBucket"},
	}
	for _, tt := range faults {
		for name, call := range calls() {
			t.Run(tt.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				server, s := open(t)
				tag := ""
				if name != "put if absent" {
					tag = put(t, s, "a", "x")
				}
				server.Inject(call.method, "*", slices.Repeat([]s3test.Fault{tt.fault}, tt.times)...)
				err := call.do(t.Context(), s, tag)
				if tt.want == "" {
					require.NoError(t, err)
					return
				}
				require.ErrorContains(t, err, tt.want)
				require.NotErrorIs(t, err, blob.ErrNotFound)
				require.NotErrorIs(t, err, blob.ErrPrecondition)
			})
		}
	}
}

// TestNoList: to a reader without s3:ListBucket nothing is absent, only forbidden.
func TestNoList(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t, bucket)
	server.NoList = true
	s := s3.Open(server.Client(), bucket, "")
	put(t, s, "a", "x")
	object, err := s.Get(t.Context(), "a")
	require.NoError(t, err)
	assert.Equal(t, "x", string(object.Body))
	for _, tag := range []string{"", object.ETag} {
		_, _, err = s.GetIfChanged(t.Context(), "b", tag)
		require.ErrorContains(t, err, "get b: forbidden (without s3:ListBucket")
		require.NotErrorIs(t, err, blob.ErrNotFound)
	}
	_, err = s.List(t.Context(), "", "", 0)
	require.ErrorContains(t, err, "forbidden")
}
