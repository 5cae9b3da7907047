package booking

import (
	"context"
	"errors"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

// outside returns the open bookings to come that lie outside the published hours, without those
// that staff have decided to keep.
func (d *Diary) outside(ctx context.Context, s *Schedule) ([]Booking, error) {
	days, today := d.window(s), calendar.DateOf(d.now())
	last := today.AddDays(len(days) - 1)
	visits, err := d.visits(ctx, number(today), number(last.AddDays(1)))
	if err != nil {
		return nil, err
	}
	var outside []Booking
	for _, v := range visits {
		if v.lab != s.LabID {
			continue
		}
		r, _, err := d.read(ctx, v.reference)
		if errors.Is(err, errUnknownBooking) {
			continue
		}
		if err != nil {
			return nil, err
		}
		i := today.DaysUntil(r.Date)
		stands := i < 0 || i >= len(days) || days[i].Within(r.span().from, r.span().to)
		if r.State != Booked || r.Kept || stands || !d.now().Before(r.EndsAt()) {
			continue
		}
		if r, _, err = d.load(ctx, v.reference); err != nil {
			return nil, err
		}
		outside = append(outside, r.Booking)
	}
	return outside, nil
}

// settle keeps or cancels what lies outside the hours after an edit.
func (d *Diary) settle(ctx context.Context, e Edit, s *Schedule) (Edited, error) {
	done := Edited{Revision: s.Revision}
	outside, err := d.outside(ctx, s)
	if err != nil {
		return done, err
	}
	for _, b := range outside {
		switch e.Answer {
		case Keep:
			b, err = d.keep(ctx, b.Reference, e.By)
			done.Kept = append(done.Kept, b)
		case Cancel:
			reason := s.Day(d.holidays, b.Date).Reason.Zh
			b, err = d.cancel(ctx, b.Reference, e.By, reason, func(r record, c *claims) error {
				return d.raise(c, Task{
					Kind: TellVisitor, LabID: r.LabID, Date: r.Date, Reference: r.Reference,
					Reason: reason,
				})
			})
			done.Cancelled = append(done.Cancelled, b)
		default:
			done.Unanswered = append(done.Unanswered, b)
		}
		if err != nil && !fault.Is(err, fault.Conflict) {
			return done, err
		}
	}
	return done, nil
}

// keep marks a booking that stands although the laboratory is closed to others at its time.
func (d *Diary) keep(ctx context.Context, ref Reference, by Actor) (Booking, error) {
	b, lost, err := d.change(ctx, ref, func(r *record, _ *claims) error {
		if r.State != Booked {
			return refuseState(r.State)
		}
		r.Kept = true
		r.enter(DidKeep, d.now(), by, "")
		return nil
	})
	return b, settled(lost, err)
}
