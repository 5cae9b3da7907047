package booking_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/store/bolt"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

// BenchmarkBook books on a file that syncs every commit, as a county's server does, and reports
// the 99th percentile.
func BenchmarkBook(b *testing.B) {
	clock := storetest.NewClock(at(b, monday))
	s, err := bolt.Open(filepath.Join(b.TempDir(), "store"), clock.Now)
	require.NoError(b, err)
	b.Cleanup(func() { _ = s.Close() })
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
	var took []time.Duration
	for b.Loop() {
		req := f.request(starts[f.phone%len(starts)])
		if f.phone == 400*len(starts) {
			b.Fatal("the places of the benchmark are used up")
		}
		before := time.Now()
		_, err := f.Book(b.Context(), req)
		require.NoError(b, err)
		took = append(took, time.Since(before))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
