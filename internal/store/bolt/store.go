// Package bolt keeps a [store.Store] in one file of one process, with bbolt.
//
// # Layout
//
// The file has three buckets.
//
//	meta   "format"             → the number of this layout
//	items  partition 00 sort    → kind, version, expiry, value or counter
//	due    expiry item-key      → ()
//
// The due bucket lists by the second what has an expiry. No reader sees an expired item;
// each commit removes the first few of them. The token of a commit is an item too, under
// the empty partition, with the digest of the writes as its value and an expiry.
//
// A version is the microsecond of its commit, or one more than the last version if the
// clock stands or goes back: so it does not come back even after a backup was restored.
//
// Commits run one after the other, so none ever conflicts. bbolt locks the file: a second
// process that opens it gets [ErrLocked].
package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/mingtian-portal/mingtian/internal/store"
)

// ErrLocked means that another process has the file open.
var ErrLocked = errors.New("bolt: the store is in use by another process")

const (
	// lockWait is how long Open waits for the lock: long enough for a process that is
	// just ending, short enough to ask the running one instead.
	lockWait = 100 * time.Millisecond
	// mapSize is mapped from the start. Up to it a commit need not wait for readers, nor
	// everybody for a backup, when the file grows. It takes addresses, not memory.
	mapSize = 1 << 30
	// pageBytes ends a page of a scan, as DynamoDB does.
	pageBytes = 1 << 20
)

// Store is an open file. It is safe for concurrent use.
type Store struct {
	db  *bbolt.DB
	now func() time.Time
}

var _ store.Store = (*Store)(nil)

// Option changes how a file is opened.
type Option func(*bbolt.Options)

// WithoutSync is an option for tests: commits survive the process, not the machine.
func WithoutSync(o *bbolt.Options) { o.NoSync = true }

// Open opens the file at path, and creates it if there is none; its folder must exist. It
// returns an error that wraps ErrLocked if another process has the file, and a fault with
// a sentence for the operator if the file is of a later format or not a store.
func Open(path string, now func() time.Time, options ...Option) (*Store, error) {
	o := &bbolt.Options{
		Timeout:         lockWait,
		FreelistType:    bbolt.FreelistMapType,
		InitialMmapSize: mapSize,
	}
	for _, option := range options {
		option(o)
	}
	db, err := bbolt.Open(path, 0o600, o)
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("open %s: %w", path, ErrLocked)
	}
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	if err := prepare(db, !o.NoSync); err != nil {
		return nil, errors.Join(fmt.Errorf("open store %s: %w", path, err), db.Close())
	}
	return &Store{db: db, now: now}, nil
}

// syncFolder makes the name of a new file durable, as fsync of the file does its bytes.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// Get implements [store.Store].
func (s *Store) Get(ctx context.Context, key store.Key) (store.Item, error) {
	if err := key.Validate(); err != nil {
		return store.Item{}, err
	}
	var item *store.Item
	err := s.view(ctx, func(b buckets) (err error) {
		item, err = b.item(key)
		return err
	})
	if err != nil {
		return store.Item{}, err
	}
	if item == nil {
		return store.Item{}, store.ErrNotFound
	}
	return *item, nil
}

// Scan implements [store.Store].
func (s *Store) Scan(ctx context.Context, q store.Query) (store.Page, error) {
	if err := q.Validate(); err != nil {
		return store.Page{}, err
	}
	var page store.Page
	err := s.view(ctx, func(b buckets) (err error) {
		page, err = b.scan(ctx, q)
		return err
	})
	return page, err
}

// Commit implements [store.Store].
func (s *Store) Commit(ctx context.Context, c store.Commit) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err := s.db.Update(func(tx *bbolt.Tx) error {
		// The wait for other commits may have been long.
		if err := ctx.Err(); err != nil {
			return err
		}
		return open(tx, s.now()).commit(c)
	})
	if errors.Is(err, errRepeated) {
		return nil
	}
	return err
}

// Backup writes a copy of the store as of one moment, while it is in use. The copy is a
// file that Open opens.
func (s *Store) Backup(w io.Writer) error {
	return s.db.View(func(tx *bbolt.Tx) error {
		if _, err := tx.WriteTo(w); err != nil {
			return fmt.Errorf("back up the store: %w", err)
		}
		return nil
	})
}

// Check reads the whole file and returns what is wrong with its pages and records. Commits
// wait until it has.
func (s *Store) Check() error {
	// bbolt can check its pages only while nothing writes: hence a transaction that may.
	tx, err := s.db.Begin(true)
	if err != nil {
		return err
	}
	var damage []error
	for err := range tx.Check() {
		damage = append(damage, err)
	}
	err = errors.Join(damage...)
	if err == nil {
		err = open(tx, s.now()).check()
	}
	return errors.Join(err, tx.Rollback())
}

// Close implements [store.Store]. It waits for calls that are under way.
func (s *Store) Close() error { return s.db.Close() }

func (s *Store) view(ctx context.Context, f func(buckets) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.db.View(func(tx *bbolt.Tx) error { return f(open(tx, s.now())) })
}
