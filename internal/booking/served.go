package booking

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/mingtian-portal/mingtian/internal/store"
)

// requestHours is how long a request is remembered by its key.
const requestHours = 24

// served remembers what a request led to.
type served struct {
	Digest    string    `json:"digest"`
	Reference Reference `json:"reference"`
}

func (d *Diary) digestOf(o order) string {
	return d.digest.of("order", o.LabID, o.StartsAt.UTC().Format(time.RFC3339),
		strconv.Itoa(o.Samples), o.Contact.Phone.Digits(), o.Contact.Name, o.ProducerID)
}

// unlessServed returns the booking that the same request led to before, or else the refusal: a
// request that comes again must not be told that the place it has is taken.
func (d *Diary) unlessServed(ctx context.Context, o order, refusal error) (Receipt, error) {
	var s served
	_, err := d.get(ctx, requestKey(d.digest.request(o.Key)), &s)
	if errors.Is(err, store.ErrNotFound) {
		return Receipt{}, refusal
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("look for the request: %w", err)
	}
	if !same(s.Digest, d.digestOf(o)) {
		return Receipt{}, errReused
	}
	r, _, err := d.load(ctx, s.Reference)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{Booking: r.Booking, Token: d.digest.token(r), Replayed: true}, nil
}
