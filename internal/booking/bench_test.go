package booking_test

import (
	"crypto/rand"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/bolt"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo/dynamotest"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

// BenchmarkBook books on both stores: on a file that syncs every commit, as a county's server
// does, and on DynamoDB Local. It reports bookings a second, the 99th percentile, and how many
// bare conditional writes of the same store one booking costs.
func BenchmarkBook(b *testing.B) {
	clock := storetest.NewClock(at(b, monday))
	b.Run("bolt", func(b *testing.B) {
		s, err := bolt.Open(filepath.Join(b.TempDir(), "store"), clock.Now)
		require.NoError(b, err)
		b.Cleanup(func() { _ = s.Close() })
		benchmarkBook(b, s, clock)
	})
	b.Run("dynamo", func(b *testing.B) {
		client := dynamotest.Start(b)
		s, err := dynamo.Open(b.Context(), client, dynamotest.Table(b, client), clock.Now)
		require.NoError(b, err)
		benchmarkBook(b, s, clock)
	})
}

func benchmarkBook(b *testing.B, s store.Store, clock *storetest.Clock) {
	f := &fixture{Diary: diary(b, s, clock, impatient()), clock: clock, store: s}
	rules := wide()
	f.hours(b, 500, rules)
	offers, err := f.Slots(b.Context(), lab, date(b, "2026-11-24"), rules.HorizonDays-1)
	require.NoError(b, err)
	var starts []time.Time
	for _, o := range offers {
		for _, p := range o.Places {
			starts = append(starts, p.Start.On(o.Date))
		}
	}
	for range 200 { // a server that has just started is not what is measured
		bare(b, s)
		f.book(b, starts[f.phone%len(starts)])
	}
	var took []time.Duration
	var booking, writing time.Duration
	for b.Loop() {
		if f.phone == 400*len(starts) {
			b.Fatal("the places of the benchmark are used up")
		}
		req := f.request(starts[f.phone%len(starts)])
		before := time.Now()
		_, err := f.Book(b.Context(), req)
		require.NoError(b, err)
		took = append(took, time.Since(before))
		booking += time.Since(before)
		b.StopTimer()
		writing += bare(b, s)
		b.StartTimer()
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64(len(took))/booking.Seconds(), "bookings/s")
	b.ReportMetric(booking.Seconds()/writing.Seconds(), "writes/booking")
}

// bare writes one small row on the condition that it is absent, and returns how long that took.
func bare(b *testing.B, s store.Store) time.Duration {
	b.Helper()
	token := rand.Text()
	began := time.Now()
	require.NoError(b, s.Commit(b.Context(), store.Commit{Token: token, Writes: []store.Write{{
		Key: store.Key{Partition: "bare", Sort: token}, Op: store.OpPut, Value: []byte("bare"),
		If: store.Condition{Absent: true},
	}}}))
	return time.Since(began)
}
