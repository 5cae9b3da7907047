package dir

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

// List implements [blob.Store].
func (s *Store) List(ctx context.Context, prefix, after string, limit int) ([]string, error) {
	size, err := blob.PageSize(limit)
	if err != nil {
		return nil, err
	}
	l := listing{prefix: prefix, after: after, limit: size}
	if err := l.walk(ctx, s.root, ""); err != nil {
		return nil, err
	}
	return l.keys, nil
}

// listing is one call of List on its way through the folders.
type listing struct {
	prefix, after string
	limit         int
	keys          []string
}

// walk adds the keys of a folder, which begin with base, in the order of their bytes. For
// that a folder is taken with the slash that follows its name: "labs-x" is before "labs/".
func (l *listing) walk(ctx context.Context, folder, base string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) && base != "" {
		return nil // its last object was deleted meanwhile
	}
	if err != nil {
		return err
	}
	var names []string
	for _, entry := range entries {
		name, ok := entry.Name(), true
		if entry.IsDir() {
			name, ok = strings.CutSuffix(name, folderMark)
		}
		segment, known := unescape(name)
		switch {
		case !ok || !known:
		case entry.IsDir():
			names = append(names, base+segment+"/")
		default:
			names = append(names, base+segment)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if len(l.keys) == l.limit {
			return nil
		}
		if err := l.add(ctx, folder, base, name); err != nil {
			return err
		}
	}
	return nil
}

func (l *listing) add(ctx context.Context, folder, base, name string) error {
	if segment, isFolder := strings.CutSuffix(name[len(base):], "/"); isFolder {
		if !l.mayHold(name) {
			return nil
		}
		return l.walk(ctx, filepath.Join(folder, escape(segment)+folderMark), name)
	}
	if strings.HasPrefix(name, l.prefix) && name > l.after {
		l.keys = append(l.keys, name)
	}
	return nil
}

// mayHold reports whether keys that begin with name can be asked for.
func (l *listing) mayHold(name string) bool {
	if !strings.HasPrefix(name, l.prefix) && !strings.HasPrefix(l.prefix, name) {
		return false
	}
	return name > l.after || strings.HasPrefix(l.after, name)
}
