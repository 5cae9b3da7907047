package visit

import (
	"fmt"
	"slices"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/pages"
)

// daysAtOnce is how many days are offered on one page.
const daysAtOnce = 10

// question is a choice of one answer.
type question struct {
	Name, Legend string
	Wrong        *wrong
	Groups       []group
}

// group are choices under a title of their own, if it has one.
type group struct {
	Title   string
	Choices []choice
}

type choice struct {
	ID, Value, Label, Note string
	At                     string // the date or time that Label names, for machines
	Chosen                 bool
}

// dayPage is the question which day.
type dayPage struct {
	Problems       []problem
	Facts          facts
	Far            string
	Method, Action string
	Kept           []hidden
	Question       question
	Earlier, Later string // the first days of the page before and of the next one
	Pending        string
	Back           string // to the booking that is being moved
	Phone          string
}

// free is a day with places that can be booked now.
type free struct {
	booking.Offer
	left int
}

// offered returns the days that can be booked, and the first of those that cannot because the
// holidays of its year are not known yet.
func (c *call) offered(d *draft) (days []free, pending calendar.Date, err error) {
	today := calendar.DateOf(c.Now())
	span := min(d.rules.HorizonDays+1, booking.MaxHorizon)
	offers, err := c.Diary.Slots(c.r.Context(), d.lab.ID, today, span)
	if err != nil {
		return nil, 0, fmt.Errorf("find free places: %w", err)
	}
	for _, o := range offers {
		if o.Status == booking.Pending && pending.IsZero() {
			pending = o.Date
		}
		if left := bookable(o.Places); left > 0 {
			days = append(days, free{o, left})
		}
	}
	return days, pending, nil
}

// bookable counts the places that can be booked now.
func bookable(places []booking.Place) int {
	n := 0
	for _, p := range places {
		if p.Bookable {
			n += p.Left
		}
	}
	return n
}

func (c *call) askDay() (reply, error) { return c.chooseDay() }

// chooseDay takes the answer, or asks.
func (c *call) chooseDay() (reply, error) {
	return c.asked(func(d *draft) (reply, error) {
		if c.form.Get("ask") == "" {
			return c.dayQuestion(d, nil)
		}
		date, err := calendar.ParseDate(c.form.Get("date"))
		if err != nil {
			return c.dayQuestion(d, []problem{{"date-1", c.Say("visit.pick_day")}})
		}
		d.date = date
		if !d.carries() {
			return reply{to: d.times()}, nil
		}
		return c.timeQuestion(d, nil)
	})
}

func (c *call) dayQuestion(d *draft, problems []problem) (reply, error) {
	days, pending, err := c.offered(d)
	if err != nil {
		return reply{}, err
	}
	body := dayPage{
		Problems: problems, Facts: c.where(d.lab), Far: c.far(d.lab), Method: d.method(),
		Action: c.Link(d.days()), Kept: d.kept(), Phone: d.lab.Phone,
		Question: question{Name: "date", Legend: c.Say("visit.days")},
	}
	body.Question.Wrong = beside(problems, "date-1", "date-error")
	if d.pass != "" {
		body.Facts = append(body.Facts, fact{
			Title: c.Say("visit.move_from"), Text: c.moment(d.moving.StartsAt()),
			At: d.moving.Date.String(),
		})
		body.Back = c.Link("/booking/" + d.pass)
	}
	if !pending.IsZero() {
		body.Pending = c.Say("visit.pending", "year", itoa(pending.Year()))
	}
	from := c.pageOf(days)
	upTo := min(from+daysAtOnce, len(days))
	if from > 0 {
		body.Earlier = days[max(0, from-daysAtOnce)].Date.String()
	}
	if upTo < len(days) {
		body.Later = days[upTo].Date.String()
	}
	var g group
	for i, day := range days[from:upTo] {
		g.Choices = append(g.Choices, choice{
			ID: "date-" + itoa(i+1), Value: day.Date.String(), Label: c.Day(day.Date), At: day.Date.String(),
			Note: c.Count("visit.left", day.left), Chosen: day.Date == d.date,
		})
	}
	if len(g.Choices) > 0 {
		body.Question.Groups = []group{g}
	} else {
		body.Problems = unlinked(body.Problems)
	}
	return reply{view: pages.View{
		Kind: "visit_day", Path: d.days(), Title: c.title(c.Say("visit.choose_day"), problems),
		Here: here, Hidden: d.carries(), Status: status(problems), Body: body,
	}}, nil
}

// pageOf returns which of the days is the first to be shown.
func (c *call) pageOf(days []free) int {
	date, err := calendar.ParseDate(c.form.Get("from"))
	if err != nil {
		return 0
	}
	at := slices.IndexFunc(days, func(f free) bool { return f.Date >= date })
	return max(at, 0)
}

// unlinked returns problems without the fields that they lead to, for a page that has none.
func unlinked(problems []problem) []problem {
	var list []problem
	for _, p := range problems {
		list = append(list, problem{Text: p.Text})
	}
	return list
}
