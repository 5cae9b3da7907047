package booking

import (
	"slices"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// MaxHorizon is how many days ahead of today anybody can book at most, and how far the open
// data dataset lab_days reaches.
const MaxHorizon = 60

// Schedule is everything that decides when one laboratory is open and what can be booked: one
// row of the store, so that every reader sees it at one revision.
type Schedule struct {
	LabID      string      `json:"lab_id"`
	Revision   int64       `json:"revision"` // counts the edits, from 1
	Timetables []Timetable `json:"timetables"`
	Exceptions []Exception `json:"exceptions"` // in the order of their dates, one a date
	Rules      Rules       `json:"rules"`
}

// Text is a sentence in the two languages of the portal.
type Text struct {
	Zh string `json:"zh"`
	En string `json:"en,omitempty"`
}

// Timetable is the weekly hours of a part of the year (冬季, 夏季作息). No two timetables of a
// schedule hold on the same date; on a date without one the laboratory is closed.
type Timetable struct {
	Name     string          `json:"name"`
	From     calendar.Date   `json:"from"`
	To       calendar.Date   `json:"to,omitempty"` // the last day; zero if it stays
	Sessions []WeeklySession `json:"sessions"`
	// MakeupAs is the weekday (1 is Monday, 7 Sunday) whose sessions are held on make-up
	// working days (调休上班); 0 if the staff do not follow them.
	MakeupAs int `json:"makeup_as"`
}

// WeeklySession is a session that is held every week on some weekdays, 1 for Monday to 7.
type WeeklySession struct {
	Weekdays []int `json:"weekdays"`
	Session
}

// Session is a time without a break in which samples are taken in.
type Session struct {
	Open        TimeOfDay `json:"open"`
	Close       TimeOfDay `json:"close"`
	SlotMinutes int       `json:"slot_minutes"`
	Capacity    int       `json:"capacity"` // places of each slot
}

func (s Session) span() span { return span{s.Open, s.Close} }

// Exception is what is different on one date. Closed wins over everything; Sessions take the
// place of the usual ones, also on a holiday and in a year whose holidays are not known yet;
// Capacity is then set for every slot; Shut is cut out of what is left.
type Exception struct {
	Date     calendar.Date `json:"date"`
	Closed   bool          `json:"closed,omitempty"`
	Sessions []Session     `json:"sessions,omitempty"`
	Capacity *int          `json:"capacity,omitempty"`
	Shut     []Shut        `json:"shut,omitempty"`
	Reason   Text          `json:"reason"`
}

// Shut is a part of a day in which the laboratory is closed although a session would be on.
type Shut struct {
	From   TimeOfDay `json:"from"`
	To     TimeOfDay `json:"to"`
	Reason Text      `json:"reason"`
}

// Rules are the limits of booking. They are data of the schedule, not settings.
type Rules struct {
	HorizonDays       int    `json:"horizon_days"` // how far ahead of today
	CutOffMinutes     int    `json:"cut_off_minutes"`
	SamplesPerBooking int    `json:"samples_per_booking"`
	BookNotice        int    `json:"book_notice_minutes"`   // before the slot begins
	ChangeNotice      int    `json:"change_notice_minutes"` // to move; cancelling is never late
	Limits            Limits `json:"limits"`
}

// Limits keep free places from being hoarded. They bind bookings made online; staff decide for
// themselves.
type Limits struct {
	OpenBookings    int `json:"open_bookings"`     // of one phone at a time
	SamplesPerDay   int `json:"samples_per_day"`   // of one phone
	ProducerPerWeek int `json:"producer_per_week"` // bookings of one producer, Monday to Sunday
	AddressPerDay   int `json:"address_per_day"`   // bookings from one network address
	Moves           int `json:"moves"`             // of one booking
	NoShows         int `json:"no_shows"`          // after so many online booking is paused
	PauseDays       int `json:"pause_days"`
}

// DefaultRules returns the limits to begin with. An address stands for a whole town behind one
// mobile network, so its limit is wide.
func DefaultRules() Rules {
	return Rules{
		HorizonDays: 14, CutOffMinutes: 60, SamplesPerBooking: 3, BookNotice: 30, ChangeNotice: 30,
		Limits: Limits{
			OpenBookings: 2, SamplesPerDay: 3, ProducerPerWeek: 5, AddressPerDay: 40,
			Moves: 5, NoShows: 3, PauseDays: 30,
		},
	}
}

// timetable returns the timetable in force on a date.
func (s *Schedule) timetable(d calendar.Date) (Timetable, bool) {
	for _, t := range s.Timetables {
		if t.From <= d && (t.To.IsZero() || d <= t.To) {
			return t, true
		}
	}
	return Timetable{}, false
}

// exception returns what is different on a date; the zero Exception if nothing is.
func (s *Schedule) exception(d calendar.Date) Exception {
	i, ok := s.find(d)
	if !ok {
		return Exception{}
	}
	return s.Exceptions[i]
}

func (s *Schedule) find(d calendar.Date) (int, bool) {
	return slices.BinarySearchFunc(s.Exceptions, d, func(e Exception, d calendar.Date) int {
		return int(e.Date - d)
	})
}

// except puts an exception in the place of the one of the same date.
func (s *Schedule) except(e Exception) {
	if i, ok := s.find(e.Date); ok {
		s.Exceptions[i] = e
	} else {
		s.Exceptions = slices.Insert(s.Exceptions, i, e)
	}
}

// on returns the sessions of a weekday, 1 for Monday.
func (t Timetable) on(weekday int) []Session {
	var sessions []Session
	for _, w := range t.Sessions {
		if slices.Contains(w.Weekdays, weekday) {
			sessions = append(sessions, w.Session)
		}
	}
	return sessions
}
