package visit

import (
	"errors"
	"net/http"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/pages"
)

// checkPage shows every answer once more before it counts.
type checkPage struct {
	Problems []problem
	Facts    facts
	Action   string
	Kept     []hidden
	Amount   string
	Phone    string
}

// The steps that a form with everything answered may ask for. Any other asks the last question
// again.
const (
	stepCheck = "check"
	stepBook  = "book"
	stepMove  = "move"
)

// confirm checks the answers, and then books or moves.
func (c *call) confirm() (reply, error) {
	return c.asked(func(d *draft) (reply, error) {
		step := c.form.Get("step")
		switch {
		case d.pass != "" && step == stepMove:
			return c.move(d)
		case d.pass != "":
			return c.moveCheck(d, nil)
		case step != stepCheck && step != stepBook:
			return c.contactQuestion(d, nil)
		}
		req, problems := c.contact(d)
		switch {
		case len(problems) > 0:
			return c.contactQuestion(d, problems)
		case step == stepCheck:
			return c.check(d, nil)
		}
		return c.book(d, req)
	})
}

// check shows the answers, if the place can still be had.
func (c *call) check(d *draft, problems []problem) (reply, error) {
	place, ok, err := c.slot(d)
	if err != nil {
		return reply{}, err
	}
	if !ok && len(problems) == 0 {
		return c.timeQuestion(d, []problem{{"time-1", c.Say("visit.full")}})
	}
	req, _ := c.contact(d)
	body := checkPage{
		Problems: problems, Action: c.Link(d.place()), Kept: d.kept(),
		Amount: d.lab.SampleAmount, Phone: d.lab.Phone,
	}
	day, time := c.dayFact(d.date), c.timeFact(d.date, d.start, int(place.End-place.Start))
	samples := fact{
		Title: c.Say("visit.samples_term"), Text: c.Count("visit.sample_count", req.Samples),
	}
	phone := fact{Title: c.Say("visit.phone"), Text: req.Contact.Phone.Digits()}
	day.Change = &change{c.Link(d.days()), day.Title}
	time.Change = &change{c.Link(d.times()), time.Title}
	samples.Change = &change{c.Link(d.place()), samples.Title}
	phone.Change = &change{c.Link(d.place()), phone.Title}
	body.Facts = append(facts{{Title: c.Say("visit.lab"), Text: d.lab.Name}},
		day, time, samples, phone)
	if req.Contact.Name != "" {
		name := fact{Title: c.Say("visit.name_term"), Text: req.Contact.Name}
		name.Change = &change{c.Link(d.place()), name.Title}
		body.Facts = append(body.Facts, name)
	}
	return reply{view: pages.View{
		Kind: "visit_check", Path: d.place(), Here: here, Hidden: true,
		Title: c.title(c.Say("visit.check"), problems), Status: status(problems), Body: body,
	}}, nil
}

// book makes the booking. What was answered is kept when it cannot be made.
func (c *call) book(d *draft, req booking.Request) (reply, error) {
	receipt, err := c.Diary.Book(c.r.Context(), req)
	if err == nil {
		return c.enter(pass{
			Reference: receipt.Booking.Reference, Token: receipt.Token, News: newsBooked,
		})
	}
	if _, taken := errors.AsType[*booking.TakenError](err); taken {
		return c.taken(d)
	}
	a, refused, failed := c.refuse(err, func(p []problem) (reply, error) { return c.check(d, p) })
	if refused {
		return a, failed
	}
	return reply{}, err
}

// taken goes one step back: to the times of the day, or to the days if it is full.
func (c *call) taken(d *draft) (reply, error) {
	offer, err := c.day(d)
	if err != nil {
		return reply{}, err
	}
	show := c.timeQuestion
	problems := []problem{{"time-1", c.Say("visit.full")}}
	if bookable(offer.Places) == 0 {
		show, problems = c.dayQuestion, []problem{{"date-1", c.Say("visit.day_full")}}
	}
	a, err := show(d, problems)
	a.view.Status = http.StatusConflict
	return a, err
}

// refuse shows a page again with the reason why the diary would not do what was asked. It does so
// for reasons that people can do something about, and reports whether it did.
func (c *call) refuse(cause error, show func([]problem) (reply, error)) (reply, bool, error) {
	kind := fault.KindOf(cause)
	text := c.safe(cause)
	switch kind {
	case fault.Exhausted, fault.Forbidden, fault.Conflict, fault.Unavailable:
	case fault.Invalid: // the answers are checked: what is left is a form that was used before
		text = c.Say("visit.used")
	default:
		return reply{}, false, nil
	}
	a, err := show([]problem{{Text: text}})
	a.view.Status = statuses[kind]
	return a, true, err
}
