package snapshot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

const (
	// maxStale is how long the last good snapshot is served when the objects cannot be read.
	maxStale = 24 * time.Hour
	// grace is how long a snapshot that was replaced stays mapped: longer than any request lasts.
	grace = 10 * time.Minute
	// keptOpen is how many older snapshots stay open for those who ask by id or date.
	keptOpen = 4
	// lookFor and openFor are how long the look for a newer snapshot, and opening it, may take
	// where there is one to answer from meanwhile. A function has ten seconds for a request.
	lookFor = 2 * time.Second
	openFor = 6 * time.Second
)

// Reader hands out snapshots: the current one, looking for a newer one from time to time, and kept
// ones on demand. It is safe for concurrent use.
type Reader struct {
	blobs  blob.Store
	schema *registry.Schema
	now    func() time.Time
	maxAge time.Duration

	mu      sync.Mutex
	current *Snapshot
	latest  string    // ETag of latest.json when current was opened
	checked time.Time // when latest.json was last read
	tried   time.Time // when that was last tried
	failing time.Time // when the first try failed since then; zero if none did
	kept    []*Snapshot
	ids     []string // all kept ids, ascending, as of listed
	listed  time.Time
	retired []retiree
}

type retiree struct {
	snapshot *Snapshot
	at       time.Time
}

// NewReader returns a reader that looks for a newer snapshot when it has not done so for maxAge.
func NewReader(blobs blob.Store, schema *registry.Schema, now func() time.Time,
	maxAge time.Duration,
) *Reader {
	return &Reader{blobs: blobs, schema: schema, now: now, maxAge: maxAge}
}

// Current returns the newest snapshot. When the objects cannot be read it returns the one it has,
// for up to a day, and does not try again before maxAge is over, so that an outage there is not
// one here; with none, a fault of kind Unavailable.
func (r *Reader) Current(ctx context.Context) (*Snapshot, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.usable() && r.now().Sub(r.tried) < r.maxAge {
		return r.current, nil
	}
	if err := r.refresh(ctx); err != nil && !r.usable() {
		return nil, err
	}
	return r.current, nil
}

// usable reports whether there is a snapshot to answer from if there is no newer one to be had.
func (r *Reader) usable() bool {
	return r.current != nil && r.now().Sub(r.checked) < maxStale
}

// within bounds the time for something that Current can do without.
func (r *Reader) within(ctx context.Context, most time.Duration) (
	context.Context, context.CancelFunc,
) {
	if !r.usable() {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, most)
}

// Stale is what is known of objects that cannot be read.
type Stale struct {
	Checked time.Time // when they last could: what is served is what was current then
	Failing time.Time // when they were first seen not to answer
}

// Stale reports whether the snapshot that Current returns is served although nobody could look
// whether it is still the newest.
func (r *Reader) Stale() (Stale, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return Stale{r.checked, r.failing}, r.current != nil && !r.failing.IsZero()
}

// Refresh looks for a newer snapshot now.
func (r *Reader) Refresh(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.refresh(ctx)
}

// refresh looks for a newer snapshot and keeps account of how that went. That the one who asked
// went away says nothing of the objects.
func (r *Reader) refresh(ctx context.Context) error {
	err := r.look(ctx)
	switch {
	case err == nil:
		r.checked, r.tried, r.failing = r.now(), r.now(), time.Time{}
	case errors.Is(ctx.Err(), context.Canceled):
	default:
		r.tried = r.now()
		if r.failing.IsZero() {
			r.failing = r.now()
		}
	}
	return err
}

// latestIfNew returns latest.json, and whether it is another than the one that was read last.
func (r *Reader) latestIfNew(ctx context.Context) (blob.Object, bool, error) {
	ctx, cancel := r.within(ctx, lookFor)
	defer cancel()
	if c, ok := r.blobs.(blob.Conditional); ok {
		return c.GetIfChanged(ctx, LatestKey, r.latest)
	}
	object, err := r.blobs.Get(ctx, LatestKey)
	return object, object.ETag != r.latest, err
}

func (r *Reader) look(ctx context.Context) error {
	object, isNew, err := r.latestIfNew(ctx)
	if errors.Is(err, blob.ErrNotFound) {
		return fault.New(fault.Unavailable,
			"Nothing has been published yet. Import a register, or start with -demo.",
			"尚未发布任何数据。请先导入名录，或使用 -demo 启动。")
	}
	if err != nil {
		return unavailable(fmt.Errorf("read latest: %w", err))
	}
	r.release()
	if !isNew {
		return nil
	}
	var latest Latest
	if err := json.Unmarshal(object.Body, &latest); err != nil {
		return fmt.Errorf("read latest: %w", err)
	}
	if latest.Format != Format && latest.Format != Format-1 {
		return fmt.Errorf("read latest: format %d is not one this build reads", latest.Format)
	}
	ctx, cancel := r.within(ctx, openFor)
	defer cancel()
	over := meanwhile(func() (*overlay, error) { return readOverlay(ctx, r.blobs, latest.Overlay) })
	s, err := Open(ctx, r.blobs, r.schema, latest.Snapshot)
	o, overErr := over()
	if err != nil {
		return err
	}
	if overErr == nil {
		overErr = s.lay(o, r.schema)
	}
	if overErr != nil {
		return errors.Join(overErr, s.release())
	}
	if r.current != nil {
		r.retired = append(r.retired, retiree{r.current, r.now()})
	}
	r.current, r.latest = s, object.ETag
	r.listed = time.Time{}
	return nil
}

// release gives back the snapshots that were replaced long enough ago.
func (r *Reader) release() {
	now := r.now()
	r.retired = slices.DeleteFunc(r.retired, func(old retiree) bool {
		if now.Sub(old.at) < grace {
			return false
		}
		_ = old.snapshot.release() // nothing can be done about a mapping that will not go
		return true
	})
}

// Held returns why a publication is held back, and whether one is.
func (r *Reader) Held(ctx context.Context) (Held, bool, error) {
	var h Held
	object, err := r.blobs.Get(ctx, HeldKey)
	if errors.Is(err, blob.ErrNotFound) {
		return h, false, nil
	}
	if err != nil {
		return h, false, unavailable(fmt.Errorf("read held: %w", err))
	}
	if err := json.Unmarshal(object.Body, &h); err != nil {
		return h, false, fmt.Errorf("read held: %w", err)
	}
	return h, true, nil
}
