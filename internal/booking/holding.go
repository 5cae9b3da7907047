package booking

import (
	"slices"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// holding is what a booking takes of a bounded counter.
type holding struct {
	key     store.Key
	amount  int64
	limit   int64
	expires time.Time
	loss    loss
}

// counterDays is how long a counter outlives its day: late corrections of the day find it.
const counterDays = 8

// holdings returns all that a booking takes: a place in every quarter hour of its slot, and for
// a booking made online the samples of its phone and the week of its producer. Counting quarter
// hours keeps the capacity also when slots get another length while bookings stand.
func (r record) holdings(capacity int, l Limits) []holding {
	var all []holding
	for at := r.Start; at < r.span().to; at += quarter {
		all = append(all, holding{
			key: tickKey(r.LabID, r.Date, at), amount: 1, limit: int64(capacity),
			expires: r.Date.AddDays(counterDays).Midnight(), loss: lostPlace,
		})
	}
	if r.Channel != Online {
		return all
	}
	all = append(all, holding{
		key: samplesKey(r.PhoneHash, r.Date), amount: int64(r.Samples),
		limit:   int64(l.SamplesPerDay),
		expires: r.Date.AddDays(counterDays).Midnight(), loss: lostSamples,
	})
	if r.ProducerID != "" {
		monday := monday(r.Date)
		all = append(all, holding{
			key: producerKey(r.ProducerID, monday), amount: 1, limit: int64(l.ProducerPerWeek),
			expires: monday.AddDays(7 + counterDays).Midnight(), loss: lostProducer,
		})
	}
	return all
}

func monday(d calendar.Date) calendar.Date {
	return d.AddDays(-((int(d.Weekday()) + 6) % 7))
}

// exchange gives back what was held and takes what is wanted, each counter once and by the
// difference. A counter that has expired holds nothing to give back.
func (c *claims) exchange(held, wanted []holding, now time.Time) {
	find := func(list []holding, key store.Key) int {
		return slices.IndexFunc(list, func(h holding) bool { return h.key == key })
	}
	for _, h := range held {
		if find(wanted, h.key) < 0 && now.Before(h.expires) {
			c.count(h, -h.amount)
		}
	}
	for _, w := range wanted {
		delta := w.amount
		if i := find(held, w.key); i >= 0 {
			delta -= held[i].amount
		}
		if delta != 0 {
			c.count(w, delta)
		}
	}
}

func (c *claims) count(h holding, delta int64) {
	c.add(h.loss, store.Write{
		Key: h.key, Op: store.OpAdd, Delta: delta, Cap: h.limit, Expires: h.expires,
	})
}
