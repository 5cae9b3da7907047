package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"time"

	"go.etcd.io/bbolt"

	"github.com/mingtian-portal/mingtian/internal/store"
)

var (
	metaBucket = []byte("meta")
	itemBucket = []byte("items")
	dueBucket  = []byte("due")
)

const (
	// tokenLife is the ten minutes of the contract and some, for clocks that are set.
	tokenLife = 15 * time.Minute
	// sweepSize is how many expired items a commit removes: more than most commits add,
	// their token among them, and few enough not to be felt.
	sweepSize = 16
	// ctxEvery is after how many items a scan looks whether anybody still waits.
	ctxEvery = 64
)

// errRepeated rolls back a commit whose token was applied before.
var errRepeated = errors.New("bolt: the commit was applied before")

// buckets is the store as one transaction sees it, at the second now.
type buckets struct {
	items, due *bbolt.Bucket
	now        time.Time
}

func open(tx *bbolt.Tx, now time.Time) buckets {
	return buckets{items: tx.Bucket(itemBucket), due: tx.Bucket(dueBucket), now: now}
}

func (b buckets) expired(expires int64) bool { return expires != 0 && expires <= b.now.Unix() }

// item returns the item at key, nil if there is none or it has expired.
func (b buckets) item(key store.Key) (*store.Item, error) {
	raw := b.items.Get(itemKey(key.Partition, key.Sort))
	if raw == nil {
		return nil, nil
	}
	r, err := decode(raw)
	if err != nil {
		return nil, fmt.Errorf("item %q %q: %w", key.Partition, key.Sort, err)
	}
	if b.expired(r.expires) {
		return nil, nil
	}
	return r.item(key), nil
}

func (b buckets) scan(ctx context.Context, q store.Query) (store.Page, error) {
	limit := q.Limit
	if limit == 0 {
		limit = store.MaxScan
	}
	var page store.Page
	size, seen := 0, 0
	for k, v := range b.between(q) {
		if seen++; seen%ctxEvery == 0 && ctx.Err() != nil {
			return store.Page{}, ctx.Err()
		}
		key := store.Key{Partition: q.Partition, Sort: string(k[len(q.Partition)+1:])}
		r, err := decode(v)
		if err != nil {
			return store.Page{}, fmt.Errorf("item %q %q: %w", key.Partition, key.Sort, err)
		}
		if b.expired(r.expires) {
			continue
		}
		if len(page.Items) == limit || size >= pageBytes {
			page.More = true
			break
		}
		page.Items = append(page.Items, *r.item(key))
		page.Last = key.Sort
		size += len(k) + len(v)
	}
	return page, nil
}

// between yields the raw records of a query in its order.
func (b buckets) between(q store.Query) iter.Seq2[[]byte, []byte] {
	low, high := itemKey(q.Partition, q.From), itemKey(q.Partition, q.To)
	if q.To == "" {
		high = append([]byte(q.Partition), 1)
	}
	c := b.items.Cursor()
	if !q.Reverse {
		return func(yield func(k, v []byte) bool) {
			k, v := c.Seek(low)
			for k != nil && bytes.Compare(k, high) < 0 && yield(k, v) {
				k, v = c.Next()
			}
		}
	}
	return func(yield func(k, v []byte) bool) {
		var k, v []byte
		if above, _ := c.Seek(high); above == nil {
			k, v = c.Last()
		} else {
			k, v = c.Prev()
		}
		for k != nil && bytes.Compare(k, low) >= 0 && yield(k, v) {
			k, v = c.Prev()
		}
	}
}

func (b buckets) commit(c store.Commit) error {
	if err := b.recall(c); err != nil {
		return err
	}
	next := make([]*store.Item, len(c.Writes))
	var failed []int
	for i, w := range c.Writes {
		old, err := b.item(w.Key)
		if err != nil {
			return err
		}
		var ok bool
		if next[i], ok = w.Apply(old); !ok {
			failed = append(failed, i)
		}
	}
	if failed != nil {
		return &store.ConditionError{Failed: failed}
	}
	version, err := b.nextVersion()
	if err != nil {
		return err
	}
	for i, w := range c.Writes {
		if w.Op == store.OpCheck {
			continue
		}
		if err := b.set(w.Key, next[i], version); err != nil {
			return err
		}
	}
	if err := b.remember(c, version); err != nil {
		return err
	}
	return b.sweep()
}

func (b buckets) nextVersion() (uint64, error) {
	version := max(b.items.Sequence()+1, uint64(max(0, b.now.UnixMicro())))
	return version, b.items.SetSequence(version)
}

// set makes next the item at key, or removes it if next is nil, and keeps due in step.
func (b buckets) set(key store.Key, next *store.Item, version uint64) error {
	k := itemKey(key.Partition, key.Sort)
	if raw := b.items.Get(k); raw != nil {
		old, err := decode(raw)
		if err != nil {
			return err
		}
		if old.expires != 0 {
			if err := b.due.Delete(dueKey(old.expires, k)); err != nil {
				return err
			}
		}
	}
	if next == nil {
		return b.items.Delete(k)
	}
	r := recordOf(next, version)
	if r.expires != 0 {
		if err := b.due.Put(dueKey(r.expires, k), nil); err != nil {
			return err
		}
	}
	return b.items.Put(k, r.encode())
}

// tokenKey is where a token is remembered: in a partition that no caller can name.
func tokenKey(token string) store.Key { return store.Key{Sort: token} }

// recall returns errRepeated for a token that was applied with the same writes.
func (b buckets) recall(c store.Commit) error {
	past, err := b.item(tokenKey(c.Token))
	if err != nil || past == nil {
		return err
	}
	if digest := c.Digest(); !bytes.Equal(past.Value, digest[:]) {
		return fmt.Errorf("%w: token %q was applied with other writes",
			store.ErrInvalid, c.Token)
	}
	return errRepeated
}

func (b buckets) remember(c store.Commit, version uint64) error {
	digest := c.Digest()
	memory := &store.Item{Value: digest[:], Expires: b.now.Add(tokenLife)}
	return b.set(tokenKey(c.Token), memory, version)
}

// sweep removes the items that expired first.
func (b buckets) sweep() error {
	var over [][]byte
	c := b.due.Cursor()
	for k, _ := c.First(); k != nil && len(over) < sweepSize; k, _ = c.Next() {
		if !b.expired(int64(binary.BigEndian.Uint64(k))) {
			break
		}
		over = append(over, bytes.Clone(k))
	}
	for _, k := range over {
		if err := errors.Join(b.items.Delete(k[8:]), b.due.Delete(k)); err != nil {
			return err
		}
	}
	return nil
}

// check returns an error for a record that cannot be read or does not agree with due.
func (b buckets) check() error {
	owed := 0
	err := b.items.ForEach(func(k, v []byte) error {
		r, err := decode(v)
		if err != nil {
			return fmt.Errorf("item %q: %w", k, err)
		}
		if r.expires == 0 {
			return nil
		}
		owed++
		if b.due.Get(dueKey(r.expires, k)) == nil {
			return fmt.Errorf("item %q: its expiry is not listed", k)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if listed := b.due.Stats().KeyN; listed != owed {
		return fmt.Errorf("%d expiries are listed, of %d", listed, owed)
	}
	return nil
}
