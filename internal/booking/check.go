package booking

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

// maxCapacity keeps a slip of the keyboard from opening a slot to everybody.
const maxCapacity = 500

// Check returns a fault that names every part of a schedule that cannot be.
func (s *Schedule) Check() error {
	var c complaints
	for i, t := range s.Timetables {
		at := fmt.Sprintf("/timetables/%d", i)
		c.when(t.Name == "", at+"/name", "it has no name")
		c.when(t.From.IsZero(), at+"/from", "it begins on no date")
		c.when(!t.To.IsZero() && t.To < t.From, at+"/to", "it ends before it begins")
		c.when(t.MakeupAs < 0 || t.MakeupAs > 7, at+"/makeup_as", "it is no weekday from 1 to 7")
		for j, other := range s.Timetables[:i] {
			c.when(t.meets(other), at, fmt.Sprintf("it holds on days of timetable %d", j))
		}
		for j, w := range t.Sessions {
			at := fmt.Sprintf("%s/sessions/%d", at, j)
			c.when(len(w.Weekdays) == 0, at+"/weekdays", "there are none")
			for _, n := range w.Weekdays {
				c.when(n < 1 || n > 7, at+"/weekdays", "a weekday is 1 for Monday to 7 for Sunday")
			}
		}
		for weekday := 1; weekday <= 7; weekday++ {
			c.sessions(fmt.Sprintf("%s/sessions", at), t.on(weekday))
		}
	}
	for i, e := range s.Exceptions {
		c.exception(fmt.Sprintf("/exceptions/%d", i), e)
		c.when(i > 0 && e.Date <= s.Exceptions[i-1].Date, fmt.Sprintf("/exceptions/%d", i),
			"the dates are not in order, or one stands there twice")
	}
	c.rules(s.Rules)
	return c.fault()
}

func (t Timetable) meets(o Timetable) bool {
	return (o.To.IsZero() || t.From <= o.To) && (t.To.IsZero() || o.From <= t.To)
}

type complaints []fault.Field

func (c *complaints) when(wrong bool, name, reason string) {
	if f := (fault.Field{Name: name, Reason: reason}); wrong && !slices.Contains(*c, f) {
		*c = append(*c, f)
	}
}

func (c *complaints) exception(at string, e Exception) {
	c.when(e.Date.IsZero(), at+"/date", "it has no date")
	c.when(e.Closed && e.Reason.Zh == "", at+"/reason", "say why in Chinese")
	c.when(e.Capacity != nil && (*e.Capacity < 0 || *e.Capacity > maxCapacity), at+"/capacity",
		fmt.Sprintf("it is not from 0 to %d", maxCapacity))
	c.sessions(at+"/sessions", e.Sessions)
	for i, s := range e.Shut {
		c.when(s.From >= s.To || s.From < 0 || s.To > endOfDay, fmt.Sprintf("%s/shut/%d", at, i),
			"it ends before it begins")
		c.when(s.Reason.Zh == "", fmt.Sprintf("%s/shut/%d/reason", at, i), "say why in Chinese")
	}
}

// sessions checks the sessions of one day.
func (c *complaints) sessions(at string, list []Session) {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Session) int { return cmp.Compare(a.Open, b.Open) })
	for i, s := range list {
		c.when(s.Open < 0 || s.Close > endOfDay || s.Open >= s.Close, at,
			fmt.Sprintf("%s–%s is no time of a day", s.Open, s.Close))
		c.when(s.Open%quarter != 0 || s.Close%quarter != 0, at,
			fmt.Sprintf("%s–%s is not on quarter hours", s.Open, s.Close))
		c.when(s.SlotMinutes <= 0 || s.SlotMinutes%int(quarter) != 0 || s.SlotMinutes > 4*60, at,
			fmt.Sprintf("a slot of %d minutes is not of 15, 30, 45 … up to 240", s.SlotMinutes))
		c.when(s.Capacity < 0 || s.Capacity > maxCapacity, at,
			fmt.Sprintf("a capacity of %d is not from 0 to %d", s.Capacity, maxCapacity))
		c.when(i > 0 && list[i-1].Close > s.Open, at,
			fmt.Sprintf("two sessions of a day are on at %s", s.Open))
	}
}

func (c *complaints) rules(r Rules) {
	for _, n := range []struct {
		name           string
		value, low, up int
	}{
		{"horizon_days", r.HorizonDays, 0, MaxHorizon},
		{"cut_off_minutes", r.CutOffMinutes, 0, 12 * 60},
		{"samples_per_booking", r.SamplesPerBooking, 1, 20},
		{"book_notice_minutes", r.BookNotice, 0, 7 * 24 * 60},
		{"change_notice_minutes", r.ChangeNotice, 0, 7 * 24 * 60},
		{"limits/open_bookings", r.Limits.OpenBookings, 1, 20},
		{"limits/samples_per_day", r.Limits.SamplesPerDay, 1, 100},
		{"limits/producer_per_week", r.Limits.ProducerPerWeek, 1, 1000},
		{"limits/address_per_day", r.Limits.AddressPerDay, 1, 100_000},
		{"limits/moves", r.Limits.Moves, 0, 20},
		{"limits/no_shows", r.Limits.NoShows, 1, 20},
		{"limits/pause_days", r.Limits.PauseDays, 1, 365},
	} {
		c.when(n.value < n.low || n.value > n.up, "/rules/"+n.name,
			fmt.Sprintf("%d is not from %d to %d", n.value, n.low, n.up))
	}
}

func (c complaints) fault() error {
	if len(c) == 0 {
		return nil
	}
	err := fault.New(fault.Invalid, "The opening hours cannot be: see the parts that are wrong.",
		"开放时间设置有误，请看逐项说明。")
	err.Fields = c
	return err
}
