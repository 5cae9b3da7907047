package dir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// lock waits until no other write decides, in this process or another, and returns the
// function that ends the hold.
func (s *Store) lock() (unlock func(), err error) {
	s.mu.Lock()
	f, err := os.OpenFile(filepath.Join(s.root, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		s.mu.Unlock()
		return nil, err
	}
	unlock = func() {
		_ = f.Close() // which gives the lock back
		s.mu.Unlock()
	}
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if err == nil {
			return unlock, nil
		}
		if !errors.Is(err, syscall.EINTR) {
			unlock()
			return nil, &fs.PathError{Op: "flock", Path: f.Name(), Err: err}
		}
	}
}

// makeFolder makes a folder below the root and what is missing above it, durably.
func (s *Store) makeFolder(folder string) error {
	if folder == s.root {
		return nil
	}
	if _, err := os.Lstat(folder); err == nil {
		return nil
	}
	parent := filepath.Dir(folder)
	if err := s.makeFolder(parent); err != nil {
		return err
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	return s.sync(parent)
}

// sync makes the names in a folder durable.
func (s *Store) sync(folder string) error {
	if s.noSync {
		return nil
	}
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
