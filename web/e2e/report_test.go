package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// result is one browser test in one project.
type result struct {
	name  string // its title, and its project if that is not the usual one
	wrong string // why it failed; "" if it passed
}

// usual is the project in which every test runs unless its tags say otherwise.
const usual = "desktop"

// report is what the JSON reporter of Playwright writes, as far as it is read.
type report struct {
	Suites []suite   `json:"suites"`
	Errors []problem `json:"errors"`
}

type suite struct {
	Suites []suite `json:"suites"`
	Specs  []spec  `json:"specs"`
}

type spec struct {
	Title string `json:"title"`
	Tests []struct {
		Project string `json:"projectName"`
		Status  string `json:"status"`
		Results []struct {
			Errors []problem `json:"errors"`
		} `json:"results"`
	} `json:"tests"`
}

type problem struct {
	Message string `json:"message"`
}

// parse returns the results of a report in its order. What went wrong outside tests, such as a
// file that cannot be read, is a result too.
func parse(body []byte) ([]result, error) {
	var r report
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, fmt.Errorf("read the browsers' report: %w", err)
	}
	var results []result
	for _, p := range r.Errors {
		results = append(results, result{"outside tests", p.Message})
	}
	return append(results, flatten(r.Suites)...), nil
}

func flatten(suites []suite) []result {
	var results []result
	for _, s := range suites {
		for _, sp := range s.Specs {
			results = append(results, sp.results()...)
		}
		results = append(results, flatten(s.Suites)...)
	}
	return results
}

// results has a test that was left out as one that failed: nothing here leaves tests out.
func (s spec) results() []result {
	var results []result
	for _, test := range s.Tests {
		r := result{name: s.Title}
		if test.Project != usual {
			r.name += " · " + test.Project
		}
		if test.Status != "expected" {
			lines := []string{test.Status}
			for _, run := range test.Results {
				for _, p := range run.Errors {
					lines = append(lines, p.Message)
				}
			}
			r.wrong = strings.Join(lines, "\n")
		}
		results = append(results, r)
	}
	return results
}

func TestParse(t *testing.T) {
	t.Parallel()
	results, err := parse([]byte(`{
		"suites": [{
			"specs": [{"title": "bar 1", "tests": [
				{"projectName": "desktop", "status": "expected", "results": [{"errors": []}]},
				{"projectName": "no-script", "status": "unexpected",
					"results": [{"errors": [{"message": "too heavy"}, {"message": "too late"}]}]}
			]}],
			"suites": [{"specs": [{"title": "bar 2", "tests": [
				{"projectName": "wechat", "status": "skipped", "results": []}
			]}]}]
		}],
		"errors": [{"message": "no such file"}]
	}`))
	require.NoError(t, err)
	assert.Equal(t, []result{
		{"outside tests", "no such file"},
		{"bar 1", ""},
		{"bar 1 · no-script", "unexpected\ntoo heavy\ntoo late"},
		{"bar 2 · wechat", "skipped"},
	}, results)

	_, err = parse([]byte("{"))
	assert.ErrorContains(t, err, "report")
}
