package calendar_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

func holidays(t *testing.T) *calendar.Holidays {
	t.Helper()
	h, err := calendar.LoadHolidays(calendar.Shipped())
	require.NoError(t, err)
	return h
}

func TestHolidays_Kind(t *testing.T) {
	t.Parallel()
	h := holidays(t)
	assert.Equal(t, []int{2024, 2025, 2026}, h.Years())
	for _, tt := range []struct {
		on   string
		kind calendar.DayKind
		zh   string
	}{
		{"2024-02-04", calendar.Makeup, "春节"},
		{"2024-02-09", calendar.Working, ""}, // 除夕 was no day off in 2024
		{"2024-02-10", calendar.Holiday, "春节"},
		{"2024-06-10", calendar.Holiday, "端午节"},
		{"2025-01-28", calendar.Holiday, "春节"},
		{"2025-10-06", calendar.Holiday, "国庆节、中秋节"},
		{"2025-10-11", calendar.Makeup, "国庆节、中秋节"},
		{"2026-01-04", calendar.Makeup, "元旦"},
		{"2026-02-23", calendar.Holiday, "春节"},
		{"2026-02-24", calendar.Working, ""},
		{"2026-09-20", calendar.Makeup, "国庆节"},
		{"2026-09-26", calendar.Holiday, "中秋节"},
		{"2026-10-01", calendar.Holiday, "国庆节"},
		{"2026-10-07", calendar.Holiday, "国庆节"},
		{"2026-10-08", calendar.Working, ""},
		{"2026-10-10", calendar.Makeup, "国庆节"},
		{"2026-10-11", calendar.Weekend, ""},
		{"2026-12-31", calendar.Working, ""},
		{"2027-01-01", calendar.Unknown, ""},
		{"2027-06-05", calendar.Unknown, ""},
		{"2023-12-30", calendar.Unknown, ""},
	} {
		d := date(t, tt.on)
		assert.Equal(t, tt.kind, h.Kind(d), tt.on)
		zh, en := h.Name(d)
		assert.Equal(t, tt.zh, zh, tt.on)
		assert.Equal(t, tt.zh == "", en == "", tt.on)
	}
}

func TestHolidays_EveryDayOf2027IsUnknown(t *testing.T) {
	t.Parallel()
	h := holidays(t)
	for d := date(t, "2027-01-01"); d.Year() == 2027; d = d.AddDays(1) {
		assert.Equal(t, calendar.Unknown, h.Kind(d), d)
	}
}

func TestWorkingDays(t *testing.T) {
	t.Parallel()
	h := holidays(t)
	for year, want := range map[string]int{"2024": 251, "2025": 248, "2026": 248} {
		n, confirmed := h.WorkingDays(date(t, year+"-01-01"), date(t, year+"-12-31"))
		assert.Equal(t, want, n, year)
		assert.True(t, confirmed, year)
	}
	n, confirmed := h.WorkingDays(date(t, "2026-12-28"), date(t, "2027-01-03"))
	assert.Equal(t, 5, n)
	assert.False(t, confirmed)
}

func TestAddWorkingDays(t *testing.T) {
	t.Parallel()
	h := holidays(t)
	for _, tt := range []struct {
		from      string
		n         int
		to        string
		confirmed bool
	}{
		{"2024-01-22", 20, "2024-02-22", true}, // over 春节 and two Sundays at work
		{"2026-09-30", 1, "2026-10-08", true},
		{"2026-10-09", 1, "2026-10-10", true},
		{"2026-10-10", 0, "2026-10-10", true},
		{"2026-10-08", -1, "2026-09-30", true},
		{"2026-12-30", 2, "2027-01-01", false},
	} {
		got, confirmed := h.AddWorkingDays(date(t, tt.from), tt.n)
		assert.Equal(t, tt.to, got.String(), "%s + %d", tt.from, tt.n)
		assert.Equal(t, tt.confirmed, confirmed, "%s + %d", tt.from, tt.n)
	}
}

func TestAddWorkingDays_CountsWhatWorkingDaysCounts(t *testing.T) {
	t.Parallel()
	h := holidays(t)
	rapid.Check(t, func(t *rapid.T) {
		first, _ := calendar.NewDate(2023, 6, 1)
		from := first.AddDays(rapid.IntRange(0, 1500).Draw(t, "from"))
		n := rapid.IntRange(1, 300).Draw(t, "n")
		to, _ := h.AddWorkingDays(from, n)
		counted, _ := h.WorkingDays(from.AddDays(1), to)
		assert.Equal(t, n, counted)
	})
}

func TestLoadHolidays_LaterFilesContinueAndCorrect(t *testing.T) {
	t.Parallel()
	h, err := calendar.LoadHolidays(calendar.Shipped(), fstest.MapFS{
		"2027.json": {Data: []byte(`{"year": 2027, "holidays": [
			{"name_zh": "元旦", "name_en": "New Year's Day",
			 "off_from": "2026-12-31", "off_to": "2027-01-02", "makeup": ["2027-01-03"]}]}`)},
		"README.md": {Data: []byte("not a year")},
	})
	require.NoError(t, err)
	assert.Equal(t, calendar.Holiday, h.Kind(date(t, "2026-12-31")))
	assert.Equal(t, calendar.Makeup, h.Kind(date(t, "2027-01-03")))
	assert.Equal(t, calendar.Working, h.Kind(date(t, "2027-01-04")))
	assert.Equal(t, calendar.Unknown, h.Kind(date(t, "2028-01-03")))
}

func TestLoadHolidays_Refuses(t *testing.T) {
	t.Parallel()
	const day = `"name_zh": "元旦", "name_en": "New Year's Day", "off_from": "2027-01-01"`
	year := func(rest string) string { return `{"year": 2027, "holidays": [{` + rest + `}]}` }
	for name, tt := range map[string]struct{ file, body, want string }{
		"not JSON":     {"2027.json", `{`, "2027.json"},
		"another year": {"2026.json", year(""), "named 2027.json"},
		"a stub":       {"2027.json", `{"year": 2027}`, "until the notice"},
		"no name":      {"2027.json", year(`"off_from": "2027-01-01"`), "name"},
		"no date":      {"2027.json", year(day + `, "off_to": "1月3日"`), "1月3日"},
		"ends first":   {"2027.json", year(day + `, "off_to": "2026-12-31"`), "lasts"},
		"foreign day": {
			"2028.json",
			`{"year": 2028, "holidays": [{` + day + `, "off_to": "2027-01-02"}]}`,
			"not a day of 2028",
		},
		"work on a working day": {
			"2027.json", year(day + `, "off_to": "2027-01-02", "makeup": ["2027-01-04"]`),
			"no weekend",
		},
		"off and at work": {
			"2027.json", year(day + `, "off_to": "2027-01-02", "makeup": ["2027-01-02"]`),
			"twice",
		},
	} {
		_, err := calendar.LoadHolidays(fstest.MapFS{tt.file: {Data: []byte(tt.body)}})
		assert.ErrorContains(t, err, tt.want, name)
	}
}
