package main

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mingtian-portal/mingtian/functions/internal/cloud"
	"github.com/mingtian-portal/mingtian/internal/app"
	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/blob/s3"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/httpapi/read"
	"github.com/mingtian-portal/mingtian/internal/lambdahttp"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

const (
	// maxAge is how old the last look at latest.json may be.
	maxAge = 15 * time.Second
	// startFor is how long the start waits for the bucket. Lambda allows ten seconds, and a
	// function that has no snapshot yet can at least say so.
	startFor = 4 * time.Second
)

// handler is a function behind the gateway.
type handler = func(context.Context, events.APIGatewayV2HTTPRequest) (
	events.APIGatewayV2HTTPResponse, error)

// wire returns the function. That the bucket is away is no reason not to start.
func wire(ctx context.Context, lookup cloud.Lookup) (handler, error) {
	fn, err := cloud.Load(lookup)
	if err != nil {
		return nil, err
	}
	bucket, err := fn.Bucket()
	if err != nil {
		return nil, err
	}
	r := newReaders(s3.Open(awss3.NewFromConfig(fn.AWS), bucket, ""), fn.Config, fn.Log)
	var start sync.WaitGroup // the routes are made while the bucket answers
	start.Go(func() { r.prefetch(ctx) })
	h := markStale(r.handler(), r.reader, fn.Metrics, time.Now)
	start.Wait()
	return lambdahttp.New(h, lambdahttp.Options{
		PublicURL: fn.Config.PublicURL, OriginSecrets: fn.Config.OriginSecrets,
		Base: fn.Config.Mount, Log: fn.Log,
	}), nil
}

// readers is what answers: the reader of snapshots, and the pages.
type readers struct {
	cfg    app.Config
	log    *slog.Logger
	schema *registry.Schema
	reader *snapshot.Reader
	pages  *site
}

func newReaders(blobs blob.Store, cfg app.Config, log *slog.Logger) *readers {
	r := &readers{cfg: cfg, log: log, schema: registry.Load()}
	r.reader = snapshot.NewReader(blobs, r.schema, time.Now, maxAge)
	r.pages = &site{blobs: blobs, reader: r.reader, options: pages.Options{
		Schema: r.schema, Mount: cfg.Mount, Origin: cfg.PublicURL, Logger: log, Bookable: true,
		Reader: r.reader,
	}}
	return r
}

// prefetch reads the snapshot, so that the first request does not wait for it. The pages are made
// when one is asked for: most processes that start answer the API, and templates would cost each
// of them as much as all the rest.
func (r *readers) prefetch(ctx context.Context) {
	within, cancel := context.WithTimeout(ctx, startFor)
	defer cancel()
	if err := r.reader.Refresh(within); err != nil {
		r.log.WarnContext(ctx, "no snapshot at the start", "error", err.Error())
	}
}

// handler returns the API by its table of routes, and the pages for every other address. Links
// begin with the mount path; what mounts the site has taken it off the request.
func (r *readers) handler() http.Handler {
	routes := read.Routes(read.Config{
		Reader: r.reader, Schema: r.schema, Now: time.Now, Base: r.cfg.Mount,
	})
	return httpapi.New(routes, httpapi.Options{
		Logger: r.log, Base: r.cfg.Mount, NotFound: r.pages,
	})
}
