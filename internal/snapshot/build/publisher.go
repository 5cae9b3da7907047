// Package build makes snapshots: it folds the log, derives what may be published on a date, writes
// the immutable objects and moves latest.json.
//
// A publication that dies half-way leaves objects that nothing names; the next one writes the
// same bytes under the same keys and goes on. Two at once: the compare-and-swap on latest.json
// decides, and the loser starts again from reading. Pages are written after the pointer has moved,
// by whoever publishes (see package pages).
package build

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// attempts is how often a publication that lost a race starts again.
const attempts = 3

// Publisher publishes the register of one log into one blob store.
type Publisher struct {
	Log    *revision.Log
	Blobs  blob.Store
	Schema *registry.Schema
	Now    func() time.Time
	// Build names the program's build. A snapshot of another build is published anew, because
	// the same rows may look different.
	Build string
	// Readings and SortKey are the pinyin of a character and the key by which names sort.
	Readings func(rune) []string
	SortKey  func(string) string
	// Live returns the rows of live datasets for a date, beside rows, which are the log's. They
	// go into everything that is published and into no later fold. Nil if there are none.
	Live func(ctx context.Context, rows registry.Rows, date calendar.Date) (registry.Rows, error)
	// LiveVersion returns a text that is another one whenever Live may return something else
	// for the same rows and date: what makes a publication worth while. Nil as Live.
	LiveVersion func(ctx context.Context) (string, error)
}

// Result says what a publication did.
type Result struct {
	Snapshot string
	Revision int
	Changed  bool // false if the newest snapshot was already this one
}

// Publish makes the register as it is now, on today's date, the current snapshot. With confirm
// it publishes even if unconfirmed revisions removed more than a tenth of a dataset; otherwise
// that is a fault of kind Precondition and the publication is held.
func (p *Publisher) Publish(ctx context.Context, confirm bool) (Result, error) {
	for try := 1; ; try++ {
		res, err := p.publish(ctx, confirm)
		if errors.Is(err, blob.ErrPrecondition) && try < attempts {
			continue
		}
		if err != nil {
			return res, err
		}
		return res, p.finish(ctx)
	}
}

// newest is what latest.json says, and its ETag.
type newest struct {
	snapshot.Latest
	etag     string
	manifest snapshot.Manifest
}

func (p *Publisher) newest(ctx context.Context) (newest, error) {
	var n newest
	object, err := p.Blobs.Get(ctx, snapshot.LatestKey)
	if errors.Is(err, blob.ErrNotFound) {
		return n, nil
	}
	if err != nil {
		return n, fmt.Errorf("read latest: %w", err)
	}
	n.etag = object.ETag
	if err := json.Unmarshal(object.Body, &n.Latest); err != nil {
		return n, fmt.Errorf("read latest: %w", err)
	}
	object, err = p.Blobs.Get(ctx, snapshot.Key(n.Snapshot, snapshot.ManifestFile))
	if err != nil {
		return n, fmt.Errorf("read manifest of %s: %w", n.Snapshot, err)
	}
	if err := json.Unmarshal(object.Body, &n.manifest); err != nil {
		return n, fmt.Errorf("read manifest of %s: %w", n.Snapshot, err)
	}
	return n, nil
}

func (p *Publisher) publish(ctx context.Context, confirm bool) (Result, error) {
	old, err := p.newest(ctx)
	if err != nil {
		return Result{}, err
	}
	head, err := p.Log.Head(ctx)
	if err != nil {
		return Result{}, err
	}
	// The version is asked for before the rows are made: rows that are newer than it are made
	// once more, and older ones cannot be.
	live, err := p.liveVersion(ctx)
	if err != nil {
		return Result{}, err
	}
	today := calendar.DateOf(p.Now())
	if old.etag != "" && old.Revision == head && old.Date == today && old.Build == p.Build &&
		old.Format == snapshot.Format && old.Live == live {
		return Result{Snapshot: old.Snapshot, Revision: head}, nil
	}
	if err := p.guard(ctx, old, head, confirm); err != nil {
		return Result{}, err
	}
	state, err := p.fold(ctx, old, head)
	if err != nil {
		return Result{}, err
	}
	made, err := p.make(ctx, state, today)
	if err != nil {
		return Result{}, err
	}
	made.live = live
	if err := p.write(ctx, made); err != nil {
		return Result{}, err
	}
	return p.flip(ctx, old, made)
}

func (p *Publisher) liveVersion(ctx context.Context) (string, error) {
	if p.LiveVersion == nil {
		return "", nil
	}
	version, err := p.LiveVersion(ctx)
	if err != nil {
		return "", fmt.Errorf("read version of live rows: %w", err)
	}
	return version, nil
}

// State returns the register as it is now.
func (p *Publisher) State(ctx context.Context) (*revision.State, error) {
	old, err := p.newest(ctx)
	if err != nil {
		return nil, err
	}
	head, err := p.Log.Head(ctx)
	if err != nil {
		return nil, err
	}
	return p.fold(ctx, old, head)
}

// fold returns the register after revision head, starting from the rows of the newest snapshot. A
// redaction since then, or rows that this build cannot read, make it start from nothing.
func (p *Publisher) fold(ctx context.Context, old newest, head int) (*revision.State, error) {
	var from *revision.State
	if old.etag != "" {
		redacted, err := p.Log.Redacted(ctx, old.Revision)
		if err != nil {
			return nil, err
		}
		if redacted == 0 && old.Revision <= head {
			from, err = p.rows(ctx, old)
			if err != nil {
				return nil, err
			}
		}
	}
	return p.Log.Fold(ctx, from, head)
}

// rows returns the state that a snapshot ends with, nil if this build cannot read it.
func (p *Publisher) rows(ctx context.Context, old newest) (*revision.State, error) {
	object, err := p.Blobs.Get(ctx, snapshot.Key(old.Snapshot, snapshot.RowsFile))
	if errors.Is(err, blob.ErrNotFound) {
		return nil, nil //nolint:nilnil // no state is where every fold can start
	}
	if err != nil {
		return nil, fmt.Errorf("read rows of %s: %w", old.Snapshot, err)
	}
	state, err := revision.DecodeState(object.Body)
	if err != nil || state.Digest != old.manifest.Digest {
		return nil, nil //nolint:nilnil,nilerr // an unreadable start costs only time
	}
	return state, nil
}

// guard holds a publication back when unconfirmed revisions since the newest snapshot removed more
// than a tenth of a dataset.
func (p *Publisher) guard(ctx context.Context, old newest, head int, confirm bool) error {
	if old.etag == "" || confirm || head <= old.Revision {
		return nil
	}
	records, err := p.Log.Records(ctx, old.Revision)
	if err != nil {
		return err
	}
	removed := map[string]int{}
	for _, rec := range records {
		if rec.Confirmed || rec.Revision > head {
			continue
		}
		for name, ops := range rec.Counts {
			removed[name] += ops.Removed()
		}
	}
	for _, def := range p.Schema.Datasets {
		n, of := removed[def.Name], old.manifest.Rows[def.Name]
		if n == 0 || n*10 <= of {
			continue
		}
		return p.hold(ctx, snapshot.Held{
			Revision: head, Dataset: def.Name, Removed: n, Of: of,
			At: p.Now().UTC().Truncate(time.Second),
		})
	}
	return nil
}

func (p *Publisher) hold(ctx context.Context, h snapshot.Held) error {
	body, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("encode held: %w", err)
	}
	if _, err := p.Blobs.Put(ctx, snapshot.HeldKey, body, blob.Condition{}); err != nil {
		return fmt.Errorf("write held: %w", err)
	}
	return fault.New(fault.Precondition,
		fmt.Sprintf("Revision %d removes %d of %d rows of %s, more than a tenth. It is recorded but "+
			"held back. If that is right, run: portal publish -confirm. If not: portal undo %d.",
			h.Revision, h.Removed, h.Of, h.Dataset, h.Revision),
		fmt.Sprintf("第 %d 号修订从 %s 中移除 %d 条（共 %d 条），超过一成，已登记但暂不发布。"+
			"确认无误请运行 portal publish -confirm；否则请运行 portal undo %d。",
			h.Revision, h.Dataset, h.Removed, h.Of, h.Revision))
}

// flip moves latest.json to a snapshot that is written whole.
func (p *Publisher) flip(ctx context.Context, old newest, made *made) (Result, error) {
	latest := snapshot.Latest{
		Format: snapshot.Format, Snapshot: made.manifest.Snapshot,
		Revision: made.manifest.Revision, Date: made.manifest.Date, Build: p.Build,
		Live: made.live,
	}
	if made.overlay != nil {
		latest.Overlay = snapshot.OverlayKey(latest.Snapshot)
	}
	body, err := json.Marshal(latest)
	if err != nil {
		return Result{}, fmt.Errorf("encode latest: %w", err)
	}
	cond := blob.Condition{Absent: old.etag == "", Match: old.etag}
	if _, err := p.Blobs.Put(ctx, snapshot.LatestKey, body, cond); err != nil {
		return Result{}, fmt.Errorf("move latest: %w", err)
	}
	if err := p.Blobs.Delete(ctx, snapshot.HeldKey); err != nil {
		return Result{}, fmt.Errorf("delete held: %w", err)
	}
	return Result{Snapshot: latest.Snapshot, Revision: latest.Revision, Changed: true}, nil
}

// finish does what may follow the flip at leisure, and again after a crash: pruning, and the
// stages of writers that never came back.
func (p *Publisher) finish(ctx context.Context) error {
	if err := p.prune(ctx); err != nil {
		return err
	}
	_, err := p.Log.Sweep(ctx)
	return err
}
