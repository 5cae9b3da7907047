package visit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// Options are what the pages work with. Every one is needed.
type Options struct {
	Site    *pages.Site
	Current func(context.Context) (*snapshot.Snapshot, error)
	Diary   *booking.Diary
	Now     func() time.Time
	Secret  []byte    // at least 32 bytes; changing it ends passes and forms that are open
	Random  io.Reader // cryptographically strong, safe for concurrent use
}

// service is the pages' state: it does not change.
type service struct {
	Options
	tokens tokens
	origin *http.CrossOriginProtection
}

// maxForm is how many bytes a form may have: all fields at their longest have less.
const maxForm = 16 << 10

// New returns the routes of the pages, for the table that the portal serves.
func New(opt Options) ([]httpapi.Route, error) {
	if opt.Site == nil || opt.Current == nil || opt.Diary == nil || opt.Now == nil ||
		opt.Random == nil {
		return nil, errors.New("make booking pages: an option is missing")
	}
	s := &service{Options: opt, origin: http.NewCrossOriginProtection()}
	var err error
	if s.tokens, err = newTokens(opt.Secret, opt.Now, opt.Random); err != nil {
		return nil, fmt.Errorf("make booking pages: %w", err)
	}
	if opt.Site.Origin != "" { // behind a proxy a request may name another host
		if err := s.origin.AddTrustedOrigin(opt.Site.Origin); err != nil {
			return nil, fmt.Errorf("make booking pages: %w", err)
		}
	}
	return s.routes(), nil
}

func (s *service) routes() []httpapi.Route {
	const day, time = "/book/{lab}/{date}", "/book/{lab}/{date}/{time}"
	var routes []httpapi.Route
	for _, r := range []struct {
		operation, method, pattern string
		step                       step
	}{
		{"visitLabs", http.MethodGet, "/book", (*call).labs},
		{"visitDays", http.MethodGet, "/book/{lab}", (*call).askDay},
		{"visitChooseDay", http.MethodPost, "/book/{lab}", (*call).chooseDay},
		{"visitTimes", http.MethodGet, day, (*call).askTime},
		{"visitChooseTime", http.MethodPost, day, (*call).chooseTime},
		{"visitContact", http.MethodGet, time, (*call).askContact},
		{"visitConfirm", http.MethodPost, time, (*call).confirm},
		{"visitOpenForm", http.MethodGet, "/booking", (*call).askReference},
		{"visitOpen", http.MethodPost, "/booking", (*call).open},
		{"visitBooking", http.MethodGet, "/booking/{pass}", (*call).booking},
		{"visitCalendar", http.MethodGet, "/booking/{pass}/calendar.ics", (*call).calendar},
		{"visitAskCancel", http.MethodGet, "/booking/{pass}/cancel", (*call).askCancel},
		{"visitCancel", http.MethodPost, "/booking/{pass}/cancel", (*call).cancel},
	} {
		for _, language := range []string{"", "/en"} {
			routes = append(routes, httpapi.Route{
				Operation: r.operation, Method: r.method, Pattern: language + r.pattern,
				Handle: s.handler(r.step), Cache: httpapi.CacheNone, MaxBody: maxForm,
			})
		}
	}
	return routes
}
