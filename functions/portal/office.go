package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/mingtian-portal/mingtian/internal/app"
	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/pinyin"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/snapshot/build"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// office is an opened register: where imports, publications and undos are carried out, one at a
// time. Of a store in a file, whoever has it open has it alone.
type office struct {
	cfg    app.Config
	now    func() time.Time
	schema *registry.Schema
	store  store.Store
	blobs  blob.Store
	log    *revision.Log
	reader *snapshot.Reader
	pub    *build.Publisher
	diary  *booking.Diary

	secret  []byte // the booking key, from which every key of bookings is derived
	madeKey string // the booking key file that was made, "" if none was
	keyless bool   // the booking key is not known
	busy    sync.Mutex
	// published is told of every publication while the portal serves; nil otherwise.
	published chan struct{}
}

// openOffice opens the register, and makes its data folder if need be. While another process has
// a store in a file open it returns an error for which errors.Is(err, bolt.ErrLocked).
func openOffice(ctx context.Context, cfg app.Config, now func() time.Time) (*office, error) {
	if err := os.MkdirAll(cfg.Data, 0o750); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	st, err := openStore(ctx, cfg.Store(), now)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	blobs, err := openBlobs(ctx, cfg.Objects())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open objects: %w", err), st.Close())
	}
	o := &office{cfg: cfg, now: now, schema: registry.Load(), store: st, blobs: blobs}
	o.log = revision.New(st, o.schema, now, rand.Reader)
	o.reader = snapshot.NewReader(blobs, o.schema, now, time.Second)
	o.pub = &build.Publisher{
		Log: o.log, Blobs: blobs, Schema: o.schema, Now: now, Build: app.Build(),
		Readings: pinyin.Readings, SortKey: pinyin.SortKey,
	}
	if err := errors.Join(o.openDiary(ctx), o.log.Complete(ctx)); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return o, nil
}

func (o *office) close() error { return o.store.Close() }

func (o *office) today() calendar.Date { return calendar.DateOf(o.now()) }

// publish publishes, and lets the readers of this process see it at once.
func (o *office) publish(ctx context.Context, confirm bool) (build.Result, error) {
	res, err := o.pub.Publish(ctx, confirm)
	if err != nil {
		return res, err
	}
	select {
	case o.published <- struct{}{}:
	default: // nobody waits, or knows already
	}
	return res, o.reader.Refresh(ctx)
}

// writePages writes the static pages of the newest snapshot, and completes what a killed run left.
// It opens the snapshot for itself: it may need it for longer than a reader would keep it.
func (o *office) writePages(ctx context.Context, site *pages.Site) (written, unchanged int, err error) {
	current, err := snapshot.NewReader(o.blobs, o.schema, o.now, 0).Current(ctx)
	if err != nil {
		return 0, 0, err
	}
	written, unchanged, err = site.Publish(ctx, current, o.blobs)
	return written, unchanged, errors.Join(err, current.Close())
}

// state returns the register as it is now, folded from the newest snapshot that can be used.
func (o *office) state(ctx context.Context) (*revision.State, error) {
	return o.pub.State(ctx)
}

// record reads a revision number from a command line and returns its record.
func (o *office) record(ctx context.Context, text string) (revision.Record, error) {
	var n int
	if _, err := fmt.Sscanf(text, "%d", &n); err != nil || n < 1 {
		return revision.Record{}, fault.New(fault.Invalid,
			fmt.Sprintf("%q is not the number of a revision; portal revisions lists them.", text),
			fmt.Sprintf("%q 不是修订号；portal revisions 可列出全部修订。", text))
	}
	return o.log.Record(ctx, n)
}
