package booking

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// Status says whether a laboratory is open on a date.
type Status string

// The statuses of a date.
const (
	Open    Status = "open"
	Closed  Status = "closed"
	Pending Status = "pending" // the holidays of the year are not known yet
)

// Day is what a laboratory offers on one date: what is published as its hours, what the dataset
// lab_days says and what can be booked are this one value.
type Day struct {
	LabID    string           `json:"lab_id"`
	Date     calendar.Date    `json:"date"`
	Kind     calendar.DayKind `json:"kind"`
	Status   Status           `json:"status"`
	Reason   Text             `json:"reason"`   // why it is closed, or what is special
	Sessions []Session        `json:"sessions"` // published hours, in order
	Slots    []Slot           `json:"slots"`    // in order; none of them overlap
}

// Slot is a time for which places can be booked.
type Slot struct {
	Start    TimeOfDay `json:"start"`
	End      TimeOfDay `json:"end"`
	Capacity int       `json:"capacity"`
}

func (s Slot) span() span { return span{s.Start, s.End} }

// Day computes what the laboratory offers on a date. It depends on nothing but the schedule and
// the holidays: whether it is too late to book is no matter of the day.
func (s *Schedule) Day(h *calendar.Holidays, d calendar.Date) Day {
	day := Day{LabID: s.LabID, Date: d, Kind: h.Kind(d), Status: Closed}
	e := s.exception(d)
	sessions, reason := s.usual(h, d)
	switch {
	case e.Closed:
		sessions, reason = nil, e.Reason
	case e.Sessions != nil:
		sessions, reason = slices.Clone(e.Sessions), e.Reason
	case len(sessions) > 0:
		reason = e.Reason
	case day.Kind == calendar.Unknown:
		day.Status = Pending
	}
	slices.SortFunc(sessions, func(a, b Session) int { return cmp.Compare(a.Open, b.Open) })
	for _, session := range sessions {
		if e.Capacity != nil {
			session.Capacity = *e.Capacity
		}
		day.add(session, e.Shut, s.Rules.CutOffMinutes)
	}
	if len(day.Sessions) > 0 {
		day.Status = Open
	}
	if len(sessions) > 0 && len(e.Shut) > 0 {
		reason = e.Shut[len(e.Shut)-1].Reason
	}
	day.Reason = reason
	return day
}

// usual returns the sessions that the timetable and the holidays bring, or why there are none.
func (s *Schedule) usual(h *calendar.Holidays, d calendar.Date) ([]Session, Text) {
	t, ok := s.timetable(d)
	if !ok {
		return nil, Text{"暂无开放安排", "No opening hours are set."}
	}
	weekday := (int(d.Weekday())+6)%7 + 1
	switch zh, en := h.Name(d); h.Kind(d) {
	case calendar.Unknown:
		return nil, Text{"节假日安排待国务院公布", "The public holidays of this year are not announced yet."}
	case calendar.Holiday:
		return nil, Text{zh + "放假", "Public holiday: " + en}
	case calendar.Makeup:
		if t.MakeupAs == 0 {
			return nil, Text{zh + "调休上班日，不开放", "Not open on this make-up working day."}
		}
		weekday = t.MakeupAs
	}
	sessions := t.on(weekday)
	if len(sessions) == 0 {
		return nil, Text{"每周固定休息", "Closed on this day of the week."}
	}
	return sessions, Text{}
}

// add publishes what the shut times leave of a session, and offers the slots within it. Slots
// keep the grid of the whole session, so that shutting a part moves nobody's time. The cut-off
// counts from where the session ends for good, not from a pause in it.
func (d *Day) add(s Session, shut []Shut, cutOff int) {
	open := []span{s.span()}
	for _, cut := range shut {
		var left []span
		for _, part := range open {
			left = append(left, part.without(span{cut.From, cut.To})...)
		}
		open = left
	}
	for i, part := range open {
		published := s
		published.Open, published.Close = part.from, part.to
		d.Sessions = append(d.Sessions, published)
		last := part.to
		if i == len(open)-1 {
			last = part.to - TimeOfDay(cutOff)
		}
		length := TimeOfDay(s.SlotMinutes)
		for start := s.Open; start+length <= s.Close; start += length {
			slot := Slot{Start: start, End: start + length, Capacity: s.Capacity}
			if part.covers(slot.span()) && start <= last && s.Capacity > 0 {
				d.Slots = append(d.Slots, slot)
			}
		}
	}
}

// Slot returns the slot that begins at a time.
func (d Day) Slot(start TimeOfDay) (Slot, bool) {
	for _, s := range d.Slots {
		if s.Start == start {
			return s, true
		}
	}
	return Slot{}, false
}

// Within reports whether a time lies in the published hours.
func (d Day) Within(from, to TimeOfDay) bool {
	return slices.ContainsFunc(d.Sessions, func(s Session) bool {
		return s.span().covers(span{from, to})
	})
}

// Capacity is the number of places of all slots.
func (d Day) Capacity() int {
	n := 0
	for _, s := range d.Slots {
		n += s.Capacity
	}
	return n
}

// LastSample is when the last slot begins, and false if there is none: whoever comes later
// finds nobody to test.
func (d Day) LastSample() (TimeOfDay, bool) {
	if len(d.Slots) == 0 {
		return 0, false
	}
	return d.Slots[len(d.Slots)-1].Start, true
}

// Hours returns the published hours as 08:30–11:30, one text a session.
func (d Day) Hours() []string {
	var hours []string
	for _, s := range d.Sessions {
		hours = append(hours, fmt.Sprintf("%s–%s", s.Open, s.Close))
	}
	return hours
}

// online reports whether a slot of the day may be booked online at an instant: not too far
// ahead, and with the notice that the rules ask for.
func (d Day) online(s Slot, r Rules, now time.Time) bool {
	notice := time.Duration(r.BookNotice) * time.Minute
	return calendar.DateOf(now).DaysUntil(d.Date) <= r.HorizonDays &&
		!s.Start.On(d.Date).Before(now.Add(notice)) && s.Start.On(d.Date).After(now)
}

// byStaff reports whether staff may give a place of the slot away: until it ends.
func (d Day) byStaff(s Slot, now time.Time) bool {
	return calendar.DateOf(now).DaysUntil(d.Date) <= MaxHorizon && s.End.On(d.Date).After(now)
}
