package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

func date(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	require.NoError(t, err)
	return d
}

func TestNewDate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		y, m, d int
		ok      bool
	}{
		{2024, 2, 29, true},
		{2026, 2, 29, false},
		{2026, 4, 31, false},
		{2026, 13, 1, false},
		{2026, 0, 1, false},
		{2026, 1, 0, false},
		{0, 1, 1, false},
		{10000, 1, 1, false},
		{9999, 12, 31, true},
	} {
		got, ok := calendar.NewDate(c.y, c.m, c.d)
		assert.Equal(t, c.ok, ok, c)
		if ok {
			assert.Equal(t, []int{c.y, c.m, c.d}, []int{got.Year(), got.Month(), got.Day()})
		}
	}
}

func TestParseDate_RefusesEverythingButOneForm(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "2026-1-5", "2026.01.05", "20260105", "2026-02-30", "2026-01-05 "} {
		_, err := calendar.ParseDate(s)
		assert.ErrorContains(t, err, "2026-11-24", s)
	}
}

func TestDateOf_TurnsAtMidnightInShanghai(t *testing.T) {
	t.Parallel()
	before := time.Date(2026, 11, 23, 15, 59, 59, 0, time.UTC)
	assert.Equal(t, "2026-11-23", calendar.DateOf(before).String())
	assert.Equal(t, "2026-11-24", calendar.DateOf(before.Add(time.Second)).String())
	assert.Equal(t, before.Add(time.Second), date(t, "2026-11-24").Midnight().UTC())
}

func TestAddMonths(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "2027-02-28", date(t, "2026-11-30").AddMonths(3).String())
	assert.Equal(t, "2024-02-29", date(t, "2024-01-31").AddMonths(1).String())
	assert.Equal(t, "2025-12-31", date(t, "2026-01-31").AddMonths(-1).String())
	assert.Equal(t, "", calendar.Date(0).AddMonths(1).String())
}

func TestDays_AddAndCountAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start, _ := calendar.NewDate(rapid.IntRange(1900, 2100).Draw(t, "year"),
			rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"))
		n := rapid.IntRange(-40000, 40000).Draw(t, "days")
		end := start.AddDays(n)
		assert.Equal(t, n, start.DaysUntil(end))
		assert.Equal(t, n > 0, end > start)
		parsed, err := calendar.ParseDate(end.String())
		assert.NoError(t, err)
		assert.Equal(t, end, parsed)
	})
}
