// Package snapshot reads published snapshots: the register folded up to a revision, for one
// civil date.
//
// # Key layout
//
//	s/{id}/manifest.json   what the snapshot is: revision, date, files with sizes and SHA-256
//	s/{id}/index.bin       what queries are answered from (package search)
//	s/{id}/rows            what the next fold starts from (package revision)
//	s/{id}/{dataset}.csv   the files that people download, also .ndjson
//	overlay/{id}.json      limited values that may be shown today; replaced by every publication
//	latest.json            names the newest snapshot and its overlay: the one object that changes
//	held.json              why a publication is held back; absent otherwise
//
// Everything under s/ is immutable and is written before latest.json moves, so that a reader sees
// a whole snapshot, the old or the new. An id is 20261124-r000042-1f3a9c07: civil date, revision,
// content hash.
package snapshot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"sync"
	"time"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// Format is the format of snapshots that this build writes. It reads this one and the one before.
const Format = 1

// Keys of the objects that are not under a snapshot.
const (
	LatestKey = "latest.json"
	HeldKey   = "held.json"
)

// FreshFor is how long after the beginning of its date a snapshot is fresh: the next date's is
// made within the first hour of it.
const FreshFor = 25 * time.Hour

// Names of a snapshot's own files.
const (
	ManifestFile = "manifest.json"
	IndexFile    = "index.bin"
	RowsFile     = "rows"
)

// Key returns the key of a file of a snapshot.
func Key(id, file string) string { return "s/" + id + "/" + file }

// OverlayKey returns the key of a snapshot's overlay.
func OverlayKey(id string) string { return "overlay/" + id + ".json" }

// Latest is latest.json.
type Latest struct {
	Format   int           `json:"format"`
	Snapshot string        `json:"snapshot"`
	Revision int           `json:"revision"`
	Date     calendar.Date `json:"date"` // yyyymmdd
	Overlay  string        `json:"overlay,omitempty"`
	Build    string        `json:"build"` // the build that wrote the snapshot
	// Live is the version of the live rows in the snapshot; empty if nobody said.
	Live string `json:"live,omitempty"`
}

// Held is held.json: a publication that waits for somebody to look.
type Held struct {
	Revision int       `json:"revision"`
	Dataset  string    `json:"dataset"`
	Removed  int       `json:"removed"`
	Of       int       `json:"of"`
	At       time.Time `json:"at"`
}

// File is a file of a snapshot.
type File struct {
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"` // hex
}

// Manifest is manifest.json.
type Manifest struct {
	Format   int           `json:"format"`
	Snapshot string        `json:"snapshot"`
	Revision int           `json:"revision"`
	Date     calendar.Date `json:"date"`
	// At is from when on the snapshot speaks: the later of its revision's time and the beginning
	// of its date.
	At time.Time `json:"at"`
	// RevisedAt is when the revision was made; zero for an empty register.
	RevisedAt time.Time           `json:"revised_at,omitzero"`
	Digest    string              `json:"digest"` // of the log up to the revision
	Rows      map[string]int      `json:"rows"`   // rows in the register, by dataset
	Files     map[string]File     `json:"files"`
	Gone      map[string][]string `json:"gone,omitempty"` // ids that answer 410, by dataset
}

var idPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\d{8})-r(\d{6,9})-[0-9a-f]{8}$`)
})

// NewID returns the id of a snapshot of a date, a revision and a content hash in hex.
func NewID(date calendar.Date, revision int, hash string) string {
	return fmt.Sprintf("%08d-r%06d-%s", date, revision, hash[:8])
}

// ParseID returns the date and the revision in a snapshot's id, and whether it is one.
func ParseID(id string) (date calendar.Date, revision int, ok bool) {
	m := idPattern().FindStringSubmatch(id)
	if m == nil {
		return 0, 0, false
	}
	day, _ := strconv.Atoi(m[1])
	revision, _ = strconv.Atoi(m[2])
	date, ok = calendar.NewDate(day/10000, day/100%100, day%100)
	return date, revision, ok
}

// Snapshot is an opened snapshot. It is safe for concurrent use.
type Snapshot struct {
	Manifest
	Index   *search.Index
	Current bool // the newest one, with the limited values of today laid over it

	gone    map[string]bool
	release func() error
}

// IsGone reports whether an id once named a row that was entered in error or redacted.
func (s *Snapshot) IsGone(id string) bool { return s.gone[id] }

// Close gives back the snapshot's bytes. Snapshots of a Reader are closed by it.
func (s *Snapshot) Close() error { return s.release() }

// Table returns a dataset's rows. A dataset that the snapshot does not have is an empty table.
func (s *Snapshot) Table(name string) *search.Table {
	t, _ := s.Index.Table(name)
	return t
}

// Open opens a kept snapshot by its id. One that is not kept, or never was, is a fault of kind
// Gone.
func Open(ctx context.Context, blobs blob.Store, schema *registry.Schema, id string) (*Snapshot,
	error,
) {
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	index := meanwhile(func() (lent, error) { return mapped(within, blobs, Key(id, IndexFile)) })
	manifest, err := readManifest(ctx, blobs, id)
	if err != nil {
		cancel()
		if body, indexErr := index(); indexErr == nil {
			err = errors.Join(err, body.release())
		}
		return nil, err
	}
	body, err := index()
	if err != nil {
		return nil, unavailable(fmt.Errorf("read index of %s: %w", id, err))
	}
	s := &Snapshot{Manifest: *manifest, gone: map[string]bool{}, release: body.release}
	for _, ids := range s.Gone {
		for _, gone := range ids {
			s.gone[gone] = true
		}
	}
	s.Index, err = search.Open(body.data, schema.Datasets)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open index of %s: %w", id, err), s.release())
	}
	return s, nil
}

// meanwhile does something on a goroutine of its own, and returns what waits for its result. Who
// waits for an object far away asks for the next one before it has come. A panic is the waiting
// goroutine's, whose caller may know what to do about it.
func meanwhile[T any](do func() (T, error)) (result func() (T, error)) {
	var value T
	var err error
	var panicked any
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { panicked = recover() }()
		value, err = do()
	}()
	return func() (T, error) {
		<-done
		if panicked != nil {
			panic(panicked)
		}
		return value, err
	}
}

func readManifest(ctx context.Context, blobs blob.Store, id string) (*Manifest, error) {
	object, err := blobs.Get(ctx, Key(id, ManifestFile))
	if errors.Is(err, blob.ErrNotFound) {
		return nil, fault.New(fault.Gone,
			"The snapshot "+id+" is not kept. Take the newest one, or a date with as_of.",
			"快照 "+id+" 已不再保存。请使用最新快照，或用 as_of 指定日期。")
	}
	if err != nil {
		return nil, unavailable(fmt.Errorf("read manifest of %s: %w", id, err))
	}
	m := &Manifest{}
	if err := json.Unmarshal(object.Body, m); err != nil {
		return nil, fmt.Errorf("read manifest of %s: %w", id, err)
	}
	return m, nil
}

// lent is the bytes of an object, until they are given back.
type lent struct {
	data    []byte
	release func() error
}

// mapped lends the bytes of an object where the store can, and reads them where it cannot.
func mapped(ctx context.Context, blobs blob.Store, key string) (lent, error) {
	if m, ok := blobs.(blob.Mapper); ok {
		data, release, err := m.Map(ctx, key)
		return lent{data, release}, err
	}
	object, err := blobs.Get(ctx, key)
	return lent{object.Body, func() error { return nil }}, err
}

func unavailable(err error) error {
	return fault.Wrap(fault.Unavailable, err,
		"The register cannot be read at the moment. Please try again in a minute.",
		"名录暂时无法读取，请一分钟后再试。")
}
