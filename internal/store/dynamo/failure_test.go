package dynamo_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

func newClock() *storetest.Clock {
	return storetest.NewClock(time.Date(2099, 11, 24, 8, 0, 0, 0, time.UTC))
}

func key(sort string) store.Key { return store.Key{Partition: "p", Sort: sort} }

func put(sort, value string) store.Write {
	return store.Write{Key: key(sort), Value: []byte(value)}
}

func add(sort string, delta, limit int64) store.Write {
	return store.Write{Key: key(sort), Op: store.OpAdd, Delta: delta, Cap: limit}
}

func commitOf(writes ...store.Write) store.Commit {
	return store.Commit{Token: rand.Text(), Writes: writes}
}

func get(t *testing.T, s store.Store, sort string) store.Item {
	t.Helper()
	item, err := s.Get(t.Context(), key(sort))
	require.NoError(t, err)
	return item
}

// transact is what a client does with a transaction.
type transact func(
	context.Context, *dynamodb.TransactWriteItemsInput,
) (*dynamodb.TransactWriteItemsOutput, error)

// meddled is a client that lets a test come between the driver and its transactions.
type meddled struct {
	dynamo.API
	meddle func(transact) transact
}

func (m *meddled) TransactWriteItems(
	ctx context.Context, in *dynamodb.TransactWriteItemsInput, _ ...func(*dynamodb.Options),
) (*dynamodb.TransactWriteItemsOutput, error) {
	return m.meddle(func(ctx context.Context, in *dynamodb.TransactWriteItemsInput) (
		*dynamodb.TransactWriteItemsOutput, error,
	) {
		return m.API.TransactWriteItems(ctx, in)
	})(ctx, in)
}

// failing returns a client whose transactions are not carried out: each gets err.
func failing(api dynamo.API, err error) dynamo.API {
	return &meddled{api, func(transact) transact {
		return func(context.Context, *dynamodb.TransactWriteItemsInput) (
			*dynamodb.TransactWriteItemsOutput, error,
		) {
			return nil, err
		}
	}}
}

func cancelled(codes ...string) error {
	err := &types.TransactionCanceledException{}
	for _, code := range codes {
		err.CancellationReasons = append(err.CancellationReasons,
			types.CancellationReason{Code: aws.String(code)})
	}
	return err
}

func coded(code string) error { return &smithy.GenericAPIError{Code: code} }

// TestCommit_Failures: what becomes of DynamoDB's answers to a commit of two writes.
func TestCommit_Failures(t *testing.T) {
	t.Parallel()
	const none, refused = "None", "ConditionalCheckFailed"
	errLost := errors.New("connection reset by peer")
	conflict := store.ErrConflict
	for _, tt := range []struct {
		name string
		err  error
		want error // nil for one that decides nothing
	}{
		{"conflict", cancelled(none, "TransactionConflict", none), conflict},
		{"conflict of the token", cancelled(none, none, "TransactionConflict"), conflict},
		{"conflict among refusals", cancelled(refused, "TransactionConflict", none), conflict},
		{"throttled write", cancelled("ThrottlingError", none, none), conflict},
		{"no capacity", cancelled(none, "ProvisionedThroughputExceeded", none), conflict},
		{"another in progress", &types.TransactionInProgressException{}, conflict},
		{"throttled", coded("ThrottlingException"), conflict},
		{"throttled account", &types.RequestLimitExceeded{}, conflict},
		{"no capacity at all", &types.ProvisionedThroughputExceededException{}, conflict},
		{"invalid write", cancelled(none, "ValidationError", none), nil},
		{"too few reasons", cancelled(none, refused), nil},
		{"no reasons", cancelled(), nil},
		{"token without its item", cancelled(none, none, refused), nil},
		{"server error", &types.InternalServerError{}, nil},
		{"lost", errLost, errLost},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := openFake(t, failing(newFake(), tt.err), newClock().Now)
			err := s.Commit(t.Context(), commitOf(put("a", "x"), put("b", "x")))
			if tt.want != nil {
				require.ErrorIs(t, err, tt.want)
				return
			}
			require.Error(t, err)
			require.NotErrorIs(t, err, store.ErrConflict)
			require.NotErrorIs(t, err, store.ErrInvalid)
			_, decided := errors.AsType[*store.ConditionError](err)
			assert.False(t, decided, "%v", err)
		})
	}
}

// TestCommit_Refused: a list of refusals keeps its places although the token is one more.
func TestCommit_Refused(t *testing.T) {
	t.Parallel()
	s := openFake(t, failing(newFake(), cancelled("None", "ConditionalCheckFailed", "None")),
		newClock().Now)
	err := s.Commit(t.Context(), commitOf(put("a", "x"), put("b", "x")))
	condition, ok := errors.AsType[*store.ConditionError](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, []int{1}, condition.Failed)
}

// TestCommit_Cancelled: whatever the client makes of a context that ends under way, the
// caller hears of the context.
func TestCommit_Cancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	client := &meddled{newFake(), func(do transact) transact {
		return func(ctx context.Context, in *dynamodb.TransactWriteItemsInput) (
			*dynamodb.TransactWriteItemsOutput, error,
		) {
			cancel()
			return nil, coded("RequestCanceled")
		}
	}}
	s := openFake(t, client, newClock().Now)
	require.ErrorIs(t, s.Commit(ctx, commitOf(put("a", "x"))), context.Canceled)
}

// unruly returns a client with the failures of a network, of rivals and of a service that
// wants less: an answer in three.
func unruly(api dynamo.API, random *mathrand.Rand) dynamo.API {
	return &meddled{api, func(do transact) transact {
		return func(ctx context.Context, in *dynamodb.TransactWriteItemsInput) (
			*dynamodb.TransactWriteItemsOutput, error,
		) {
			codes := strings.Fields(strings.Repeat("None ", len(in.TransactItems)))
			switch random.IntN(12) {
			case 0:
				codes[random.IntN(len(codes))] = "TransactionConflict"
				return nil, cancelled(codes...)
			case 1:
				return nil, coded("ThrottlingException")
			case 2:
				return nil, errors.New("no route to host")
			case 3:
				_, err := do(ctx, in)
				return nil, errors.Join(err, errors.New("connection reset by peer"))
			}
			return do(ctx, in)
		}
	}}
}

// TestCommit_Unruly: through all of it, store.Apply sees each commit through once.
func TestCommit_Unruly(t *testing.T) {
	t.Parallel()
	inner := newFake()
	calm := openFake(t, inner, newClock().Now)
	s := openFake(t, unruly(inner, mathrand.New(mathrand.NewPCG(1, 2))), newClock().Now)
	backoff := store.NewBackoff()
	backoff.Attempts = 20
	backoff.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	const commits = 300
	applied := int64(0)
	for i := range commits {
		err := store.Apply(t.Context(), s, backoff, commitOf(
			add("n", 1, commits), put(fmt.Sprint(i), "x")))
		_, lookErr := calm.Get(t.Context(), key(fmt.Sprint(i)))
		if err == nil {
			require.NoError(t, lookErr)
		}
		if lookErr == nil {
			applied++
		}
		require.Equal(t, applied, get(t, calm, "n").Counter)
	}
	assert.Greater(t, applied, int64(commits*9/10))
}

// TestCommit_ExpiredCounter: an addition to an expired counter takes a second transaction.
// What happens to the counter in between decides what comes of it.
func TestCommit_ExpiredCounter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		between  []store.Write
		commit   []store.Write
		conflict bool
		failed   []int
		want     int64 // of the counter after a conflict was retried
	}{
		{
			name: "nothing", commit: []store.Write{add("n", 2, 3)}, want: 2,
		},
		{
			name: "begun by another", between: []store.Write{add("n", 1, 3)},
			commit: []store.Write{add("n", 2, 3)}, conflict: true, want: 3,
		},
		{
			name: "filled by another", between: []store.Write{add("n", 3, 3)},
			commit: []store.Write{add("n", 2, 3)}, conflict: true, failed: []int{0}, want: 3,
		},
		{
			name:   "refused beside it",
			commit: []store.Write{add("n", 2, 3), add("full", 1, 1)}, failed: []int{1},
		},
		{
			name: "removed by another", between: []store.Write{{Key: key("n"), Op: store.OpDelete}},
			commit: []store.Write{add("n", 2, 3), put("a", "x")}, want: 2,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			clock, inner := newClock(), newFake()
			calm := openFake(t, inner, clock.Now)
			old := add("n", 3, 3)
			old.Expires = clock.Now().Add(time.Minute)
			require.NoError(t, calm.Commit(t.Context(), commitOf(old, add("full", 1, 1))))
			clock.Advance(time.Hour)

			calls := 0
			s := openFake(t, &meddled{inner, func(do transact) transact {
				if calls++; calls == 2 && tt.between != nil {
					require.NoError(t, calm.Commit(t.Context(), commitOf(tt.between...)))
				}
				return do
			}}, clock.Now)
			c := commitOf(tt.commit...)
			err := s.Commit(t.Context(), c)
			require.Equal(t, 2, calls, "once as a live counter, once anew")
			if tt.conflict {
				require.ErrorIs(t, err, store.ErrConflict)
				err = s.Commit(t.Context(), c)
			}
			if tt.failed != nil {
				condition, ok := errors.AsType[*store.ConditionError](err)
				require.True(t, ok, "%v", err)
				assert.Equal(t, tt.failed, condition.Failed)
			} else {
				require.NoError(t, err)
			}
			if tt.want != 0 {
				assert.Equal(t, tt.want, get(t, s, "n").Counter)
			}
		})
	}
}

// TestCommit_ExpiredCounterInVain: where the addition would not fit from 0 either, or asks for
// a version, one transaction tells.
func TestCommit_ExpiredCounterInVain(t *testing.T) {
	t.Parallel()
	clock, inner := newClock(), newFake()
	calls := 0
	s := openFake(t, &meddled{inner, func(do transact) transact {
		calls++
		return do
	}}, clock.Now)
	old := add("n", 3, 3)
	old.Expires = clock.Now().Add(time.Minute)
	require.NoError(t, s.Commit(t.Context(), commitOf(old)))
	versioned := add("n", 1, 9)
	versioned.If.Version = get(t, s, "n").Version
	clock.Advance(time.Hour)
	absent := add("n", -1, 9)
	absent.If.Absent = true
	for name, w := range map[string]store.Write{
		"over the cap": add("n", 4, 3), "below 0": add("n", -1, 9),
		"version": versioned, "absent, below 0": absent,
	} {
		calls = 0
		condition, ok := errors.AsType[*store.ConditionError](s.Commit(t.Context(), commitOf(w)))
		require.True(t, ok, name)
		assert.Equal(t, []int{0}, condition.Failed, name)
		assert.Equal(t, 1, calls, name)
	}
}

// TestCommit_TokenUsedAgain: a token that is forgotten brings a commit like any other, and no
// version of old.
func TestCommit_TokenUsedAgain(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := openFake(t, newFake(), clock.Now)
	c := commitOf(put("a", "x"), add("n", 1, 9))
	require.NoError(t, s.Commit(t.Context(), c))
	version := get(t, s, "a").Version
	require.NoError(t, s.Commit(t.Context(), commitOf(put("a", "y"))))
	clock.Advance(15 * time.Minute)
	require.NoError(t, s.Commit(t.Context(), c))
	assert.Equal(t, "x", string(get(t, s, "a").Value))
	assert.NotEqual(t, version, get(t, s, "a").Version)
	assert.Equal(t, int64(2), get(t, s, "n").Counter)
}
