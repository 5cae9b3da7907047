package testkit

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
)

// Script is a conversation with a system: a txtar file whose comment says, line by line,
//
//	GET /v1/labs?limit=1      send a request; POST /v1/check < lines sends a file of the archive
//	> If-None-Match: $tag     with a header, before the request
//	code == 200               compare with == != ~ !~ what the last answer was:
//	header ETag ~ ^"          a header of it,
//	body ~ 漠河                its body,
//	json meta.total == 1      a value in its body (null, and absent for one that is not there)
//	let tag = header ETag     keep a value as $tag, also in the files of the archive
//	clock 24h                 move the clock on
//	publish                   publish
//
// and whatever verbs a test adds. $snapshot is the id of the newest snapshot, where there is one.
type Script struct {
	System *System
	Client *Client
	// Verbs are the verbs of one test, by their words.
	Verbs map[string]func(s *Script, rest string)
	// Answers are what was answered, in order.
	Answers []*Response

	t       testing.TB
	archive *txtar.Archive
	headers []string
	values  map[string]string
	where   string
}

// RunScript runs a script against a system, and returns it as it ended.
func RunScript(t testing.TB, file string, system *System, client *Client,
	verbs map[string]func(s *Script, rest string),
) *Script {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	s := &Script{
		System: system, Client: client, Verbs: verbs, t: t, archive: txtar.Parse(data),
		values: map[string]string{},
	}
	if newest, err := system.Reader.Current(t.Context()); err == nil {
		s.values["snapshot"] = newest.Snapshot
	}
	for i, line := range strings.Split(string(s.archive.Comment), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s.where = file + ":" + strconv.Itoa(i+1) + ": " + line
		s.do(s.expand(line))
	}
	return s
}

var variable = regexp.MustCompile(`\$[a-z]+`)

func (s *Script) expand(text string) string {
	return variable.ReplaceAllStringFunc(text, func(name string) string {
		if value, ok := s.values[name[1:]]; ok {
			return value
		}
		return name
	})
}

func (s *Script) do(line string) {
	s.t.Helper()
	word, rest, _ := strings.Cut(line, " ")
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
		s.System.Clock.Move(d)
	case "publish":
		s.values["snapshot"] = s.System.Publish(s.t)
	default:
		if verb, ok := s.Verbs[word]; ok {
			verb(s, rest)
			return
		}
		s.send(word, rest)
	}
}

func (s *Script) send(method, rest string) {
	s.t.Helper()
	require.Equal(s.t, strings.ToUpper(method), method, s.where)
	url, name, _ := strings.Cut(rest, " < ")
	body := ""
	for _, f := range s.archive.Files {
		if f.Name == name {
			body = s.expand(string(f.Data))
		}
	}
	require.False(s.t, name != "" && body == "", s.where)
	if name != "" && method != http.MethodGet && !hasHeader(s.headers, "Content-Type") {
		s.headers = append(s.headers, "Content-Type: application/json")
	}
	s.Answers = append(s.Answers, s.Client.Do(method, url, body, s.headers...))
	s.headers = nil
}

func hasHeader(headers []string, name string) bool {
	for _, h := range headers {
		if given, _, _ := strings.Cut(h, ":"); strings.EqualFold(given, name) {
			return true
		}
	}
	return false
}

// value reads an expression from the beginning of a text.
func (s *Script) value(text string) (value, rest string) {
	s.t.Helper()
	require.NotEmpty(s.t, s.Answers, s.where)
	last := s.Answers[len(s.Answers)-1]
	word, rest, _ := strings.Cut(text, " ")
	switch word {
	case "code":
		return strconv.Itoa(last.Status), rest
	case "body":
		return string(last.Body), rest
	case "header":
		name, rest, _ := strings.Cut(rest, " ")
		return strings.Join(last.Header.Values(name), ", "), rest
	}
	require.Equal(s.t, "json", word, s.where)
	path, rest, _ := strings.Cut(rest, " ")
	v, err := last.Value()
	require.NoError(s.t, err, s.where)
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

func (s *Script) compare(line string) {
	s.t.Helper()
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
