package booking_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/bolt"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

const lab = "L01"

var clerk = booking.Staff("王")

// tester is what testing.T and rapid.T have in common.
type tester interface {
	require.TestingT
	Helper()
	Context() context.Context
}

func holidays(t require.TestingT) *calendar.Holidays {
	h, err := calendar.LoadHolidays(calendar.Shipped())
	require.NoError(t, err)
	return h
}

func date(t require.TestingT, s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	require.NoError(t, err)
	return d
}

// at reads "2026-11-24 08:30" as a time in Shanghai.
func at(t require.TestingT, s string) time.Time {
	instant, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Shanghai)
	require.NoError(t, err)
	return instant
}

func clockTime(t require.TestingT, s string) booking.TimeOfDay {
	c, err := booking.ParseTimeOfDay(s)
	require.NoError(t, err)
	return c
}

func session(t require.TestingT, open, closed string, minutes, capacity int) booking.Session {
	return booking.Session{
		Open: clockTime(t, open), Close: clockTime(t, closed),
		SlotMinutes: minutes, Capacity: capacity,
	}
}

// weekdays are the hours of the city's laboratory: Monday to Friday, winter and summer.
func weekdays(t require.TestingT, capacity int) []booking.Timetable {
	days := []int{1, 2, 3, 4, 5}
	weekly := func(s booking.Session) booking.WeeklySession {
		return booking.WeeklySession{Weekdays: days, Session: s}
	}
	return []booking.Timetable{
		{
			Name: "夏季", From: date(t, "2026-05-01"), To: date(t, "2026-10-31"), MakeupAs: 1,
			Sessions: []booking.WeeklySession{
				weekly(session(t, "08:30", "11:30", 30, capacity)),
				weekly(session(t, "13:30", "17:00", 30, capacity)),
			},
		},
		{
			Name: "冬季", From: date(t, "2026-11-01"), To: date(t, "2027-04-30"), MakeupAs: 1,
			Sessions: []booking.WeeklySession{
				weekly(session(t, "09:00", "11:30", 30, capacity)),
				weekly(session(t, "13:30", "16:00", 30, capacity)),
			},
		},
	}
}

// wide are rules under which only the places are scarce.
func wide() booking.Rules {
	rules := booking.DefaultRules()
	rules.Limits.AddressPerDay, rules.Limits.ProducerPerWeek = 100_000, 1000
	return rules
}

// monday is when the tests begin: a Monday morning before the laboratory opens.
const monday = "2026-11-23 08:00"

type fixture struct {
	*booking.Diary
	clock *storetest.Clock
	store store.Store
	phone int
}

func open(t tester, wrap func(store.Store) store.Store, backoff store.Backoff) *fixture {
	t.Helper()
	clock := storetest.NewClock(at(t, monday))
	s := storetest.NewMemory(clock.Now)
	if wrap != nil {
		s = wrap(s)
	}
	return &fixture{Diary: diary(t, s, clock, backoff), clock: clock, store: s}
}

func diary(
	t tester, s store.Store, clock *storetest.Clock, backoff store.Backoff,
) *booking.Diary {
	t.Helper()
	sealer, err := booking.NewLocalSealer(rand.Reader, bytes.Repeat([]byte{7}, 32))
	require.NoError(t, err)
	d, err := booking.New(booking.Config{
		Store: s, Holidays: holidays(t), Sealer: sealer, HashKey: bytes.Repeat([]byte{9}, 32),
		Now: clock.Now, Random: rand.Reader, Backoff: backoff,
	})
	require.NoError(t, err)
	return d
}

// opened returns a diary whose one laboratory has capacity places a slot.
func opened(t tester, capacity int) *fixture {
	t.Helper()
	f := open(t, nil, impatient())
	f.hours(t, capacity, wide())
	return f
}

func (f *fixture) hours(t tester, capacity int, rules booking.Rules) {
	t.Helper()
	_, err := f.Edit(t.Context(), booking.Edit{
		LabID: lab, By: clerk, Apply: booking.Hours(weekdays(t, capacity), rules),
	})
	require.NoError(t, err)
}

// impatient is a backoff that never waits.
func impatient() store.Backoff {
	return store.Backoff{
		Attempts: 40, Jitter: func() float64 { return 0 },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

// onBolt returns a diary on a file.
func onBolt(t *testing.T) *fixture {
	t.Helper()
	clock := storetest.NewClock(at(t, monday))
	s, err := bolt.Open(filepath.Join(t.TempDir(), "store"), clock.Now, bolt.WithoutSync)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return &fixture{Diary: diary(t, s, clock, impatient()), clock: clock, store: s}
}

// number returns the n-th made-up phone.
func number(n int) booking.Phone { return booking.Phone(fmt.Sprintf("139%08d", n)) }

// request asks for one sample's place by a phone nobody has used yet.
func (f *fixture) request(start time.Time) booking.Request {
	f.phone++
	return request(start, f.phone)
}

func request(start time.Time, n int) booking.Request {
	return booking.Request{
		LabID: lab, StartsAt: start, Samples: 1, Key: rand.Text(), Address: "192.0.2.1",
		Contact: booking.Contact{Name: "演示人", Phone: number(n)},
	}
}

func (f *fixture) book(t tester, start time.Time) booking.Receipt {
	t.Helper()
	r, err := f.Book(t.Context(), f.request(start))
	require.NoError(t, err)
	return r
}

// fields returns the wrong parts that a fault names.
func fields(err error) []fault.Field {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return nil
	}
	return f.Fields
}
