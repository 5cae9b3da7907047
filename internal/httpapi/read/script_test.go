package read_test

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// A script is a txtar file whose comment is a conversation with a system of its own:
//
//	GET /v1/labs?limit=1      send a request; POST /v1/check < lines sends a file of the archive
//	> If-None-Match: $tag     with a header, before the request
//	code == 200               compare with == != ~ !~ what the last answer was:
//	header ETag ~ ^"          a header of it,
//	body ~ 漠河                its body,
//	json meta.total == 1      a value in its body (null, and absent for one that is not there)
//	let tag = header ETag     keep a value as $tag
//	clock 24h                 move the clock on
//	publish                   publish, and keep the snapshot's id as $snapshot
//	withdraw labs L01         end a row: withdraw, erase or redact
//	system empty              begin with nothing published
type script struct {
	t       *testing.T
	archive *txtar.Archive
	system  *testkit.System
	client  *testkit.Client
	options testkit.Options
	cov     *testkit.Coverage
	headers []string
	values  map[string]string
	last    *testkit.Response
	where   string
	home    func(*testing.T, http.Handler) http.Handler // nil for the handler itself
	answers []*testkit.Response
}

// runScript runs a script on a system of its own, in a home if one is given, and returns what was
// answered.
func runScript(t *testing.T, file string, cov *testkit.Coverage,
	home func(*testing.T, http.Handler) http.Handler,
) []*testkit.Response {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	s := &script{
		t: t, archive: txtar.Parse(data), cov: cov, values: map[string]string{}, home: home,
	}
	for i, line := range strings.Split(string(s.archive.Comment), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s.where = file + ":" + strconv.Itoa(i+1) + ": " + line
		s.do(s.expand(line))
	}
	return s.answers
}

var variable = regexp.MustCompile(`\$[a-z]+`)

func (s *script) expand(line string) string {
	return variable.ReplaceAllStringFunc(line, func(name string) string {
		if value, ok := s.values[name[1:]]; ok {
			return value
		}
		return name
	})
}

func (s *script) do(line string) {
	s.t.Helper()
	word, rest, _ := strings.Cut(line, " ")
	if word == "system" {
		require.Equal(s.t, "empty", rest, s.where)
		s.options.Rows = registry.Rows{}
		return
	}
	s.begin()
	switch word {
	case ">":
		s.headers = append(s.headers, rest)
	case "code", "header", "body", "json":
		s.compare(line)
	case "let":
		name, expr, _ := strings.Cut(rest, " = ")
		value, rest := s.value(expr)
		require.Empty(s.t, rest, s.where)
		s.values[name] = value
	case "clock":
		d, err := time.ParseDuration(rest)
		require.NoError(s.t, err, s.where)
		s.system.Clock.Move(d)
	case "publish":
		s.values["snapshot"] = s.system.Publish(s.t)
	case "withdraw", "erase", "redact":
		s.end(word, rest)
	default:
		s.send(word, rest)
	}
}

func (s *script) begin() {
	if s.system != nil {
		return
	}
	s.system = testkit.New(s.t, s.options)
	if s.home != nil {
		s.system.Handler = s.home(s.t, s.system.Handler)
	}
	s.client = s.system.Client(s.t, s.cov)
	if s.home != nil {
		s.client = s.client.Unjudged()
	}
	if s.options.Rows == nil {
		s.values["snapshot"] = current(s.t, s.system)
	}
}

func (s *script) end(word, rest string) {
	s.t.Helper()
	name, id, _ := strings.Cut(rest, " ")
	ends := map[string]revision.End{
		"withdraw": revision.Withdrawn, "erase": revision.Erased, "redact": revision.Redacted,
	}
	s.system.Commit(s.t, s.system.Ended(s.t, name, id, ends[word]))
}

func (s *script) send(method, rest string) {
	s.t.Helper()
	require.Equal(s.t, strings.ToUpper(method), method, s.where)
	url, name, _ := strings.Cut(rest, " < ")
	body := ""
	for _, f := range s.archive.Files {
		if f.Name == name {
			body = string(f.Data)
		}
	}
	require.False(s.t, name != "" && body == "", s.where)
	s.last = s.client.Do(method, url, body, s.headers...)
	s.answers = append(s.answers, s.last)
	s.headers = nil
}

// value reads an expression from the beginning of a text.
func (s *script) value(text string) (value, rest string) {
	s.t.Helper()
	word, rest, _ := strings.Cut(text, " ")
	switch word {
	case "code":
		return strconv.Itoa(s.last.Status), rest
	case "body":
		return string(s.last.Body), rest
	case "header":
		name, rest, _ := strings.Cut(rest, " ")
		return strings.Join(s.last.Header.Values(name), ", "), rest
	}
	require.Equal(s.t, "json", word, s.where)
	path, rest, _ := strings.Cut(rest, " ")
	var v any
	require.NoError(s.t, json.Unmarshal(s.last.Body, &v), s.where)
	return at(v, strings.Split(path, ".")), rest
}

// at returns what stands in a JSON value at a path; text as it is, anything else as JSON.
func at(v any, path []string) string {
	for _, key := range path {
		switch in := v.(type) {
		case map[string]any:
			var ok bool
			if v, ok = in[key]; !ok {
				return "absent"
			}
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(in) {
				return "absent"
			}
			v = in[i]
		default:
			return "absent"
		}
	}
	if text, ok := v.(string); ok {
		return text
	}
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

func (s *script) compare(line string) {
	s.t.Helper()
	if s.home != nil {
		return // a home may add a length; what it answers is held to what the handler answers
	}
	got, rest := s.value(line)
	operator, want, _ := strings.Cut(rest, " ")
	switch operator {
	case "==":
		assert.Equal(s.t, want, got, s.where)
	case "!=":
		assert.NotEqual(s.t, want, got, s.where)
	case "~":
		assert.Regexp(s.t, want, got, s.where)
	case "!~":
		assert.NotRegexp(s.t, want, got, s.where)
	default:
		require.Fail(s.t, "no such comparison", s.where)
	}
}
