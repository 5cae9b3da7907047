package booking_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/store"
)

var cold = booking.Text{Zh: "极寒停检", En: "Closed for extreme cold."}

func TestEdit_AsksTheOneQuestion(t *testing.T) {
	t.Parallel()
	f := opened(t, 5)
	ctx := t.Context()
	inside := f.book(t, at(t, "2026-11-24 09:30")).Booking
	f.book(t, at(t, "2026-11-24 10:30"))
	gone := f.book(t, at(t, "2026-11-24 09:00")).Booking
	_, err := f.Cancel(ctx, gone.Reference, booking.Visitor, "")
	require.NoError(t, err)
	closing := booking.Edit{LabID: lab, By: clerk, Note: "寒潮", Apply: booking.ShutBetween(
		at(t, "2026-11-24 08:00"), at(t, "2026-11-24 10:00"), cold)}

	_, err = f.Edit(ctx, closing)
	asked, ok := errors.AsType[*booking.AskError](err)
	require.True(t, ok, err)
	require.Len(t, asked.Bookings, 1)
	assert.Equal(t, inside, asked.Bookings[0])
	assert.True(t, fault.Is(err, fault.Precondition))
	s, err := f.Schedule(ctx, lab)
	require.NoError(t, err)
	assert.Equal(t, int64(1), s.Revision, "nothing was changed")

	closing.Answer = booking.Cancel
	done, err := f.Edit(ctx, closing)
	require.NoError(t, err)
	require.Len(t, done.Cancelled, 1)
	assert.Equal(t, "139****0001", done.Cancelled[0].Phone)
	event, ok := done.Cancelled[0].Cancellation()
	require.True(t, ok)
	assert.Equal(t, "极寒停检", event.Reason)
	assert.Equal(t, clerk, event.By)
	tasks, err := f.Tasks(ctx, lab)
	require.NoError(t, err)
	require.Len(t, tasks, 1)
	assert.Equal(t, booking.TellVisitor, tasks[0].Kind)
	assert.Equal(t, inside.Reference, tasks[0].Reference)

	list, err := f.Revisions(ctx, lab)
	require.NoError(t, err)
	require.Len(t, list, 2)
	want := booking.Revision{Number: 2, By: clerk, At: f.clock.Now().UTC(), Note: "寒潮"}
	assert.Equal(t, want, list[1])
}

func TestEdit_KeptBookingsAreNotAskedAboutAgain(t *testing.T) {
	t.Parallel()
	f := opened(t, 5)
	ctx := t.Context()
	kept := f.book(t, at(t, "2026-11-24 09:00")).Booking
	edit := func(answer booking.Answer, from, to string) (booking.Edited, error) {
		return f.Edit(ctx, booking.Edit{
			LabID: lab, By: clerk, Answer: answer,
			Apply: booking.ShutBetween(at(t, from), at(t, to), cold),
		})
	}
	done, err := edit(booking.Keep, "2026-11-24 09:00", "2026-11-24 10:00")
	require.NoError(t, err)
	require.Len(t, done.Kept, 1)
	_, err = f.Book(ctx, f.request(at(t, "2026-11-24 09:00")))
	assert.ErrorContains(t, err, "cannot be booked")
	done, err = edit(booking.Cancel, "2026-11-25 00:00", "2026-11-27 00:00")
	require.NoError(t, err)
	assert.Empty(t, done.Cancelled)
	done, err = edit(booking.Ask, "2026-11-24 10:00", "2026-11-24 11:00")
	require.NoError(t, err)
	assert.Empty(t, done.Unanswered)
	b, err := f.CheckIn(ctx, kept.Reference, clerk)
	assert.ErrorContains(t, err, "today")
	assert.True(t, b.Kept)
	for day, status := range map[string]booking.Status{
		"2026-11-24": booking.Open, "2026-11-25": booking.Closed, "2026-11-26": booking.Closed,
		"2026-11-27": booking.Open,
	} {
		s, err := f.Schedule(ctx, lab)
		require.NoError(t, err)
		assert.Equal(t, status, s.Day(holidays(t), date(t, day)).Status, day)
	}
	_, err = f.Edit(ctx, booking.Edit{LabID: lab, Apply: booking.Restore(date(t, "2026-11-24"))})
	require.NoError(t, err)
	_, err = f.Book(ctx, f.request(at(t, "2026-11-24 09:00")))
	assert.NoError(t, err)
}

// Slots of another length share the places of those that were booked before.
func TestEdit_OtherSlotsKeepTheCapacity(t *testing.T) {
	t.Parallel()
	f := opened(t, 1)
	f.book(t, at(t, "2026-11-24 09:30"))
	_, err := f.Edit(t.Context(), booking.Edit{LabID: lab, By: clerk, Apply: booking.Except(
		booking.Exception{
			Date:     date(t, "2026-11-24"),
			Sessions: []booking.Session{session(t, "08:00", "12:00", 60, 1)},
		})})
	require.NoError(t, err)
	offers, err := f.Slots(t.Context(), lab, date(t, "2026-11-24"), 1)
	require.NoError(t, err)
	left := map[string]int{}
	for _, p := range offers[0].Places {
		left[p.Start.String()] = p.Left
	}
	assert.Equal(t, map[string]int{"08:00": 1, "09:00": 0, "10:00": 1, "11:00": 1}, left)
	_, err = f.Book(t.Context(), f.request(at(t, "2026-11-24 09:00")))
	var taken *booking.TakenError
	assert.ErrorAs(t, err, &taken)
	consistent(t, f, date(t, "2026-11-24"), 1)
}

// Closing Friday changes the row of Friday and no other: Monday's bookings do not notice.
func TestEdit_TouchesTheDatesItChanges(t *testing.T) {
	t.Parallel()
	var l *ledger
	f := openLedger(t, &l)
	before := l.present(t)
	_, err := f.Edit(t.Context(), booking.Edit{LabID: lab, By: clerk, Apply: booking.ShutBetween(
		at(t, "2026-11-27 08:00"), at(t, "2026-11-27 12:00"), cold)})
	require.NoError(t, err)
	var touched []string
	for name, item := range l.present(t) {
		if item.Partition == "dates/"+lab && item.Version != before[name].Version {
			touched = append(touched, item.Sort)
		}
	}
	assert.Equal(t, []string{"20261127"}, touched)
}

func TestEdit_Refuses(t *testing.T) {
	t.Parallel()
	f := opened(t, 5)
	shut := func(from, to string, reason booking.Text) func(*booking.Schedule) error {
		return booking.ShutBetween(at(t, from+" 08:00"), at(t, to+" 09:00"), reason)
	}
	for name, apply := range map[string]func(*booking.Schedule) error{
		"backwards": shut("2026-11-25", "2026-11-24", cold),
		"for ever":  shut("2026-11-25", "2028-11-24", cold),
		"no reason": shut("2026-11-24", "2026-11-24", booking.Text{}),
		"no date":   booking.Except(booking.Exception{Closed: true, Reason: cold}),
		"no rules":  booking.Hours(nil, booking.Rules{}),
	} {
		_, err := f.Edit(t.Context(), booking.Edit{LabID: lab, Apply: apply})
		assert.True(t, fault.Is(err, fault.Invalid), "%s: %v", name, err)
	}
	_, err := f.Edit(t.Context(), booking.Edit{LabID: "L/01", Apply: booking.Restore(20261124)})
	assert.True(t, fault.Is(err, fault.NotFound), err)
	s, err := f.Schedule(t.Context(), lab)
	require.NoError(t, err)
	assert.Equal(t, int64(1), s.Revision)
	_, err = f.Schedule(t.Context(), "L99")
	assert.True(t, fault.Is(err, fault.NotFound))
}

// lab_days, the published hours and what can be booked are one thing: every place that is
// bookable lies within the hours of the row of its date, and a booking elsewhere is refused.
func TestLabDays_AreWhatCanBeBooked(t *testing.T) {
	t.Parallel()
	f := opened(t, 2)
	ctx := t.Context()
	_, err := f.Edit(ctx, booking.Edit{LabID: lab, By: clerk, Apply: booking.ShutBetween(
		at(t, "2026-11-24 10:00"), at(t, "2026-11-26 10:00"), cold)})
	require.NoError(t, err)
	today := date(t, "2026-11-23")
	rows, err := f.LabDays(ctx, []string{lab, "L02"}, today)
	require.NoError(t, err)
	require.Len(t, rows, 2*(booking.MaxHorizon+1))
	offers, err := f.Slots(ctx, lab, today, booking.MaxHorizon)
	require.NoError(t, err)
	bookable := 0
	for i, o := range offers {
		assert.Equal(t, rows[i], o.Row())
		for start := booking.TimeOfDay(8 * 60); start < 17*60; start += 30 {
			may := false
			for _, p := range o.Places {
				may = may || p.Start == start && p.Bookable
			}
			if may {
				bookable++
				assert.Equal(t, booking.Open, rows[i].Status)
			}
			if i > 3 { // the days around the closure are enough to try every time
				continue
			}
			_, err := f.Book(ctx, f.request(start.On(o.Date)))
			assert.Equal(t, may, err == nil, "%s %s: %v", o.Date, start, err)
		}
	}
	assert.Greater(t, bookable, 50)
	assert.Equal(t, booking.Pending, rows[booking.MaxHorizon].Status)
	assert.Equal(t, "2027-01-22", rows[booking.MaxHorizon].Date.String())
	assert.Equal(t, booking.LabDay{
		LabID: lab, Date: date(t, "2026-11-24"), Status: booking.Open, Kind: calendar.Working,
		Reason: cold, Hours: []string{"09:00–10:00"}, LastSample: "09:00", Capacity: 2,
	}, rows[1])
	assert.Equal(t, booking.LabDay{
		LabID: "L02", Date: today, Status: booking.Closed, Kind: calendar.Working,
		Reason: booking.Text{Zh: "暂无开放安排", En: "No opening hours are set."},
	}, rows[booking.MaxHorizon+1])
}

var _ store.Store = (*ledger)(nil)

// Every edit of any laboratory changes the version of the calendars; bookings and refused edits
// do not.
func TestCalendarVersion(t *testing.T) {
	t.Parallel()
	f := open(t, nil, impatient())
	version := func() string {
		v, err := f.CalendarVersion(t.Context())
		require.NoError(t, err)
		return v
	}
	none := version()
	f.hours(t, 2, wide())
	first := version()
	assert.NotEqual(t, none, first)
	f.book(t, at(t, "2026-11-24 09:30"))
	assert.Equal(t, first, version())

	closing := booking.Edit{LabID: lab, By: clerk, Apply: booking.Except(booking.Exception{
		Date: date(t, "2026-11-24"), Closed: true, Reason: cold,
	})}
	_, err := f.Edit(t.Context(), closing)
	require.Error(t, err)
	assert.Equal(t, first, version(), "nothing was changed")
	closing.LabID = "L02"
	_, err = f.Edit(t.Context(), closing)
	require.NoError(t, err)
	assert.NotEqual(t, first, version())
}
