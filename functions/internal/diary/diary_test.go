package diary_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/functions/internal/diary"
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/demo"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// Who has the secret shares the book. Who has none purges it all the same, and opens nothing.
func TestOpen(t *testing.T) {
	t.Parallel()
	clock := testkit.NewClock(testkit.Start)
	st := storetest.NewMemory(clock.Now)
	holidays, err := calendar.LoadHolidays(calendar.Shipped())
	require.NoError(t, err)
	secret := bytes.Repeat([]byte{7}, diary.SecretBytes)
	one, err := diary.Open(st, holidays, secret, clock.Now)
	require.NoError(t, err)
	two, err := diary.Open(st, holidays, secret, clock.Now)
	require.NoError(t, err)
	keyless, err := diary.OpenKeyless(st, holidays, clock.Now)
	require.NoError(t, err)
	_, err = diary.Open(st, holidays, secret[:16], clock.Now)
	require.Error(t, err)

	hours := demo.Hours(calendar.DateOf(clock.Now()))[0]
	_, err = one.Edit(t.Context(), booking.Edit{
		LabID: hours.LabID, By: booking.Staff("demo"),
		Apply: booking.Hours(hours.Timetables, hours.Rules),
	})
	require.NoError(t, err)
	phone, err := booking.ParsePhone("13899990001")
	require.NoError(t, err)
	made, err := one.Book(t.Context(), booking.Request{
		LabID: hours.LabID, StartsAt: free(t, one, hours.LabID), Samples: 1, Key: "k",
		Contact: booking.Contact{Phone: phone}, Address: "192.0.2.0/24",
	})
	require.NoError(t, err)
	ref := made.Booking.Reference
	seen, err := two.Resume(t.Context(), ref, made.Token)
	require.NoError(t, err)
	assert.Equal(t, "138****0001", seen.Phone)
	_, err = keyless.Resume(t.Context(), ref, made.Token)
	require.Error(t, err)
	none, err := keyless.FindByPhone(t.Context(), phone)
	require.NoError(t, err)
	assert.Empty(t, none)

	due := made.Booking.StartsAt().AddDate(0, 0, booking.PurgeDays+1) // before the rows expire
	clock.Move(due.Sub(clock.Now()))
	report, err := keyless.Purge(t.Context())
	require.NoError(t, err)
	assert.Equal(t, [2]int{1, 0}, [2]int{report.Bookings, report.Remaining})
	_, err = one.Find(t.Context(), ref)
	assert.True(t, fault.Is(err, fault.NotFound), "%v", err)
}

// free returns the first time that can be booked.
func free(t *testing.T, d *booking.Diary, lab string) time.Time {
	t.Helper()
	offers, err := d.Slots(t.Context(), lab, calendar.DateOf(testkit.Start), 10)
	require.NoError(t, err)
	for _, o := range offers {
		for _, p := range o.Places {
			if p.Bookable {
				return p.Start.On(o.Date)
			}
		}
	}
	require.Fail(t, "no place is free")
	return time.Time{}
}
