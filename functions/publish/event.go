package main

import (
	"bytes"
	"context"
	"encoding/json"
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
	stream  bool
	records int
	first   string // sequence number of the first record that has one
}

// parse reads an event by its shape: a batch of a stream, a schedule's, or a request of the
// operator's, such as {"confirm":true}.
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
	}
	d := json.NewDecoder(bytes.NewReader(event))
	d.DisallowUnknownFields()
	if err := d.Decode(&ask); err != nil {
		return wake{}, unknown(err)
	}
	return wake{confirm: ask.Confirm}, nil
}

func unknown(err error) error {
	return fault.Wrap(fault.Invalid, err,
		`The event is none of a stream or a schedule, and not {"confirm":true}.`, "")
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
