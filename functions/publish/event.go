package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

// handle answers any event that may wake the function.
func (w *worker) handle(ctx context.Context, event json.RawMessage) (any, error) {
	e, err := parse(event)
	if err != nil {
		return nil, err
	}
	if e.purge {
		return w.purgeBookings(ctx)
	}
	res, err := w.run(ctx, e.confirm)
	if !e.stream {
		return res, err
	}
	if err != nil {
		// The batch comes again, from its first record on. It is no error of the function: that
		// would halve the batch, and no half can be at fault.
		w.log.ErrorContext(ctx, "publish", "error", err.Error(), "records", e.records)
		if e.first == "" {
			return nil, err
		}
		return again(e.first), nil
	}
	return again(), nil
}

// wake is what an event says.
type wake struct {
	confirm bool
	purge   bool
	stream  bool
	records int
	first   string // sequence number of the first record that has one
}

// parse reads an event by its shape: a batch of a stream, a schedule's, or a request, such as
// the operator's {"confirm":true} and the nightly {"purge":true}.
func parse(event json.RawMessage) (wake, error) {
	var shape struct {
		Records    []json.RawMessage `json:"Records"`
		DetailType *string           `json:"detail-type"`
	}
	if err := json.Unmarshal(event, &shape); err != nil {
		return wake{}, unknown(err)
	}
	switch {
	case shape.Records != nil:
		return batch(shape.Records), nil
	case shape.DetailType != nil:
		return wake{}, nil
	}
	var ask struct {
		Confirm bool `json:"confirm"`
		Purge   bool `json:"purge"`
	}
	d := json.NewDecoder(bytes.NewReader(event))
	d.DisallowUnknownFields()
	if err := d.Decode(&ask); err != nil {
		return wake{}, unknown(err)
	}
	if ask.Confirm && ask.Purge {
		return wake{}, unknown(errors.New("two requests in one event"))
	}
	return wake{confirm: ask.Confirm, purge: ask.Purge}, nil
}

func unknown(err error) error {
	return fault.Wrap(fault.Invalid, err,
		`The event is none of a stream or a schedule, and neither {"confirm":true} nor `+
			`{"purge":true}.`, "")
}

// batch reads of a stream's records what is needed to ask for them again. A record that cannot be
// read wakes as well as any other.
func batch(records []json.RawMessage) wake {
	e := wake{stream: true, records: len(records)}
	for _, r := range records {
		var record struct {
			Change struct {
				SequenceNumber string `json:"SequenceNumber"`
			} `json:"dynamodb"`
		}
		if json.Unmarshal(r, &record) == nil && record.Change.SequenceNumber != "" {
			e.first = strings.Clone(record.Change.SequenceNumber)
			break
		}
	}
	return e
}

// again asks for a batch from a record on, or for nothing.
func again(from ...string) events.DynamoDBEventResponse {
	res := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
	for _, number := range from {
		res.BatchItemFailures = append(res.BatchItemFailures,
			events.DynamoDBBatchItemFailure{ItemIdentifier: number})
	}
	return res
}
