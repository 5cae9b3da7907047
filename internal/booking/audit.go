package booking

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// Audit is what a look through the appointment book found. It holds no personal data.
type Audit struct {
	Bookings int // that were looked at: those whose counters are still kept
	Counters int // that were compared
	// Wrong says in sentences what does not match; empty if the book is whole.
	Wrong []string
}

// looks is how often the same must be found wrong to count: bookings that are under way during
// one look explain what it finds, but not that the next finds the same.
const looks = 3

// Audit compares every counter of places and quotas with the bookings that hold it, and every
// booking with the rows that list it, for the laboratories that are named and those that have
// bookings. It changes nothing, may run while bookings are made, and costs a read for each of
// them.
func (d *Diary) Audit(ctx context.Context, labs []string) (Audit, error) {
	a, err := d.look(ctx, labs)
	for range looks - 1 {
		if err != nil || len(a.Wrong) == 0 {
			return a, err
		}
		before := a.Wrong
		if a, err = d.look(ctx, labs); err == nil {
			a.Wrong = slices.DeleteFunc(a.Wrong, func(s string) bool {
				return !slices.Contains(before, s)
			})
		}
	}
	return a, err
}

// auditor is one look.
type auditor struct {
	*Diary

	today    calendar.Date
	bookings map[Reference]record
	labs     map[string]bool
	held     map[store.Key]int64     // what bookings hold of each counter
	counted  map[store.Key]int64     // what each counter says
	of       map[store.Key]Reference // a booking that a phone's counter can be named by
	wrong    []string
}

func (d *Diary) look(ctx context.Context, labs []string) (Audit, error) {
	a := &auditor{
		Diary: d, today: calendar.DateOf(d.now()), bookings: map[Reference]record{},
		labs: map[string]bool{}, held: map[store.Key]int64{}, counted: map[store.Key]int64{},
		of: map[store.Key]Reference{},
	}
	for _, lab := range labs {
		a.labs[lab] = true
	}
	for _, step := range []func(context.Context) error{
		a.readBookings, a.readPlaces, a.readPhones, a.readProducers,
	} {
		if err := step(ctx); err != nil {
			return Audit{}, err
		}
	}
	a.compare()
	slices.Sort(a.wrong)
	return Audit{Bookings: len(a.bookings), Counters: len(a.counted), Wrong: a.wrong}, nil
}

func (a *auditor) complain(format string, args ...any) {
	a.wrong = append(a.wrong, fmt.Sprintf(format, args...))
}

// readBookings reads the bookings of all days of which any counter is still kept, and adds up
// what they hold.
func (a *auditor) readBookings(ctx context.Context) error {
	oldest := monday(a.today.AddDays(-7 - counterDays))
	visits, err := a.visits(ctx, number(oldest), "")
	if err != nil {
		return err
	}
	now := a.now()
	for _, v := range visits {
		r, _, err := a.read(ctx, v.reference)
		if errors.Is(err, errUnknownBooking) {
			a.complain("%s is listed, but there is no such booking", v.reference)
			continue
		}
		if err != nil {
			return err
		}
		if visitKey(r.Booking) != v.key {
			a.complain("%s is listed for another time than it has", v.reference)
		}
		a.bookings[r.Reference], a.labs[r.LabID] = r, true
		if r.State == Cancelled {
			continue
		}
		for _, h := range r.holdings(0, Limits{}) {
			if now.Before(h.expires) {
				a.held[h.key] += h.amount
				a.of[h.key] = r.Reference
			}
		}
	}
	return nil
}

// readPlaces reads the counters of places of all laboratories.
func (a *auditor) readPlaces(ctx context.Context) error {
	for lab := range a.labs {
		q := store.Query{Partition: tickKey(lab, a.today, 0).Partition}
		for item, err := range store.All(ctx, a.store, q) {
			if err != nil {
				return fmt.Errorf("list the places of %s: %w", lab, err)
			}
			a.counted[item.Key] = item.Counter
		}
	}
	return nil
}

// readPhones reads what is kept of the phones: their lists, quotas and open bookings.
func (a *auditor) readPhones(ctx context.Context) error {
	phones := map[string]Reference{}
	for ref, r := range a.bookings {
		if r.PhoneHash != "" {
			phones[r.PhoneHash] = max(ref, phones[r.PhoneHash])
		}
	}
	for hash, ref := range phones {
		rows := map[string]store.Item{}
		q := store.Query{Partition: phonePartition(hash)}
		for item, err := range store.All(ctx, a.store, q) {
			if err != nil {
				return fmt.Errorf("list what is kept of a phone: %w", err)
			}
			rows[item.Sort] = item
			switch kind, rest, _ := strings.Cut(item.Sort, "/"); kind {
			case "samples":
				a.counted[item.Key], a.of[item.Key] = item.Counter, ref
			case "open":
				a.ticket(rest, Reference(item.Value), hash)
			}
		}
		for _, r := range a.bookings {
			if r.PhoneHash == hash {
				a.listed(r, rows)
			}
		}
	}
	return nil
}

// ticket judges an open booking of a phone by the booking that it names.
func (a *auditor) ticket(n string, ref Reference, hash string) {
	r, ok := a.bookings[ref]
	number, err := strconv.Atoi(n)
	switch {
	case !ok:
		a.complain("%s counts as open, but there is no such booking", ref)
	case err != nil || r.Ticket != number || r.PhoneHash != hash:
		a.complain("%s counts as an open booking that it is not", ref)
	}
}

// listed judges a booking by the rows of its phone.
func (a *auditor) listed(r record, rows map[string]store.Item) {
	if _, ok := rows[phoneBookingKey("", r.Reference).Sort]; !ok {
		a.complain("%s is not listed with its phone", r.Reference)
	}
	if r.Ticket == 0 || !a.now().Before(r.Date.AddDays(1).Midnight()) {
		return
	}
	if _, ok := rows[ticketKey("", r.Ticket).Sort]; !ok {
		a.complain("%s does not count as the open booking that it is", r.Reference)
	}
}

// readProducers reads the weekly counters of the producers that have bookings.
func (a *auditor) readProducers(ctx context.Context) error {
	for key := range maps.Clone(a.held) {
		if !strings.HasPrefix(key.Partition, "producer/") {
			continue
		}
		item, err := a.store.Get(ctx, key)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("load the week of a producer: %w", err)
		}
		a.counted[key] = item.Counter
	}
	return nil
}

// compare says of every counter that is not what bookings hold.
func (a *auditor) compare() {
	all := maps.Clone(a.held)
	maps.Copy(all, a.counted)
	for key := range all {
		held, counted := a.held[key], a.counted[key]
		if held == counted {
			continue
		}
		name := key.Partition + " " + key.Sort
		if strings.HasPrefix(key.Partition, "phone/") {
			name = key.Sort + " of the phone of " + string(a.of[key])
		}
		a.complain("%s counts %d, and bookings hold %d", name, counted, held)
	}
}
