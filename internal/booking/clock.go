package booking

import (
	"fmt"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// TimeOfDay is a time of the clock in Shanghai as minutes after midnight, from 0 to 24:00. Its
// text is 08:30.
type TimeOfDay int16

const (
	// quarter is the grain of all opening hours: sessions begin and end on quarter hours and
	// slots last a multiple of them, so that places are counted by the quarter hour.
	quarter  TimeOfDay = 15
	endOfDay TimeOfDay = 24 * 60
)

// ParseTimeOfDay reads 08:30; 24:00 is the end of a day.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	if s == "24:00" {
		return endOfDay, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return 0, fmt.Errorf("%q is not a time like 08:30", s)
	}
	return TimeOfDay(t.Hour()*60 + t.Minute()), nil
}

// String returns 08:30.
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", int(t)/60, int(t)%60) }

// MarshalText returns 08:30.
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads 08:30.
func (t *TimeOfDay) UnmarshalText(text []byte) error {
	parsed, err := ParseTimeOfDay(string(text))
	*t = parsed
	return err
}

// On returns the instant of a time on a date.
func (t TimeOfDay) On(d calendar.Date) time.Time {
	return d.Midnight().Add(time.Duration(t) * time.Minute)
}

// clockOf returns the date and the time of the clock at an instant, and whether the instant is
// a whole minute.
func clockOf(at time.Time) (calendar.Date, TimeOfDay, bool) {
	at = at.In(calendar.Shanghai)
	whole := at.Second() == 0 && at.Nanosecond() == 0
	return calendar.DateOf(at), TimeOfDay(at.Hour()*60 + at.Minute()), whole
}

// span is a part of a day, its end not included.
type span struct{ from, to TimeOfDay }

func (s span) overlaps(o span) bool { return s.from < o.to && o.from < s.to }

func (s span) covers(o span) bool { return s.from <= o.from && o.to <= s.to }

// without returns what is left of s outside o: up to two parts.
func (s span) without(o span) []span {
	if !s.overlaps(o) {
		return []span{s}
	}
	var left []span
	if s.from < o.from {
		left = append(left, span{s.from, o.from})
	}
	if o.to < s.to {
		left = append(left, span{o.to, s.to})
	}
	return left
}
