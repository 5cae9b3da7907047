package booking_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/httpapi/booking"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

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

func contended(t *testing.T, capacity int) (*testkit.System, *testkit.Client) {
	t.Helper()
	s := testkit.New(t, testkit.Options{Diary: &testkit.DiaryOptions{
		Capacity: capacity, Rules: wide(),
	}})
	return s, s.Client(t, nil)
}

// Of 500 who want one slot, as many have it as there are places. All others hear of other times.
func TestCreate_500WantOneSlot(t *testing.T) {
	t.Parallel()
	const contenders, places = 500, 20
	s, c := contended(t, places)
	judged := c
	c = c.Unjudged()
	var won, refused atomic.Int64
	together(contenders, func(i int) {
		key := "Idempotency-Key: " + strconv.Itoa(i)
		res := c.Do(http.MethodPost, "/v1/bookings", wanted(slot, i), key,
			"Content-Type: application/json")
		switch res.Status {
		case http.StatusCreated:
			won.Add(1)
		case http.StatusConflict:
			refused.Add(1)
			var p httpapi.Problem
			assert.NoError(t, json.Unmarshal(res.Body, &p))
			assert.Len(t, p.Next, 3)
		default:
			assert.Fail(t, "neither booked nor refused", "%d %s", res.Status, res.Body)
		}
	})
	assert.Equal(t, int64(places), won.Load())
	assert.Equal(t, int64(contenders-places), refused.Load())
	list, err := s.Diary.Today(t.Context(), testkit.LabID, calendar.DateOf(slot))
	require.NoError(t, err)
	assert.Len(t, list, places)
	var slots booking.SlotsAnswer
	judged.Get("/v1/labs/L01/slots?from=2026-11-25&days=1").Decode(t, &slots)
	assert.Equal(t, 0, slots.Data[0].Places[0].Left)
}

// The same request sent 50 times at once is one booking, and 50 times the same answer.
func TestCreate_SameKey50Times(t *testing.T) {
	t.Parallel()
	s, c := contended(t, 1)
	c = c.Unjudged()
	answers := make([]*testkit.Response, 50)
	var first atomic.Int64
	together(len(answers), func(i int) {
		answers[i] = c.Do(http.MethodPost, "/v1/bookings", wanted(slot, 1), "Idempotency-Key: one",
			"Content-Type: application/json")
		if answers[i].Header.Get("Idempotency-Replayed") == "" {
			first.Add(1)
		}
	})
	assert.Equal(t, int64(1), first.Load())
	for _, res := range answers {
		assert.Equal(t, http.StatusCreated, res.Status, string(res.Body))
		assert.Equal(t, string(answers[0].Body), string(res.Body))
		assert.Equal(t, answers[0].Header.Get("Location"), res.Header.Get("Location"))
	}
	list, err := s.Diary.Today(t.Context(), testkit.LabID, calendar.DateOf(slot))
	require.NoError(t, err)
	assert.Len(t, list, 1)
}
