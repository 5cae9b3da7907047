package demo_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/demo"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

func schedules(t *testing.T, today calendar.Date) []*booking.Schedule {
	t.Helper()
	var list []*booking.Schedule
	for _, h := range demo.Hours(today) {
		s := &booking.Schedule{LabID: h.LabID, Timetables: h.Timetables, Rules: h.Rules}
		require.NoError(t, s.Check(), h.LabID)
		list = append(list, s)
	}
	return list
}

func TestHours_AreOfTheLaboratories(t *testing.T) {
	t.Parallel()
	s := registry.Load()
	labs := demo.County(s, today, 1, demo.Producers)[registry.Labs]
	hours := demo.Hours(today)
	require.Len(t, hours, len(labs))
	holidays, err := calendar.LoadHolidays(calendar.Shipped())
	require.NoError(t, err)
	for i, schedule := range schedules(t, today) {
		lab := dataset.Unpack[registry.Lab](s.Def(registry.Labs), labs[i])
		assert.Equal(t, lab.ID, schedule.LabID)
		open := 0
		for n := range 7 {
			day := schedule.Day(holidays, today.AddDays(n))
			for _, hours := range day.Hours() {
				assert.Contains(t, lab.OpeningHours, hours, "%s %s", lab.ID, day.Date)
			}
			if day.Status == booking.Open {
				open++
			}
		}
		assert.GreaterOrEqual(t, open, 2, lab.ID)
	}
}

// The table of 2026: closed on the first days of October, open on Saturday 10 October where the
// staff follow make-up working days; of 2027 nobody knows until the notice is out.
func TestHours_In2026(t *testing.T) {
	t.Parallel()
	holidays, err := calendar.LoadHolidays(calendar.Shipped())
	require.NoError(t, err)
	follow := map[string]bool{"L01": true, "L02": true, "L03": true}
	for _, s := range schedules(t, 20260901) {
		for _, d := range []calendar.Date{20261001, 20261002, 20261003} {
			day := s.Day(holidays, d)
			assert.Equal(t, booking.Closed, day.Status, "%s %s", s.LabID, d)
			assert.Equal(t, "国庆节放假", day.Reason.Zh)
		}
		saturday := s.Day(holidays, 20261010)
		assert.Equal(t, calendar.Makeup, saturday.Kind)
		assert.Equal(t, follow[s.LabID], saturday.Status == booking.Open, s.LabID)
		for d := calendar.Date(20270101); d.Year() == 2027; d = d.AddDays(1) {
			day := s.Day(holidays, d)
			require.Equal(t, booking.Pending, day.Status, "%s %s", s.LabID, d)
			require.Equal(t, "节假日安排待国务院公布", day.Reason.Zh)
		}
	}
}
