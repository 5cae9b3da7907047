package storetest

import (
	"context"

	"github.com/mingtian-portal/mingtian/internal/store"
)

// Interleave runs writers at once, each with its own view of s, and decides which of them
// makes the next call to the store. Each number in schedule lets the writer of that place
// make one call and go on to its next one; a writer that has returned is passed over. What
// is left after the schedule runs by turns. Interleave returns when every writer has.
//
// One schedule is one exact history, so a test can write down a race and look at its end,
// or have rapid draw schedules. Writers must not wait for each other in any other way, nor
// end the test: they hand their errors out.
func Interleave(s store.Store, schedule []int, writers ...func(s store.Store)) {
	gates := make([]*gate, len(writers))
	for i, writer := range writers {
		g := &gate{
			Store:  s,
			ready:  make(chan struct{}),
			pass:   make(chan struct{}),
			ended:  make(chan struct{}),
			active: true,
		}
		gates[i] = g
		go func() {
			defer close(g.ended)
			writer(g)
		}()
		g.settle()
	}
	for _, i := range schedule {
		gates[i].step()
	}
	for left := true; left; {
		left = false
		for _, g := range gates {
			left = g.step() || left
		}
	}
}

// gate is the store as one writer sees it: each call waits until it may pass.
type gate struct {
	store.Store
	ready, pass, ended chan struct{}
	active             bool // the writer stands before a call
}

// step lets the writer make one call, and waits until it stands before the next or has
// returned. It reports whether there was a call to make.
func (g *gate) step() bool {
	if !g.active {
		return false
	}
	g.pass <- struct{}{}
	g.settle()
	return true
}

func (g *gate) settle() {
	select {
	case <-g.ready:
	case <-g.ended:
		g.active = false
	}
}

func (g *gate) wait() {
	g.ready <- struct{}{}
	<-g.pass
}

// Get implements [store.Store].
func (g *gate) Get(ctx context.Context, k store.Key) (store.Item, error) {
	g.wait()
	return g.Store.Get(ctx, k)
}

// Scan implements [store.Store].
func (g *gate) Scan(ctx context.Context, q store.Query) (store.Page, error) {
	g.wait()
	return g.Store.Scan(ctx, q)
}

// Commit implements [store.Store].
func (g *gate) Commit(ctx context.Context, c store.Commit) error {
	g.wait()
	return g.Store.Commit(ctx, c)
}
