package harness

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob/s3"
	"github.com/mingtian-portal/mingtian/internal/blob/s3/s3test"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

const bucket = "mingtian-test"

// inBucket are the settings of a function whose bucket a server has.
func inBucket(s *s3test.Server) []string {
	return []string{"AWS_ENDPOINT_URL=" + s.URL, "MINGTIAN_BLOB=s3:" + s.Bucket}
}

// published returns a system whose snapshots are in a bucket, and the bucket's server.
func published(tb testing.TB) (*testkit.System, *s3test.Server) {
	tb.Helper()
	server := s3test.Start(tb, bucket)
	sys := testkit.New(tb, testkit.Options{})
	sys.Publisher.Blobs = s3.Open(server.Client(), bucket, "")
	sys.Publish(tb)
	return sys, server
}

// The binary answers what the same code answers in one process, to the byte.
func TestRegistry_AnswersAsTheSystemDoes(t *testing.T) {
	t.Parallel()
	sys, server := published(t)
	before := len(server.Requests())
	p := start(t, "registry", inBucket(server)...)
	client := sys.Client(t, nil).Unjudged()
	for _, url := range []string{
		"/v1/producers?limit=2", "/v1/producers/P000001", "/v1/certificates.csv",
		"/v1/search?q=%E8%93%9D%E8%8E%93", "/v1/lookup?code=P000001", "/openapi.yaml",
	} {
		want := client.Get(url)
		got := get(t, p, url)
		assert.Equal(t, want.Status, got.Status, url)
		assert.Equal(t, string(want.Body), got.Body, url)
		assert.Equal(t, want.Header.Get("ETag"), got.Header.Get("ETag"), url)
		assert.Empty(t, got.Header.Get("X-Snapshot-Stale"), url)
		again := get(t, p, url, "If-None-Match: "+got.Header.Get("ETag"))
		assert.Equal(t, http.StatusNotModified, again.Status, url)
		assert.Empty(t, again.Body, url)
	}
	for _, url := range []string{"/", "/en", "/p/P000001", "/search?q=hezuoshe"} {
		got := get(t, p, url)
		assert.Equal(t, http.StatusOK, got.Status, url)
		assert.Contains(t, got.Body, "<!doctype html>", url)
	}
	for method, want := range map[string]int{
		http.MethodHead: 200, http.MethodOptions: 204, http.MethodDelete: 405,
	} {
		assert.Equal(t, want, ask(t, p, method, "/v1/producers", "").Status, method)
	}
	assert.Equal(t, http.StatusNotFound, get(t, p, "/v1/100%25").Status)
	index, indexes := snapshot.Key(currentID(t, sys), snapshot.IndexFile), 0
	for _, r := range server.Requests()[before:] {
		assert.Equal(t, http.MethodGet, r.Method)
		assert.NotEmpty(t, r.Key, "it lists nothing to answer of today")
		if r.Key == index {
			indexes++
		}
	}
	assert.Equal(t, 1, indexes, "a process reads it once")
	p.says(t, `"SnapshotAge":0`)
}

func currentID(t testing.TB, sys *testkit.System) string {
	t.Helper()
	s, err := sys.Reader.Current(t.Context())
	require.NoError(t, err)
	return s.Snapshot
}

// Any kept snapshot is opened when it is asked for.
func TestRegistry_KeptSnapshots(t *testing.T) {
	t.Parallel()
	sys, server := published(t)
	first := currentID(t, sys)
	sys.Commit(t, sys.Ended(t, registry.Producers, "P000006", revision.Withdrawn))
	second := sys.Publish(t)
	p := start(t, "registry", inBucket(server)...)
	assert.Equal(t, second, get(t, p, "/v1/producers").Header.Get("X-Snapshot-Id"))
	old := get(t, p, "/v1/producers?snapshot="+first)
	assert.Equal(t, first, old.Header.Get("X-Snapshot-Id"))
	assert.Contains(t, old.Body, `"total":6`)
	assert.Contains(t, get(t, p, "/v1/producers").Body, `"total":5`)
	assert.Equal(t, http.StatusGone, get(t, p, "/v1/producers?snapshot=20200101-r000001-00000000").Status)
}

// A process whose bucket is away starts all the same and says so; when the bucket is back it
// answers, and goes on when it is away again.
func TestRegistry_BucketAwayAndBack(t *testing.T) {
	t.Parallel()
	_, server := published(t)
	server.Down(true)
	p := start(t, "registry", inBucket(server)...)
	away := get(t, p, "/v1/producers")
	assert.Equal(t, http.StatusServiceUnavailable, away.Status)
	assert.Equal(t, "application/problem+json", away.Header.Get("Content-Type"))
	assert.Equal(t, "no-store", away.Header.Get("Cache-Control"))
	page := get(t, p, "/p/P000001")
	assert.Equal(t, http.StatusServiceUnavailable, page.Status)
	assert.Contains(t, page.Body, "<!doctype html>")

	server.Down(false)
	assert.Equal(t, http.StatusOK, get(t, p, "/v1/producers").Status)
	assert.Equal(t, http.StatusOK, get(t, p, "/p/P000001").Status)
	server.Down(true)
	assert.Equal(t, http.StatusOK, get(t, p, "/v1/search?q=hzs").Status)
	assert.Equal(t, http.StatusOK, get(t, p, "/").Status)
}

// A bucket that takes requests and never answers them does not take the function with it.
func TestRegistry_AnswersBeforeItsDeadline(t *testing.T) {
	t.Parallel()
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
	}))
	t.Cleanup(silent.Close)
	p := start(t, "registry", "AWS_ENDPOINT_URL="+silent.URL, "MINGTIAN_BLOB=s3:"+bucket)
	const within = 3 * time.Second
	got := read(t, p.invokeWithin(within, request(http.MethodGet, "/v1/producers", "")))
	assert.Equal(t, http.StatusServiceUnavailable, got.Status)
	got = read(t, p.invokeWithin(within, request(http.MethodGet, "/problems/unavailable", "")))
	assert.Equal(t, http.StatusOK, got.Status, "what needs no snapshot is there")
}
