package booking_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
)

func schedule(t require.TestingT) *booking.Schedule {
	return &booking.Schedule{LabID: lab, Timetables: weekdays(t, 4), Rules: booking.DefaultRules()}
}

func TestDay_TheCalendarOf2026(t *testing.T) {
	t.Parallel()
	s, h := schedule(t), holidays(t)
	summer := []string{"08:30–11:30", "13:30–17:00"}
	winter := []string{"09:00–11:30", "13:30–16:00"}
	for _, tt := range []struct {
		on     string
		status booking.Status
		reason string
		hours  []string
	}{
		{"2026-04-30", booking.Closed, "暂无开放安排", nil},
		{"2026-05-01", booking.Closed, "劳动节放假", nil},
		{"2026-05-06", booking.Open, "", summer},
		{"2026-05-09", booking.Open, "", summer}, // Saturday that makes up for 劳动节
		{"2026-09-20", booking.Open, "", summer}, // Sunday that makes up for 国庆节
		{"2026-09-30", booking.Open, "", summer},
		{"2026-10-01", booking.Closed, "国庆节放假", nil},
		{"2026-10-02", booking.Closed, "国庆节放假", nil},
		{"2026-10-03", booking.Closed, "国庆节放假", nil},
		{"2026-10-07", booking.Closed, "国庆节放假", nil},
		{"2026-10-08", booking.Open, "", summer},
		{"2026-10-10", booking.Open, "", summer}, // Saturday that makes up for 国庆节
		{"2026-10-11", booking.Closed, "每周固定休息", nil},
		{"2026-10-30", booking.Open, "", summer},
		{"2026-11-02", booking.Open, "", winter},
		{"2026-12-31", booking.Open, "", winter},
		{"2027-01-01", booking.Pending, "节假日安排待国务院公布", nil},
		{"2027-01-04", booking.Pending, "节假日安排待国务院公布", nil},
		{"2027-04-30", booking.Pending, "节假日安排待国务院公布", nil},
		{"2027-05-06", booking.Pending, "暂无开放安排", nil},
	} {
		day := s.Day(h, date(t, tt.on))
		assert.Equal(t, tt.status, day.Status, tt.on)
		assert.Equal(t, tt.reason, day.Reason.Zh, tt.on)
		assert.Equal(t, tt.hours, day.Hours(), tt.on)
		assert.Equal(t, tt.hours != nil, len(day.Slots) > 0, tt.on)
	}
	for on := date(t, "2027-01-01"); on.Year() == 2027; on = on.AddDays(1) {
		day := s.Day(h, on)
		assert.Equal(t, booking.Pending, day.Status, on)
		assert.Empty(t, day.Slots, on)
	}
}

func TestDay_StaffWhoDoNotFollowMakeUpDays(t *testing.T) {
	t.Parallel()
	s := schedule(t)
	s.Timetables[0].MakeupAs = 0
	day := s.Day(holidays(t), date(t, "2026-10-10"))
	assert.Equal(t, booking.Closed, day.Status)
	assert.Equal(t, "国庆节调休上班日，不开放", day.Reason.Zh)
	assert.Equal(t, "Not open on this make-up working day.", day.Reason.En)
}

func TestDay_SlotsEndBeforeTheCutOff(t *testing.T) {
	t.Parallel()
	day := schedule(t).Day(holidays(t), date(t, "2026-11-24"))
	var starts []string
	for _, s := range day.Slots {
		starts = append(starts, s.Start.String())
		assert.Equal(t, s.Start+30, s.End)
		assert.Equal(t, 4, s.Capacity)
	}
	assert.Equal(t, []string{
		"09:00", "09:30", "10:00", "10:30", "13:30", "14:00", "14:30", "15:00",
	}, starts)
	assert.Equal(t, 32, day.Capacity())
	last, ok := day.LastSample()
	assert.True(t, ok)
	assert.Equal(t, "15:00", last.String())
}

func TestDay_Exceptions(t *testing.T) {
	t.Parallel()
	h, six := holidays(t), 6
	morning := []booking.Session{session(t, "10:00", "12:00", 60, 2)}
	for _, tt := range []struct {
		name     string
		e        booking.Exception
		status   booking.Status
		reason   string
		hours    []string
		capacity int
	}{
		{
			"closed",
			booking.Exception{Date: date(t, "2026-11-24"), Closed: true, Reason: cold},
			booking.Closed, "极寒停检", nil, 0,
		},
		{
			"other hours",
			booking.Exception{Date: date(t, "2026-11-24"), Sessions: morning},
			booking.Open, "",
			[]string{"10:00–12:00"},
			4,
		},
		{
			"extra opening on a holiday",
			booking.Exception{Date: date(t, "2026-10-01"), Sessions: morning},
			booking.Open, "",
			[]string{"10:00–12:00"},
			4,
		},
		{
			"opened by hand in a year without holidays",
			booking.Exception{Date: date(t, "2027-01-05"), Sessions: morning},
			booking.Open, "",
			[]string{"10:00–12:00"},
			4,
		},
		{
			"capacity alone opens nothing",
			booking.Exception{Date: date(t, "2027-01-05"), Capacity: &six},
			booking.Pending, "节假日安排待国务院公布", nil, 0,
		},
		{
			"closed before anybody knows the holidays",
			booking.Exception{Date: date(t, "2027-01-05"), Closed: true, Reason: cold},
			booking.Closed, "极寒停检", nil, 0,
		},
		{
			"other capacity",
			booking.Exception{Date: date(t, "2026-11-24"), Capacity: &six},
			booking.Open, "",
			[]string{"09:00–11:30", "13:30–16:00"},
			48,
		},
		{
			"a pause moves neither the grid nor the cut-off",
			booking.Exception{Date: date(t, "2026-11-24"), Shut: []booking.Shut{{
				From: clockTime(t, "09:40"), To: clockTime(t, "10:10"), Reason: cold,
			}}},
			booking.Open, "极寒停检",
			[]string{"09:00–09:40", "10:10–11:30", "13:30–16:00"},
			4 * 6,
		},
		{
			"shut over noon: the morning ends early, with its cut-off",
			booking.Exception{Date: date(t, "2026-11-24"), Shut: []booking.Shut{{
				From: clockTime(t, "10:30"), To: clockTime(t, "14:00"), Reason: cold,
			}}},
			booking.Open, "极寒停检",
			[]string{"09:00–10:30", "14:00–16:00"},
			4 * 5,
		},
		{
			"shut all day",
			booking.Exception{Date: date(t, "2026-11-24"), Shut: []booking.Shut{{
				From: 0, To: clockTime(t, "24:00"), Reason: cold,
			}}},
			booking.Closed, "极寒停检", nil, 0,
		},
	} {
		s := schedule(t)
		s.Exceptions = []booking.Exception{tt.e}
		require.NoError(t, s.Check(), tt.name)
		day := s.Day(h, tt.e.Date)
		assert.Equal(t, tt.status, day.Status, tt.name)
		assert.Equal(t, tt.reason, day.Reason.Zh, tt.name)
		assert.Equal(t, tt.hours, day.Hours(), tt.name)
		assert.Equal(t, tt.capacity, day.Capacity(), tt.name)
	}
}

func drawSession(t *rapid.T, from int) booking.Session {
	open := rapid.IntRange(from, 94).Draw(t, "open")
	return booking.Session{
		Open:        booking.TimeOfDay(open * 15),
		Close:       booking.TimeOfDay(rapid.IntRange(open+1, 96).Draw(t, "close") * 15),
		SlotMinutes: 15 * rapid.IntRange(1, 8).Draw(t, "quarters"),
		Capacity:    rapid.IntRange(0, 5).Draw(t, "capacity"),
	}
}

func drawSchedule(t *rapid.T) *booking.Schedule {
	s := schedule(t)
	s.Rules.CutOffMinutes = rapid.IntRange(0, 120).Draw(t, "cut-off")
	for i := range s.Timetables {
		s.Timetables[i].MakeupAs = rapid.IntRange(0, 7).Draw(t, "make-up")
		first := drawSession(t, 0)
		s.Timetables[i].Sessions = []booking.WeeklySession{
			{Weekdays: []int{1, 3, 6}, Session: first},
		}
		if first.Close < 90*15 && rapid.Bool().Draw(t, "second") {
			s.Timetables[i].Sessions = append(s.Timetables[i].Sessions, booking.WeeklySession{
				Weekdays: []int{1, 2, 6}, Session: drawSession(t, int(first.Close)/15),
			})
		}
	}
	for d := date(t, "2026-09-28"); d < date(t, "2026-10-14"); d = d.AddDays(1) {
		e := booking.Exception{Date: d, Reason: booking.Text{Zh: "演示"}}
		if rapid.Bool().Draw(t, "usual") {
			continue
		}
		e.Closed = rapid.IntRange(0, 5).Draw(t, "closed") == 0
		if rapid.Bool().Draw(t, "other hours") {
			e.Sessions = []booking.Session{drawSession(t, 0)}
		}
		for range rapid.IntRange(0, 2).Draw(t, "shut") {
			from := rapid.IntRange(0, 1439).Draw(t, "from")
			to := rapid.IntRange(from+1, 1440).Draw(t, "to")
			e.Shut = append(e.Shut, booking.Shut{
				From: booking.TimeOfDay(from), To: booking.TimeOfDay(to),
				Reason: booking.Text{Zh: "演示"},
			})
		}
		s.Exceptions = append(s.Exceptions, e)
	}
	return s
}

// No slot lies outside the published hours, none overlaps another, and a closed day has none.
func TestDay_SlotsLieWithinPublishedHours(t *testing.T) {
	t.Parallel()
	h := holidays(t)
	rapid.Check(t, func(t *rapid.T) {
		s := drawSchedule(t)
		require.NoError(t, s.Check())
		for d := date(t, "2026-09-25"); d < date(t, "2026-10-20"); d = d.AddDays(1) {
			day := s.Day(h, d)
			require.Equal(t, day.Status == booking.Open, len(day.Sessions) > 0, d)
			require.NotEqual(t, day.Status == booking.Open, day.Sessions == nil, d)
			for i, slot := range day.Slots {
				require.True(t, day.Within(slot.Start, slot.End), "%s %s", d, slot.Start)
				require.Positive(t, slot.Capacity)
				require.True(t, i == 0 || day.Slots[i-1].End <= slot.Start, "%s %s", d, slot.Start)
				for _, shut := range exceptionOf(s, d).Shut {
					require.True(t, slot.End <= shut.From || shut.To <= slot.Start, "%s", d)
				}
			}
			if exceptionOf(s, d).Closed {
				require.Equal(t, booking.Closed, day.Status)
			}
		}
	})
}

func exceptionOf(s *booking.Schedule, d calendar.Date) booking.Exception {
	for _, e := range s.Exceptions {
		if e.Date == d {
			return e
		}
	}
	return booking.Exception{}
}

func TestCheck_NamesEveryWrongPart(t *testing.T) {
	t.Parallel()
	s := schedule(t)
	s.Timetables[0].Name = ""
	s.Timetables[1].From = date(t, "2026-10-01")
	s.Timetables[1].Sessions[0].Open++
	s.Timetables[1].Sessions[1].Weekdays = []int{8}
	s.Exceptions = []booking.Exception{
		{Date: date(t, "2026-11-02"), Closed: true},
		{
			Date:     date(t, "2026-11-01"),
			Sessions: []booking.Session{session(t, "10:00", "09:00", 20, -1)},
		},
	}
	s.Rules.HorizonDays = 61
	err := s.Check()
	require.Error(t, err)
	var names []string
	for _, f := range fields(err) {
		names = append(names, f.Name)
	}
	assert.Subset(t, names, []string{
		"/timetables/0/name", "/timetables/1", "/timetables/1/sessions",
		"/timetables/1/sessions/1/weekdays", "/exceptions/0/reason", "/exceptions/1",
		"/exceptions/1/sessions", "/rules/horizon_days",
	})
	assert.NoError(t, schedule(t).Check())
}
