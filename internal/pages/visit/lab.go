package visit

import (
	"fmt"
	"strconv"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/pages"
)

func itoa(n int) string { return strconv.Itoa(n) }

// labPage is the question which laboratory.
type labPage struct {
	Count  string
	Labs   []listedLab
	Amount string // what to bring, here of no laboratory in particular
}

type listedLab struct {
	Name, Town, Far string
	Facts           facts
	Href            string // where to book; "" if that is by phone alone
}

func (c *call) labs() (reply, error) {
	var list []listedLab
	for _, l := range c.Laboratories() {
		in := listedLab{Name: l.Name, Town: l.Town, Far: c.far(l)}
		in.Facts.add(c.Say("visit.notice"), l.Notice)
		in.Facts.add(c.Say("visit.address"), l.Address)
		in.Facts.add(c.Say("visit.directions"), l.Directions)
		in.Facts.add(c.Say("visit.hours"), l.OpeningHours)
		in.Facts.add(c.Say("visit.bring"), l.SampleAmount)
		if l.Phone != "" {
			in.Facts = append(in.Facts,
				fact{Title: c.Say("visit.lab_phone"), Text: l.Phone, Phone: true})
		}
		switch _, err := c.Diary.Schedule(c.r.Context(), l.ID); {
		case err == nil:
			in.Href = c.Link("/book/" + l.ID)
		case !fault.Is(err, fault.NotFound):
			return reply{}, fmt.Errorf("load a schedule: %w", err)
		}
		list = append(list, in)
	}
	return reply{view: pages.View{
		Kind: "visit_lab", Path: "/book", Title: c.Say("visit.choose_lab"),
		Description: c.Say("visit.lead"), Here: here,
		Body: labPage{Count: c.Count("visit.labs", len(list)), Labs: list},
	}}, nil
}
