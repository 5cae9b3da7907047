package booking_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

// leave fills a store with bookings of every state under the key of the tests, and returns those
// that are still to be held.
func (f *fixture) leave(t tester) []booking.Reference {
	t.Helper()
	ctx := t.Context()
	require.NoError(t, f.VerifyKey(ctx))
	f.hours(t, 2, wide())
	missed := f.book(t, at(t, "2026-11-23 09:00")).Booking.Reference
	gone := f.book(t, at(t, "2026-11-23 09:30")).Booking.Reference
	_, err := f.Cancel(ctx, gone, booking.Visitor, "")
	require.NoError(t, err)
	req := request(at(t, "2026-11-24 09:00"), 70)
	req.ProducerID = "P000001"
	first, err := f.Book(ctx, req)
	require.NoError(t, err)
	second := f.book(t, at(t, "2026-11-24 09:00"))
	f.clock.Advance(2 * time.Hour)
	_, err = f.MarkNoShow(ctx, missed, clerk)
	require.NoError(t, err)
	return []booking.Reference{first.Booking.Reference, second.Booking.Reference}
}

// Whoever has lost the key of a store goes on with another: nothing is left of the old bookings
// but counts and proof, their places are free, and the old key is the one that is refused.
func TestGiveUp(t *testing.T) {
	t.Parallel()
	var l *ledger
	f := openLedger(t, &l)
	want, ctx := f.leave(t), t.Context()
	_, err := f.GiveUp(ctx, clerk, "试试")
	assert.ErrorContains(t, err, "nothing was given up", "its own key is no lost one")
	_, err = f.Lost(ctx)
	assert.ErrorContains(t, err, "can be read")

	d := stranger(t, l, f.clock)
	lost, err := d.Lost(ctx)
	require.NoError(t, err)
	var refs []booking.Reference
	for _, b := range lost {
		refs = append(refs, b.Reference)
	}
	assert.ElementsMatch(t, want, refs)

	done, err := d.GiveUp(ctx, clerk, "密钥文件丢失")
	require.NoError(t, err)
	assert.Equal(t, 4, done.Bookings)
	for name := range l.present(t) {
		kind, _, _ := strings.Cut(name, "/")
		kind, _, _ = strings.Cut(kind, " ")
		assert.Contains(t, []string{
			"calendar", "calendars", "dates", "purges", "keys", "address",
			"request",
		}, kind, "%s is left", name)
	}
	require.NoError(t, d.VerifyKey(ctx))
	assert.Equal(t, fault.Precondition, fault.KindOf(f.VerifyKey(ctx)))
	for n := range 2 {
		req := request(at(t, "2026-11-24 09:00"), 70+n)
		req.ProducerID = "P000001"
		_, err = d.Book(ctx, req)
		require.NoError(t, err, "the places are free again")
	}
	a, err := d.Audit(ctx, []string{lab})
	require.NoError(t, err)
	assert.Empty(t, a.Wrong)
	assert.Equal(t, 2, a.Bookings)
}

// However early or late it dies, another run brings it to its end.
func TestGiveUp_DiesAtAnyCall(t *testing.T) {
	t.Parallel()
	for calls := 1; ; calls++ {
		f := open(t, nil, impatient())
		f.leave(t)
		m := &mortal{Store: f.store, calls: calls, after: calls%2 == 0}
		d := stranger(t, m, f.clock)
		_, err := d.GiveUp(t.Context(), clerk, "密钥文件丢失")
		if m.calls > 0 {
			require.NoError(t, err)
			assert.Greater(t, calls, 10, "it was cut short at each of its calls")
			return
		}
		next := stranger(t, f.store, f.clock)
		if next.VerifyKey(t.Context()) != nil {
			_, err = next.GiveUp(t.Context(), clerk, "密钥文件丢失")
			require.NoError(t, err)
		}
		lost, err := next.Today(t.Context(), lab, date(t, "2026-11-24"))
		require.NoError(t, err)
		assert.Empty(t, lost)
		a, err := next.Audit(t.Context(), []string{lab})
		require.NoError(t, err)
		assert.Empty(t, a.Wrong, "cut short at call %d", calls)
	}
}
