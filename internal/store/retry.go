package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Backoff says how often [Retry] tries and how long it waits in between. Tests set Jitter
// and Sleep to their own.
type Backoff struct {
	Attempts int                                              // in all; below 1 counts as 1
	Pause    time.Duration                                    // at most, before the second
	Jitter   func() float64                                   // uniform in [0, 1)
	Sleep    func(ctx context.Context, d time.Duration) error // returns early with ctx's error
}

// NewBackoff returns a backoff for a request that somebody waits for: five attempts with
// up to 20, 40, 80 and 160 milliseconds between them.
func NewBackoff() Backoff {
	return Backoff{
		Attempts: 5,
		Pause:    20 * time.Millisecond,
		Jitter:   rand.Float64,
		Sleep:    sleep,
	}
}

// Retry calls f until it returns something other than [ErrConflict], or the attempts are
// used up; then it returns the last conflict. Each pause is drawn evenly between nothing
// and a bound that doubles ("full jitter"), so that writers who collided once do not
// collide again in step. Because a conflict applied nothing, f may commit as before or
// read and decide anew.
func Retry(ctx context.Context, b Backoff, f func(context.Context) error) error {
	bound := b.Pause
	for attempt := 1; ; attempt++ {
		err := f(ctx)
		if !errors.Is(err, ErrConflict) {
			return err
		}
		if attempt >= b.Attempts {
			return fmt.Errorf("after %d attempts: %w", attempt, err)
		}
		if err := b.Sleep(ctx, time.Duration(b.Jitter()*float64(bound))); err != nil {
			return err
		}
		bound *= 2
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
