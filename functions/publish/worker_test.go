package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/functions/internal/cloud"
	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// raced is a store in which somebody else always moves latest.json first.
type raced struct {
	blob.Store
	lost int
}

func (r *raced) Put(ctx context.Context, key string, body []byte, c blob.Condition) (string, error) {
	if key == snapshot.LatestKey {
		r.lost++
		return "", blob.ErrPrecondition
	}
	return r.Store.Put(ctx, key, body, c)
}

// newWorker returns a worker over a system, and what it logs.
func newWorker(t *testing.T) (*testkit.System, *worker, *testkit.Buffer) {
	t.Helper()
	s, said := testkit.New(t, testkit.Options{}), &testkit.Buffer{}
	log := slog.New(slog.NewJSONHandler(said, nil))
	return s, &worker{
		publisher: s.Publisher, site: pages.Options{Schema: s.Schema, Logger: log},
		log: log, metrics: cloud.NewMetrics(log, "publish"),
	}, said
}

const stream = `{"Records":[{"dynamodb":{"SequenceNumber":"11"}},{"dynamodb":{"SequenceNumber":"12"}}]}`

func TestHandle_Stream(t *testing.T) {
	t.Parallel()
	s, w, said := newWorker(t)
	s.Commit(t, s.Ended(t, registry.Producers, "P000006", revision.Withdrawn))
	res, err := w.handle(t.Context(), json.RawMessage(stream))
	require.NoError(t, err)
	body, err := json.Marshal(res)
	require.NoError(t, err)
	assert.JSONEq(t, `{"batchItemFailures":[]}`, string(body), "null would mean that all failed")
	current, err := s.Reader.Current(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 2, current.Revision)
	assert.Contains(t, said.String(), `"Published":1,"Held":0`)
}

// Who lost the race three times has the batch come again; who asked is told.
func TestHandle_LostRace(t *testing.T) {
	t.Parallel()
	s, w, said := newWorker(t)
	s.Commit(t, s.Ended(t, registry.Producers, "P000006", revision.Withdrawn))
	lost := &raced{Store: s.Blobs}
	w.publisher.Blobs = lost
	res, err := w.handle(t.Context(), json.RawMessage(stream))
	require.NoError(t, err)
	assert.Equal(t, events.DynamoDBEventResponse{
		BatchItemFailures: []events.DynamoDBBatchItemFailure{{ItemIdentifier: "11"}},
	}, res)
	assert.Equal(t, 3, lost.lost)
	assert.Contains(t, said.String(), `"Published":0,"Held":0`)

	_, err = w.handle(t.Context(), json.RawMessage(`{}`))
	require.ErrorIs(t, err, blob.ErrPrecondition)
	_, err = w.handle(t.Context(), json.RawMessage(`{"Records":["poison"]}`))
	require.ErrorIs(t, err, blob.ErrPrecondition, "nothing to ask for again by")
}

// A publication that is held back is no failure: the pages of the snapshot before are completed.
func TestHandle_Held(t *testing.T) {
	t.Parallel()
	s, w, said := newWorker(t)
	before, err := s.Reader.Current(t.Context())
	require.NoError(t, err)
	_, err = s.Log.Commit(t.Context(), 1, revision.ChangeSet{Changes: []revision.Change{
		s.Ended(t, registry.Producers, "P000001", revision.Withdrawn),
	}})
	require.NoError(t, err)
	res, err := w.handle(t.Context(), json.RawMessage(`{"confirm":false}`))
	require.NoError(t, err)
	held := res.(result)
	assert.Contains(t, held.Held, "1 of 6 rows of producers")
	assert.Equal(t, before.Snapshot, held.Snapshot)
	assert.Positive(t, held.Written)
	assert.Contains(t, said.String(), `"Published":0,"Held":1`)

	res, err = w.handle(t.Context(), json.RawMessage(`{"confirm":true}`))
	require.NoError(t, err)
	assert.Equal(t, 2, res.(result).Revision)
	assert.True(t, res.(result).Changed)
}

// It stops while there is still time to say so.
func TestHandle_Deadline(t *testing.T) {
	t.Parallel()
	_, w, _ := newWorker(t)
	ctx, cancel := context.WithTimeout(t.Context(), reserve-time.Millisecond)
	defer cancel()
	res, err := w.handle(ctx, json.RawMessage(stream))
	require.NoError(t, err)
	assert.NotEmpty(t, res.(events.DynamoDBEventResponse).BatchItemFailures)
	require.NoError(t, ctx.Err())
}

// A purge publishes nothing. It says what it did, whether it ended well or not.
func TestHandle_Purge(t *testing.T) {
	t.Parallel()
	s, w, said := newWorker(t)
	s.Commit(t, s.Ended(t, registry.Producers, "P000006", revision.Withdrawn))
	w.purge = func(context.Context) (booking.PurgeReport, error) {
		return booking.PurgeReport{Through: 20260528, Bookings: 3}, nil
	}
	res, err := w.handle(t.Context(), json.RawMessage(`{"purge":true}`))
	require.NoError(t, err)
	assert.Equal(t, 3, res.(booking.PurgeReport).Bookings)
	assert.Contains(t, said.String(), `"Purged":1`)
	assert.Contains(t, said.String(), `"through":"2026-05-28","removed":3,"remaining":0`)
	current, err := s.Reader.Current(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, current.Revision)
	assert.NotContains(t, said.String(), "Published")

	w.purge = func(context.Context) (booking.PurgeReport, error) {
		return booking.PurgeReport{Through: 20260528, Remaining: 1}, errors.New("one is left")
	}
	_, err = w.handle(t.Context(), json.RawMessage(`{"purge":true}`))
	require.ErrorContains(t, err, "one is left", "it is called again, and kept in the end")
	assert.Contains(t, said.String(), `"Purged":0`)
	assert.Contains(t, said.String(), `"remaining":1,"error":"one is left"`)
}

func TestParse(t *testing.T) {
	t.Parallel()
	for event, want := range map[string]wake{
		stream:                    {stream: true, records: 2, first: "11"},
		`{"Records":[]}`:          {stream: true},
		`{"Records":[7,{},null]}`: {stream: true, records: 3},
		`{"Records":[7,{"dynamodb":{"SequenceNumber":"9","Keys":[]}}]}`: {
			stream: true, records: 2, first: "9",
		},
		`{"version":"0","detail-type":"Scheduled Event","source":"aws.scheduler"}`: {},
		`{}`: {}, `null`: {}, `{"confirm":true}`: {confirm: true},
		`{"purge":true}`: {purge: true}, `{"purge":false}`: {},
	} {
		got, err := parse(json.RawMessage(event))
		require.NoError(t, err, event)
		assert.Equal(t, want, got, event)
	}
	for _, event := range []string{
		`{"confirm":"yes"}`, `{"confrim":true}`, `{"purge":1}`, `{"purge":true,"confirm":true}`,
		`[]`, `"x"`, `{"Records":{}}`, `1`, ``, `{`,
	} {
		_, err := parse(json.RawMessage(event))
		assert.True(t, fault.Is(err, fault.Invalid), event)
	}
}

// Whatever is sent is read or refused.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{stream, `{"confirm":true}`, `{"purge":true}`, `{"detail-type":"x"}`, `[`, `null`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, event []byte) {
		e, err := parse(event)
		if err != nil {
			assert.True(t, fault.Is(err, fault.Invalid))
			assert.Equal(t, wake{}, e)
			return
		}
		assert.False(t, e.stream && (e.confirm || e.purge), "a stream asks for nothing else")
	})
}
