package booking_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

var errDead = errors.New("the process died")

// mortal is the store of a process that dies at its n-th call: before the call had an effect,
// or after it.
type mortal struct {
	store.Store
	calls int
	after bool
}

// dies counts a call and reports whether the process is dead before it and at its end.
func (m *mortal) dies() (before, after bool) {
	m.calls--
	return m.calls < 0 || m.calls == 0 && !m.after, m.calls == 0 && m.after
}

func (m *mortal) Get(ctx context.Context, k store.Key) (store.Item, error) {
	if before, after := m.dies(); before || after {
		return store.Item{}, errDead
	}
	return m.Store.Get(ctx, k)
}

func (m *mortal) Scan(ctx context.Context, q store.Query) (store.Page, error) {
	if before, after := m.dies(); before || after {
		return store.Page{}, errDead
	}
	return m.Store.Scan(ctx, q)
}

func (m *mortal) Commit(ctx context.Context, c store.Commit) error {
	before, after := m.dies()
	if before {
		return errDead
	}
	err := m.Store.Commit(ctx, c)
	if after {
		return errDead
	}
	return err
}

// However early or late a process dies, what it leaves is whole, and the next process brings
// the work to its end.
func TestDiary_DiesAtAnyCall(t *testing.T) {
	t.Parallel()
	start, later := at(t, "2026-11-24 09:00"), at(t, "2026-11-25 14:00")
	req := request(start, 1)
	none := func(*testing.T, *booking.Diary) booking.Reference { return "" }
	booked := func(t *testing.T, d *booking.Diary) booking.Reference {
		r, err := d.Book(t.Context(), req)
		require.NoError(t, err)
		return r.Booking.Reference
	}
	for _, tt := range []struct {
		name   string
		before func(*testing.T, *booking.Diary) booking.Reference
		do     func(context.Context, *booking.Diary, booking.Reference) error
		again  fault.Kind // what the work is refused with if it was done already
		want   map[booking.State]int
	}{
		{"book", none, func(ctx context.Context, d *booking.Diary, _ booking.Reference) error {
			_, err := d.Book(ctx, req)
			return err
		}, fault.Internal, map[booking.State]int{booking.Booked: 1}},
		{"move", booked, func(ctx context.Context, d *booking.Diary, ref booking.Reference) error {
			_, err := d.Reschedule(ctx, ref, later, booking.Visitor)
			return err
		}, fault.Internal, map[booking.State]int{booking.Booked: 1}},
		{"cancel", booked, func(ctx context.Context, d *booking.Diary, ref booking.Reference) error {
			_, err := d.Cancel(ctx, ref, booking.Visitor, "")
			return err
		}, fault.Conflict, map[booking.State]int{booking.Cancelled: 1}},
		{"shut", booked, func(ctx context.Context, d *booking.Diary, _ booking.Reference) error {
			_, err := d.Edit(ctx, booking.Edit{
				LabID: lab, By: clerk, Answer: booking.Cancel, Apply: booking.ShutBetween(
					start, later, booking.Text{Zh: "停电"}),
			})
			return err
		}, fault.Internal, map[booking.State]int{booking.Cancelled: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for calls, finished := 1, false; !finished; calls++ {
				require.Less(t, calls, 200, "it never ends")
				for _, after := range []bool{false, true} {
					var l *ledger
					f := open(t, func(s store.Store) store.Store {
						l = newLedger(s)
						return l
					}, impatient())
					f.hours(t, 1, wide())
					ref := tt.before(t, f.Diary)
					dying := &mortal{Store: f.store, calls: calls, after: after}
					err := tt.do(t.Context(), diary(t, dying, f.clock, impatient()), ref)
					finished = err == nil
					whole(t, l.present(t))
					for _, d := range []string{"2026-11-24", "2026-11-25"} {
						consistent(t, f, date(t, d), 1)
					}
					if err != nil {
						assert.ErrorIs(t, err, errDead)
						assert.False(t, fault.Is(err, fault.Invalid), err)
						if err := tt.do(t.Context(), f.Diary, ref); err != nil {
							assert.Equal(t, tt.again, fault.KindOf(err), err)
							assert.NotEqual(t, fault.Internal, tt.again, err)
						}
					}
					whole(t, l.present(t))
					assert.Equal(t, tt.want, states(t, f))
				}
			}
		})
	}
}

// states counts the bookings of the two days by state.
func states(t tester, f *fixture) map[booking.State]int {
	t.Helper()
	counts := map[booking.State]int{}
	for _, d := range []string{"2026-11-24", "2026-11-25"} {
		for _, b := range consistent(t, f, date(t, d), 1) {
			counts[b.State]++
		}
	}
	return counts
}

var _ store.Store = (*mortal)(nil)

// Two bookings and an edit, every call of one between any two of the others: a booking that
// was made lies within the hours or was asked about.
func TestBook_InterleavedWithAnEdit(t *testing.T) {
	t.Parallel()
	for seed := range 60 {
		draw := rand.New(rand.NewPCG(uint64(seed), 0))
		schedule := make([]int, 14)
		for i := range schedule {
			schedule[i] = draw.IntN(3)
		}
		f := opened(t, 1)
		var edited booking.Edited
		var editErr error
		write := func(i int) func(store.Store) {
			return func(s store.Store) {
				d := diary(t, s, f.clock, impatient())
				_, err := d.Book(t.Context(), request(at(t, "2026-11-24 09:00"), i))
				_, taken := errors.AsType[*booking.TakenError](err)
				assert.True(t, err == nil || taken, err)
			}
		}
		storetest.Interleave(f.store, schedule, write(1), write(2), func(s store.Store) {
			edited, editErr = diary(t, s, f.clock, impatient()).Edit(t.Context(), booking.Edit{
				LabID: lab, By: clerk, Answer: booking.Keep, Apply: booking.ShutBetween(
					at(t, "2026-11-24 08:00"), at(t, "2026-11-24 12:00"), booking.Text{Zh: "停电"}),
			})
		})
		require.NoError(t, editErr)
		list := consistent(t, f, date(t, "2026-11-24"), 1)
		assert.LessOrEqual(t, len(list), 1)
		assert.Equal(t, len(list), len(edited.Kept))
		for _, b := range list {
			assert.True(t, b.Kept)
		}
	}
}
