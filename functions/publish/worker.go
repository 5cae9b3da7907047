package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/mingtian-portal/mingtian/functions/internal/cloud"
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/snapshot/build"
)

// reserve is what is kept of an invocation's time to say how far it came: pages that were not
// written in time are written by the next run.
const reserve = 5 * time.Second

// worker publishes, and purges.
type worker struct {
	publisher *build.Publisher
	site      pages.Options
	purge     func(context.Context) (booking.PurgeReport, error)
	log       *slog.Logger
	metrics   *cloud.Metrics
}

// result is what a run did, for whoever asked for it.
type result struct {
	Snapshot  string `json:"snapshot"`
	Revision  int    `json:"revision"`
	Changed   bool   `json:"changed"`
	Held      string `json:"held,omitempty"` // why a publication waits for {"confirm":true}
	Written   int    `json:"pages_written"`
	Unchanged int    `json:"pages_unchanged"`
}

// run publishes the register, and then the pages of the newest snapshot. A publication that is
// held back is no error, as nothing would become of trying again: the pages of the snapshot before
// are completed, and the hold is told.
func (w *worker) run(ctx context.Context, confirm bool) (result, error) {
	ctx, cancel := early(ctx)
	defer cancel()
	var res result
	published, err := w.publisher.Publish(ctx, confirm)
	held := fault.Is(err, fault.Precondition)
	if err != nil && !held {
		w.measure(ctx, 0, 0)
		return res, fmt.Errorf("publish: %w", err)
	}
	if held {
		res.Held = err.Error()
		w.log.WarnContext(ctx, "publication is held back", "error", err.Error())
	}
	res.Changed = published.Changed
	if err := w.pages(ctx, &res); err != nil {
		w.measure(ctx, 0, count(held))
		return res, fmt.Errorf("write pages: %w", err)
	}
	w.measure(ctx, count(!held), count(held))
	w.log.InfoContext(ctx, "published", "snapshot", res.Snapshot, "revision", res.Revision,
		"changed", res.Changed, "pages_written", res.Written, "pages_unchanged", res.Unchanged)
	return res, nil
}

// early returns a context that ends while there is still time to say so.
func early(ctx context.Context) (context.Context, context.CancelFunc) {
	if end, ok := ctx.Deadline(); ok {
		return context.WithDeadline(ctx, end.Add(-reserve))
	}
	return context.WithCancel(ctx)
}

// purgeBookings removes the bookings that were kept long enough, and proves it: by counts in the
// log, by a metric that an alarm misses when it fails to come, and by a row of the table.
func (w *worker) purgeBookings(ctx context.Context) (booking.PurgeReport, error) {
	ctx, cancel := early(ctx)
	defer cancel()
	report, err := w.purge(ctx)
	w.metrics.Write(ctx, w.publisher.Now(), "purge", cloud.Count("Purged", count(err == nil)))
	attrs := []any{
		"through", report.Through.String(), "removed", report.Bookings,
		"remaining", report.Remaining,
	}
	if err != nil {
		w.log.ErrorContext(ctx, "purge bookings", append(attrs, "error", err.Error())...)
		return report, fmt.Errorf("purge bookings: %w", err)
	}
	w.log.InfoContext(ctx, "purged bookings", attrs...)
	return report, nil
}

// pages writes the static pages of the newest snapshot, and completes what a killed run left.
func (w *worker) pages(ctx context.Context, res *result) error {
	p := w.publisher
	site, err := pages.Load(ctx, p.Blobs, w.site)
	if err != nil {
		return err
	}
	current, err := snapshot.NewReader(p.Blobs, p.Schema, p.Now, 0).Current(ctx)
	if err != nil {
		return err
	}
	res.Snapshot, res.Revision = current.Snapshot, current.Revision
	res.Written, res.Unchanged, err = site.Publish(ctx, current, p.Blobs)
	return errors.Join(err, current.Close())
}

func (w *worker) measure(ctx context.Context, published, held int) {
	w.metrics.Write(ctx, w.publisher.Now(), "publication",
		cloud.Count("Published", published), cloud.Count("Held", held))
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}
