package check

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// stream: keys alone leave the table, and whoever reads them gives up in the end.
func stream(s *stack) []string {
	var complaints []string
	view := text(s.resources["Table"].at("StreamSpecification", "StreamViewType"))
	if view != "KEYS_ONLY" {
		complaints = append(complaints, "the stream holds "+view)
	}
	mappings := s.names("AWS::Lambda::EventSourceMapping")
	if len(mappings) != 1 {
		return append(complaints, fmt.Sprintf("%d readers of streams", len(mappings)))
	}
	for path, want := range map[string]string{
		"EventSourceArn":                          "${Table.StreamArn}",
		"FunctionName":                            "${PublishFunctionAliaslive}",
		"StartingPosition":                        "TRIM_HORIZON",
		"BatchSize":                               "1000",
		"MaximumBatchingWindowInSeconds":          "20",
		"MaximumRetryAttempts":                    "5",
		"MaximumRecordAgeInSeconds":               "3600",
		"BisectBatchOnFunctionError":              "true",
		"DestinationConfig/OnFailure/Destination": "${DeadLetters.Arn}",
		"FunctionResponseTypes":                   "[ReportBatchItemFailures]",
	} {
		got := text(s.resources[mappings[0]].at(strings.Split(path, "/")...))
		if got != want {
			complaints = append(complaints, fmt.Sprintf("stream: %s is %q, not %q", path, got, want))
		}
	}
	return complaints
}

// filter: what wakes the publisher, and what does not.
func filter(s *stack) []string {
	var complaints []string
	for key, wakes := range map[store.Key]bool{
		{Partition: "log", Sort: "head"}:         true,
		{Partition: "calendar/L01", Sort: "20"}:  true,
		{Partition: "log", Sort: "header"}:       false,
		{Partition: "log/x", Sort: "head"}:       false,
		{Partition: "rev", Sort: "head"}:         false,
		{Partition: "stage/1f3a", Sort: "c0001"}: false,
		{Partition: "stages", Sort: "1f3a"}:      false,
		{Partition: "redactions", Sort: "1"}:     false,
		{Partition: "register", Sort: "key"}:     false,
		{Partition: "booking/L01", Sort: "1"}:    false,
		{Partition: "calendars", Sort: "1"}:      false,
		{Partition: "§token/1f3a", Sort: "head"}: false,
	} {
		got, err := woken(s, key)
		if err != nil {
			return []string{err.Error()}
		}
		if got != wakes {
			complaints = append(complaints, fmt.Sprintf("%q wakes the publisher: %t", key, got))
		}
	}
	return complaints
}

// woken reports whether a change of a key passes the stream's filter.
func woken(s *stack, key store.Key) (bool, error) {
	var event any
	body, err := json.Marshal(map[string]any{"eventName": "MODIFY", "dynamodb": map[string]any{
		"Keys": map[string]any{
			"PK": map[string]any{"S": key.Partition},
			"SK": map[string]any{"B": base64.StdEncoding.EncodeToString([]byte(key.Sort))},
		},
		"StreamViewType": "KEYS_ONLY",
	}})
	if err != nil {
		return false, err
	}
	if err := json.Unmarshal(body, &event); err != nil {
		return false, err
	}
	filters := list(s.resources["PublishFunctionStream"].at("FilterCriteria", "Filters"))
	if len(filters) == 0 {
		return true, nil
	}
	for _, f := range filters {
		var pattern any
		if err := json.Unmarshal([]byte(text(at(f, "Pattern"))), &pattern); err != nil {
			return false, fmt.Errorf("a pattern is no JSON: %w", err)
		}
		if passes(pattern, event) {
			return true, nil
		}
	}
	return false, nil
}

// passes matches a pattern as EventBridge does, as far as ours go: objects by key, lists by one
// of their values or prefixes.
func passes(pattern, v any) bool {
	switch p := pattern.(type) {
	case map[string]any:
		for key, one := range p {
			if !passes(one, at(v, key)) {
				return false
			}
		}
		return true
	case []any:
		return slices.ContainsFunc(p, func(one any) bool {
			if prefix, ok := at(one, "prefix").(string); ok {
				s, isText := v.(string)
				return isText && strings.HasPrefix(s, prefix)
			}
			return one == v
		})
	}
	return false
}

// recorder notes the keys that are written, commit by commit.
type recorder struct {
	store.Store
	commits [][]store.Key
}

func (r *recorder) Commit(ctx context.Context, c store.Commit) error {
	var keys []store.Key
	for _, w := range c.Writes {
		if w.Op != store.OpCheck {
			keys = append(keys, w.Key)
		}
	}
	r.commits = append(r.commits, keys)
	return r.Store.Commit(ctx, c)
}

// A real import writes many rows in several commits; its last one wakes the publisher, once.
func TestFilter_Import(t *testing.T) {
	t.Parallel()
	s := expand(t, "us-east-1", parameters(t, "global"))
	schema, clock := registry.Load(), testkit.NewClock(testkit.Start)
	written := &recorder{Store: storetest.NewMemory(clock.Now)}
	log := revision.New(written, schema, clock.Now, rand.NewChaCha8([32]byte{}))
	rows := (&testkit.System{Schema: schema}).Added(testkit.County(schema))
	_, err := log.Commit(t.Context(), 0, revision.ChangeSet{
		Changes: rows, Author: "test", Reason: "演示",
	})
	require.NoError(t, err)

	require.Greater(t, len(written.commits), 1, "chunks are staged before the head moves")
	var calls []int
	for i, keys := range written.commits {
		for _, key := range keys {
			wakes, err := woken(s, key)
			require.NoError(t, err)
			if wakes {
				calls = append(calls, i)
			}
		}
	}
	assert.Equal(t, []int{len(written.commits) - 1}, calls)
}

// schedules: after midnight where the register is, every hour, and a purge of bookings at night;
// a lost call is kept.
func schedules(s *stack) []string {
	want := map[string]string{
		"mingtian-midnight": "cron(5 0 * * ? *) Asia/Shanghai ",
		"mingtian-hourly":   "rate(1 hour)  ",
		"mingtian-purge":    `cron(40 2 * * ? *) Asia/Shanghai {"purge":true}`,
	}
	var complaints []string
	for id, r := range s.of("AWS::Scheduler::Schedule") {
		name := text(r.at("Name"))
		when := strings.Join([]string{
			text(r.at("ScheduleExpression")), text(r.at("ScheduleExpressionTimezone")),
			text(r.at("Target", "Input")),
		}, " ")
		if want[name] != when {
			complaints = append(complaints, id+": "+when)
		}
		delete(want, name)
		if text(r.at("State")) == "DISABLED" {
			complaints = append(complaints, id+" is switched off")
		}
		if text(r.at("Target", "Arn")) != "${PublishFunctionAliaslive}" ||
			text(r.at("Target", "RoleArn")) != "${ScheduleRole.Arn}" ||
			text(r.at("Target", "DeadLetterConfig", "Arn")) != "${DeadLetters.Arn}" {
			complaints = append(complaints, id+": target, role or dead letters")
		}
	}
	for name := range want {
		complaints = append(complaints, "no schedule "+name)
	}
	invoke := s.resources["PublishFunctionEventInvokeConfig"]
	if text(invoke.at("DestinationConfig", "OnFailure", "Destination")) != "${DeadLetters.Arn}" ||
		text(invoke.at("Qualifier")) != "live" {
		complaints = append(complaints, "a scheduled run that fails is lost")
	}
	return complaints
}
