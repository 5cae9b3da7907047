package visit

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/pages"
)

// draft is what a visitor has answered so far: in the address which laboratory, day and time, and
// in hidden fields the rest.
type draft struct {
	lab   pages.Laboratory
	rules booking.Rules
	date  calendar.Date
	start booking.TimeOfDay

	form    string // the form token; "" as long as answers are in the address alone
	samples string
	phone   string
	name    string
	pass    string // of the booking that is to be moved
	moving  booking.Booking
}

// hidden is a field of a form that carries an answer along.
type hidden struct{ Name, Value string }

// carries reports whether the draft has answers that must not be in an address.
func (d *draft) carries() bool { return d.form != "" }

// kept returns the hidden fields of a question. Fields that the question asks itself are left
// out by the names of them.
func (d *draft) kept(asked ...string) []hidden {
	if !d.carries() {
		return nil
	}
	list := []hidden{{"form", d.form}}
	if d.pass != "" {
		return append(list, hidden{"pass", d.pass})
	}
	for _, f := range []hidden{{"samples", d.samples}, {"phone", d.phone}, {"name", d.name}} {
		if f.Value != "" && !slices.Contains(asked, f.Name) {
			list = append(list, f)
		}
	}
	return list
}

// method is how the forms of the questions for day and time are sent.
func (d *draft) method() string {
	if d.carries() {
		return "post"
	}
	return "get"
}

func (d *draft) days() string { return "/book/" + d.lab.ID }

func (d *draft) times() string { return d.days() + "/" + d.date.String() }

func (d *draft) place() string {
	return d.times() + "/" + strings.Replace(d.start.String(), ":", "", 1)
}

func (d *draft) startsAt() time.Time { return d.start.On(d.date) }

// errNoLab is a laboratory that is not in the register, or takes no bookings.
var errNoLab = errors.New("the laboratory takes no bookings")

// errNoPage is an address with a day or a time that is none.
var errNoPage = errors.New("there is no such page")

// draft reads what was answered from the address and the form.
func (c *call) draft() (*draft, error) {
	d := &draft{}
	var ok bool
	if d.lab, ok = c.Laboratory(c.r.PathValue("lab")); !ok {
		return nil, errNoLab
	}
	schedule, err := c.Diary.Schedule(c.r.Context(), d.lab.ID)
	if fault.Is(err, fault.NotFound) {
		return nil, errNoLab
	}
	if err != nil {
		return nil, fmt.Errorf("load a schedule: %w", err)
	}
	d.rules = schedule.Rules
	if text := c.r.PathValue("date"); text != "" {
		if d.date, err = calendar.ParseDate(text); err != nil {
			return nil, errNoPage
		}
	}
	if text := c.r.PathValue("time"); text != "" {
		if d.start, ok = clock(text); !ok {
			return nil, errNoPage
		}
	}
	if c.r.Method != http.MethodPost {
		return d, nil
	}
	d.form, d.pass = c.form.Get("form"), c.form.Get("pass")
	d.samples, d.phone, d.name = c.form.Get("samples"), c.form.Get("phone"), c.form.Get("name")
	if d.pass == "" {
		return d, nil
	}
	if d.moving, _, err = c.opened(d.pass); err != nil {
		return nil, err
	}
	if d.moving.LabID != d.lab.ID {
		return nil, errNoLab
	}
	return d, nil
}

// clock reads a time as addresses have it, 0930.
func clock(text string) (booking.TimeOfDay, bool) {
	if len(text) != 4 {
		return 0, false
	}
	if _, err := strconv.ParseUint(text, 10, 16); err != nil {
		return 0, false
	}
	t, err := booking.ParseTimeOfDay(text[:2] + ":" + text[2:])
	return t, err == nil
}

// asked answers a question with the draft, or says why there is none.
func (c *call) asked(ask func(*draft) (reply, error)) (reply, error) {
	d, err := c.draft()
	switch {
	case errors.Is(err, errNoLab):
		return c.notice(http.StatusNotFound, c.Say("visit.lab_gone"), c.Say("visit.lab_gone_says")), nil
	case errors.Is(err, errLapsed):
		return c.lapsed(), nil
	case err != nil:
		return reply{}, err
	}
	return ask(d)
}
