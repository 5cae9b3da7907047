package visit

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/pages"
)

// bookingPage is a booking that stands.
type bookingPage struct {
	Heading, Says string
	Reference     booking.Reference
	Facts         facts
	Far, Amount   string
	Calendar      string
	Messenger     bool // the reader's browser is a messenger's, which may not download
	Move, Cancel  string
	Kept          []hidden
	Phone         string
}

// endedPage is a booking that stands no more: cancelled, or its time has passed.
type endedPage struct {
	Heading, Lead string
	Facts         facts
	Calendar      string
	Phone         string
}

// resultPage is what was found.
type resultPage struct {
	Facts    facts
	Findings []finding
	Wording  []string
	Phone    string
}

type finding struct {
	Sample, Item, Method string
	Outcome              badge
}

// badge is a word whose colour repeats what it says.
type badge struct{ Word, Tone string }

var tones = map[booking.Outcome]string{
	booking.Negative: "good", booking.Positive: "bad",
	booking.Suspect: "warn", booking.Invalid: "none",
}

// seen answers with the booking of the address's pass.
func (c *call) seen(show func(booking.Booking, pass, pages.Laboratory) (reply, error)) (
	reply, error,
) {
	b, p, err := c.opened(c.r.PathValue("pass"))
	if errors.Is(err, errLapsed) {
		return c.lapsed(), nil
	}
	if err != nil {
		return reply{}, fmt.Errorf("open a booking: %w", err)
	}
	lab, _ := c.Laboratory(b.LabID) // one that has left the register is still where it was
	if lab.Name == "" {
		lab.ID, lab.Name = b.LabID, b.LabID
	}
	return show(b, p, lab)
}

// booking shows a booking as it stands.
func (c *call) booking() (reply, error) {
	return c.seen(func(b booking.Booking, p pass, lab pages.Laboratory) (reply, error) {
		switch {
		case b.State == booking.Cancelled:
			return c.cancelled(b, lab), nil
		case b.State == booking.NoShow || b.Past(c.Now()):
			return c.past(b, lab), nil
		case b.State == booking.Tested && b.Result != nil:
			return c.result(b, lab), nil
		}
		return c.standing(b, p, lab)
	})
}

func (c *call) standing(b booking.Booking, p pass, lab pages.Laboratory) (reply, error) {
	form, err := c.tokens.form()
	if err != nil {
		return reply{}, err
	}
	sealed := c.r.PathValue("pass")
	body := bookingPage{
		Heading: c.Say("visit.standing"), Says: c.Say("visit.booked_says"),
		Reference: b.Reference, Facts: c.told(b, lab), Far: c.far(lab), Amount: lab.SampleAmount,
		Phone:     lab.Phone,
		Messenger: strings.Contains(c.r.UserAgent(), "MicroMessenger"),
	}
	switch p.News {
	case newsBooked:
		body.Heading = c.Say("visit.booked")
	case newsMoved:
		body.Heading = c.Say("visit.moved")
	}
	if b.State == booking.Booked {
		body.Move, body.Cancel = c.Link("/book/"+b.LabID), c.Link("/booking/"+sealed+"/cancel")
		body.Kept = []hidden{{"form", form}, {"pass", sealed}}
		body.Calendar = c.Link("/booking/" + sealed + "/calendar.ics")
	} else {
		body.Heading, body.Says = c.Say("visit.received"), c.Say("visit.received_says")
	}
	return c.page("visit_booking", body.Heading, body), nil
}

// told returns the facts of a booking.
func (c *call) told(b booking.Booking, lab pages.Laboratory) facts {
	f := append(facts(c.when(b)), c.where(lab)...)
	f.add(c.Say("visit.samples_term"), c.Count("visit.sample_count", b.Samples))
	f.add(c.Say("visit.phone"), b.Phone)
	f.add(c.Say("visit.name_term"), b.Name)
	return f
}

// page is the page of a booking, whose address nobody else should find.
func (c *call) page(kind, title string, body any) reply {
	return reply{view: pages.View{
		Kind: kind, Path: c.path, Title: title, Here: here, Hidden: true, Body: body,
	}}
}

func (c *call) cancelled(b booking.Booking, lab pages.Laboratory) reply {
	body := endedPage{
		Heading: c.Say("visit.cancelled"), Phone: lab.Phone,
		Facts:    c.brief(b, lab),
		Calendar: c.Link(c.path + "/calendar.ics"),
	}
	if e, ok := b.Cancellation(); ok {
		key := "visit.cancelled_by_lab"
		if e.By == booking.Visitor {
			key = "visit.cancelled_by_you"
		}
		body.Lead = c.Say(key, "at", c.moment(e.At))
		body.Facts.add(c.Say("visit.reason"), e.Reason)
	}
	return c.page("visit_ended", body.Heading, body)
}

func (c *call) past(b booking.Booking, lab pages.Laboratory) reply {
	return c.page("visit_ended", c.Say("visit.past"), endedPage{
		Heading: c.Say("visit.past"), Lead: c.Say("visit.past_lead"), Facts: c.brief(b, lab),
		Phone: lab.Phone,
	})
}

// brief returns what tells one booking from another.
func (c *call) brief(b booking.Booking, lab pages.Laboratory) facts {
	f := facts{{Title: c.Say("visit.your_reference"), Text: string(b.Reference)}}
	f = append(f, c.when(b)...)
	f.add(c.Say("visit.lab"), lab.Name)
	return f
}

func (c *call) result(b booking.Booking, lab pages.Laboratory) reply {
	body := resultPage{Facts: c.brief(b, lab), Phone: lab.Phone}
	body.Facts = append(body.Facts, fact{
		Title: c.Say("visit.tested_at"), Text: c.moment(b.Result.At),
		At: b.Result.At.UTC().Format("2006-01-02T15:04Z"),
	})
	for _, f := range b.Result.Findings {
		body.Findings = append(body.Findings, finding{
			Sample: c.Say("visit.sample_no", "n", itoa(f.Sample), "category",
				c.in(f.Category.Label())),
			Item: f.Item, Method: f.Method,
			Outcome: badge{c.in(f.Outcome.Label()), tones[f.Outcome]},
		})
	}
	for _, w := range b.Result.Wording() {
		body.Wording = append(body.Wording, c.in(w))
	}
	return c.page("visit_result", c.Say("visit.result"), body)
}

// calendar is the booking as a file for calendars; of a cancelled one, it removes the entry.
func (c *call) calendar() (reply, error) {
	return c.seen(func(b booking.Booking, _ pass, lab pages.Laboratory) (reply, error) {
		bring := lab.SampleAmount
		if bring == "" {
			bring = c.Say("visit.bring_amount")
		}
		return reply{calendar: booking.CalendarFile(b, booking.Venue{
			Name: lab.Name, Address: lab.Address, Phone: lab.Phone, Bring: bring,
		})}, nil
	})
}
