package booking

import (
	"slices"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// Hours returns a change that sets the timetables and the rules of a schedule, and leaves its
// exceptions.
func Hours(timetables []Timetable, rules Rules) func(*Schedule) error {
	return func(s *Schedule) error {
		s.Timetables, s.Rules = timetables, rules
		return nil
	}
}

// Except returns a change that sets what is different on one date, in the place of what was
// different before: an extra opening, other hours, another capacity, or a day closed.
func Except(e Exception) func(*Schedule) error {
	return func(s *Schedule) error {
		s.except(e)
		return nil
	}
}

// Restore returns a change that makes a date as usual again.
func Restore(d calendar.Date) func(*Schedule) error {
	return func(s *Schedule) error {
		if i, ok := s.find(d); ok {
			s.Exceptions = slices.Delete(s.Exceptions, i, i+1)
		}
		return nil
	}
}

// maxShutDays bounds one closure, against a slip in the year.
const maxShutDays = 366

// ShutBetween returns a change that closes the laboratory from one instant to another: a cold
// spell, a blizzard, a power failure. What the dates between had of their own stays.
func ShutBetween(from, to time.Time, reason Text) func(*Schedule) error {
	return func(s *Schedule) error {
		first, start, _ := clockOf(from)
		last, end, whole := clockOf(to)
		if !whole {
			end++ // a closure until 9:59:30 takes the minute
		}
		if !from.Before(to) || first.DaysUntil(last) > maxShutDays {
			return refuseField("to", "It is after the beginning, by a year at most.",
				"结束时间应晚于开始时间，且不超过一年。")
		}
		for d := first; d <= last; d = d.AddDays(1) {
			cut := Shut{From: 0, To: endOfDay, Reason: reason}
			if d == first {
				cut.From = start
			}
			if d == last {
				cut.To = end
			}
			if cut.From == cut.To {
				continue // it ends at midnight
			}
			e := s.exception(d)
			e.Date = d
			if !slices.Contains(e.Shut, cut) {
				e.Shut = append(slices.Clip(e.Shut), cut)
			}
			s.except(e)
		}
		return nil
	}
}
