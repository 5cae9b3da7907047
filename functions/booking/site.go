package main

import (
	"context"
	"net/http"
	"sync"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// site answers with pages. They are made when one is asked for, with what site.json says of the
// bureau: until that could be read every page says that it cannot be had at the moment.
type site struct {
	desk *desk

	mu   sync.Mutex
	made http.Handler
}

// ServeHTTP implements http.Handler.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, err := s.get(r.Context())
	if err != nil {
		s.desk.fn.Log.ErrorContext(r.Context(), "no pages", "error", err.Error())
		h = s.away(err)
	}
	h.ServeHTTP(w, r)
}

// get returns the handler of the pages, and makes it if it is not made yet.
func (s *site) get(ctx context.Context) (http.Handler, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made != nil {
		return s.made, nil
	}
	made, err := pages.Load(ctx, s.desk.blobs, s.desk.pageOptions())
	if err != nil {
		return nil, err
	}
	visits, err := s.desk.visits(made)
	if err != nil {
		return nil, err
	}
	s.made = s.desk.frame(visits, made.Handler(s.desk.reader.Current))
	return s.made, nil
}

// away returns a handler that says, whatever was sent, that the pages are away: nothing of it was
// carried out.
func (s *site) away(err error) http.Handler {
	bare, bareErr := pages.New(s.desk.pageOptions())
	if bareErr != nil {
		panic(bareErr) // the templates are part of the program; the frame answers
	}
	unavailable := fault.Wrap(fault.Unavailable, err,
		"The pages cannot be read at the moment. Please try again in a minute.",
		"页面暂时无法读取，一分钟后可再试。")
	answer := bare.Handler(func(context.Context) (*snapshot.Snapshot, error) {
		return nil, unavailable
	})
	return s.desk.frame(nil, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodHead {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		answer.ServeHTTP(w, r)
	}))
}
