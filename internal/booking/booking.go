package booking

import (
	"slices"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// State is where a booking stands.
type State string

// The states. A booking begins as Booked; Tested, NoShow and Cancelled are ends.
const (
	Booked    State = "booked"
	CheckedIn State = "checked_in"
	Tested    State = "tested"
	NoShow    State = "no_show"
	Cancelled State = "cancelled"
)

// follows says which states may come after one.
var follows = map[State][]State{
	Booked:    {CheckedIn, NoShow, Cancelled},
	CheckedIn: {Tested, Cancelled},
}

// Channel is how a booking was made.
type Channel string

// The channels. Fair-use limits bind bookings made online.
const (
	Online   Channel = "online"
	ByPhone  Channel = "phone"
	OnWalkIn Channel = "walk_in"
)

// Actor is who did something to a booking: the [Visitor], or a member of staff.
type Actor string

// Visitor is whoever holds the reference and the phone.
const Visitor Actor = "visitor"

// Staff returns a member of staff as an actor.
func Staff(name string) Actor { return Actor("staff/" + tidyText(name)) }

// Deed is what was done to a booking.
type Deed string

// The deeds that a history tells of.
const (
	DidBook    Deed = "booked"
	DidMove    Deed = "moved"
	DidCheckIn Deed = "checked_in"
	DidTest    Deed = "tested"
	DidMiss    Deed = "no_show"
	DidCancel  Deed = "cancelled"
	DidKeep    Deed = "kept" // the laboratory closes at that time, but the booking stands
)

// Event is one entry of a booking's history.
type Event struct {
	Deed     Deed      `json:"deed"`
	At       time.Time `json:"at"`
	By       Actor     `json:"by"`
	Reason   string    `json:"reason,omitempty"`
	StartsAt time.Time `json:"starts_at"` // the time that the booking has since
}

// Booking is one booking of a place, as it may be shown to whoever has opened it.
type Booking struct {
	Reference  Reference     `json:"reference"`
	LabID      string        `json:"lab_id"`
	Date       calendar.Date `json:"date"`
	Start      TimeOfDay     `json:"start"`
	Minutes    int           `json:"minutes"` // how long the slot lasts
	Samples    int           `json:"samples"`
	ProducerID string        `json:"producer_id,omitempty"`
	Channel    Channel       `json:"channel"`
	State      State         `json:"state"`
	Sequence   int           `json:"sequence"`        // moves and the cancellation, for calendars
	Moves      int           `json:"moves,omitempty"` // by the visitor
	Kept       bool          `json:"kept,omitempty"`  // stands outside the published hours
	Result     *Result       `json:"result,omitempty"`
	History    []Event       `json:"history"` // everything that happened, first things first
	CreatedAt  time.Time     `json:"created_at"`
	UpdatedAt  time.Time     `json:"updated_at"`

	// Name and Phone are masked, and empty if none is known.
	Name  string `json:"-"`
	Phone string `json:"-"`
}

// StartsAt returns when the slot begins.
func (b Booking) StartsAt() time.Time { return b.Start.On(b.Date) }

// EndsAt returns when the slot ends.
func (b Booking) EndsAt() time.Time { return b.span().to.On(b.Date) }

// Past reports whether the time of a booking has passed with nobody having come: it can be
// neither moved nor cancelled by the visitor.
func (b Booking) Past(now time.Time) bool { return b.State == Booked && !now.Before(b.EndsAt()) }

func (b Booking) span() span { return span{b.Start, b.Start + TimeOfDay(b.Minutes)} }

// Cancellation returns the event that cancelled a booking, and whether there is one.
func (b Booking) Cancellation() (Event, bool) {
	i := slices.IndexFunc(b.History, func(e Event) bool { return e.Deed == DidCancel })
	if i < 0 {
		return Event{}, false
	}
	return b.History[i], true
}

// record is a booking as it is stored: what is personal is sealed or hashed.
type record struct {
	Booking
	PhoneHash string `json:"phone_hash,omitempty"` // empty for a walk-in without a phone
	Tail      string `json:"tail,omitempty"`       // the hash of the last four digits
	Sealed    []byte `json:"sealed,omitempty"`     // the name and the number
	Ticket    int    `json:"ticket,omitempty"`     // the open/{n} row it holds; 0 if none
}

// enter notes a deed in the history.
func (r *record) enter(deed Deed, at time.Time, by Actor, reason string) {
	r.History = append(r.History, Event{
		Deed: deed, At: at.UTC(), By: by, Reason: tidyText(reason), StartsAt: r.StartsAt().UTC(),
	})
	r.UpdatedAt = at.UTC()
}

// become moves a booking into a state, or says why it cannot be.
func (r *record) become(next State) error {
	if !slices.Contains(follows[r.State], next) {
		return refuseState(r.State)
	}
	r.State = next
	return nil
}
