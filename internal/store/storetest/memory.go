package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mingtian-portal/mingtian/internal/store"
)

const (
	memoryToken = 10 * time.Minute
	memoryPage  = 1 << 20 // bytes of a page, so that callers meet short pages in tests too
)

// memory is a store in a sorted slice. Expired items stay in it and are not shown.
type memory struct {
	now func() time.Time

	mu      sync.Mutex
	items   []store.Item
	version uint64
	tokens  map[string]applied
}

type applied struct {
	digest [sha256.Size]byte
	at     time.Time
}

// NewMemory returns an empty store in memory for fast tests, whose expiries go by now. It
// passes [Test].
func NewMemory(now func() time.Time) store.Store {
	return &memory{now: now, tokens: make(map[string]applied)}
}

func compareKeys(a, b store.Key) int {
	if c := strings.Compare(a.Partition, b.Partition); c != 0 {
		return c
	}
	return strings.Compare(a.Sort, b.Sort)
}

// place returns where the item at k is, or would be.
func (m *memory) place(k store.Key) (int, bool) {
	return slices.BinarySearchFunc(m.items, k, func(item store.Item, k store.Key) int {
		return compareKeys(item.Key, k)
	})
}

func (m *memory) visible(item store.Item) bool {
	return item.Expires.IsZero() || item.Expires.After(m.now())
}

func (m *memory) item(k store.Key) *store.Item {
	i, ok := m.place(k)
	if !ok || !m.visible(m.items[i]) {
		return nil
	}
	return &m.items[i]
}

func lend(item store.Item) store.Item {
	item.Value = bytes.Clone(item.Value)
	return item
}

// Get implements [store.Store].
func (m *memory) Get(ctx context.Context, k store.Key) (store.Item, error) {
	if err := k.Validate(); err != nil {
		return store.Item{}, err
	}
	if err := ctx.Err(); err != nil {
		return store.Item{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	item := m.item(k)
	if item == nil {
		return store.Item{}, store.ErrNotFound
	}
	return lend(*item), nil
}

// Scan implements [store.Store].
func (m *memory) Scan(ctx context.Context, q store.Query) (store.Page, error) {
	if err := q.Validate(); err != nil {
		return store.Page{}, err
	}
	if err := ctx.Err(); err != nil {
		return store.Page{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	limit := q.Limit
	if limit == 0 {
		limit = store.MaxScan
	}
	var page store.Page
	size := 0
	for _, item := range m.between(q) {
		if !m.visible(item) {
			continue
		}
		if len(page.Items) == limit || size >= memoryPage {
			page.More = true
			break
		}
		page.Items = append(page.Items, lend(item))
		page.Last = item.Sort
		size += len(item.Sort) + len(item.Value)
	}
	return page, nil
}

// between returns the items of a query in its order.
func (m *memory) between(q store.Query) []store.Item {
	low, _ := m.place(store.Key{Partition: q.Partition, Sort: q.From})
	high, _ := m.place(store.Key{Partition: q.Partition, Sort: q.To})
	if q.To == "" {
		high, _ = m.place(store.Key{Partition: q.Partition + "\x00"})
	}
	if low >= high {
		return nil
	}
	if !q.Reverse {
		return m.items[low:high]
	}
	items := slices.Clone(m.items[low:high])
	slices.Reverse(items)
	return items
}

// Commit implements [store.Store].
func (m *memory) Commit(ctx context.Context, c store.Commit) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if past, ok := m.tokens[c.Token]; ok && m.now().Before(past.at.Add(memoryToken)) {
		if past.digest != c.Digest() {
			return fmt.Errorf("%w: token %q was applied with other writes",
				store.ErrInvalid, c.Token)
		}
		return nil
	}
	next := make([]*store.Item, len(c.Writes))
	var failed []int
	for i, w := range c.Writes {
		var ok bool
		if next[i], ok = w.Apply(m.item(w.Key)); !ok {
			failed = append(failed, i)
		}
	}
	if failed != nil {
		return &store.ConditionError{Failed: failed}
	}
	m.version++
	for i, w := range c.Writes {
		if w.Op != store.OpCheck {
			m.set(w.Key, next[i])
		}
	}
	m.tokens[c.Token] = applied{digest: c.Digest(), at: m.now()}
	return nil
}

func (m *memory) set(k store.Key, next *store.Item) {
	i, there := m.place(k)
	switch {
	case next == nil && there:
		m.items = slices.Delete(m.items, i, i+1)
	case next != nil && there:
		m.items[i] = *next
	case next != nil:
		m.items = slices.Insert(m.items, i, *next)
	}
	if next != nil {
		m.items[i].Version = strconv.FormatUint(m.version, 10)
	}
}

// Close implements [store.Store].
func (m *memory) Close() error { return nil }
