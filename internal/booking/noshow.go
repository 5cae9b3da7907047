package booking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// missed is how often nobody came to the bookings of a phone.
type missed struct {
	Dates []calendar.Date `json:"dates"`
}

func (m missed) expires() time.Time { return slices.Max(m.Dates).AddDays(PurgeDays).Midnight() }

// forget drops the dates up to one.
func (m *missed) forget(through calendar.Date) {
	m.Dates = slices.DeleteFunc(m.Dates, func(on calendar.Date) bool { return on <= through })
}

// pause stops online booking for a phone.
type pause struct {
	Until calendar.Date `json:"until"` // the first day on which it may book again
}

// MarkNoShow notes, once the slot has ended, that nobody came. When a phone has missed as many
// bookings as the limits allow, online booking is paused for it.
func (d *Diary) MarkNoShow(ctx context.Context, ref Reference, by Actor) (Booking, error) {
	b, lost, err := d.change(ctx, ref, func(r *record, c *claims) error {
		now := d.now()
		if r.State == Booked && now.Before(r.EndsAt()) {
			return errTooEarly
		}
		if err := r.become(NoShow); err != nil {
			return err
		}
		r.enter(DidMiss, now, by, "")
		c.release(r, now)
		if r.PhoneHash == "" {
			return nil
		}
		return d.claimMissed(ctx, *r, c, now)
	})
	return b, settled(lost, err)
}

// missed reads what a phone has missed, and the condition that it is still that.
func (d *Diary) missed(ctx context.Context, hash string) (missed, store.Condition, error) {
	var m missed
	version, err := d.get(ctx, missedKey(hash), &m)
	if errors.Is(err, store.ErrNotFound) {
		return m, store.Condition{Absent: true}, nil
	}
	if err != nil {
		return m, store.Condition{}, fmt.Errorf("load missed bookings: %w", err)
	}
	return m, store.Condition{Version: version}, nil
}

func (d *Diary) claimMissed(ctx context.Context, r record, c *claims, now time.Time) error {
	s, _, err := d.schedule(ctx, r.LabID)
	if err != nil {
		return err
	}
	m, cond, err := d.missed(ctx, r.PhoneHash)
	if err != nil {
		return err
	}
	today := calendar.DateOf(now)
	m.forget(today.AddDays(-PurgeDays))
	m.Dates = append(m.Dates, r.Date)
	limits := s.Rules.Limits
	if len(m.Dates) < limits.NoShows {
		return c.put(lostVersion, row{missedKey(r.PhoneHash), m, m.expires(), cond})
	}
	until := today.AddDays(limits.PauseDays)
	c.add(lostVersion, store.Write{Key: missedKey(r.PhoneHash), Op: store.OpDelete, If: cond})
	return c.put(0, row{pausedKey(r.PhoneHash), pause{until}, until.Midnight(), store.Condition{}})
}

// paused returns the refusal of a phone that is paused.
func (d *Diary) paused(ctx context.Context, p Phone) error {
	var until pause
	_, err := d.get(ctx, pausedKey(d.digest.phone(p)), &until)
	if errors.Is(err, store.ErrNotFound) {
		return errBusy // the pause ended a moment ago
	}
	if err != nil {
		return fmt.Errorf("load a pause: %w", err)
	}
	return refusePaused(until.Until)
}

// LiftPause lets a phone book online again and forgets its missed bookings.
func (d *Diary) LiftPause(ctx context.Context, p Phone) error {
	c, hash := &claims{}, d.digest.phone(p)
	c.delete(pausedKey(hash))
	c.delete(missedKey(hash))
	_, err := d.commit(ctx, c)
	return err
}
