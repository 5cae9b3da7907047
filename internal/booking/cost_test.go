package booking_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

// A booking is one commit and two reads, also on a date whose hours were edited.
func TestBook_Cost(t *testing.T) {
	t.Parallel()
	var counting *storetest.Counting
	f := open(t, func(s store.Store) store.Store {
		counting = &storetest.Counting{Store: s}
		return counting
	}, impatient())
	f.hours(t, 20, wide())
	for _, start := range []string{"2026-11-24 09:00", "2026-11-24 09:00", "2026-11-26 15:00"} {
		reset(counting)
		req := f.request(at(t, start))
		req.ProducerID = "P000123"
		receipt, err := f.Book(t.Context(), req)
		require.NoError(t, err)
		assert.Equal(t, []int64{2, 0, 1}, cost(counting), start)

		reset(counting)
		_, err = f.Reschedule(t.Context(), receipt.Booking.Reference,
			at(t, "2026-11-25 10:00"), booking.Visitor)
		require.NoError(t, err)
		assert.Equal(t, []int64{3, 0, 1}, cost(counting), "a move")

		reset(counting)
		_, err = f.Cancel(t.Context(), receipt.Booking.Reference, booking.Visitor, "")
		require.NoError(t, err)
		assert.Equal(t, []int64{1, 0, 1}, cost(counting), "a cancellation")
	}
}

func reset(c *storetest.Counting) {
	c.Gets.Store(0)
	c.Scans.Store(0)
	c.Commits.Store(0)
}

// cost returns the reads, scans and commits since the last reset.
func cost(c *storetest.Counting) []int64 {
	return []int64{c.Gets.Load(), c.Scans.Load(), c.Commits.Load()}
}
