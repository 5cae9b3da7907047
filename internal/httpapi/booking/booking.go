// Package booking answers the booking API: the free places of a laboratory, and a booking from
// the moment it is made.
//
// # Model
//
// What is booked is the business of [diary.Diary]; this package is its edge. It reads requests
// strictly, says in both languages and by JSON pointer what is wrong with one, and turns what the
// diary refuses into problems: 409 with the next free times where a place was wanted, 403 where
// somebody does not know enough to open a booking, 429 where a limit is used up.
//
//	GET  /v1/labs/{id}/slots                      booking.go  the table of routes
//	POST /v1/bookings                             slots.go    places
//	POST /v1/bookings/lookup                      book.go     making and opening a booking
//	GET  /v1/bookings/{reference}                 change.go   moving and cancelling it
//	POST /v1/bookings/{reference}/reschedule      file.go     the calendar file and its links
//	POST /v1/bookings/{reference}/cancel          view.go     what is answered
//	GET  /v1/bookings/{reference}/calendar.ics    body.go, check.go  what is asked
//
// A booking is opened by its reference and four digits, in a body; that gives a token, which goes
// into the header Booking-Token. A phone, a name and a token stand in no address. GET and HEAD
// change nothing.
package booking

import (
	"net/http"
	"time"

	diary "github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// maxBody is how many bytes a request's body may have.
const maxBody = 4 << 10

// Config is what the booking API works with. Every field but Base is needed.
type Config struct {
	Diary  *diary.Diary
	Reader *snapshot.Reader // says which laboratories and producers there are
	Schema *registry.Schema
	// Secret is that of the bookings, of at least 32 bytes: the key that signs links to calendar
	// files is derived from it. Processes that share a diary share it.
	Secret []byte
	Now    func() time.Time
	Base   string // path under which the site is mounted; before every link
}

// Routes returns the table of routes. A short secret is a mistake in the program, and a panic:
// links that anybody can sign would open bookings.
func Routes(cfg Config) []httpapi.Route {
	a := &api{Config: cfg, checker: newChecker(), linkKey: deriveLinkKey(cfg.Secret)}
	route := func(method, operation, pattern string, h httpapi.Handler) httpapi.Route {
		return httpapi.Route{
			Operation: operation, Method: method, Pattern: pattern, Handle: h,
			Cache: httpapi.CacheNone, MaxBody: maxBody,
		}
	}
	slots := route(http.MethodGet, "bookings.slots", "/v1/labs/{id}/slots", a.slots)
	slots.Cache, slots.Open = httpapi.CacheLive, true
	const one = "/v1/bookings/{reference}"
	return []httpapi.Route{
		slots,
		route(http.MethodPost, "bookings.create", "/v1/bookings", a.create),
		route(http.MethodPost, "bookings.lookup", "/v1/bookings/lookup", a.lookup),
		route(http.MethodGet, "bookings.get", one, a.get),
		route(http.MethodPost, "bookings.reschedule", one+"/reschedule", a.reschedule),
		route(http.MethodPost, "bookings.cancel", one+"/cancel", a.cancel),
		route(http.MethodGet, "bookings.calendar", one+"/calendar.ics", a.calendar),
	}
}

// api is what all handlers share.
type api struct {
	Config
	checker checker
	linkKey []byte
}
