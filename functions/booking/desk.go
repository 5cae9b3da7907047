package main

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"time"

	"github.com/mingtian-portal/mingtian/functions/internal/cloud"
	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	bookingapi "github.com/mingtian-portal/mingtian/internal/httpapi/booking"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/pages/visit"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

const (
	// maxAge is how old the last look at latest.json may be.
	maxAge = 15 * time.Second
	// startFor is how long the start waits for the bucket. Lambda allows ten seconds for all.
	startFor = 3 * time.Second
)

// desk is what answers: the appointment book, and the register that says where one can go.
type desk struct {
	fn     *cloud.Function
	blobs  blob.Store
	diary  *booking.Diary
	secret []byte
	schema *registry.Schema
	reader *snapshot.Reader
}

func newDesk(fn *cloud.Function, blobs blob.Store, book *booking.Diary, secret []byte) *desk {
	schema := registry.Load()
	return &desk{
		fn: fn, blobs: blobs, diary: book, secret: secret, schema: schema,
		reader: snapshot.NewReader(blobs, schema, time.Now, maxAge),
	}
}

// prefetch reads the snapshot, so that the first request does not wait for it.
func (d *desk) prefetch(ctx context.Context) {
	within, cancel := context.WithTimeout(ctx, startFor)
	defer cancel()
	if err := d.reader.Refresh(within); err != nil {
		d.fn.Log.WarnContext(ctx, "no snapshot at the start", "error", err.Error())
	}
}

// handler returns the API and the pages. The pages have a frame of their own, because their
// routes can only be made when the bucket answers, and the API waits for no page.
func (d *desk) handler() http.Handler {
	api := d.frame(bookingapi.Routes(bookingapi.Config{
		Diary: d.diary, Reader: d.reader, Schema: d.schema, Secret: d.secret, Now: time.Now,
		Base: d.fn.Config.Mount,
	}), nil)
	site := &site{desk: d}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/v1/") || strings.HasPrefix(r.URL.Path, "/problems/") {
			api.ServeHTTP(w, r)
			return
		}
		site.ServeHTTP(w, r)
	})
}

// measured are the operations that book: how they end is a metric. All others are in the log.
var measured = []string{"bookings.create", "visitConfirm"}

// frame returns the handler of a table of routes.
func (d *desk) frame(routes []httpapi.Route, otherwise http.Handler) http.Handler {
	return httpapi.New(routes, httpapi.Options{
		Logger: d.fn.Metrics.Requests(measured...), Base: d.fn.Config.Mount, NotFound: otherwise,
	})
}

// pageOptions are what pages are made with.
func (d *desk) pageOptions() pages.Options {
	return pages.Options{
		Schema: d.schema, Mount: d.fn.Config.Mount, Origin: d.fn.Config.PublicURL,
		Bookable: true, Logger: d.fn.Log,
	}
}

// visits returns the routes of the booking pages of a site.
func (d *desk) visits(site *pages.Site) ([]httpapi.Route, error) {
	return visit.New(visit.Options{
		Site: site, Current: d.reader.Current, Diary: d.diary, Now: time.Now, Secret: d.secret,
		Random: rand.Reader,
	})
}
