package cloud_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/functions/internal/cloud"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
)

func metrics() (*cloud.Metrics, *bytes.Buffer) {
	var out bytes.Buffer
	return cloud.NewMetrics(slog.New(slog.NewJSONHandler(&out, nil)), "mingtian-booking"), &out
}

// A line is one that CloudWatch reads: the directive names members that are there, as numbers.
func TestMetrics_Write(t *testing.T) {
	t.Parallel()
	m, out := metrics()
	m.Write(t.Context(), time.UnixMilli(1795485600123), "publication",
		cloud.Count("Published", 1), cloud.Seconds("SnapshotAge", 90*time.Second))
	var line map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &line))
	delete(line, "time")
	assert.Equal(t, map[string]any{
		"level": "INFO", "msg": "publication", "Service": "mingtian-booking",
		"Published": 1.0, "SnapshotAge": 90.0,
		"_aws": map[string]any{
			"Timestamp": 1795485600123.0,
			"CloudWatchMetrics": []any{map[string]any{
				"Namespace": "Mingtian", "Dimensions": []any{[]any{"Service"}},
				"Metrics": []any{
					map[string]any{"Name": "Published", "Unit": "Count"},
					map[string]any{"Name": "SnapshotAge", "Unit": "Seconds"},
				},
			}},
		},
	}, line)
}

// The frame's lines of requests become metrics, by operation and class of status and by nothing
// that a reader sent. What is not named is no metric: each is paid for.
func TestMetrics_Requests(t *testing.T) {
	t.Parallel()
	m, out := metrics()
	full := func(http.ResponseWriter, *http.Request) error {
		return httpapi.Bad("slot", "It is full.", "已满。", "")
	}
	h := httpapi.New([]httpapi.Route{
		{
			Operation: "bookings.create", Method: http.MethodPost, Pattern: "/v1/bookings",
			Handle: full,
		},
		{Operation: "bookings.get", Method: http.MethodGet, Pattern: "/v1/bookings", Handle: full},
	}, httpapi.Options{Logger: m.Requests("bookings.create").With("home", "aws")})
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/v1/bookings", nil))
	var line struct {
		Service, Route, StatusClass, Home string
		Requests                          int
		AWS                               struct {
			CloudWatchMetrics []struct{ Dimensions [][]string }
		} `json:"_aws"`
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &line))
	assert.Equal(t, []string{"mingtian-booking", "bookings.create", "4xx", "aws"},
		[]string{line.Service, line.Route, line.StatusClass, line.Home})
	assert.Equal(t, 1, line.Requests)
	assert.Equal(t, [][]string{{"Service", "Route", "StatusClass"}},
		line.AWS.CloudWatchMetrics[0].Dimensions)

	for path, status := range map[string]string{"/v1/nothing": "404", "/v1/bookings": "400"} {
		out.Reset()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
		assert.Contains(t, out.String(), `"status":`+status)
		assert.NotContains(t, out.String(), "_aws")
	}
	out.Reset()
	m.Requests("x").WithGroup("g").Info("another line", "operation", "x")
	assert.Contains(t, out.String(), `"g":{"operation":"x"}`)
	assert.NotContains(t, out.String(), "_aws")
}
