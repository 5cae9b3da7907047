package main

import (
	"context"
	"net/http"
	"net/url"
	"sync"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// site answers with pages. They cannot be made before site.json has been read: a page without the
// numbers that a government site shows would be kept by caches. Until then every page says that
// it cannot be had at the moment.
type site struct {
	blobs   blob.Store
	reader  *snapshot.Reader
	options pages.Options

	mu   sync.Mutex
	made http.Handler
}

// ServeHTTP implements http.Handler.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, err := s.get(r.Context())
	if err != nil {
		h = s.away(err)
	}
	h.ServeHTTP(w, atHome(r))
}

// atHome returns a request for the home page where the CDN asks for the key of its object: the
// default root object, which comes here when the bucket does not have it. Nothing links there, and
// the page says that its address is another.
func atHome(r *http.Request) *http.Request {
	if r.URL.Path != "/"+pages.HomeKey {
		return r
	}
	home := *r
	home.URL = &url.URL{Path: "/", RawQuery: r.URL.RawQuery}
	return &home
}

// get returns the handler of the pages, and makes it if it is not made yet.
func (s *site) get(ctx context.Context) (http.Handler, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made != nil {
		return s.made, nil
	}
	made, err := pages.Load(ctx, s.blobs, s.options)
	if err != nil {
		s.options.Logger.ErrorContext(ctx, "no pages", "error", err.Error())
		return nil, err
	}
	s.made = made.Handler(s.reader.Current)
	return s.made, nil
}

// away returns a handler of pages that have no snapshot to speak of.
func (s *site) away(err error) http.Handler {
	bare, bareErr := pages.New(s.options)
	if bareErr != nil {
		panic(bareErr) // the templates are part of the program; the frame answers
	}
	unavailable := fault.Wrap(fault.Unavailable, err,
		"The pages cannot be read at the moment. Please try again in a minute.",
		"页面暂时无法读取，请一分钟后再试。")
	return bare.Handler(func(context.Context) (*snapshot.Snapshot, error) {
		return nil, unavailable
	})
}
