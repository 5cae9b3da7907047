package visit

import (
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/pages"
)

// timePage is the question which time of a day, which it names again.
type timePage struct {
	Problems             []problem
	Facts                facts
	Reason               string // why the day is closed, or what is special
	Method, Action, Days string
	Kept                 []hidden
	Question             question
	Phone                string
}

func (c *call) askTime() (reply, error) { return c.chooseTime() }

// chooseTime takes the answer, or asks. Whoever has answered everything goes on to the check.
func (c *call) chooseTime() (reply, error) {
	return c.asked(func(d *draft) (reply, error) {
		if c.form.Get("ask") == "" {
			return c.timeQuestion(d, nil)
		}
		start, ok := clock(c.form.Get("time"))
		if !ok {
			return c.timeQuestion(d, []problem{{"time-1", c.Say("visit.pick_time")}})
		}
		d.start = start
		switch {
		case !d.carries():
			return reply{to: d.place()}, nil
		case d.pass != "":
			return c.moveCheck(d, nil)
		}
		if _, problems := c.contact(d); len(problems) > 0 {
			return c.contactQuestion(d, nil)
		}
		return c.check(d, nil)
	})
}

// day returns what the laboratory offers on the draft's day.
func (c *call) day(d *draft) (booking.Offer, error) {
	offers, err := c.Diary.Slots(c.r.Context(), d.lab.ID, d.date, 1)
	if err != nil {
		return booking.Offer{}, fmt.Errorf("find free places: %w", err)
	}
	return offers[0], nil
}

// slot returns the draft's slot, and whether it can be booked now.
func (c *call) slot(d *draft) (booking.Place, bool, error) {
	offer, err := c.day(d)
	if err != nil {
		return booking.Place{}, false, err
	}
	for _, p := range offer.Places {
		if p.Start == d.start {
			return p, p.Bookable, nil
		}
	}
	return booking.Place{}, false, nil
}

func (c *call) timeQuestion(d *draft, problems []problem) (reply, error) {
	offer, err := c.day(d)
	if err != nil {
		return reply{}, err
	}
	body := timePage{
		Problems: problems, Method: d.method(), Action: c.Link(d.times()),
		Days: c.Link(d.days()), Kept: d.kept(), Reason: c.in(offer.Reason), Phone: d.lab.Phone,
		Facts:    facts{{Title: c.Say("visit.lab"), Text: d.lab.Name}, c.dayFact(d.date)},
		Question: question{Name: "time", Legend: c.Say("visit.times")},
	}
	body.Question.Wrong = beside(problems, "time-1", "time-error")
	body.Question.Groups = c.halves(d, offer.Places)
	if len(body.Question.Groups) == 0 {
		body.Problems = unlinked(problems)
	}
	return reply{view: pages.View{
		Kind: "visit_time", Path: d.times(), Here: here, Hidden: true,
		Title:  c.title(c.Say("visit.choose_time")+" · "+c.Day(d.date), problems),
		Status: status(problems), Body: body,
	}}, nil
}

// halves returns the times of a day that can be booked now, morning and afternoon apart.
func (c *call) halves(d *draft, places []booking.Place) []group {
	halves := []group{{Title: c.Say("visit.morning")}, {Title: c.Say("visit.afternoon")}}
	n := 0
	for _, p := range places {
		if !p.Bookable || d.pass != "" && p.Start.On(d.date).Equal(d.moving.StartsAt()) {
			continue
		}
		n++
		half := &halves[0]
		if p.Start.On(d.date).In(calendar.Shanghai).Hour() >= 12 {
			half = &halves[1]
		}
		place := draft{lab: d.lab, date: d.date, start: p.Start}
		half.Choices = append(half.Choices, choice{
			ID: "time-" + itoa(n), Value: place.place()[len(place.times())+1:],
			Label: c.span(p.Start, p.End), Note: c.Count("visit.left", p.Left),
			Chosen: p.Start == d.start,
		})
	}
	var list []group
	for _, half := range halves {
		if len(half.Choices) > 0 {
			list = append(list, half)
		}
	}
	return list
}
