package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lines returns the rows of an NDJSON answer.
func lines[T any](t *testing.T, url string) []T {
	t.Helper()
	resp, err := http.Get(url)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, http.StatusOK, resp.StatusCode, url)
	var rows []T
	for scan := bufio.NewScanner(resp.Body); scan.Scan(); {
		var row T
		require.NoError(t, json.Unmarshal(scan.Bytes(), &row))
		rows = append(rows, row)
	}
	return rows
}

// What a journalist joins by hand from the files is what the filter answers.
func TestTier_IsTheJoinOfTheFiles(t *testing.T) {
	t.Parallel()
	server := demoPortal(t)
	type rating struct {
		Subject string `json:"subject_id"`
		Scheme  string `json:"scheme_id"`
		Year    int    `json:"year"`
		Level   string `json:"level"`
		Status  string `json:"status"`
		Decided string `json:"decided_on"`
		ValidTo string `json:"valid_to_on"`
	}
	type producer struct {
		ID   string `json:"id"`
		Kind string `json:"kind"`
	}
	today := time.Now().In(shanghai).Format(time.DateOnly)
	newest := map[string]rating{}
	for _, r := range lines[rating](t, server.URL+"/v1/credit_ratings.ndjson") {
		inForce := r.Scheme == "S01" && r.Status == "in_force" && r.Decided <= today &&
			r.ValidTo >= today
		if inForce && r.Year >= newest[r.Subject].Year {
			newest[r.Subject] = r
		}
	}
	var want, got []string
	for _, p := range lines[producer](t, server.URL+"/v1/producers.ndjson") {
		if newest[p.ID].Level == "A" && p.Kind != "large_grower" {
			want = append(want, p.ID)
		}
	}
	for _, p := range lines[producer](t, server.URL+"/v1/producers.ndjson?tier=A") {
		got = append(got, p.ID)
	}
	slices.Sort(got)
	require.NotEmpty(t, want)
	assert.Equal(t, want, got)
}
