package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
)

const (
	// outages is how often a process is killed in a storm of bookings.
	outages = 3
	// clients is how many book, move and cancel in a storm.
	clients = 60
)

// outage kills a process in a storm of bookings, moves and cancellations and starts it again.
// Everybody then sends the request for a booking once more, whether it was answered or not: what
// was confirmed is still there, and nobody has two.
func (f *fleet) outage(t *testing.T, round int) {
	t.Helper()
	from, to := f.slot(8, 10+round), f.slot(9, 10+round)
	victim := f.by(round)
	random := rand.New(rand.NewPCG(5, uint64(round)))
	deadly := int64(1 + random.IntN(clients))
	var answered atomic.Int64
	count := func() {
		if answered.Add(1) == deadly {
			_ = victim.cmd.Process.Kill() // it cannot have ended
		}
	}
	key := func(i int) string { return fmt.Sprintf("outage %d of %d", i, round) }
	phone := func(i int) int { return 92_000_000 + round*clients + i }
	first := make([]answer, clients)
	together(clients, func(i int) {
		p := f.by(i)
		a, err := p.book(from, phone(i), key(i))
		count()
		if err != nil {
			return // nobody told this client anything
		}
		first[i] = a
		switch {
		case a.Status != http.StatusCreated:
			assert.Equal(t, http.StatusConflict, a.Status, a.body)
		case i%3 == 1:
			_, _ = p.move(a, to)
			count()
		case i%3 == 2:
			_, _ = p.ask(http.MethodPost, "/v1/bookings/"+a.Data.Reference+"/cancel", "",
				"Booking-Token", a.Data.Token)
			count()
		}
	})
	victim.end(syscall.SIGKILL)
	victim.start(t)

	f.claims[from], f.claims[to] = map[string]bool{}, map[string]bool{}
	seen := map[string]bool{}
	for i, before := range first {
		a, err := f.by(i+1).book(from, phone(i), key(i))
		if !assert.NoError(t, err) {
			continue
		}
		if before.Status == http.StatusCreated {
			assert.Equal(t, before.Data.Reference, a.Data.Reference, "what was confirmed stays")
		}
		if a.Status != http.StatusCreated {
			assert.Equal(t, http.StatusConflict, a.Status, a.body)
			continue
		}
		assert.False(t, seen[a.Data.Reference], "one booking of two clients")
		seen[a.Data.Reference] = true
		if b := a.Data.Booking; b.State != "cancelled" {
			f.claims[b.StartsAt.In(from.Location())][a.Data.Reference] = true
		}
	}
	assert.Contains(t, f.portals[0].run(t, "check"), "预约 bookings 完好")
}
