package booking

import (
	"time"

	diary "github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// BookingAnswer is the body of a booking that somebody has opened.
type BookingAnswer struct {
	Data  Booking `json:"data"`
	Links Links   `json:"links"`
}

// ReceiptAnswer is the body of a booking that was made, or opened by the phone's last digits.
type ReceiptAnswer struct {
	Data  Receipt `json:"data"`
	Links Links   `json:"links"`
}

// Receipt is a booking and what opens it from now on.
type Receipt struct {
	Reference string  `json:"reference"`
	Token     string  `json:"token"` // for the header Booking-Token
	Booking   Booking `json:"booking"`
}

// Links are the links of a booking.
type Links struct {
	Self       string `json:"self"`
	Lab        string `json:"lab"`
	Reschedule string `json:"reschedule"`
	Cancel     string `json:"cancel"`
	Calendar   string `json:"calendar"` // signed: it opens without the token, for an hour
}

// Booking is a booking as whoever opened it sees it. Of staff it says no more than that.
type Booking struct {
	Reference    string        `json:"reference"`
	LabID        string        `json:"lab_id"`
	StartsAt     time.Time     `json:"starts_at"`
	EndsAt       time.Time     `json:"ends_at"`
	Samples      int           `json:"samples"`
	ProducerID   string        `json:"producer_id,omitempty"`
	Name         string        `json:"name,omitempty"`  // masked
	Phone        string        `json:"phone,omitempty"` // masked
	Channel      string        `json:"channel"`
	State        string        `json:"state"`
	Past         bool          `json:"past"` // the time is over, and nobody came
	Kept         bool          `json:"kept"` // it stands although the laboratory closes then
	Moves        int           `json:"moves"`
	Cancellation *Cancellation `json:"cancellation"` // null unless cancelled
	Result       *Result       `json:"result"`       // null unless tested
	History      []Event       `json:"history"`
	CreatedAt    time.Time     `json:"created_at"`
	UpdatedAt    time.Time     `json:"updated_at"`
}

// Cancellation is by whom and why a booking was cancelled.
type Cancellation struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Reason string    `json:"reason,omitempty"`
}

// Event is one thing that happened to a booking.
type Event struct {
	Deed     string    `json:"deed"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	StartsAt time.Time `json:"starts_at"` // the time that the booking has since
}

// Result is what was found, with the sentences that stand beside it wherever it is shown.
type Result struct {
	TestedAt time.Time           `json:"tested_at"`
	Findings []Finding           `json:"findings"`
	Wording  []dataset.Bilingual `json:"wording"`
}

// Finding is the outcome of one item on one sample.
type Finding struct {
	Sample       int               `json:"sample"`
	Category     string            `json:"category"`
	CategoryText dataset.Bilingual `json:"category_text"`
	Item         string            `json:"item"`
	Method       string            `json:"method"`
	Outcome      string            `json:"outcome"`
	OutcomeText  dataset.Bilingual `json:"outcome_text"`
}

func (a *api) receipt(r diary.Receipt) ReceiptAnswer {
	data := Receipt{string(r.Booking.Reference), r.Token, a.view(r.Booking)}
	return ReceiptAnswer{Data: data, Links: a.links(r.Booking)}
}

func (a *api) opened(b diary.Booking) BookingAnswer {
	return BookingAnswer{Data: a.view(b), Links: a.links(b)}
}

// address returns where a booking is.
func (a *api) address(ref diary.Reference) string { return a.Base + "/v1/bookings/" + string(ref) }

func (a *api) links(b diary.Booking) Links {
	self := a.address(b.Reference)
	return Links{
		Self: self, Lab: a.Base + "/v1/labs/" + b.LabID, Reschedule: self + "/reschedule",
		Cancel: self + "/cancel", Calendar: self + "/calendar.ics?link=" + a.sign(b.Reference),
	}
}

func (a *api) view(b diary.Booking) Booking {
	v := Booking{
		Reference: string(b.Reference), LabID: b.LabID,
		StartsAt: b.StartsAt().UTC(), EndsAt: b.EndsAt().UTC(), Samples: b.Samples,
		ProducerID: b.ProducerID, Name: b.Name, Phone: b.Phone,
		Channel: string(b.Channel), State: string(b.State), Past: b.Past(a.Now()), Kept: b.Kept,
		Moves: b.Moves, Result: result(b.Result), History: make([]Event, len(b.History)),
		CreatedAt: b.CreatedAt.UTC(), UpdatedAt: b.UpdatedAt.UTC(),
	}
	if e, ok := b.Cancellation(); ok {
		v.Cancellation = &Cancellation{At: e.At.UTC(), By: side(e.By), Reason: e.Reason}
	}
	for i, e := range b.History {
		v.History[i] = Event{string(e.Deed), e.At.UTC(), side(e.By), e.StartsAt.UTC()}
	}
	return v
}

// side says on which side of the counter somebody stands. Names of staff stay inside.
func side(by diary.Actor) string {
	if by == diary.Visitor {
		return string(diary.Visitor)
	}
	return "staff"
}

func result(r *diary.Result) *Result {
	if r == nil {
		return nil
	}
	out := &Result{TestedAt: r.At.UTC(), Findings: make([]Finding, len(r.Findings))}
	for i, f := range r.Findings {
		out.Findings[i] = Finding{
			Sample: f.Sample, Item: f.Item, Method: f.Method,
			Category: string(f.Category), CategoryText: bilingual(f.Category.Label()),
			Outcome: string(f.Outcome), OutcomeText: bilingual(f.Outcome.Label()),
		}
	}
	for _, words := range r.Wording() {
		out.Wording = append(out.Wording, bilingual(words))
	}
	return out
}

func bilingual(t diary.Text) dataset.Bilingual { return dataset.Bilingual{Zh: t.Zh, En: t.En} }
