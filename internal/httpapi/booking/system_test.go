package booking_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	diary "github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// slot is the first time of the day after the clock's.
var slot = time.Date(2026, time.November, 25, 1, 0, 0, 0, time.UTC)

// number returns the n-th made-up phone.
func number(n int) string { return fmt.Sprintf("139%08d", n) }

// booked returns a booking that somebody with the n-th phone has made before the test.
func booked(t *testing.T, s *testkit.System, n int) diary.Receipt {
	t.Helper()
	r, err := s.Diary.Book(t.Context(), diary.Request{
		LabID: testkit.LabID, StartsAt: slot, Samples: 1, Key: "before " + strconv.Itoa(n),
		Contact: diary.Contact{Name: "演示人", Phone: diary.Phone(number(n))},
	})
	require.NoError(t, err)
	return r
}

// wide are rules under which only the places are scarce.
func wide() diary.Rules {
	rules := diary.DefaultRules()
	rules.Limits.AddressPerDay, rules.Limits.ProducerPerWeek = 100_000, 1000
	return rules
}

// wanted returns the body of a request for a place.
func wanted(at time.Time, n int) string {
	return fmt.Sprintf(`{"lab_id":"L01","starts_at":%q,"samples":1,"phone":%q}`,
		at.Format(time.RFC3339), number(n))
}
