package visit

import (
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/pages"
)

// cancelPage asks once more before a place is given away.
type cancelPage struct {
	Problems     []problem
	Facts        facts
	Action, Back string
	Kept         []hidden
}

func (c *call) askCancel() (reply, error) {
	return c.seen(func(b booking.Booking, p pass, lab pages.Laboratory) (reply, error) {
		if b.State != booking.Booked || b.Past(c.Now()) {
			return c.enter(p) // there the page says how it stands
		}
		return c.cancelQuestion(b, lab, nil)
	})
}

func (c *call) cancelQuestion(b booking.Booking, lab pages.Laboratory, problems []problem) (
	reply, error,
) {
	form, err := c.tokens.form()
	if err != nil {
		return reply{}, err
	}
	at := "/booking/" + c.r.PathValue("pass")
	title := c.title(c.Say("visit.cancel_title"), problems)
	a := c.page("visit_cancel", title, cancelPage{
		Problems: problems, Facts: c.brief(b, lab), Action: c.Link(at + "/cancel"),
		Back: c.Link(at), Kept: []hidden{{"form", form}},
	})
	return a, nil
}

func (c *call) cancel() (reply, error) {
	return c.seen(func(b booking.Booking, p pass, lab pages.Laboratory) (reply, error) {
		if b.State == booking.Cancelled { // the button was pressed twice
			return c.enter(p)
		}
		_, err := c.Diary.Cancel(c.r.Context(), b.Reference, booking.Visitor, "")
		if err == nil {
			p.News = ""
			return c.enter(p)
		}
		a, refused, failed := c.refuse(err, func(problems []problem) (reply, error) {
			return c.cancelQuestion(b, lab, problems)
		})
		if refused {
			return a, failed
		}
		return reply{}, err
	})
}
