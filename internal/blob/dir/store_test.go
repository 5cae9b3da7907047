package dir_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/blob/blobtest"
	"github.com/mingtian-portal/mingtian/internal/blob/dir"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	blobtest.Test(t, func(t *testing.T) blob.Store {
		s, err := dir.Open(t.TempDir(), dir.WithoutSync)
		require.NoError(t, err)
		return s
	})
}

// files returns the paths of all files below root, and of folders that hold nothing.
func files(t *testing.T, root string) []string {
	t.Helper()
	var paths []string
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if !d.IsDir() {
			paths = append(paths, rel)
			return nil
		}
		entries, err := os.ReadDir(path)
		if len(entries) == 0 {
			paths = append(paths, rel+"/")
		}
		return err
	}))
	return paths
}

// TestLayout is the package comment, tested; with syncing, as in production.
func TestLayout(t *testing.T) {
	t.Parallel()
	root := filepath.Join(t.TempDir(), "new", "blobs")
	s, err := dir.Open(root + "/")
	require.NoError(t, err)
	for _, key := range []string{"labs", "labs/L01", "数/a b", "~lock", "s/x/index.bin"} {
		_, err := s.Put(t.Context(), key, []byte(key), blob.Condition{})
		require.NoError(t, err)
	}
	assert.ElementsMatch(t, []string{
		"labs", "labs+/^l01", "%e6%95%b0+/a%20b", "%7elock", "s+/x+/index.bin", "~lock", "~tmp/",
	}, files(t, root))

	require.NoError(t, s.Delete(t.Context(), "s/x/index.bin"))
	require.NoError(t, s.Delete(t.Context(), "labs/L01"))
	assert.ElementsMatch(t, []string{"labs", "%e6%95%b0+/a%20b", "%7elock", "~lock", "~tmp/"},
		files(t, root), "empty folders go with their last object")
}

func TestList_StrangeFiles(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	s, err := dir.Open(root, dir.WithoutSync)
	require.NoError(t, err)
	_, err = s.Put(t.Context(), "a/b", nil, blob.Condition{})
	require.NoError(t, err)
	for _, name := range []string{
		".DS_Store", "x~", "x y", "%2F", "%zz", "%2", "%6a", "^", "^^", "a+/#x", "plain/x", "+/x",
	} {
		path := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, nil, 0o600))
	}
	keys, err := s.List(t.Context(), "", "", 0)
	require.NoError(t, err)
	assert.Equal(t, []string{"a/b"}, keys)
}

// TestOpen_Sweeps: what a killed write left goes, and what may be under way stays.
func TestOpen_Sweeps(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	s, err := dir.Open(root, dir.WithoutSync)
	require.NoError(t, err)
	temp := filepath.Join(root, "~tmp")
	probe, err := os.Stat(temp)
	require.NoError(t, err)
	for name, age := range map[string]time.Duration{
		"put-old": 2 * time.Hour, "put-recent": 30 * time.Minute, "put-now": 0,
	} {
		path := filepath.Join(temp, name)
		require.NoError(t, os.WriteFile(path, []byte("half"), 0o600))
		at := probe.ModTime().Add(-age)
		require.NoError(t, os.Chtimes(path, at, at))
	}
	keys, err := s.List(t.Context(), "", "", 0)
	require.NoError(t, err)
	assert.Empty(t, keys)

	_, err = dir.Open(root, dir.WithoutSync)
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"~tmp/put-recent", "~tmp/put-now"}, files(t, root))
}

func TestOpen_Fails(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := dir.Open(file)
	require.ErrorContains(t, err, "open blob folder")
}

// TestPut_TwoProcesses: two stores on one folder share no memory, as two processes do not;
// only the lock file serialises them.
func TestPut_TwoProcesses(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	stores := make([]*dir.Store, 2)
	for i := range stores {
		s, err := dir.Open(root, dir.WithoutSync)
		require.NoError(t, err)
		stores[i] = s
	}
	const rounds, writers = 10, 20
	for round := range rounds {
		var won atomic.Int64
		var group sync.WaitGroup
		for i := range writers {
			group.Go(func() {
				_, err := stores[i%2].Put(t.Context(), fmt.Sprintf("r/%d", round),
					[]byte(strconv.Itoa(i)), blob.Condition{Absent: true})
				if err == nil {
					won.Add(1)
					return
				}
				assert.ErrorIs(t, err, blob.ErrPrecondition)
			})
		}
		group.Wait()
		require.Equal(t, int64(1), won.Load())
	}
	keys, err := stores[1].List(t.Context(), "", "", 0)
	require.NoError(t, err)
	assert.Len(t, keys, rounds)
	assert.Equal(t, rounds+2, len(files(t, root)), "the losers left nothing in ~tmp")
}

// TestPut_Fails: a put that cannot take its place says so and leaves nothing behind.
func TestPut_Fails(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		damage func(root string) error
		want   string
	}{
		{"folder is a file", func(root string) error {
			return os.WriteFile(filepath.Join(root, "a+"), nil, 0o600)
		}, "put a/b: "},
		{"file is a folder", func(root string) error {
			return os.MkdirAll(filepath.Join(root, "a+", "b", "x"), 0o700)
		}, "put a/b: "},
		{"lock is a folder", func(root string) error {
			return os.Mkdir(filepath.Join(root, "~lock"), 0o700)
		}, "put a/b: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			s, err := dir.Open(root)
			require.NoError(t, err)
			require.NoError(t, tt.damage(root))
			_, err = s.Put(t.Context(), "a/b", []byte("x"), blob.Condition{})
			require.ErrorContains(t, err, tt.want)
			entries, err := os.ReadDir(filepath.Join(root, "~tmp"))
			require.NoError(t, err)
			assert.Empty(t, entries)
		})
	}
}

// TestPut_NoTemp: a folder that was removed under the store is an error, not a panic.
func TestPut_NoTemp(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	s, err := dir.Open(root)
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(root))
	_, err = s.Put(t.Context(), "a", nil, blob.Condition{})
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = s.List(t.Context(), "", "", 0)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.Error(t, s.Delete(t.Context(), "a"))
}

// TestPut_CancelledInside: a put whose caller leaves before it takes its place is not done.
func TestPut_CancelledInside(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	s, err := dir.Open(root, dir.WithoutSync)
	require.NoError(t, err)
	_, err = s.Put(&leaving{Context: t.Context(), looks: 1}, "a", nil, blob.Condition{})
	require.ErrorIs(t, err, context.Canceled)
	_, err = s.Get(t.Context(), "a")
	require.ErrorIs(t, err, blob.ErrNotFound)
	assert.ElementsMatch(t, []string{"~lock", "~tmp/"}, files(t, root))
}

// leaving is a context that ends after it was looked at a number of times.
type leaving struct {
	context.Context
	looks int
}

func (l *leaving) Err() error {
	if l.looks--; l.looks < 0 {
		return context.Canceled
	}
	return nil
}

// TestMap_Release: giving back twice is no error, and other mappings stay.
func TestMap_Release(t *testing.T) {
	t.Parallel()
	s, err := dir.Open(t.TempDir(), dir.WithoutSync)
	require.NoError(t, err)
	want := []byte(strings.Repeat("x", 100_000))
	_, err = s.Put(t.Context(), "a", want, blob.Condition{})
	require.NoError(t, err)
	_, first, err := s.Map(t.Context(), "a")
	require.NoError(t, err)
	body, second, err := s.Map(t.Context(), "a")
	require.NoError(t, err)
	require.NoError(t, first())
	require.NoError(t, first())
	assert.True(t, bytes.Equal(want, body))
	require.NoError(t, second())
}
