package visit

import (
	"time"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/pages"
)

// fact is a term and what it is, with a way to change it where there is one.
type fact struct {
	Title, Text string
	Phone       bool
	At          string // the machine's spelling of a date or an instant
	Change      *change
}

// change is the button that asks for one answer again.
type change struct{ Href, Of string }

// facts are a list of facts to which empty ones are not added.
type facts []fact

func (f *facts) add(title, text string) {
	if text != "" {
		*f = append(*f, fact{Title: title, Text: text})
	}
}

// far returns a warning about the journey to a laboratory, "" for one that is near.
func (c *call) far(l pages.Laboratory) string {
	if l.Distance == 0 {
		return ""
	}
	return c.Say("visit.far", "town", l.Town, "km", itoa(l.Distance))
}

// span writes the time of a slot: 14:30—15:00, 2:30pm to 3:00pm.
func (c *call) span(from, to booking.TimeOfDay) string {
	if c.English() {
		return twelve(from) + " to " + twelve(to)
	}
	return from.String() + "—" + to.String()
}

// twelve writes a time as the English do.
func twelve(t booking.TimeOfDay) string {
	return t.On(calendar.Date(20260101)).In(calendar.Shanghai).Format("3:04pm")
}

// moment writes when something happened.
func (c *call) moment(at time.Time) string {
	day := c.Day(calendar.DateOf(at))
	if c.English() {
		return day + ", " + at.In(calendar.Shanghai).Format("3:04pm")
	}
	return day + at.In(calendar.Shanghai).Format("15:04")
}

// in returns a text in the page's language.
func (c *call) in(t booking.Text) string {
	if c.English() && t.En != "" {
		return t.En
	}
	return t.Zh
}

// when returns the facts of a booking's day and time.
func (c *call) when(b booking.Booking) []fact {
	return []fact{c.dayFact(b.Date), c.timeFact(b.Date, b.Start, b.Minutes)}
}

func (c *call) dayFact(d calendar.Date) fact {
	return fact{Title: c.Say("visit.date"), Text: c.Day(d), At: d.String()}
}

func (c *call) timeFact(d calendar.Date, start booking.TimeOfDay, minutes int) fact {
	return fact{
		Title: c.Say("visit.time"), Text: c.span(start, start+booking.TimeOfDay(minutes)),
		At: start.On(d).In(calendar.Shanghai).Format("2006-01-02T15:04-07:00"),
	}
}

// where returns the facts of where a laboratory is and how to reach it.
func (c *call) where(l pages.Laboratory) facts {
	f := facts{{Title: c.Say("visit.lab"), Text: l.Name}}
	f.add(c.Say("visit.address"), l.Address)
	f.add(c.Say("visit.directions"), l.Directions)
	f.add(c.Say("visit.access"), l.Access)
	if l.Phone != "" {
		f = append(f, fact{Title: c.Say("visit.lab_phone"), Text: l.Phone, Phone: true})
	}
	return f
}
