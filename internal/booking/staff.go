package booking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// visit is one entry of the list of visits.
type visit struct {
	key       store.Key
	lab       string
	reference Reference
}

// visits lists visits by the bounds of their sort keys.
func (d *Diary) visits(ctx context.Context, from, to string) ([]visit, error) {
	var visits []visit
	q := store.Query{Partition: visitsPartition, From: from, To: to}
	for item, err := range store.All(ctx, d.store, q) {
		if err != nil {
			return nil, fmt.Errorf("list visits: %w", err)
		}
		parts := strings.Split(item.Sort, "/")
		if len(parts) != 4 {
			return nil, errors.New("a visit cannot be read")
		}
		visits = append(visits, visit{item.Key, parts[1], Reference(parts[3])})
	}
	return visits, nil
}

// all loads bookings; one that was moved away or removed meanwhile is left out.
func (d *Diary) all(ctx context.Context, refs []Reference) ([]Booking, error) {
	var list []Booking
	for _, ref := range refs {
		r, _, err := d.load(ctx, ref)
		if errors.Is(err, errUnknownBooking) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, r.Booking)
	}
	return list, nil
}

// Today returns the bookings of a laboratory on a date in the order of their times, also those
// that were cancelled or to which nobody came.
func (d *Diary) Today(ctx context.Context, lab string, date calendar.Date) ([]Booking, error) {
	if !isID(lab) {
		return nil, errUnknownLab
	}
	q := store.Prefix(visitsPartition, number(date)+"/"+lab+"/")
	visits, err := d.visits(ctx, q.From, q.To)
	if err != nil {
		return nil, err
	}
	var refs []Reference
	for _, v := range visits {
		refs = append(refs, v.reference)
	}
	list, err := d.all(ctx, refs)
	return slices.DeleteFunc(list, func(b Booking) bool {
		return b.LabID != lab || b.Date != date
	}), err
}

// FindByPhone returns all bookings of a phone, those with the latest visit first.
func (d *Diary) FindByPhone(ctx context.Context, p Phone) ([]Booking, error) {
	var refs []Reference
	q := store.Prefix(phonePartition(d.digest.phone(p)), "booking/")
	for item, err := range store.All(ctx, d.store, q) {
		if err != nil {
			return nil, fmt.Errorf("list bookings of a phone: %w", err)
		}
		refs = append(refs, Reference(strings.TrimPrefix(item.Sort, "booking/")))
	}
	list, err := d.all(ctx, refs)
	slices.SortFunc(list, func(a, b Booking) int {
		if c := b.StartsAt().Compare(a.StartsAt()); c != 0 {
			return c
		}
		return strings.Compare(string(a.Reference), string(b.Reference))
	})
	return list, err
}

// Contact returns the name and number behind a booking, for staff who have to phone.
func (d *Diary) Contact(ctx context.Context, ref Reference) (Contact, error) {
	r, _, err := d.read(ctx, ref)
	if err != nil {
		return Contact{}, err
	}
	return d.contact(ctx, r)
}

// Find returns a booking for staff, who need no digits of a phone.
func (d *Diary) Find(ctx context.Context, ref Reference) (Booking, error) {
	r, _, err := d.load(ctx, ref)
	return r.Booking, err
}

// WalkIn takes a place for somebody who stands at the door: the slot that is under way, or the
// first one of the day with a place left. The booking is checked in at once. It returns a
// [*TakenError] if the day is full. The time in the request is ignored, and a phone is welcome
// but not needed: without one the result is handed over on the spot.
func (d *Diary) WalkIn(ctx context.Context, req Request, by Actor) (Receipt, error) {
	now := d.now()
	today := calendar.DateOf(now)
	offers, err := d.Slots(ctx, req.LabID, today, 1)
	if err != nil {
		return Receipt{}, err
	}
	for _, p := range offers[0].Places {
		if p.Left == 0 || !offers[0].byStaff(p.Slot, now) {
			continue
		}
		req.StartsAt = p.Start.On(today)
		receipt, err := d.take(ctx, order{Request: req, channel: OnWalkIn, by: by})
		if _, full := errors.AsType[*TakenError](err); !full {
			return receipt, err
		}
	}
	s, err := d.Schedule(ctx, req.LabID)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{}, d.taken(ctx, s, now, true)
}
