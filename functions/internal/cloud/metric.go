package cloud

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// namespace is where CloudWatch keeps the metrics.
const namespace = "Mingtian"

// Metrics writes measurements as lines of a JSON log in CloudWatch's embedded metric format, from
// which CloudWatch makes metrics: no call, and no permission. Every combination of a name and its
// dimensions is paid for by the month, so dimensions are few and never hold what a reader sent.
type Metrics struct {
	log     *slog.Logger
	service string
}

// NewMetrics returns the metrics of a service, which is the dimension Service of all of them.
func NewMetrics(log *slog.Logger, service string) *Metrics {
	return &Metrics{log: log, service: service}
}

// Metric is one measurement.
type Metric struct {
	Name  string
	Unit  string // as CloudWatch names units
	Value float64
}

// Count is a number of things.
func Count(name string, n int) Metric { return Metric{name, "Count", float64(n)} }

// Seconds is a length of time.
func Seconds(name string, d time.Duration) Metric { return Metric{name, "Seconds", d.Seconds()} }

// Write writes a line with measurements that were taken at an instant.
func (m *Metrics) Write(ctx context.Context, at time.Time, message string, list ...Metric) {
	m.log.LogAttrs(ctx, slog.LevelInfo, message, m.attrs(at, nil, list)...)
}

// dimension is what a metric is told apart by, besides its name and service.
type dimension struct{ name, value string }

// directive is the member "_aws" of a line: which of the others are metrics.
type directive struct {
	Timestamp         int64 // in milliseconds
	CloudWatchMetrics []metricSet
}

type metricSet struct {
	Namespace  string
	Dimensions [][]string
	Metrics    []metricName
}

type metricName struct{ Name, Unit string }

func (m *Metrics) attrs(at time.Time, dimensions []dimension, list []Metric) []slog.Attr {
	set := metricSet{Namespace: namespace, Dimensions: [][]string{{"Service"}}}
	attrs := []slog.Attr{slog.String("Service", m.service)}
	for _, d := range dimensions {
		set.Dimensions[0] = append(set.Dimensions[0], d.name)
		attrs = append(attrs, slog.String(d.name, d.value))
	}
	for _, metric := range list {
		set.Metrics = append(set.Metrics, metricName{metric.Name, metric.Unit})
		attrs = append(attrs, slog.Float64(metric.Name, metric.Value))
	}
	return append(attrs, slog.Any("_aws", directive{
		Timestamp: at.UnixMilli(), CloudWatchMetrics: []metricSet{set},
	}))
}

// Requests returns a log for httpapi whose lines of requests are metrics as well, if they are of
// one of the operations: Requests, by the operation as Route and by StatusClass, such as 4xx.
func (m *Metrics) Requests(operations ...string) *slog.Logger {
	return slog.New(requests{m.log.Handler(), m, operations})
}

type requests struct {
	slog.Handler
	metrics    *Metrics
	operations []string
}

// Handle implements slog.Handler.
func (h requests) Handle(ctx context.Context, r slog.Record) error {
	route, status := "", int64(0)
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "operation":
			route = a.Value.String()
		case "status":
			status = a.Value.Int64()
		}
		return true
	})
	if r.Message == "request" && slices.Contains(h.operations, route) {
		r = r.Clone()
		r.AddAttrs(h.metrics.attrs(r.Time, []dimension{
			{"Route", route}, {"StatusClass", fmt.Sprintf("%dxx", status/100)},
		}, []Metric{Count("Requests", 1)})...)
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h requests) WithAttrs(attrs []slog.Attr) slog.Handler {
	h.Handler = h.Handler.WithAttrs(attrs)
	return h
}

// WithGroup implements slog.Handler.
func (h requests) WithGroup(name string) slog.Handler {
	h.Handler = h.Handler.WithGroup(name)
	return h
}
