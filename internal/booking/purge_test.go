package booking_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

func openLedger(t tester, l **ledger) *fixture {
	t.Helper()
	f := open(t, func(s store.Store) store.Store {
		*l = newLedger(s)
		return *l
	}, impatient())
	f.hours(t, 5, wide())
	return f
}

func TestPurge_LeavesNothingPersonal(t *testing.T) {
	t.Parallel()
	var l *ledger
	f := openLedger(t, &l)
	ctx := t.Context()
	gone := f.book(t, at(t, "2026-11-23 09:30")).Booking
	_, err := f.Cancel(ctx, gone.Reference, booking.Visitor, "致电 13900000001 说明")
	require.NoError(t, err)
	missed := f.book(t, at(t, "2026-11-23 10:00")).Booking
	tested := f.book(t, at(t, "2026-11-23 10:30")).Booking
	_, err = f.CheckIn(ctx, tested.Reference, clerk)
	require.NoError(t, err)
	_, err = f.RecordResult(ctx, tested.Reference, []booking.Finding{
		finding(1, booking.Fruit, "有机磷", booking.Positive),
	}, clerk)
	require.NoError(t, err)
	moved := f.book(t, at(t, "2026-11-23 11:00").Add(-time.Hour)).Booking
	_, err = f.Reschedule(ctx, moved.Reference, at(t, "2026-11-24 09:00"), booking.Visitor)
	require.NoError(t, err)
	f.clock.Advance(4 * time.Hour)
	_, err = f.MarkNoShow(ctx, missed.Reference, clerk)
	require.NoError(t, err)

	// Nothing was ever stored in clear.
	for _, v := range l.values {
		for _, clear := range []string{"1390000", "演示", "0001", "192.0.2"} {
			assert.NotContains(t, v, clear)
		}
	}
	for key := range l.keys {
		assert.NotContains(t, key.Partition+key.Sort, "1390000")
	}

	wait := func(day string) { f.clock.Advance(at(t, day+" 03:00").Sub(f.clock.Now())) }
	wait("2027-05-21")
	report, err := f.Purge(ctx)
	require.NoError(t, err)
	assert.Equal(t, 0, report.Bookings, "day 179")
	wait("2027-05-22")
	report, err = f.Purge(ctx)
	require.NoError(t, err)
	assert.Equal(t, 3, report.Bookings, "day 180")
	assert.Equal(t, 0, report.Remaining)
	assert.Equal(t, "2026-11-23", report.Through.String())
	_, err = f.Find(ctx, moved.Reference)
	require.NoError(t, err, "it was moved to a day later")
	wait("2027-05-23")
	report, err = f.Purge(ctx)
	require.NoError(t, err)
	assert.Equal(t, 1, report.Bookings)

	for name := range l.present(t) {
		partition, _, _ := strings.Cut(name, " ")
		area, _, _ := strings.Cut(partition, "/")
		assert.Contains(t, []string{"calendar", "calendars", "screening", "purges"}, area, name)
	}
	counts, err := f.Screening(ctx, date(t, "2026-01-01"), date(t, "2026-12-31"))
	require.NoError(t, err)
	assert.Len(t, counts, 1)
}

// What a phone has missed is purged booking by booking.
func TestPurge_ForgetsNoShows(t *testing.T) {
	t.Parallel()
	f := opened(t, 5)
	miss := func(start string) {
		f.clock.Advance(at(t, start).Add(-time.Hour).Sub(f.clock.Now()))
		r, err := f.Book(t.Context(), request(at(t, start), 1))
		require.NoError(t, err)
		f.clock.Advance(r.Booking.EndsAt().Sub(f.clock.Now()))
		_, err = f.MarkNoShow(t.Context(), r.Booking.Reference, clerk)
		require.NoError(t, err)
	}
	phone := func() []string {
		_, err := f.Purge(t.Context())
		require.NoError(t, err)
		var dates []string
		hashed, err := f.FindByPhone(t.Context(), number(1))
		require.NoError(t, err)
		for _, b := range hashed {
			dates = append(dates, b.Date.String())
		}
		return dates
	}
	miss("2026-11-23 09:00")
	miss("2026-12-21 09:00")
	f.clock.Advance(at(t, "2027-05-22 03:00").Sub(f.clock.Now()))
	assert.Equal(t, []string{"2026-12-21"}, phone())
	_, err := f.Edit(t.Context(), booking.Edit{LabID: lab, Apply: booking.Except(booking.Exception{
		Date: date(t, "2027-05-24"), Sessions: []booking.Session{session(t, "09:00", "12:00", 30, 9)},
	})})
	require.NoError(t, err)
	miss("2027-05-24 09:00")
	_, err = f.Book(t.Context(), request(at(t, "2027-05-24 10:30"), 1))
	assert.NoError(t, err, "two are on record, the first of three is forgotten")
}

// A purge that was forgotten does not keep anybody's number: the store hides it a week later.
func TestPurge_Forgotten(t *testing.T) {
	t.Parallel()
	var l *ledger
	f := openLedger(t, &l)
	f.book(t, at(t, "2026-11-23 09:30"))
	f.clock.Advance(187 * 24 * time.Hour)
	for name := range l.present(t) {
		assert.True(t, strings.HasPrefix(name, "calendar"), name)
	}
	list, err := f.Today(t.Context(), lab, calendar.Date(20261123))
	require.NoError(t, err)
	assert.Empty(t, list)
}
