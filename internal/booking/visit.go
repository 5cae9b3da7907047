package booking

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// Cancel gives a place back. A visitor may do so until the slot ends, staff also after the
// samples were handed in. The caller has seen to it that a visitor opened the booking.
func (d *Diary) Cancel(
	ctx context.Context, ref Reference, by Actor, reason string,
) (Booking, error) {
	return d.cancel(ctx, ref, by, reason, nil)
}

func (d *Diary) cancel(
	ctx context.Context, ref Reference, by Actor, reason string, more func(record, *claims) error,
) (Booking, error) {
	b, lost, err := d.change(ctx, ref, func(r *record, c *claims) error {
		now := d.now()
		switch {
		case by == Visitor && r.State == CheckedIn:
			return refuseState(CheckedIn)
		case by == Visitor && r.Past(now):
			return errPast
		}
		if err := r.become(Cancelled); err != nil {
			return err
		}
		r.Sequence++
		r.enter(DidCancel, now, by, reason)
		c.exchange(r.holdings(0, Limits{}), nil, now)
		c.release(r, now)
		if more != nil {
			return more(*r, c)
		}
		return nil
	})
	return b, settled(lost, err)
}

// settled takes what is left of a change for an error: no rival can explain it, only a counter
// below what bookings hold.
func settled(lost loss, err error) error {
	if err == nil && lost != 0 {
		return fmt.Errorf("the counters of a booking do not match it: losses %b", lost)
	}
	return err
}

// CheckIn notes that somebody came with the samples, on the day of the booking.
func (d *Diary) CheckIn(ctx context.Context, ref Reference, by Actor) (Booking, error) {
	b, lost, err := d.change(ctx, ref, func(r *record, _ *claims) error {
		now := d.now()
		if r.State == Booked && r.Date != calendar.DateOf(now) {
			return errNotToday
		}
		if err := r.become(CheckedIn); err != nil {
			return err
		}
		r.enter(DidCheckIn, now, by, "")
		return nil
	})
	return b, settled(lost, err)
}

// RecordResult stores what was found, counts the samples without a name, and raises a task for
// each positive finding. The time and the actor of the result are set here.
func (d *Diary) RecordResult(
	ctx context.Context, ref Reference, findings []Finding, by Actor,
) (Booking, error) {
	b, lost, err := d.change(ctx, ref, func(r *record, c *claims) error {
		now := d.now()
		if err := r.become(Tested); err != nil {
			return err
		}
		result := &Result{Findings: findings, At: now.UTC(), By: by}
		if err := result.check(r.Samples); err != nil {
			return err
		}
		r.Result = result
		r.enter(DidTest, now, by, "")
		c.release(r, now)
		counts := result.samplesBy()
		for _, category := range slices.Sorted(maps.Keys(counts)) {
			c.add(0, store.Write{
				Key: screeningKey(r.Date, r.LabID, category), Op: store.OpAdd,
				Delta: counts[category], Cap: math.MaxInt64,
			})
		}
		for _, f := range findings {
			if f.Outcome != Positive {
				continue
			}
			if err := d.raise(c, Task{
				Kind: ConfirmPositive, LabID: r.LabID, Date: r.Date,
				Category: f.Category, Item: f.Item, Method: f.Method,
			}); err != nil {
				return err
			}
		}
		return nil
	})
	return b, settled(lost, err)
}
