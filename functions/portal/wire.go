package main

import (
	"log/slog"
	"net/http"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/httpapi/read"
	"github.com/mingtian-portal/mingtian/internal/pages"
)

// site returns the pages of the portal.
func (o *office) site(log *slog.Logger) (*pages.Site, error) {
	return pages.New(pages.Options{
		Schema: o.schema, Mount: o.cfg.Mount, Origin: o.cfg.PublicURL, Logger: log,
	})
}

// handler returns everything that the portal serves: the API by its table of routes, and the
// pages, which are made from the same snapshots.
func (o *office) handler(site *pages.Site, log *slog.Logger) http.Handler {
	routes := read.Routes(read.Config{
		Reader: o.reader, Schema: o.schema, Now: o.now, Base: o.cfg.Mount,
	})
	h := httpapi.New(routes, httpapi.Options{
		Logger: log, Now: o.now, Base: o.cfg.Mount, NotFound: site.Handler(o.reader.Current),
	})
	if o.cfg.Mount == "" {
		return h
	}
	return http.StripPrefix(o.cfg.Mount, h)
}
