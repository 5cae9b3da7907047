package booking_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// ledger remembers the keys and values of every commit, so that a test can look at all that is
// in a store and all that ever was.
type ledger struct {
	store.Store
	mu     sync.Mutex
	keys   map[store.Key]bool
	values []string
}

func newLedger(s store.Store) *ledger { return &ledger{Store: s, keys: map[store.Key]bool{}} }

func (l *ledger) Commit(ctx context.Context, c store.Commit) error {
	l.mu.Lock()
	for _, w := range c.Writes {
		l.keys[w.Key] = true
		l.values = append(l.values, string(w.Value))
	}
	l.mu.Unlock()
	return l.Store.Commit(ctx, c)
}

// present returns the items that are there, by partition and sort key.
func (l *ledger) present(t tester) map[string]store.Item {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	items := map[string]store.Item{}
	for key := range l.keys {
		item, err := l.Get(t.Context(), key)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		require.NoError(t, err)
		items[key.Partition+" "+key.Sort] = item
	}
	return items
}

// stored is what the tests read of a booking's row.
type stored struct {
	booking.Booking
	PhoneHash string `json:"phone_hash"`
	Ticket    int    `json:"ticket"`
}

// whole asserts that every booking is there with all its rows, and no row without its booking.
func whole(t *testing.T, items map[string]store.Item) {
	t.Helper()
	refs := map[booking.Reference]stored{}
	visits, phones, tickets := 0, 0, 0
	for name, item := range items {
		if strings.HasPrefix(name, "booking/") && strings.HasSuffix(name, " booking") {
			var b stored
			require.NoError(t, json.Unmarshal(item.Value, &b))
			refs[b.Reference] = b
		}
	}
	for ref, b := range refs {
		start := strings.ReplaceAll(b.Start.String(), ":", "")
		day := b.Date.Midnight().Format("20060102")
		assert.Contains(t, items, "visits "+day+"/"+b.LabID+"/"+start+"/"+string(ref))
		assert.Contains(t, items, "phone/"+b.PhoneHash+" booking/"+string(ref))
		assert.NotEmpty(t, b.History)
		if b.Ticket > 0 {
			ticket := items["phone/"+b.PhoneHash+" open/01"]
			assert.Equal(t, string(ref), string(ticket.Value))
		}
	}
	for name, item := range items {
		partition, sort, _ := strings.Cut(name, " ")
		switch {
		case partition == "visits":
			visits++
		case strings.HasPrefix(sort, "open/"):
			tickets++
			assert.Equal(t, 1, refs[booking.Reference(item.Value)].Ticket, name)
		case strings.HasPrefix(partition, "phone/") && strings.HasPrefix(sort, "booking/"):
			phones++
		case strings.HasPrefix(partition, "request/"):
			var served struct{ Reference booking.Reference }
			require.NoError(t, json.Unmarshal(item.Value, &served))
			assert.Contains(t, refs, served.Reference)
		}
	}
	assert.Equal(t, len(refs), visits)
	assert.Equal(t, len(refs), phones)
	assert.LessOrEqual(t, tickets, len(refs))
}
