package e2e

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// question is a request.
type question struct {
	method, path string
	body         string
	headers      []string // as "Name: value"
	bucket       bool     // it asks for what no registry keeps, but the bucket alone
}

func (q question) String() string {
	return strings.Join(append([]string{q.method, q.path}, q.headers...), " ")
}

func get(path string, headers ...string) question {
	return question{method: http.MethodGet, path: path, headers: headers}
}

// questions are what both the stack and a portal of one machine are asked. None is an OPTIONS,
// which the emulator answers in the place of the function.
var questions = []question{
	get("/v1/search?q=%E8%93%9D%E8%8E%93"),
	get("/v1/search?q=hzs&limit=2"),
	get("/v1/producers"),
	get("/v1/producers?town_id=D232701104&sort=-area_mu", "Accept-Language: en"),
	get("/v1/producers?limit=2"),
	get("/v1/producers.csv"),
	get("/v1/certificates.ndjson"),
	get("/v1/certificates?status=valid"),
	get("/v1/producers/P000001"),
	get("/v1/certificates/C000002"),
	get("/v1/labs/L01"),
	get("/v1/lookup?code=P000001"),
	{
		method: http.MethodPost, path: "/v1/check", body: "P000001\nLB-99-2601089999A\n演示\n",
		headers: []string{"Content-Type: text/plain; charset=utf-8"},
	},
	get("/v1/datasets"),
	{method: http.MethodGet, path: "/v1/health", bucket: true},
	get("/openapi.yaml", "Accept-Encoding: gzip"),
	get("/problems/not-found"),
	{method: http.MethodHead, path: "/v1/producers"},
	// problems
	get("/v1/producers/P999999"),
	get("/v1/producers/100%25"),
	get("/v1/producers?limit=none"),
	get("/v1/producers?colour=red", "Accept-Language: en"),
	{
		method: http.MethodGet, path: "/v1/producers?snapshot=20200101-r000001-00000000",
		bucket: true,
	},
	get("/v1/nothing"),
	{method: http.MethodPost, path: "/v1/search"},
	{method: http.MethodDelete, path: "/v1/producers/P000001"},
	// pages
	get("/"),
	get("/en"),
	get("/p/P000001"),
	get("/c/C000002"),
	get("/labs"),
	get("/en/labs/L01"),
	get("/search?q=%E8%93%9D%E8%8E%93"),
	get("/en/search?q=hezuoshe"),
	get("/nothing/at/all"),
}

// answer is what a reader sees.
type answer struct {
	Status int
	Header http.Header
	Body   string
}

// site is where questions are asked: an address, and the name that it is asked by.
type site struct {
	client *http.Client
	url    string
	host   string // "" for that of the address
}

// newSite returns a site whose answers are taken as they are: not unzipped, not followed.
func newSite(address, host string) *site {
	return &site{
		&http.Client{
			Timeout:   answerFor,
			Transport: &http.Transport{DisableCompression: true},
			CheckRedirect: func(*http.Request, []*http.Request) error {
				return http.ErrUseLastResponse
			},
		},
		address, host,
	}
}

func (s *site) ask(t *testing.T, q question) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), q.method, s.url+q.path,
		strings.NewReader(q.body))
	require.NoError(t, err)
	req.Host = s.host
	for _, h := range q.headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := s.client.Do(req)
	require.NoError(t, err, "%s %s", q.method, q.path)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return answer{res.StatusCode, res.Header, string(body)}
}

// snapshot returns the id of the snapshot that the site answers from.
func (s *site) snapshot(t *testing.T) string {
	t.Helper()
	return s.ask(t, get("/v1/producers")).Header.Get("X-Snapshot-Id")
}

// passing is what no two answers share: a request's id, and an age in seconds.
var passing = []substitute{
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`), "REQUEST"},
	{regexp.MustCompile(`"age_seconds":\d+`), "AGE"},
}

// differing is what differs between two registers with the same history: a snapshot's id, the
// time of its making, cursors, which hold the id, and sizes and sums of its compressed files.
var differing = []substitute{
	{regexp.MustCompile(`\d{8}-r\d{6}-[0-9a-f]{8}`), "SNAPSHOT"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+08:00)`), "TIME"},
	{regexp.MustCompile(`cursor=[\w-]+`), "CURSOR"},
	{regexp.MustCompile(`"bytes":\d+|"sha256":"[0-9a-f]+"`), "FILE"},
}

// substitute is a name that stands for whatever matches a pattern.
type substitute struct {
	pattern *regexp.Regexp
	name    string
}

func replaced(text string, all []substitute) string {
	for _, s := range all {
		text = s.pattern.ReplaceAllString(text, s.name)
	}
	return text
}

// carriers are headers of the way that an answer takes, not of the answer.
var carriers = []string{
	"Date", "Connection", "Keep-Alive", "Server", "Content-Length", "Apigw-Requestid",
}

// plain returns an answer without what is passing, and without the name of the site. A list in a
// header is one line, as the gateway sends it.
func (s *site) plain(a answer) answer {
	host := s.host
	if at, err := url.Parse(s.url); host == "" && err == nil {
		host = at.Host
	}
	clean := func(text string) string {
		return replaced(strings.ReplaceAll(text, host, "HOST"), passing)
	}
	header := http.Header{}
	for name, values := range a.Header {
		if !slices.Contains(carriers, name) {
			header.Set(name, clean(strings.Join(values, ",")))
		}
	}
	return answer{a.Status, header, clean(a.Body)}
}

// content returns an answer's status, type and body without what differs.
func (s *site) content(a answer) answer {
	a = s.plain(a)
	a.Body = replaced(a.Body, differing)
	a.Header = http.Header{"Content-Type": a.Header["Content-Type"]}
	return a
}

// agree asks two sites everything; what view returns of their answers must be equal.
func agree(t *testing.T, local, cloud *site, view func(*site, answer) answer) {
	t.Helper()
	for _, q := range questions {
		assert.Equal(t, view(local, local.ask(t, q)), view(cloud, cloud.ask(t, q)), q.String())
	}
}

// unchanged asks a site everything that has a tag again with the tag.
func unchanged(t *testing.T, s *site) {
	t.Helper()
	tagged := 0
	for _, q := range questions {
		tag := s.ask(t, q).Header.Get("ETag")
		if tag == "" || q.method != http.MethodGet {
			continue
		}
		tagged++
		q.headers = append(slices.Clone(q.headers), "If-None-Match: "+tag)
		again := s.ask(t, q)
		assert.Equal(t, http.StatusNotModified, again.Status, q.String())
		assert.Empty(t, again.Body, q.String())
		assert.Equal(t, tag, again.Header.Get("ETag"), q.String())
	}
	assert.Greater(t, tagged, len(questions)/3)
}
