package bolt_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/bolt"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Test(t, func(t *testing.T, now func() time.Time) store.Store {
		s, err := bolt.Open(filepath.Join(t.TempDir(), "store"), now, bolt.WithoutSync)
		require.NoError(t, err)
		t.Cleanup(func() {
			assert.NoError(t, s.Check())
			assert.NoError(t, s.Close())
		})
		return s
	})
}

func newClock() *storetest.Clock {
	return storetest.NewClock(time.Date(2099, 11, 24, 8, 0, 0, 0, time.UTC))
}

// open opens a durable store and closes it when the test ends.
func open(t *testing.T, path string, clock *storetest.Clock) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(path, clock.Now)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	return s
}

// openUnsynced is open for tests that commit much and do not look at the file.
func openUnsynced(t *testing.T, clock *storetest.Clock) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(filepath.Join(t.TempDir(), "store"), clock.Now, bolt.WithoutSync)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	return s
}

func key(sort string) store.Key { return store.Key{Partition: "p", Sort: sort} }

func commit(t *testing.T, s store.Store, writes ...store.Write) {
	t.Helper()
	c := store.Commit{Token: rand.Text(), Writes: writes}
	require.NoError(t, s.Commit(t.Context(), c))
}

// records counts the items in the file, also those that no reader sees.
func records(t *testing.T, path string) int {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()
	n := 0
	require.NoError(t, db.View(func(tx *bbolt.Tx) error {
		n = tx.Bucket([]byte("items")).Stats().KeyN
		return nil
	}))
	return n
}

func TestOpen_Locked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store")
	first, err := bolt.Open(path, newClock().Now)
	require.NoError(t, err)
	_, err = bolt.Open(path, newClock().Now)
	require.ErrorIs(t, err, bolt.ErrLocked)
	require.NoError(t, first.Close())
	open(t, path, newClock())
}

func TestOpen_NoFolder(t *testing.T) {
	t.Parallel()
	_, err := bolt.Open(filepath.Join(t.TempDir(), "none", "store"), newClock().Now)
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestOpen_Format(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(tx *bbolt.Tx) error
		kind   fault.Kind
		want   string
	}{
		{"later", func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("meta")).Put([]byte("format"), []byte("2"))
		}, fault.Precondition, "has format 2 and this program reads format 1"},
		{"damaged", func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("meta")).Put([]byte("format"), []byte("x"))
		}, fault.Internal, "not a number"},
		{"stranger", func(tx *bbolt.Tx) error {
			if _, err := tx.CreateBucket([]byte("else")); err != nil {
				return err
			}
			return tx.DeleteBucket([]byte("meta"))
		}, fault.Precondition, "not a store of this program"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "store")
			s, err := bolt.Open(path, newClock().Now, bolt.WithoutSync)
			require.NoError(t, err)
			require.NoError(t, s.Close())
			db, err := bbolt.Open(path, 0o600, nil)
			require.NoError(t, err)
			require.NoError(t, db.Update(tt.change))
			require.NoError(t, db.Close())
			before, err := os.ReadFile(path)
			require.NoError(t, err)

			_, err = bolt.Open(path, newClock().Now)
			require.ErrorContains(t, err, tt.want)
			assert.Equal(t, tt.kind, fault.KindOf(err))
			after, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.True(t, bytes.Equal(before, after), "a refused file stays as it is")
		})
	}
}

// TestCommit_Durable: what a commit wrote is in the file when it returns, not when the
// store is closed.
func TestCommit_Durable(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	clock := newClock()
	s := open(t, filepath.Join(folder, "store"), clock)
	token := rand.Text()
	c := store.Commit{Token: token, Writes: []store.Write{
		{Key: key("a"), Value: []byte("x")},
		{Key: key("n"), Op: store.OpAdd, Delta: 2, Cap: 5, Expires: clock.Now().Add(time.Hour)},
	}}
	require.NoError(t, s.Commit(t.Context(), c))
	image, err := os.ReadFile(filepath.Join(folder, "store"))
	require.NoError(t, err)
	crashed := filepath.Join(folder, "crashed")
	require.NoError(t, os.WriteFile(crashed, image, 0o600))

	again := open(t, crashed, clock)
	require.NoError(t, again.Check())
	for _, k := range []store.Key{key("a"), key("n")} {
		want, err := s.Get(t.Context(), k)
		require.NoError(t, err)
		got, err := again.Get(t.Context(), k)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	require.NoError(t, again.Commit(t.Context(), c), "the token is kept too")
	got, err := again.Get(t.Context(), key("n"))
	require.NoError(t, err)
	assert.Equal(t, int64(2), got.Counter)
}

// TestBackup copies the store while commits go on, and finds each of them whole or absent.
func TestBackup(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	clock := newClock()
	s, err := bolt.Open(filepath.Join(folder, "store"), clock.Now, bolt.WithoutSync)
	require.NoError(t, err)
	defer func() { assert.NoError(t, s.Close()) }()
	pair := func(i int) {
		value := fmt.Appendf(make([]byte, 0, 8<<10), "%08000d", i)
		commit(t, s, store.Write{Key: key("left"), Value: value},
			store.Write{Key: key("right"), Value: value})
	}
	pair(0)
	const rounds = 20
	copied := make(chan error, 1)
	go func() {
		var err error
		for i := range rounds {
			err = errors.Join(err, backup(s, filepath.Join(folder, fmt.Sprint(i))))
		}
		copied <- err
	}()
	for i := range 10 * rounds {
		pair(i + 1)
	}
	require.NoError(t, <-copied)
	for i := range rounds {
		kept := open(t, filepath.Join(folder, fmt.Sprint(i)), clock)
		require.NoError(t, kept.Check())
		left, err := kept.Get(t.Context(), key("left"))
		require.NoError(t, err)
		right, err := kept.Get(t.Context(), key("right"))
		require.NoError(t, err)
		assert.True(t, bytes.Equal(left.Value, right.Value))
	}
}

func backup(s *bolt.Store, path string) error {
	var b bytes.Buffer
	if err := s.Backup(&b); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}

func TestBackup_Unwritable(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "store"), newClock())
	file, err := os.Open(os.DevNull)
	require.NoError(t, err)
	require.NoError(t, file.Close())
	require.ErrorContains(t, s.Backup(file), "back up the store: ")
}

// TestVersion_Restored: after a backup was restored no version comes back that a reader of
// the later store may still hold.
func TestVersion_Restored(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	clock := newClock()
	s := open(t, filepath.Join(folder, "store"), clock)
	commit(t, s, store.Write{Key: key("a"), Value: []byte("1")})
	require.NoError(t, backup(s, filepath.Join(folder, "kept")))
	seen := make(map[string]bool)
	for range 5 {
		commit(t, s, store.Write{Key: key("a"), Value: []byte("2")})
		item, err := s.Get(t.Context(), key("a"))
		require.NoError(t, err)
		assert.False(t, seen[item.Version], "while the clock stands")
		seen[item.Version] = true
	}
	clock.Advance(time.Minute)
	restored := open(t, filepath.Join(folder, "kept"), clock)
	for range 5 {
		commit(t, restored, store.Write{Key: key("a"), Value: []byte("3")})
		item, err := restored.Get(t.Context(), key("a"))
		require.NoError(t, err)
		assert.False(t, seen[item.Version], "after a restore")
		seen[item.Version] = true
	}
}

// TestSweep: what has expired leaves the file with the commits that follow, tokens too.
func TestSweep(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store")
	clock := newClock()
	s, err := bolt.Open(path, clock.Now, bolt.WithoutSync)
	require.NoError(t, err)
	const expiring = 50
	for i := range expiring {
		commit(t, s, store.Write{
			Key: key(fmt.Sprint(i)), Value: []byte("x"), Expires: clock.Now().Add(time.Hour),
		})
	}
	commit(t, s, store.Write{Key: key("stays"), Value: []byte("x")})
	commit(t, s, store.Write{Key: key("0"), Value: []byte("stays now")})
	clock.Advance(time.Hour)
	for range 10 {
		commit(t, s, store.Write{Key: key("last"), Value: []byte("x")})
	}
	require.NoError(t, s.Check())
	item, err := s.Get(t.Context(), key("0"))
	require.NoError(t, err)
	assert.Equal(t, "stays now", string(item.Value))
	require.NoError(t, s.Close())
	assert.Equal(t, 3+10, records(t, path), "three items and the tokens of the last hour")
}

// TestToken_Forgotten: a token is remembered for ten minutes and not for ever.
func TestToken_Forgotten(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := open(t, filepath.Join(t.TempDir(), "store"), clock)
	c := store.Commit{Token: "t", Writes: []store.Write{
		{Key: key("n"), Op: store.OpAdd, Delta: 1, Cap: 9},
	}}
	require.NoError(t, s.Commit(t.Context(), c))
	clock.Advance(10 * time.Minute)
	require.NoError(t, s.Commit(t.Context(), c))
	clock.Advance(time.Hour)
	require.NoError(t, s.Commit(t.Context(), c))
	item, err := s.Get(t.Context(), key("n"))
	require.NoError(t, err)
	assert.Equal(t, int64(2), item.Counter)
	page, err := s.Scan(t.Context(), store.Query{Partition: "p"})
	require.NoError(t, err)
	assert.Len(t, page.Items, 1, "tokens do not show")
}

func TestCheck_Damage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		damage func(items, due *bbolt.Bucket) error
		want   string
	}{
		{"empty record", func(items, _ *bbolt.Bucket) error {
			return items.Put([]byte("p\x00a"), nil)
		}, "cannot be read"},
		{"unknown kind", func(items, _ *bbolt.Bucket) error {
			return items.Put([]byte("p\x00a"), []byte("x\x01\x00"))
		}, "cannot be read"},
		{"short version", func(items, _ *bbolt.Bucket) error {
			return items.Put([]byte("p\x00a"), []byte("v\x80"))
		}, "cannot be read"},
		{"no expiry", func(items, _ *bbolt.Bucket) error {
			return items.Put([]byte("p\x00a"), []byte("v\x01"))
		}, "cannot be read"},
		{"long counter", func(items, _ *bbolt.Bucket) error {
			return items.Put([]byte("p\x00a"), []byte("c\x01\x00\x02\x02"))
		}, "cannot be read"},
		{"expiry not listed", func(_, due *bbolt.Bucket) error {
			k, _ := due.Cursor().First()
			return due.Delete(k)
		}, "not listed"},
		{"expiry of nothing", func(_, due *bbolt.Bucket) error {
			return due.Put([]byte("\x00\x00\x00\x00\x00\x00\x00\x01p\x00a"), nil)
		}, "2 expiries are listed, of 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "store")
			s, err := bolt.Open(path, newClock().Now, bolt.WithoutSync)
			require.NoError(t, err)
			commit(t, s, store.Write{Key: key("a"), Value: []byte("x")})
			require.NoError(t, s.Check())
			require.NoError(t, s.Close())
			db, err := bbolt.Open(path, 0o600, nil)
			require.NoError(t, err)
			require.NoError(t, db.Update(func(tx *bbolt.Tx) error {
				return tt.damage(tx.Bucket([]byte("items")), tx.Bucket([]byte("due")))
			}))
			require.NoError(t, db.Close())

			s = open(t, path, newClock())
			require.ErrorContains(t, s.Check(), tt.want)
		})
	}
}

// TestScan_LargeItems: a page ends after about a mebibyte, as it does on DynamoDB.
func TestScan_LargeItems(t *testing.T) {
	t.Parallel()
	s := openUnsynced(t, newClock())
	for i := range 10 {
		commit(t, s, store.Write{Key: key(fmt.Sprint(i)), Value: make([]byte, 300<<10)})
	}
	page, err := s.Scan(t.Context(), store.Query{Partition: "p"})
	require.NoError(t, err)
	assert.True(t, page.More)
	assert.Len(t, page.Items, 4)
	assert.Equal(t, "3", page.Last)
}

// TestCommit_CancelledInside: a commit whose caller leaves while it waits is not applied.
func TestCommit_CancelledInside(t *testing.T) {
	t.Parallel()
	s := openUnsynced(t, newClock())
	c := store.Commit{Token: "t", Writes: []store.Write{{Key: key("a")}}}
	err := s.Commit(&leaving{Context: t.Context(), looks: 1}, c)
	require.ErrorIs(t, err, context.Canceled)
	_, err = s.Get(t.Context(), key("a"))
	require.ErrorIs(t, err, store.ErrNotFound)
}

// TestScan_CancelledInside: a scan does not go on for a caller who has left.
func TestScan_CancelledInside(t *testing.T) {
	t.Parallel()
	s := openUnsynced(t, newClock())
	for part := range 3 {
		var writes []store.Write
		for i := range store.MaxCommit {
			writes = append(writes, store.Write{Key: key(fmt.Sprintf("%d/%03d", part, i))})
		}
		commit(t, s, writes...)
	}
	_, err := s.Scan(&leaving{Context: t.Context(), looks: 2}, store.Query{Partition: "p"})
	require.ErrorIs(t, err, context.Canceled)
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

func TestClosed(t *testing.T) {
	t.Parallel()
	s, err := bolt.Open(filepath.Join(t.TempDir(), "store"), newClock().Now)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	_, err = s.Get(t.Context(), key("a"))
	require.Error(t, err)
	c := store.Commit{Token: "t", Writes: []store.Write{{Key: key("a")}}}
	require.Error(t, s.Commit(t.Context(), c))
}
