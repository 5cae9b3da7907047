package storetest

import (
	"context"
	"sync/atomic"

	"github.com/mingtian-portal/mingtian/internal/store"
)

// Counting counts the calls to a store, so that a test can hold a path to its cost: no
// scan for a booking, one commit for a change. It is safe for concurrent use.
type Counting struct {
	store.Store
	Gets, Scans, Commits atomic.Int64
}

// Get implements [store.Store].
func (c *Counting) Get(ctx context.Context, k store.Key) (store.Item, error) {
	c.Gets.Add(1)
	return c.Store.Get(ctx, k)
}

// Scan implements [store.Store].
func (c *Counting) Scan(ctx context.Context, q store.Query) (store.Page, error) {
	c.Scans.Add(1)
	return c.Store.Scan(ctx, q)
}

// Commit implements [store.Store].
func (c *Counting) Commit(ctx context.Context, commit store.Commit) error {
	c.Commits.Add(1)
	return c.Store.Commit(ctx, commit)
}
