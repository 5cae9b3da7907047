package booking_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

// move moves a booking as the visitor.
func (f *fixture) move(t tester, r booking.Receipt, to string) (booking.Booking, error) {
	t.Helper()
	return f.Reschedule(t.Context(), r.Booking.Reference, at(t, to), booking.Visitor)
}

func TestFairUse_OpenBookingsOfAPhone(t *testing.T) {
	t.Parallel()
	f := opened(t, 5)
	try := func(start string) (booking.Receipt, error) {
		return f.Book(t.Context(), request(at(t, start), 1))
	}
	first, err := try("2026-11-24 09:00")
	require.NoError(t, err)
	second, err := try("2026-11-25 09:00")
	require.NoError(t, err)
	_, err = try("2026-11-26 09:00")
	assert.True(t, fault.Is(err, fault.Exhausted), err)
	assert.ErrorContains(t, err, "open bookings")

	// One that is cancelled makes room, whichever it is; and so does one nobody closed, when
	// its day is over.
	_, err = f.Cancel(t.Context(), first.Booking.Reference, booking.Visitor, "")
	require.NoError(t, err)
	_, err = try("2026-11-26 09:00")
	require.NoError(t, err)
	_, err = try("2026-11-27 09:00")
	assert.ErrorContains(t, err, "open bookings")
	f.clock.Advance(at(t, "2026-11-26 00:00").Sub(f.clock.Now()))
	_, err = try("2026-11-27 09:00")
	require.NoError(t, err)
	// The forgotten one can still be closed, and frees nothing that is not its own.
	_, err = f.MarkNoShow(t.Context(), second.Booking.Reference, clerk)
	require.NoError(t, err)
	_, err = try("2026-11-30 09:00")
	assert.ErrorContains(t, err, "open bookings")
}

func TestFairUse_MovingKeepsTheShare(t *testing.T) {
	t.Parallel()
	f := opened(t, 5)
	first, err := f.Book(t.Context(), request(at(t, "2026-11-24 09:00"), 1))
	require.NoError(t, err)
	_, err = f.Book(t.Context(), request(at(t, "2026-11-24 09:30"), 1))
	require.NoError(t, err)
	_, err = f.move(t, first, "2026-11-26 09:00")
	require.NoError(t, err)
	f.clock.Advance(at(t, "2026-11-25 08:00").Sub(f.clock.Now()))
	_, err = f.Book(t.Context(), request(at(t, "2026-11-26 09:00"), 1))
	require.NoError(t, err)
	_, err = f.Book(t.Context(), request(at(t, "2026-11-26 09:30"), 1))
	assert.ErrorContains(t, err, "open bookings", "the moved one lasts to its new day")
}

func TestFairUse_SamplesOfAPhonePerDay(t *testing.T) {
	t.Parallel()
	f := opened(t, 5)
	req := request(at(t, "2026-11-24 09:00"), 1)
	req.Samples = 2
	first, err := f.Book(t.Context(), req)
	require.NoError(t, err)
	req.StartsAt, req.Key = at(t, "2026-11-24 09:30"), rand.Text()
	_, err = f.Book(t.Context(), req)
	assert.ErrorContains(t, err, "number of samples")
	req.StartsAt = at(t, "2026-11-25 09:30")
	second, err := f.Book(t.Context(), req)
	require.NoError(t, err)
	_, err = f.move(t, second, "2026-11-24 10:00")
	assert.ErrorContains(t, err, "number of samples")
	_, err = f.Cancel(t.Context(), first.Booking.Reference, booking.Visitor, "")
	require.NoError(t, err)
	_, err = f.move(t, second, "2026-11-24 10:00")
	assert.NoError(t, err)
}

func TestFairUse_ProducerAndAddress(t *testing.T) {
	t.Parallel()
	f := open(t, nil, impatient())
	rules := booking.DefaultRules()
	rules.Limits.ProducerPerWeek, rules.Limits.AddressPerDay = 2, 4
	f.hours(t, 20, rules)
	book := func(start, producer string) (booking.Receipt, error) {
		req := f.request(at(t, start))
		req.ProducerID = producer
		return f.Book(t.Context(), req)
	}
	first, err := book("2026-11-24 09:00", "P000001")
	require.NoError(t, err)
	_, err = book("2026-11-27 09:00", "P000001")
	require.NoError(t, err)
	_, err = book("2026-11-26 09:00", "P000001")
	assert.ErrorContains(t, err, "producer", "the third of a week")
	_, err = book("2026-11-30 09:00", "P000001")
	require.NoError(t, err, "the next week")
	moved, err := f.move(t, first, "2026-12-01 09:00")
	require.NoError(t, err)
	assert.Equal(t, "2026-12-01", moved.Date.String())
	_, err = book("2026-11-26 09:00", "P000001")
	require.NoError(t, err, "the move made room")
	_, err = book("2026-11-26 09:00", "")
	assert.ErrorContains(t, err, "network", "the fifth from one address")
	f.clock.Advance(24 * time.Hour)
	_, err = book("2026-11-26 09:00", "")
	assert.NoError(t, err)
}

func TestNoShow_ThreePauseOnlineBooking(t *testing.T) {
	t.Parallel()
	f := opened(t, 5)
	miss := func(start string, n int) error {
		req := request(at(t, start), n)
		req.Contact.Phone = number(7)
		r, err := f.Book(t.Context(), req)
		if err != nil {
			return err
		}
		_, err = f.MarkNoShow(t.Context(), r.Booking.Reference, clerk)
		assert.True(t, fault.Is(err, fault.Conflict), "too early: %v", err)
		f.clock.Advance(r.Booking.EndsAt().Sub(f.clock.Now()))
		_, err = f.MarkNoShow(t.Context(), r.Booking.Reference, clerk)
		return err
	}
	require.NoError(t, miss("2026-11-23 09:00", 1))
	require.NoError(t, miss("2026-11-24 09:00", 2))
	require.NoError(t, miss("2026-11-25 09:00", 3))
	err := miss("2026-11-26 09:00", 4)
	assert.True(t, fault.Is(err, fault.Forbidden), err)
	assert.ErrorContains(t, err, "2026-12-25")

	// Staff take a booking by phone all the same, and can lift the pause.
	_, err = f.BookFor(t.Context(), request(at(t, "2026-11-26 09:00"), 7), clerk)
	require.NoError(t, err)
	require.NoError(t, f.LiftPause(t.Context(), number(7)))
	require.NoError(t, miss("2026-11-26 09:30", 5))
	require.NoError(t, miss("2026-11-27 09:30", 6), "the count began anew")
	require.NoError(t, miss("2026-11-30 09:30", 7))
	assert.True(t, fault.Is(miss("2026-12-01 09:30", 8), fault.Forbidden))
	f.clock.Advance(30 * 24 * time.Hour)
	assert.NoError(t, miss("2026-12-31 09:30", 9))
}

func TestOpen_LocksAfterWrongDigits(t *testing.T) {
	t.Parallel()
	f := opened(t, 5)
	ref := f.book(t, at(t, "2026-11-24 09:00")).Booking.Reference
	_, err := f.Open(t.Context(), ref, " ００－０１ ")
	require.NoError(t, err)
	for range 5 {
		_, err = f.Open(t.Context(), ref, "9999")
		assert.True(t, fault.Is(err, fault.Forbidden), err)
	}
	_, err = f.Open(t.Context(), ref, "0001")
	assert.True(t, fault.Is(err, fault.Exhausted), err)
	f.clock.Advance(15 * time.Minute)
	_, err = f.Open(t.Context(), ref, "0001")
	assert.NoError(t, err)

	// However many guess at once, five are looked at.
	right := make([]bool, 100)
	together(len(right), func(i int) {
		_, err := f.Open(t.Context(), ref, "9"+string(rune('0'+i%10))+"99")
		right[i] = fault.Is(err, fault.Forbidden)
	})
	judged := 0
	for _, r := range right {
		if r {
			judged++
		}
	}
	assert.Equal(t, 5, judged)

	_, err = f.Open(t.Context(), "AC4-7KM-2H1", "0001")
	assert.True(t, fault.Is(err, fault.NotFound), err)
	_, err = f.Resume(t.Context(), ref, "no token")
	assert.True(t, fault.Is(err, fault.Forbidden), err)
}

func TestReschedule_Refusals(t *testing.T) {
	t.Parallel()
	f := opened(t, 5)
	ctx := t.Context()
	ref := f.book(t, at(t, "2026-11-24 09:00")).Booking.Reference
	for _, to := range []string{
		"2026-11-24 11:00", "2026-11-24 12:00", "2026-11-24 09:10", "2026-11-28 09:00",
		"2026-11-22 09:00", "2026-12-08 09:00",
	} {
		_, err := f.Reschedule(ctx, ref, at(t, to), booking.Visitor)
		var taken *booking.TakenError
		assert.ErrorAs(t, err, &taken, to)
	}
	for _, to := range []string{"09:30", "10:00", "10:30", "13:30", "14:00"} {
		_, err := f.Reschedule(ctx, ref, at(t, "2026-11-24 "+to), booking.Visitor)
		require.NoError(t, err, to)
	}
	_, err := f.Reschedule(ctx, ref, at(t, "2026-11-24 14:30"), booking.Visitor)
	assert.ErrorContains(t, err, "as often as one may")
	f.clock.Advance(at(t, "2026-11-24 13:45").Sub(f.clock.Now()))
	_, err = f.Reschedule(ctx, ref, at(t, "2026-11-24 15:00"), booking.Visitor)
	assert.ErrorContains(t, err, "too late")
	moved, err := f.Reschedule(ctx, ref, at(t, "2026-11-24 13:30"), clerk)
	require.NoError(t, err, "staff may, into a slot that is under way")
	assert.Equal(t, 6, moved.Sequence)
	f.clock.Advance(15 * time.Minute)
	_, err = f.Reschedule(ctx, ref, at(t, "2026-11-25 09:00"), booking.Visitor)
	assert.ErrorContains(t, err, "has passed")
	_, err = f.Cancel(ctx, ref, booking.Visitor, "")
	assert.ErrorContains(t, err, "has passed")
	f.clock.Advance(24 * time.Hour)
	_, err = f.Reschedule(ctx, ref, at(t, "2026-11-26 09:00"), clerk)
	assert.ErrorContains(t, err, "has passed")
}

func TestBook_Refusals(t *testing.T) {
	t.Parallel()
	f := opened(t, 5)
	f.clock.Advance(31 * time.Minute) // 8:31: nine is too soon
	long := strings.Repeat("长", 61)
	second := at(t, "2026-11-24 09:00").Add(time.Second)
	type req = booking.Request
	start := func(s string) func(*req) { return func(r *req) { r.StartsAt = at(t, s) } }
	for name, tt := range map[string]struct {
		change func(*req)
		kind   fault.Kind
		want   string
	}{
		"no key":         {func(r *req) { r.Key = "" }, fault.Invalid, "1 to 200"},
		"no phone":       {func(r *req) { r.Contact.Phone = "" }, fault.Invalid, "mobile"},
		"unknown lab":    {func(r *req) { r.LabID = "L99" }, fault.NotFound, "laboratory"},
		"no lab":         {func(r *req) { r.LabID = "../L01" }, fault.NotFound, "laboratory"},
		"no samples":     {func(r *req) { r.Samples = 0 }, fault.Invalid, "1 to 3"},
		"many samples":   {func(r *req) { r.Samples = 4 }, fault.Invalid, "1 to 3"},
		"no producer":    {func(r *req) { r.ProducerID = "a/b" }, fault.Invalid, "register"},
		"a long name":    {func(r *req) { r.Contact.Name = long }, fault.Invalid, "60"},
		"half a minute":  {func(r *req) { r.StartsAt = second }, fault.Invalid, "minute"},
		"outside hours":  {start("2026-11-24 12:00"), fault.Conflict, "cannot be booked"},
		"too soon":       {start("2026-11-23 09:00"), fault.Conflict, "cannot be booked"},
		"too far ahead":  {start("2026-12-08 09:00"), fault.Conflict, "cannot be booked"},
		"year not known": {start("2027-01-05 09:00"), fault.Conflict, "cannot be booked"},
		"no time": {
			func(r *req) { r.StartsAt = time.Time{} }, fault.Conflict, "cannot be booked",
		},
	} {
		req := f.request(at(t, "2026-11-24 09:00"))
		tt.change(&req)
		_, err := f.Book(t.Context(), req)
		assert.Equal(t, tt.kind, fault.KindOf(err), "%s: %v", name, err)
		assert.ErrorContains(t, err, tt.want, name)
	}
}
