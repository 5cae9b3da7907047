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

// alternatives is how many free times a refusal names.
const alternatives = 3

// Place is a slot and how many of its places are left.
type Place struct {
	Slot
	Left     int  // never below 0
	Bookable bool // it can be booked online now: a place is left and it is not too late
}

// Offer is a day with its places.
type Offer struct {
	Day
	Places []Place
}

// Slots returns what a laboratory offers from a date on, for a number of days, with the places
// left at this moment.
func (d *Diary) Slots(
	ctx context.Context, lab string, from calendar.Date, days int,
) ([]Offer, error) {
	if days < 1 || days > MaxHorizon {
		return nil, refuseField("days", fmt.Sprintf("It is a number from 1 to %d.", MaxHorizon),
			fmt.Sprintf("天数应为 1 至 %d。", MaxHorizon))
	}
	s, _, err := d.schedule(ctx, lab)
	if err != nil {
		return nil, err
	}
	return d.offers(ctx, s, from, days)
}

func (d *Diary) offers(
	ctx context.Context, s *Schedule, from calendar.Date, days int,
) ([]Offer, error) {
	taken := map[string]int64{}
	partition := tickKey(s.LabID, from, 0).Partition
	q := store.Query{Partition: partition, From: number(from), To: number(from.AddDays(days))}
	for item, err := range store.All(ctx, d.store, q) {
		if err != nil {
			return nil, fmt.Errorf("count places of %s: %w", s.LabID, err)
		}
		taken[item.Sort] = item.Counter
	}
	now := d.now()
	offers := make([]Offer, 0, days)
	for i := range days {
		o := Offer{Day: s.Day(d.holidays, from.AddDays(i))}
		for _, slot := range o.Slots {
			most := int64(0)
			for at := slot.Start; at < slot.End; at += quarter {
				most = max(most, taken[tickSort(o.Date, at)])
			}
			p := Place{Slot: slot, Left: max(0, slot.Capacity-int(most))}
			p.Bookable = p.Left > 0 && o.online(slot, s.Rules, now)
			o.Places = append(o.Places, p)
		}
		offers = append(offers, o)
	}
	return offers, nil
}

// next returns the first free times from an instant on.
func (d *Diary) next(ctx context.Context, s *Schedule, from time.Time) ([]time.Time, error) {
	now := d.now()
	if from.Before(now) {
		from = now
	}
	first := calendar.DateOf(from)
	days := first.DaysUntil(calendar.DateOf(now).AddDays(s.Rules.HorizonDays)) + 1
	if days < 1 {
		return nil, nil
	}
	offers, err := d.offers(ctx, s, first, days)
	if err != nil {
		return nil, err
	}
	var free []time.Time
	for _, o := range offers {
		for _, p := range o.Places {
			at := p.Start.On(o.Date)
			if p.Bookable && !at.Before(from) && len(free) < alternatives {
				free = append(free, at)
			}
		}
	}
	return free, nil
}

// taken returns the refusal of a time with the next free ones.
func (d *Diary) taken(ctx context.Context, s *Schedule, at time.Time, offered bool) error {
	next, err := d.next(ctx, s, at)
	if err != nil {
		return err
	}
	f := fault.New(fault.Conflict, "This time is full.", "该时段名额已满。")
	if !offered {
		f = fault.New(fault.Conflict, "This time cannot be booked.", "该时段不开放预约。")
	}
	return &TakenError{Next: next, fault: f}
}

// offer is a slot of a day as it was read, for a decision that the commit holds to.
type offer struct {
	schedule *Schedule
	day      Day
	check    store.Write // that the hours of the date are still those
}

// offerOn reads what a laboratory offers on a date. The date's row is read before the schedule:
// an edit changes both in one commit, so a schedule that is newer than the row makes the check
// fail, and an older one cannot be seen.
func (d *Diary) offerOn(ctx context.Context, lab string, date calendar.Date) (offer, error) {
	if !isID(lab) {
		return offer{}, errUnknownLab
	}
	key := dateKey(lab, date)
	check := store.Write{Key: key, Op: store.OpCheck, If: store.Condition{Absent: true}}
	item, err := d.store.Get(ctx, key)
	switch {
	case err == nil:
		check.If = store.Condition{Version: item.Version}
	case !errors.Is(err, store.ErrNotFound):
		return offer{}, fmt.Errorf("load the date %s of %s: %w", date, lab, err)
	}
	s, _, err := d.schedule(ctx, lab)
	if err != nil {
		return offer{}, err
	}
	return offer{schedule: s, day: s.Day(d.holidays, date), check: check}, nil
}
