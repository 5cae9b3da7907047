package storetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"

	"github.com/mingtian-portal/mingtian/internal/store"
)

// ErrLost is what a [Flaky] store returns for a commit that was applied.
var ErrLost = errors.New("storetest: the reply was lost")

// Flaky is a store with the failures of a network and of rivals. It is safe for
// concurrent use, and with one caller the same seed brings the same failures.
type Flaky struct {
	store.Store
	conflicts, lost float64

	mu     sync.Mutex
	random *rand.Rand
}

// NewFlaky returns s with two failures: a share of the commits (0.3 is 30 %) returns
// [store.ErrConflict] and is not applied; a share of the others, if they are applied,
// returns [ErrLost].
func NewFlaky(s store.Store, conflicts, lost float64, random *rand.Rand) *Flaky {
	return &Flaky{Store: s, conflicts: conflicts, lost: lost, random: random}
}

// Commit implements [store.Store].
func (f *Flaky) Commit(ctx context.Context, c store.Commit) error {
	conflict, lost := f.draw()
	if conflict {
		return store.ErrConflict
	}
	if err := f.Store.Commit(ctx, c); err != nil {
		return err
	}
	if lost {
		return ErrLost
	}
	return nil
}

func (f *Flaky) draw() (conflict, lost bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	conflict = f.random.Float64() < f.conflicts
	lost = f.random.Float64() < f.lost
	return conflict, lost
}
