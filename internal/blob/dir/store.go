// Package dir keeps a [blob.Store] in a folder of one machine, for one or more processes.
//
// # Layout
//
// An object is a file. Its path is its key with each segment escaped by [escape]; a folder
// has a "+" after its name, so that "labs" and "labs/L01" both exist, also where file names
// do not tell upper case from lower.
//
//	labs              labs
//	labs+/^l01        labs/L01
//	~lock             held for as long as a write decides and takes its place
//	~tmp/put-…        a write that is under way, or was cut off
//
// A write goes to a file in ~tmp, is synced, and is renamed to its place, whose folder is
// synced too. So the bytes of a file never change, and readers need no lock. Files whose
// names are not of this form are not seen. Nothing else may write in the folder.
package dir

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

const (
	lockName  = "~lock"
	tempName  = "~tmp"
	tempLimit = time.Hour // older files in ~tmp belong to a process that is gone
)

// Store is an open folder. It is safe for concurrent use, also by several processes that
// have it open. It holds no resources between calls and needs no closing.
type Store struct {
	root   string
	noSync bool
	mu     sync.Mutex // held with the lock file
}

var (
	_ blob.Store       = (*Store)(nil)
	_ blob.Mapper      = (*Store)(nil)
	_ blob.Conditional = (*Store)(nil)
)

// Option changes how a folder is opened.
type Option func(*Store)

// WithoutSync is an option for tests: writes survive the process, not the machine.
func WithoutSync(s *Store) { s.noSync = true }

// Open opens the folder at path, and creates it if there is none. It removes what cut-off
// writes left behind.
func Open(path string, options ...Option) (*Store, error) {
	s := &Store{root: filepath.Clean(path)}
	for _, option := range options {
		option(s)
	}
	if err := os.MkdirAll(filepath.Join(path, tempName), 0o700); err != nil {
		return nil, fmt.Errorf("open blob folder: %w", err)
	}
	if err := s.sweep(); err != nil {
		return nil, fmt.Errorf("open blob folder %s: %w", path, err)
	}
	return s, nil
}

// sweep removes old files from ~tmp. Their age is told by the file system's own clock, on
// a file that is made for it: the folder may lie on another machine.
func (s *Store) sweep() error {
	temp := filepath.Join(s.root, tempName)
	probe, err := s.writeTemp(nil)
	if err != nil {
		return err
	}
	defer os.Remove(probe)
	info, err := os.Stat(probe)
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(temp)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		file, err := entry.Info()
		if err != nil {
			continue // its writer has finished meanwhile
		}
		if info.ModTime().Sub(file.ModTime()) <= tempLimit {
			continue
		}
		err = os.Remove(filepath.Join(temp, entry.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Get implements [blob.Store].
func (s *Store) Get(ctx context.Context, key string) (blob.Object, error) {
	if err := blob.ValidateKey(key); err != nil {
		return blob.Object{}, err
	}
	if err := ctx.Err(); err != nil {
		return blob.Object{}, err
	}
	body, err := os.ReadFile(s.file(key))
	if err != nil {
		return blob.Object{}, absent(err)
	}
	return blob.Object{Body: body, ETag: etag(body)}, nil
}

// GetIfChanged implements [blob.Conditional]. The tag is the hash of the bytes, so it reads
// them all the same; it is meant for small objects such as latest.json.
func (s *Store) GetIfChanged(
	ctx context.Context, key, etag string,
) (blob.Object, bool, error) {
	object, err := s.Get(ctx, key)
	if err != nil || object.ETag == etag {
		return blob.Object{}, false, err
	}
	return object, true, nil
}

// absent turns the file system's word for a missing file into the contract's.
func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return blob.ErrNotFound
	}
	return err
}

func etag(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

// Put implements [blob.Store].
func (s *Store) Put(
	ctx context.Context, key string, body []byte, cond blob.Condition,
) (string, error) {
	if err := blob.ValidatePut(key, len(body), cond); err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	temp, err := s.writeTemp(body)
	if err != nil {
		return "", fmt.Errorf("put %s: %w", key, err)
	}
	if err := s.place(ctx, temp, key, cond); err != nil {
		// After the rename there is nothing left to remove.
		_ = os.Remove(temp)
		return "", err
	}
	return etag(body), nil
}

// writeTemp writes and syncs a new file in ~tmp and returns its path.
func (s *Store) writeTemp(body []byte) (string, error) {
	f, err := os.CreateTemp(filepath.Join(s.root, tempName), "put-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(body)
	if err == nil && !s.noSync {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// place moves a file from ~tmp to its key if the condition holds.
func (s *Store) place(ctx context.Context, temp, key string, cond blob.Condition) error {
	unlock, err := s.lock()
	if err != nil {
		return fmt.Errorf("put %s: %w", key, err)
	}
	defer unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.check(ctx, key, cond); err != nil {
		return err
	}
	file := s.file(key)
	err = s.makeFolder(filepath.Dir(file))
	if err == nil {
		err = os.Rename(temp, file)
	}
	if err == nil {
		err = s.sync(filepath.Dir(file))
	}
	if err != nil {
		return fmt.Errorf("put %s: %w", key, err)
	}
	return nil
}

func (s *Store) check(ctx context.Context, key string, cond blob.Condition) error {
	if cond == (blob.Condition{}) {
		return nil
	}
	current, err := s.Get(ctx, key)
	if err != nil && !errors.Is(err, blob.ErrNotFound) {
		return err
	}
	there := err == nil
	if cond.Absent && there || cond.Match != "" && current.ETag != cond.Match {
		return blob.ErrPrecondition
	}
	return nil
}

// Delete implements [blob.Store].
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := blob.ValidateKey(key); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	unlock, err := s.lock()
	if err != nil {
		return fmt.Errorf("delete %s: %w", key, err)
	}
	defer unlock()
	file := s.file(key)
	folder := filepath.Dir(file)
	err = os.Remove(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = s.sync(folder)
	}
	if err != nil {
		return fmt.Errorf("delete %s: %w", key, err)
	}
	// Folders that are empty now go as well; the first that is not ends it.
	for folder != s.root && os.Remove(folder) == nil {
		folder = filepath.Dir(folder)
	}
	return nil
}

// Map implements [blob.Mapper]. The bytes are the file's pages: writing to them ends the
// process.
func (s *Store) Map(ctx context.Context, key string) ([]byte, func() error, error) {
	if err := blob.ValidateKey(key); err != nil {
		return nil, nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	f, err := os.Open(s.file(key))
	if err != nil {
		return nil, nil, absent(err)
	}
	// The mapping outlives the descriptor, and the name of the file.
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, fmt.Errorf("map %s: %w", key, err)
	}
	if info.Size() == 0 {
		return []byte{}, func() error { return nil }, nil
	}
	body, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()),
		syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, nil, fmt.Errorf("map %s: %w", key, err)
	}
	return body, sync.OnceValue(func() error { return syscall.Munmap(body) }), nil
}
