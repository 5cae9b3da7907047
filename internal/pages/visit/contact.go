package visit

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/pages"
)

// contactPage is the question how many samples, and whom to reach.
type contactPage struct {
	Problems      []problem
	Facts         facts
	Action, Times string
	Kept          []hidden
	Phone         string // of the laboratory
	Samples       samplesField
	Mobile, Name  field
}

// field is one field of a form.
type field struct {
	Value string
	Wrong *wrong
}

type samplesField struct {
	Hint    string
	Choices []choice
	Wrong   *wrong
}

const maxName = 60

// askContact asks for samples and phone, if the place can still be had.
func (c *call) askContact() (reply, error) {
	return c.asked(func(d *draft) (reply, error) {
		_, ok, err := c.slot(d)
		if err != nil {
			return reply{}, err
		}
		if !ok {
			return c.timeQuestion(d, []problem{{"time-1", c.Say("visit.full")}})
		}
		if d.form, err = c.tokens.form(); err != nil {
			return reply{}, err
		}
		return c.contactQuestion(d, nil)
	})
}

func (c *call) contactQuestion(d *draft, problems []problem) (reply, error) {
	place, _, err := c.slot(d)
	if err != nil {
		return reply{}, err
	}
	body := contactPage{
		Problems: problems, Action: c.Link(d.place()), Times: c.Link(d.times()), Phone: d.lab.Phone,
		Kept: d.kept("samples", "phone", "name"),
		Facts: facts{
			{Title: c.Say("visit.lab"), Text: d.lab.Name},
			c.dayFact(d.date),
			c.timeFact(d.date, d.start, int(place.End-place.Start)),
		},
		Samples: samplesField{
			Hint:  c.Say("visit.samples_hint", "n", itoa(d.rules.SamplesPerBooking)),
			Wrong: beside(problems, "samples", "samples-error"),
		},
		Mobile: field{d.phone, beside(problems, "phone", "phone-error")},
		Name:   field{d.name, beside(problems, "name", "name-error")},
	}
	for n := 1; n <= d.rules.SamplesPerBooking; n++ {
		body.Samples.Choices = append(body.Samples.Choices, choice{
			Value: itoa(n), Label: c.Count("visit.sample_count", n), Chosen: itoa(n) == d.samples,
		})
	}
	return reply{view: pages.View{
		Kind: "visit_contact", Path: d.place(), Here: here, Hidden: true,
		Title:  c.title(c.Say("visit.contact"), problems),
		Status: status(problems), Body: body,
	}}, nil
}

// contact reads what was answered about samples and phone, and says all that is wrong with it.
func (c *call) contact(d *draft) (booking.Request, []problem) {
	var problems []problem
	most := d.rules.SamplesPerBooking
	samples, err := strconv.Atoi(d.samples)
	if err != nil || samples < 1 || samples > most {
		problems = append(problems, problem{"samples", c.Say("visit.pick_samples", "n", itoa(most))})
	}
	phone, err := booking.ParsePhone(d.phone)
	if err != nil {
		problems = append(problems, problem{"phone", c.Say("visit.bad_phone")})
	}
	name := strings.Join(strings.Fields(d.name), " ")
	if utf8.RuneCountInString(name) > maxName || !utf8.ValidString(name) {
		problems = append(problems, problem{"name", c.Say("visit.long_name")})
	}
	return booking.Request{
		LabID: d.lab.ID, StartsAt: d.startsAt(), Samples: samples, Key: d.form,
		Contact: booking.Contact{Name: name, Phone: phone}, Address: httpapi.Network(c.r),
	}, problems
}
