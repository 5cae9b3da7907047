package store

import (
	"context"
	"errors"
	"fmt"
)

// unknownAttempts is how often a commit whose outcome is unknown is made again.
const unknownAttempts = 3

// Apply commits c and sees it through: a conflict is tried again with b's pauses, and so is a
// commit whose outcome is unknown, under the same token, so that it is applied once. It returns
// nil, a [*ConditionError], an error of [Commit.Validate], the context's error, or the last
// failure.
func Apply(ctx context.Context, s Store, b Backoff, c Commit) error {
	return Retry(ctx, b, func(ctx context.Context) error {
		for attempt := 1; ; attempt++ {
			err := s.Commit(ctx, c)
			_, refused := errors.AsType[*ConditionError](err)
			decided := err == nil || refused || errors.Is(err, ErrConflict) ||
				errors.Is(err, ErrInvalid) || ctx.Err() != nil
			if decided {
				return err
			}
			if attempt >= unknownAttempts {
				return fmt.Errorf("after %d attempts: %w", attempt, err)
			}
		}
	})
}
