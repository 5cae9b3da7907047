package testkit

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	bookingapi "github.com/mingtian-portal/mingtian/internal/httpapi/booking"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// DiaryOptions say how the laboratory of [County] takes bookings. The zero options are the usual
// rules and two places a slot.
type DiaryOptions struct {
	Capacity int
	Rules    booking.Rules
	// Store wraps the store of the diary, to count its calls or make it fail.
	Store func(store.Store) store.Store
}

// LabID is the laboratory that takes bookings: Monday to Friday from 9:00 to 11:30 and from 13:30
// to 16:00, every half hour.
const LabID = "L01"

// Clerk is who keeps the diary's hours.
var Clerk = booking.Staff("演示员")

// openDiary opens the laboratory and adds the routes of the booking API.
func (s *System) openDiary(t testing.TB, kept store.Store, opt Options) {
	t.Helper()
	o := *opt.Diary
	if o.Store != nil {
		kept = o.Store(kept)
	}
	random := &source{r: rand.NewChaCha8([32]byte{1})}
	sealer, err := booking.NewLocalSealer(random, bytes.Repeat([]byte{7}, 32))
	require.NoError(t, err)
	holidays, err := calendar.LoadHolidays(calendar.Shipped())
	require.NoError(t, err)
	s.Diary, err = booking.New(booking.Config{
		Store: kept, Holidays: holidays, Sealer: sealer, HashKey: bytes.Repeat([]byte{9}, 32),
		Now: s.Clock.Now, Random: random, Backoff: store.Backoff{
			Attempts: 40, Jitter: func() float64 { return 0 },
			Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		},
	})
	require.NoError(t, err)
	if o.Capacity == 0 {
		o.Capacity = 2
	}
	if o.Rules == (booking.Rules{}) {
		o.Rules = booking.DefaultRules()
	}
	_, err = s.Diary.Edit(t.Context(), booking.Edit{
		LabID: LabID, By: Clerk, Apply: booking.Hours(hours(t, o.Capacity), o.Rules),
	})
	require.NoError(t, err)
	s.Routes = append(s.Routes, bookingapi.Routes(bookingapi.Config{
		Diary: s.Diary, Reader: s.Reader, Schema: s.Schema, Secret: bytes.Repeat([]byte{5}, 32),
		Now: s.Clock.Now, Base: opt.Base,
	})...)
}

func hours(t testing.TB, capacity int) []booking.Timetable {
	t.Helper()
	session := func(open, shut string) booking.WeeklySession {
		from, err := booking.ParseTimeOfDay(open)
		require.NoError(t, err)
		to, err := booking.ParseTimeOfDay(shut)
		require.NoError(t, err)
		return booking.WeeklySession{
			Weekdays: []int{1, 2, 3, 4, 5},
			Session:  booking.Session{Open: from, Close: to, SlotMinutes: 30, Capacity: capacity},
		}
	}
	return []booking.Timetable{{
		Name: "演示作息", From: 20260101, MakeupAs: 1,
		Sessions: []booking.WeeklySession{session("09:00", "11:30"), session("13:30", "16:00")},
	}}
}

// source is one stream of random bytes for all goroutines.
type source struct {
	mu sync.Mutex
	r  io.Reader
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.r.Read(p)
}
