package booking_test

import (
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

// both runs a test on the store in memory and on a file.
func both(t *testing.T, run func(t *testing.T, f *fixture)) {
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		run(t, open(t, nil, impatient()))
	})
	t.Run("bolt", func(t *testing.T) {
		t.Parallel()
		run(t, onBolt(t))
	})
}

// together runs f n times at once.
func together(n int, f func(i int)) {
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		group.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	group.Wait()
}

// consistent asserts that the counters of a day are what its bookings hold, and that no quarter
// hour has more than capacity.
func consistent(t tester, f *fixture, d calendar.Date, capacity int) []booking.Booking {
	t.Helper()
	list, err := f.Today(t.Context(), lab, d)
	require.NoError(t, err)
	held := map[string]int64{}
	for _, b := range list {
		if b.State == booking.Cancelled {
			continue
		}
		for q := b.Start; q < b.Start+booking.TimeOfDay(b.Minutes); q += 15 {
			held[q.On(d).In(calendar.Shanghai).Format("20060102T1504")]++
		}
	}
	day := d.Midnight().Format("20060102")
	for item, err := range store.All(t.Context(), f.store, store.Prefix("slots/"+lab, day)) {
		require.NoError(t, err)
		require.Equal(t, held[item.Sort], item.Counter, item.Sort)
		require.LessOrEqual(t, item.Counter, int64(capacity), item.Sort)
		delete(held, item.Sort)
	}
	require.Empty(t, held, "places that no counter counts")
	audit, err := f.Audit(t.Context(), []string{lab})
	require.NoError(t, err)
	require.Empty(t, audit.Wrong)
	return list
}

func TestBook_500WantOneSlot(t *testing.T) {
	t.Parallel()
	const contenders, places = 500, 20
	both(t, func(t *testing.T, f *fixture) {
		f.hours(t, places, wide())
		start := at(t, "2026-11-24 09:30")
		var won, refused atomic.Int64
		together(contenders, func(i int) {
			receipt, err := f.Book(t.Context(), request(start, i))
			if err == nil {
				won.Add(1)
				assert.Equal(t, start, receipt.Booking.StartsAt())
				return
			}
			taken, ok := errors.AsType[*booking.TakenError](err)
			if assert.True(t, ok, err) {
				refused.Add(1)
				assert.Equal(t, []time.Time{
					at(t, "2026-11-24 10:00"), at(t, "2026-11-24 10:30"), at(t, "2026-11-24 13:30"),
				}, taken.Next)
			}
		})
		assert.Equal(t, int64(places), won.Load())
		assert.Equal(t, int64(contenders-places), refused.Load())
		assert.Len(t, consistent(t, f, date(t, "2026-11-24"), places), places)
	})
}

func TestReschedule_200WantOnePlace(t *testing.T) {
	t.Parallel()
	const contenders = 200
	both(t, func(t *testing.T, f *fixture) {
		f.hours(t, contenders, wide())
		one := 1
		_, err := f.Edit(t.Context(), booking.Edit{LabID: lab, By: clerk, Apply: booking.Except(
			booking.Exception{Date: date(t, "2026-11-25"), Capacity: &one})})
		require.NoError(t, err)
		refs := make([]booking.Reference, contenders)
		for i := range refs {
			receipt, err := f.Book(t.Context(), request(at(t, "2026-11-24 09:00"), i))
			require.NoError(t, err)
			refs[i] = receipt.Booking.Reference
		}
		var won atomic.Int64
		together(contenders, func(i int) {
			_, err := f.Reschedule(t.Context(), refs[i], at(t, "2026-11-25 09:00"), booking.Visitor)
			if err == nil {
				won.Add(1)
				return
			}
			_, taken := errors.AsType[*booking.TakenError](err)
			assert.True(t, taken, err)
		})
		assert.Equal(t, int64(1), won.Load())
		assert.Len(t, consistent(t, f, date(t, "2026-11-24"), contenders), contenders-1)
		assert.Len(t, consistent(t, f, date(t, "2026-11-25"), 1), 1)
	})
}

func TestBook_SameKey50Times(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, f *fixture) {
		f.hours(t, 1, wide()) // the place is gone when the others come: they have it
		req := request(at(t, "2026-11-24 09:00"), 1)
		receipts := make([]booking.Receipt, 50)
		var first atomic.Int64
		together(len(receipts), func(i int) {
			var err error
			receipts[i], err = f.Book(t.Context(), req)
			assert.NoError(t, err)
			if !receipts[i].Replayed {
				first.Add(1)
			}
		})
		assert.Equal(t, int64(1), first.Load())
		for _, r := range receipts {
			assert.Equal(t, receipts[0].Booking, r.Booking)
			assert.Equal(t, receipts[0].Token, r.Token)
		}
		assert.Len(t, consistent(t, f, date(t, "2026-11-24"), 1), 1)

		// The answer is the same after the laboratory closed, and for a day.
		f.clock.Advance(23 * time.Hour)
		again, err := f.Book(t.Context(), req)
		require.NoError(t, err)
		assert.True(t, again.Replayed)
		other := req
		other.Samples = 2
		_, err = f.Book(t.Context(), other)
		assert.ErrorContains(t, err, "another request")
	})
}

// Everybody books, moves and cancels on a store that conflicts, loses replies, and whose hours
// are edited meanwhile. In the end the counters are what the bookings hold.
func TestDiary_OnAFlakyStore(t *testing.T) {
	t.Parallel()
	f := open(t, func(s store.Store) store.Store {
		return storetest.NewFlaky(s, 0.3, 0.3, rand.New(rand.NewPCG(1, 2)))
	}, impatient())
	f.hours(t, 4, wide())
	starts := []time.Time{
		at(t, "2026-11-24 09:00"), at(t, "2026-11-24 09:30"), at(t, "2026-11-25 09:00"),
	}
	var made atomic.Int64
	until := func(f func() error) error { // a client that asks again when it must
		for {
			if err := f(); !errors.Is(err, storetest.ErrLost) {
				return err
			}
		}
	}
	together(40, func(i int) {
		if i%10 == 0 {
			assert.NoError(t, until(func() error {
				_, err := f.Edit(t.Context(), booking.Edit{
					LabID: lab, By: clerk, Apply: booking.Hours(weekdays(t, 4), wide()),
				})
				return err
			}))
			return
		}
		req := request(starts[i%3], i)
		var receipt booking.Receipt
		err := until(func() (err error) {
			receipt, err = f.Book(t.Context(), req)
			return err
		})
		if err != nil {
			_, taken := errors.AsType[*booking.TakenError](err)
			assert.True(t, taken, err)
			return
		}
		made.Add(1)
		if i%4 == 1 {
			_ = until(func() error {
				_, err := f.Cancel(t.Context(), receipt.Booking.Reference, booking.Visitor, "")
				return err
			})
		}
		if i%4 == 2 {
			_ = until(func() error {
				to := starts[(i+1)%3]
				_, err := f.Reschedule(t.Context(), receipt.Booking.Reference, to, booking.Visitor)
				return err
			})
		}
	})
	all := len(consistent(t, f, date(t, "2026-11-24"), 4)) +
		len(consistent(t, f, date(t, "2026-11-25"), 4))
	assert.Equal(t, int(made.Load()), all)
	assert.GreaterOrEqual(t, all, 12)
}
