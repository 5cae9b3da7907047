package visit

import (
	"errors"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/pages"
)

// movePage shows the old time and the new one before the booking is moved.
type movePage struct {
	Problems     []problem
	Facts        facts
	Action, Back string
	Kept         []hidden
	Phone        string
}

func (c *call) moveCheck(d *draft, problems []problem) (reply, error) {
	body := movePage{
		Problems: problems, Action: c.Link(d.place()), Kept: d.kept(), Phone: d.lab.Phone,
		Back: c.Link("/booking/" + d.pass),
	}
	body.Facts = facts{
		{Title: c.Say("visit.lab"), Text: d.lab.Name},
		{
			Title: c.Say("visit.move_from"), Text: c.moment(d.moving.StartsAt()),
			At: d.moving.Date.String(),
		},
		{Title: c.Say("visit.move_to"), Text: c.moment(d.startsAt()), At: d.date.String()},
	}
	return reply{view: pages.View{
		Kind: "visit_move", Path: "/booking", Here: here, Hidden: true,
		Title: c.title(c.Say("visit.move_check"), problems), Status: status(problems), Body: body,
	}}, nil
}

// move gives the booking its new time.
func (c *call) move(d *draft) (reply, error) {
	_, p, err := c.opened(d.pass)
	if err != nil {
		return c.lapsed(), nil
	}
	_, err = c.Diary.Reschedule(c.r.Context(), d.moving.Reference, d.startsAt(), booking.Visitor)
	if err == nil {
		p.News = newsMoved
		return c.enter(p)
	}
	if _, taken := errors.AsType[*booking.TakenError](err); taken {
		return c.taken(d)
	}
	a, refused, failed := c.refuse(err, func(p []problem) (reply, error) {
		return c.moveCheck(d, p)
	})
	if refused {
		return a, failed
	}
	return reply{}, err
}
