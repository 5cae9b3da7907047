package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mingtian-portal/mingtian/internal/app"
	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/blob/dir"
	"github.com/mingtian-portal/mingtian/internal/blob/s3"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	bookingapi "github.com/mingtian-portal/mingtian/internal/httpapi/booking"
	"github.com/mingtian-portal/mingtian/internal/httpapi/read"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/pages/visit"
	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/bolt"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo"
)

// openStore opens the store at an address.
func openStore(ctx context.Context, at app.Address, now func() time.Time) (store.Store, error) {
	if at.Scheme == "bolt" {
		return bolt.Open(at.Name, now)
	}
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("load AWS settings: %w", err)
	}
	return dynamo.Open(ctx, dynamodb.NewFromConfig(cfg), at.Name, now)
}

// openBlobs opens the objects at an address.
func openBlobs(ctx context.Context, at app.Address) (blob.Store, error) {
	if at.Scheme == "dir" {
		return dir.Open(at.Name)
	}
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("load AWS settings: %w", err)
	}
	return s3.Open(awss3.NewFromConfig(cfg), at.Name, ""), nil
}

// site returns the pages of the portal. What they say of the bureau (sponsor, phones, numbers of
// the site) is read from site.json among the objects; nothing of it is ever invented.
func (o *office) site(ctx context.Context, log *slog.Logger) (*pages.Site, error) {
	return pages.Load(ctx, o.blobs, pages.Options{
		Schema: o.schema, Mount: o.cfg.Mount, Origin: o.cfg.PublicURL, Logger: log,
		Bookable: !o.keyless, Reader: o.reader, Now: o.now,
	})
}

// handler returns everything that the portal serves: the API by its table of routes, the pages,
// which are made from the same snapshots, and the booking of free tests.
func (o *office) handler(site *pages.Site, log *slog.Logger) (http.Handler, error) {
	routes := read.Routes(read.Config{
		Reader: o.reader, Schema: o.schema, Now: o.now, Base: o.cfg.Mount,
	})
	if !o.keyless {
		visits, err := visit.New(visit.Options{
			Site: site, Current: o.reader.Current, Diary: o.diary, Now: o.now,
			Secret: o.secret, Random: rand.Reader,
		})
		if err != nil {
			return nil, err
		}
		routes = append(routes, visits...)
		routes = append(routes, bookingapi.Routes(bookingapi.Config{
			Diary: o.diary, Reader: o.reader, Schema: o.schema, Secret: o.secret, Now: o.now,
			Base: o.cfg.Mount,
		})...)
	}
	h := httpapi.New(routes, httpapi.Options{
		Logger: log, Now: o.now, Base: o.cfg.Mount, NotFound: site.Handler(o.reader.Current),
	})
	h = httpapi.ClientAddress(o.cfg.TrustedProxies)(h)
	if o.cfg.Mount == "" {
		return h, nil
	}
	mounted := http.NewServeMux()
	mounted.Handle(o.cfg.Mount+"/", http.StripPrefix(o.cfg.Mount, h))
	mounted.Handle(o.cfg.Mount, http.RedirectHandler(o.cfg.Mount+"/", http.StatusMovedPermanently))
	return mounted, nil
}
