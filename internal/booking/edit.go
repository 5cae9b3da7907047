package booking

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// Answer is what shall become of bookings that an edit leaves outside the published hours.
type Answer string

// The answers. Without one, an edit that would leave bookings outside is refused with an
// [*AskError].
const (
	Ask    Answer = ""
	Keep   Answer = "keep"   // take no new ones, but receive those who booked
	Cancel Answer = "cancel" // cancel them; there is a task to tell each visitor
)

// AskError asks the one question of an edit that nobody has answered: keep these bookings, or
// cancel them and tell the people? Nothing was changed. It wraps a fault of kind precondition.
type AskError struct {
	Bookings []Booking
}

// Error implements error.
func (e *AskError) Error() string { return e.Unwrap().Error() }

// Unwrap returns the fault.
func (e *AskError) Unwrap() error {
	return fault.New(fault.Precondition,
		fmt.Sprintf("%d bookings would lie outside the hours: keep them, or cancel them and tell "+
			"the people?", len(e.Bookings)),
		fmt.Sprintf("有 %d 个预约将不在开放时间内：保留，还是取消并通知预约人？", len(e.Bookings)))
}

// Edit is a change of a laboratory's schedule.
type Edit struct {
	LabID  string
	By     Actor
	Note   string // why, for the record of edits
	Answer Answer
	// Apply changes the schedule. It may be called more than once, each time with the
	// schedule as it then is. [Hours], [Except], [Restore] and [ShutBetween] make one.
	Apply func(*Schedule) error
}

// Edited is what an edit led to.
type Edited struct {
	Revision int64
	// Kept and Cancelled are the bookings that lay outside the new hours, and Unanswered
	// those that were made while an edit without an answer was under way.
	Kept, Cancelled, Unanswered []Booking
}

// Edit changes a schedule, and creates it for a laboratory that has none. One commit writes the
// schedule and the row of every date whose offer changes, so that a booking that has read the
// old hours of such a date fails its check, and bookings of other dates do not notice.
//
// After the commit no booking can be added outside the hours. Then the bookings that lie
// outside are kept or cancelled one by one; an edit that was cut short there is made again with
// the same answer and goes on.
func (d *Diary) Edit(ctx context.Context, e Edit) (Edited, error) {
	if !isID(e.LabID) {
		return Edited{}, errUnknownLab
	}
	for range attempts {
		s, c, err := d.prepare(ctx, e)
		if err != nil {
			return Edited{}, err
		}
		if e.Answer == Ask {
			outside, err := d.outside(ctx, s)
			if err != nil {
				return Edited{}, err
			}
			if len(outside) > 0 {
				return Edited{}, &AskError{Bookings: outside}
			}
		}
		lost, err := d.commit(ctx, c)
		if err != nil {
			return Edited{}, err
		}
		if lost == 0 {
			return d.settle(ctx, e, s)
		}
	}
	return Edited{}, errBusy
}

// prepare returns the schedule after an edit, and the commit that makes it so.
func (d *Diary) prepare(ctx context.Context, e Edit) (*Schedule, *claims, error) {
	cond := store.Condition{}
	s, version, err := d.schedule(ctx, e.LabID)
	switch {
	case errors.Is(err, errUnknownLab):
		s, cond.Absent = &Schedule{LabID: e.LabID, Rules: DefaultRules()}, true
	case err != nil:
		return nil, nil, err
	default:
		cond.Version = version
	}
	before := d.window(s)
	if err := e.Apply(s); err != nil {
		return nil, nil, err
	}
	s.Revision++
	if err := s.Check(); err != nil {
		return nil, nil, err
	}
	s.prune(calendar.DateOf(d.now()))
	c := &claims{}
	err = c.put(lostVersion, row{scheduleKey(e.LabID), s, time.Time{}, cond})
	if err != nil {
		return nil, nil, err
	}
	c.add(0, store.Write{Key: editsKey, Op: store.OpAdd, Delta: 1, Cap: math.MaxInt64})
	entry := Revision{Number: s.Revision, By: e.By, At: d.now().UTC(), Note: tidyText(e.Note)}
	if err := c.put(0, row{key: editKey(e.LabID, s.Revision), value: entry}); err != nil {
		return nil, nil, err
	}
	for i, day := range d.window(s) {
		if reflect.DeepEqual(day, before[i]) {
			continue
		}
		if err := c.put(0, row{
			key: dateKey(e.LabID, day.Date), value: s.Revision,
			expires: day.Date.AddDays(2).Midnight(),
		}); err != nil {
			return nil, nil, err
		}
	}
	return s, c, nil
}

// window returns the days for which a booking may be under way, and one more for clocks that
// do not agree about midnight.
func (d *Diary) window(s *Schedule) []Day {
	today := calendar.DateOf(d.now())
	days := make([]Day, MaxHorizon+2)
	for i := range days {
		days[i] = s.Day(d.holidays, today.AddDays(i))
	}
	return days
}

// prune forgets exceptions that are long past.
func (s *Schedule) prune(today calendar.Date) {
	n := 0
	for n < len(s.Exceptions) && s.Exceptions[n].Date < today.AddDays(-400) {
		n++
	}
	s.Exceptions = s.Exceptions[n:]
}
