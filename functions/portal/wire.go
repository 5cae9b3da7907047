package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/httpapi/read"
	"github.com/mingtian-portal/mingtian/internal/pages"
)

// site returns the pages of the portal. What they say of the bureau (sponsor, phones, numbers of
// the site) is read from site.json among the objects; nothing of it is ever invented.
func (o *office) site(ctx context.Context, log *slog.Logger) (*pages.Site, error) {
	opt := pages.Options{
		Schema: o.schema, Mount: o.cfg.Mount, Origin: o.cfg.PublicURL, Logger: log,
	}
	object, err := o.blobs.Get(ctx, pages.SiteKey)
	if err != nil && !errors.Is(err, blob.ErrNotFound) {
		return nil, fmt.Errorf("read %s: %w", pages.SiteKey, err)
	}
	if err == nil {
		if opt.Imprint, err = pages.ParseImprint(object.Body); err != nil {
			return nil, err
		}
	}
	return pages.New(opt)
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
	mounted := http.NewServeMux()
	mounted.Handle(o.cfg.Mount+"/", http.StripPrefix(o.cfg.Mount, h))
	mounted.Handle(o.cfg.Mount, http.RedirectHandler(o.cfg.Mount+"/", http.StatusMovedPermanently))
	return mounted
}
