package booking

import (
	"context"
	"errors"
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// loss names what a commit did not get; the losses of one commit are a set of bits.
type loss uint16

const (
	lostDate      loss = 1 << iota // the hours of the date were changed since they were read
	lostPlace                      // a quarter hour is full
	lostReference                  // the reference is in use
	lostTicket                     // that one of the phone's open bookings is taken
	lostSamples
	lostProducer
	lostAddress
	lostPause   // online booking is paused for the phone
	lostRequest // the request was served before
	lostVersion // a row was changed since it was read
	lostTry     // the tries to open a booking are used up
)

func (l loss) has(any loss) bool { return l&any != 0 }

// claims is one commit in the making: each write with what its refusal means.
type claims struct {
	writes []store.Write
	losses []loss
}

func (c *claims) add(l loss, w store.Write) {
	c.writes = append(c.writes, w)
	c.losses = append(c.losses, l)
}

// put adds the write of a row of JSON.
func (c *claims) put(l loss, p row) error {
	w, err := put(p.key, p.value, p.expires, p.cond)
	if err != nil {
		return err
	}
	c.add(l, w)
	return nil
}

func (c *claims) delete(key store.Key) {
	c.add(0, store.Write{Key: key, Op: store.OpDelete})
}

// commit applies all claims or none, and says which of them could not be had.
func (d *Diary) commit(ctx context.Context, c *claims) (loss, error) {
	token, err := d.draw()
	if err != nil {
		return 0, err
	}
	err = store.Apply(ctx, d.store, d.backoff, store.Commit{Token: token, Writes: c.writes})
	refused, ok := errors.AsType[*store.ConditionError](err)
	switch {
	case ok:
		var lost loss
		for _, i := range refused.Failed {
			lost |= c.losses[i]
		}
		if lost == 0 {
			return 0, fmt.Errorf("commit: %w", err)
		}
		return lost, nil
	case errors.Is(err, store.ErrConflict):
		return 0, errBusy
	case errors.Is(err, store.ErrInvalid), ctx.Err() != nil:
		return 0, fmt.Errorf("commit: %w", err)
	case err != nil:
		return 0, fault.Wrap(fault.Unavailable, err,
			"It is not certain that this was done. Please try again.", "操作结果未能确认，请重试。")
	}
	return 0, nil
}
