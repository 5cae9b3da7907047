package booking_test

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// Whatever has happened to bookings, their counters match; and whatever a hand in the store does
// to one row, the audit says so.
func TestAudit(t *testing.T) {
	t.Parallel()
	var l *ledger
	f := open(t, func(s store.Store) store.Store {
		l = newLedger(s)
		return l
	}, impatient())
	f.hours(t, 5, wide())
	audit := func() booking.Audit {
		a, err := f.Audit(t.Context(), []string{lab, "L02"})
		require.NoError(t, err)
		return a
	}
	assert.Equal(t, booking.Audit{}, audit())

	req := f.request(at(t, "2026-11-24 09:00"))
	req.ProducerID = "P000123"
	stays, err := f.Book(t.Context(), req)
	require.NoError(t, err)
	moves, gone := f.book(t, at(t, "2026-11-24 09:00")), f.book(t, at(t, "2026-11-24 09:30"))
	_, err = f.Reschedule(t.Context(), moves.Booking.Reference, at(t, "2026-11-25 14:00"),
		booking.Visitor)
	require.NoError(t, err)
	_, err = f.Cancel(t.Context(), gone.Booking.Reference, booking.Visitor, "")
	require.NoError(t, err)
	a := audit()
	assert.Equal(t, 3, a.Bookings)
	assert.Positive(t, a.Counters)
	assert.Empty(t, a.Wrong)

	ref := string(stays.Booking.Reference)
	for name, item := range l.present(t) {
		want, ok := damage(item, ref)
		if !ok {
			continue
		}
		spoil(t, f.store, item, true)
		assert.Contains(t, audit().Wrong, want, name)
		spoil(t, f.store, item, false)
		assert.Empty(t, audit().Wrong, name)
	}
	f.clock.Advance(30 * 24 * time.Hour)
	assert.Empty(t, audit().Wrong, "counters lapse before bookings")
}

// damage returns what the audit says when a row of a booking is gone or its counter is one more.
func damage(item store.Item, ref string) (says string, ok bool) {
	switch {
	case item.Partition == "booking/"+ref:
		return ref + " is listed, but there is no such booking", true
	case item.Partition == "slots/L01" && item.Sort == "20261124T0900":
		return "slots/L01 20261124T0900 counts 2, and bookings hold 1", true
	case item.Partition == "slots/L01" && item.Sort == "20261124T0930":
		return "slots/L01 20261124T0930 counts 1, and bookings hold 0", true
	case item.Partition == "producer/P000123":
		return "producer/P000123 week/20261123 counts 2, and bookings hold 1", true
	case string(item.Value) == ref:
		return ref + " does not count as the open booking that it is", true
	case item.Sort == "booking/"+ref:
		return ref + " is not listed with its phone", true
	}
	return "", false
}

// spoil removes a value or adds one to a counter, and makes it good again.
func spoil(t *testing.T, s store.Store, item store.Item, bad bool) {
	t.Helper()
	w := store.Write{Key: item.Key, Op: store.OpPut, Value: item.Value, Expires: item.Expires}
	switch {
	case item.Value == nil && bad:
		w.Op, w.Value, w.Delta, w.Cap = store.OpAdd, nil, 1, 1000
	case item.Value == nil:
		w.Op, w.Value, w.Delta, w.Cap = store.OpAdd, nil, -1, 1000
	case bad:
		w.Op, w.Value, w.Expires = store.OpDelete, nil, time.Time{}
	}
	require.NoError(t, s.Commit(t.Context(), store.Commit{
		Token: rand.Text(), Writes: []store.Write{w},
	}))
}
