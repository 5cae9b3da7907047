package booking

import (
	"context"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// Reschedule moves a booking to another time of the same laboratory, in one commit: it has the
// old place or the new one, never both and never none. A visitor is bound by the notice and the
// number of moves that the rules allow. Moving to the time that it has already changes nothing.
func (d *Diary) Reschedule(
	ctx context.Context, ref Reference, at time.Time, by Actor,
) (Booking, error) {
	var of offer
	b, lost, err := d.change(ctx, ref, func(r *record, c *claims) error {
		if r.State == Booked && r.StartsAt().Equal(at) {
			return errUnchanged
		}
		var err error
		if of, err = d.offerOn(ctx, r.LabID, calendar.DateOf(at)); err != nil {
			return err
		}
		slot, err := d.acceptMove(ctx, *r, of, at, by)
		if err != nil {
			return err
		}
		d.move(r, c, of, slot, by)
		return nil
	})
	switch {
	case err != nil:
		return Booking{}, err
	case lost.has(lostSamples):
		return Booking{}, errSamplesPerDay
	case lost.has(lostProducer):
		return Booking{}, errProducerWeek
	case lost != 0:
		return Booking{}, d.taken(ctx, of.schedule, at, true)
	}
	return b, nil
}

// acceptMove returns the slot that a booking may move to, or why it may not.
func (d *Diary) acceptMove(
	ctx context.Context, r record, of offer, at time.Time, by Actor,
) (Slot, error) {
	now, rules := d.now(), of.schedule.Rules
	if r.State != Booked {
		return Slot{}, refuseState(r.State)
	}
	if !now.Before(r.Date.AddDays(1).Midnight()) {
		return Slot{}, errPast
	}
	notice := time.Duration(rules.ChangeNotice) * time.Minute
	if by == Visitor {
		switch {
		case r.Past(now):
			return Slot{}, errPast
		case r.StartsAt().Before(now.Add(notice)):
			return Slot{}, errLateMove
		case r.Moves >= rules.Limits.Moves:
			return Slot{}, errMoves
		}
	}
	_, start, whole := clockOf(at)
	slot, ok := of.day.Slot(start)
	if by == Visitor {
		ok = ok && of.day.online(slot, rules, now)
	} else {
		ok = ok && of.day.byStaff(slot, now)
	}
	if !ok || !whole {
		return Slot{}, d.taken(ctx, of.schedule, at, false)
	}
	return slot, nil
}

// move changes the record and claims the difference of what it holds.
func (d *Diary) move(r *record, c *claims, of offer, slot Slot, by Actor) {
	now, limits := d.now(), of.schedule.Rules.Limits
	held := r.holdings(0, limits)
	r.Date, r.Start, r.Minutes = of.day.Date, slot.Start, int(slot.End-slot.Start)
	r.Kept = false
	r.Sequence++
	if by == Visitor {
		r.Moves++
	}
	r.enter(DidMove, now, by, "")
	c.add(lostDate, of.check)
	c.exchange(held, r.holdings(slot.Capacity, limits), now)
	if r.Ticket > 0 {
		c.ticket(*r, store.Condition{})
	}
}
