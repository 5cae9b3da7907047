package booking

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// errRightKey refuses to give up bookings that can be read.
var errRightKey = fault.New(fault.Precondition,
	"The bookings in this store were made with this very key and can be read; nothing was given up.",
	"存储中的预约正是用这把密钥加密的，可以读取；没有作废任何预约。")

// GivenUp is the proof that bookings were given up. It holds no personal data and is kept.
type GivenUp struct {
	At       time.Time `json:"at"`
	By       Actor     `json:"by"`
	Reason   string    `json:"reason"`
	Bookings int       `json:"bookings"`
}

// Lost returns the bookings that are still to be held, by time, of a store whose key this diary
// does not have: references, laboratories and times, for names and numbers cannot be read. It
// refuses if this diary has the right key.
func (d *Diary) Lost(ctx context.Context) ([]Booking, error) {
	if err := d.lacksKey(ctx); err != nil {
		return nil, err
	}
	visits, err := d.visits(ctx, number(calendar.DateOf(d.now())), "")
	if err != nil {
		return nil, err
	}
	var list []Booking
	for _, v := range visits {
		r, _, err := d.read(ctx, v.reference)
		if errors.Is(err, errUnknownBooking) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if r.State == Booked || r.State == CheckedIn {
			list = append(list, r.Booking)
		}
	}
	return list, nil
}

// GiveUp is the way on when the key of a store is lost for good: it removes every booking with
// all that it holds and all that is kept of its phone, so that the places are free again, and
// leaves the fingerprint of this diary's keys. The hours, the tasks and the anonymous counts
// stay. Nobody may serve bookings meanwhile. A run that was cut short is made again: the
// fingerprint comes last. It refuses if this diary has the right key.
func (d *Diary) GiveUp(ctx context.Context, by Actor, reason string) (GivenUp, error) {
	report := GivenUp{At: d.now().UTC(), By: by, Reason: reason}
	if err := d.lacksKey(ctx); err != nil {
		return report, err
	}
	visits, err := d.visits(ctx, "", "")
	if err != nil {
		return report, err
	}
	for _, v := range visits {
		if err := d.giveUp(ctx, v); err != nil {
			return report, fmt.Errorf("give up %s: %w", v.reference, err)
		}
		report.Bookings++
	}
	c := &claims{}
	proof := store.Key{Partition: purgesPartition, Sort: report.At.Format("20060102T150405") + "-key"}
	if err := errors.Join(
		c.put(0, row{key: proof, value: report}),
		c.put(0, row{key: fingerprintKey, value: d.fingerprint()}),
	); err != nil {
		return report, err
	}
	_, err = d.commit(ctx, c)
	return report, err
}

// lacksKey returns an error unless this diary has another key than its store.
func (d *Diary) lacksKey(ctx context.Context) error {
	err := d.VerifyKey(ctx)
	switch {
	case err == nil:
		return errRightKey
	case fault.Is(err, fault.Precondition):
		return nil
	}
	return err
}

// giveUp removes one booking. Whole counters go: every booking that shares one goes too.
func (d *Diary) giveUp(ctx context.Context, v visit) error {
	c := &claims{}
	c.delete(v.key)
	r, _, err := d.read(ctx, v.reference)
	if err != nil && !errors.Is(err, errUnknownBooking) {
		return err
	}
	if err == nil {
		c.delete(bookingKey(v.reference))
		c.delete(guessesKey(v.reference))
		for _, h := range r.holdings(0, Limits{}) {
			c.delete(h.key)
		}
		if r.PhoneHash != "" {
			c.delete(phoneBookingKey(r.PhoneHash, v.reference))
			c.delete(missedKey(r.PhoneHash))
			c.delete(pausedKey(r.PhoneHash))
			if r.Ticket > 0 {
				c.delete(ticketKey(r.PhoneHash, r.Ticket))
			}
		}
	}
	_, err = d.commit(ctx, c)
	return err
}
