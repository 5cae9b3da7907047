package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/store"
)

// recorder is a backoff that notes its pauses instead of making them.
func recorder(attempts int, jitter float64, pauses *[]time.Duration) store.Backoff {
	return store.Backoff{
		Attempts: attempts,
		Pause:    100 * time.Millisecond,
		Jitter:   func() float64 { return jitter },
		Sleep: func(ctx context.Context, d time.Duration) error {
			*pauses = append(*pauses, d)
			return ctx.Err()
		},
	}
}

func TestRetry(t *testing.T) {
	t.Parallel()
	conflict := fmt.Errorf("book: %w", store.ErrConflict)
	refused := &store.ConditionError{Failed: []int{0}}
	lost := errors.New("the reply was lost")
	ms := func(n ...time.Duration) []time.Duration {
		for i := range n {
			n[i] *= time.Millisecond
		}
		return n
	}
	tests := []struct {
		name    string
		jitter  float64
		replies []error
		want    error
		pauses  []time.Duration
	}{
		{"at once", 0.5, []error{nil}, nil, nil},
		{"pauses double", 0.5, []error{conflict, conflict, conflict, nil}, nil, ms(50, 100, 200)},
		{"least jitter", 0, []error{conflict, conflict, nil}, nil, ms(0, 0)},
		{
			"given up", 0.1,
			[]error{conflict, conflict, conflict, conflict},
			store.ErrConflict,
			ms(10, 20, 40),
		},
		{"a condition is decided anew", 0.5, []error{conflict, refused}, refused, ms(50)},
		{"an unknown outcome is not ours", 0.5, []error{lost}, lost, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var pauses []time.Duration
			calls := 0
			err := store.Retry(t.Context(), recorder(4, tt.jitter, &pauses),
				func(context.Context) error {
					calls++
					return tt.replies[calls-1]
				})
			require.ErrorIs(t, err, tt.want)
			assert.Len(t, tt.replies, calls)
			assert.Equal(t, tt.pauses, pauses)
		})
	}
}

func TestRetry_Cancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	backoff := store.NewBackoff()
	backoff.Pause = time.Hour // nobody waits for it
	calls := 0
	err := store.Retry(ctx, backoff, func(context.Context) error {
		calls++
		cancel()
		return store.ErrConflict
	})
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 1, calls)
}

func TestNewBackoff(t *testing.T) {
	t.Parallel()
	backoff := store.NewBackoff()
	backoff.Pause = time.Nanosecond
	calls := 0
	err := store.Retry(t.Context(), backoff, func(context.Context) error {
		calls++
		return store.ErrConflict
	})
	require.ErrorIs(t, err, store.ErrConflict)
	assert.Equal(t, 5, calls)
}
