package visit

import (
	"net/http"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/pages"
)

// openPage asks for the reference and the last four digits of the phone.
type openPage struct {
	Problems      []problem
	Heading, Lead string
	Advice        []string
	Kept          []hidden
	Reference     field
	Digits        field
	Phone         string
}

func (c *call) askReference() (reply, error) { return c.openQuestion(nil) }

func (c *call) openQuestion(problems []problem) (reply, error) {
	body := openPage{
		Problems: problems, Heading: c.Say("visit.open_title"), Lead: c.Say("visit.open_lead"),
	}
	body.Reference.Wrong = beside(problems, "reference", "reference-error")
	body.Digits.Wrong = beside(problems, "digits", "digits-error")
	return c.openView(body, status(problems))
}

func (c *call) openView(body openPage, status int) (reply, error) {
	form, err := c.tokens.form()
	if err != nil {
		return reply{}, err
	}
	body.Kept = []hidden{{"form", form}}
	body.Phone = c.Phone()
	if c.r.Method == http.MethodPost {
		body.Reference.Value = c.form.Get("reference")
	}
	return reply{view: pages.View{
		Kind: "visit_open", Path: "/booking", Title: c.title(body.Heading, body.Problems),
		Description: body.Lead, Here: here, Hidden: c.r.Method == http.MethodPost,
		Status: status, Body: body,
	}}, nil
}

// open leads to a booking, or says which of the two does not fit.
func (c *call) open() (reply, error) {
	var problems []problem
	ref, err := booking.ParseReference(c.form.Get("reference"))
	if err != nil {
		problems = append(problems, problem{"reference", c.safe(err)})
	}
	digits := strings.TrimSpace(c.form.Get("digits"))
	if digits == "" {
		problems = append(problems, problem{"digits", c.Say("visit.bad_digits")})
	}
	if len(problems) > 0 {
		return c.openQuestion(problems)
	}
	receipt, err := c.Diary.Open(c.r.Context(), ref, digits)
	switch fault.KindOf(err) {
	case fault.NotFound:
		return c.unknown(ref)
	case fault.Exhausted:
		return c.notice(http.StatusTooManyRequests, c.Say("visit.locked"),
			c.Say("visit.locked_says")), nil
	case fault.Forbidden:
		return c.openQuestion([]problem{{"digits", c.safe(err)}})
	}
	if err != nil {
		return reply{}, err
	}
	return c.enter(pass{Reference: receipt.Booking.Reference, Token: receipt.Token})
}

// unknown is the page of a reference that no booking has.
func (c *call) unknown(ref booking.Reference) (reply, error) {
	return c.openView(openPage{
		Heading: c.Say("visit.unknown"),
		Lead:    c.Say("visit.unknown_lead", "reference", string(ref)),
		Advice: []string{
			c.Say("visit.unknown_characters"), c.Say("visit.unknown_phone"),
			c.Say("visit.unknown_purged"),
		},
	}, http.StatusNotFound)
}

// enter sends whoever may see a booking to it.
func (c *call) enter(p pass) (reply, error) {
	sealed, err := c.tokens.pass(p)
	if err != nil {
		return reply{}, err
	}
	return reply{to: "/booking/" + sealed}, nil
}

// opened returns the booking that a pass opens.
func (c *call) opened(sealed string) (booking.Booking, pass, error) {
	p, err := c.tokens.open(sealed)
	if err != nil {
		return booking.Booking{}, p, err
	}
	b, err := c.Diary.Resume(c.r.Context(), p.Reference, p.Token)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		return b, p, errLapsed // it was purged meanwhile
	}
	return b, p, err
}

// lapsed is the page of a pass that does not hold any more.
func (c *call) lapsed() reply {
	return c.notice(http.StatusGone, c.Say("visit.lapsed"), c.Say("visit.lapsed_says"))
}
