package snapshot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/calendar"
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
// for up to a day; with none, a fault of kind Unavailable.
func (r *Reader) Current(ctx context.Context) (*Snapshot, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if r.current != nil && now.Sub(r.checked) < r.maxAge {
		return r.current, nil
	}
	err := r.refresh(ctx)
	if err != nil && r.current != nil && now.Sub(r.checked) < maxStale {
		return r.current, nil
	}
	return r.current, err
}

// Refresh looks for a newer snapshot now.
func (r *Reader) Refresh(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.refresh(ctx)
}

func (r *Reader) refresh(ctx context.Context) error {
	object, err := r.blobs.Get(ctx, LatestKey)
	if errors.Is(err, blob.ErrNotFound) {
		return fault.New(fault.Unavailable,
			"Nothing has been published yet. Import a register, or start with -demo.",
			"尚未发布任何数据。请先导入名录,或使用 -demo 启动。")
	}
	if err != nil {
		return unavailable(fmt.Errorf("read latest: %w", err))
	}
	r.release()
	if r.current != nil && object.ETag == r.latest {
		r.checked = r.now()
		return nil
	}
	var latest Latest
	if err := json.Unmarshal(object.Body, &latest); err != nil {
		return fmt.Errorf("read latest: %w", err)
	}
	if latest.Format != Format && latest.Format != Format-1 {
		return fmt.Errorf("read latest: format %d is not one this build reads", latest.Format)
	}
	s, err := Open(ctx, r.blobs, r.schema, latest.Snapshot)
	if err != nil {
		return err
	}
	if err := s.lay(ctx, r.blobs, r.schema, latest.Overlay); err != nil {
		return errors.Join(err, s.release())
	}
	if r.current != nil {
		r.retired = append(r.retired, retiree{r.current, r.now()})
	}
	r.current, r.latest, r.checked = s, object.ETag, r.now()
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

// ByID returns a kept snapshot, or a fault of kind Gone, or Invalid for what is no id.
func (r *Reader) ByID(ctx context.Context, id string) (*Snapshot, error) {
	if _, _, ok := ParseID(id); !ok {
		return nil, fault.New(fault.Invalid,
			"A snapshot is named like 20261124-r000042-1f3a9c07.",
			"快照编号形如 20261124-r000042-1f3a9c07。")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, s := range r.kept {
		if s.Snapshot == id {
			r.kept = append(slices.Delete(r.kept, i, i+1), s)
			return s, nil
		}
	}
	s, err := Open(ctx, r.blobs, r.schema, id)
	if err != nil {
		return nil, err
	}
	r.kept = append(r.kept, s)
	if len(r.kept) > keptOpen {
		r.retired = append(r.retired, retiree{r.kept[0], r.now()})
		r.kept = slices.Delete(r.kept, 0, 1)
	}
	r.release()
	return s, nil
}

// AsOf returns the last kept snapshot of a date or earlier, or a fault of kind NotFound when the
// register did not exist yet.
func (r *Reader) AsOf(ctx context.Context, date calendar.Date) (*Snapshot, error) {
	ids, err := r.IDs(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Backward(ids) {
		if d, _, _ := ParseID(id); d <= date {
			return r.ByID(ctx, id)
		}
	}
	first := "none"
	if len(ids) > 0 {
		d, _, _ := ParseID(ids[0])
		first = d.String()
	}
	return nil, fault.New(fault.NotFound,
		fmt.Sprintf("There is no snapshot of %s or earlier; the first is of %s.", date, first),
		fmt.Sprintf("没有 %s 或更早的快照;最早的快照日期为 %s。", date, first))
}

// IDs returns the ids of all kept snapshots, oldest first: by date, then by revision.
func (r *Reader) IDs(ctx context.Context) ([]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.now().Sub(r.listed) < time.Minute {
		return r.ids, nil
	}
	ids, err := List(ctx, r.blobs)
	if err != nil {
		return nil, unavailable(err)
	}
	r.ids, r.listed = ids, r.now()
	return ids, nil
}

// List returns the ids of all snapshots whose manifests are there, oldest first.
func List(ctx context.Context, blobs blob.Store) ([]string, error) {
	var ids []string
	after := ""
	for {
		keys, err := blobs.List(ctx, "s/", after, 0)
		if err != nil {
			return nil, fmt.Errorf("list snapshots: %w", err)
		}
		if len(keys) == 0 {
			return ids, nil
		}
		for _, key := range keys {
			after = key
			id, file, _ := strings.Cut(strings.TrimPrefix(key, "s/"), "/")
			if _, _, ok := ParseID(id); ok && file == ManifestFile {
				ids = append(ids, id)
			}
		}
	}
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

// File returns a file of a kept snapshot that people may download.
func (r *Reader) File(ctx context.Context, id, name string) (blob.Object, error) {
	s, err := r.ByID(ctx, id)
	if err != nil {
		return blob.Object{}, err
	}
	_, listed := s.Files[name]
	if (!listed && name != ManifestFile) || name == IndexFile || name == RowsFile {
		return blob.Object{}, fault.New(fault.NotFound,
			"The snapshot has no file "+name+"; manifest.json lists those it has.",
			"该快照没有文件 "+name+";manifest.json 列出了全部文件。")
	}
	object, err := r.blobs.Get(ctx, Key(id, name))
	if err != nil {
		return blob.Object{}, unavailable(fmt.Errorf("read %s of %s: %w", name, id, err))
	}
	return object, nil
}
