package dynamo_test

import (
	"errors"
	"flag"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo/dynamotest"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

// TestLocal proves the driver on DynamoDB Local, with one server for all of it.
//
// It does not run beside the other tests, which is why it may ask for fewer examples of each
// property: one takes a quarter of a second here.
func TestLocal(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: DynamoDB Local takes seconds to start; see make test-dynamo")
	}
	client := dynamotest.Start(t)
	examples := flag.Lookup("rapid.checks").Value
	all, err := strconv.Atoi(examples.String())
	require.NoError(t, err)
	require.NoError(t, examples.Set(strconv.Itoa(max(1, all/4))))
	t.Cleanup(func() { require.NoError(t, examples.Set(strconv.Itoa(all))) })

	t.Run("conformance", func(t *testing.T) {
		storetest.Test(t, func(t *testing.T, now func() time.Time) store.Store {
			return openLocal(t, client, dynamotest.Table(t, client), now)
		})
	})
	t.Run("lost reply", func(t *testing.T) { testLostReply(t, client) })
	t.Run("bounded counter", func(t *testing.T) { testBoundedCounter(t, client) })
}

func openLocal(
	t *testing.T, client *dynamodb.Client, table string, now func() time.Time,
) *dynamo.Store {
	t.Helper()
	s, err := dynamo.Open(t.Context(), client, table, now)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	return s
}

// testBoundedCounter: of 200 who want one of 20 places at once, 20 get one. Twenty rounds.
func testBoundedCounter(t *testing.T, client *dynamodb.Client) {
	const writers, places, rounds = 200, 20, 20
	s := openLocal(t, client, dynamotest.Table(t, client), newClock().Now)
	for round := range rounds {
		day := "day" + strconv.Itoa(round)
		var won, full atomic.Int64
		var group sync.WaitGroup
		start := make(chan struct{})
		for range writers {
			group.Go(func() {
				<-start
				c := commitOf(add(day, 1, places))
				c.Writes = append(c.Writes, store.Write{
					Key: store.Key{Partition: day, Sort: c.Token},
					If:  store.Condition{Absent: true},
				})
				err := store.Apply(t.Context(), s, store.NewBackoff(), c)
				condition, refused := errors.AsType[*store.ConditionError](err)
				switch {
				case err == nil:
					won.Add(1)
				case refused && assert.Equal(t, []int{0}, condition.Failed):
					full.Add(1)
				default:
					assert.NoError(t, err)
				}
			})
		}
		close(start)
		group.Wait()
		require.Equal(t, int64(places), won.Load(), day)
		require.Equal(t, int64(writers-places), full.Load(), day)
		require.Equal(t, int64(places), get(t, s, day).Counter)
		page, err := s.Scan(t.Context(), store.Query{Partition: day})
		require.NoError(t, err)
		require.Len(t, page.Items, places)
	}
}

// errCut is what a client sees of a connection that is cut.
var errCut = errors.New("connection reset by peer")

// lossy lets a call through and loses as many replies to commits as it is told.
type lossy struct {
	dynamodb.HTTPClient
	lose atomic.Int64
	lost atomic.Int64
}

func (l *lossy) Do(r *http.Request) (*http.Response, error) {
	answer, err := l.HTTPClient.Do(r)
	commits := strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".TransactWriteItems")
	if err != nil || !commits || l.lose.Add(-1) < 0 {
		return answer, err
	}
	l.lost.Add(1)
	return nil, errors.Join(errCut, answer.Body.Close())
}

// testLostReply: a commit is applied once, whether the SDK repeats the call that lost its
// reply, or the caller the commit.
func testLostReply(t *testing.T, client *dynamodb.Client) {
	for _, tt := range []struct {
		name string
		lose int64
		err  error // of the first commit
	}{
		{"repeated by the SDK", 1, nil},
		{"repeated by the caller", 2, errCut},
	} {
		t.Run(tt.name, func(t *testing.T) {
			options := client.Options()
			wire := &lossy{HTTPClient: options.HTTPClient}
			options.HTTPClient = wire
			clock := newClock()
			s := openLocal(t, dynamodb.New(options), dynamotest.Table(t, client), clock.Now)
			free := put("a", "x")
			free.If.Absent = true
			c := commitOf(add("n", 1, 1), free)
			wire.lose.Store(tt.lose)
			require.ErrorIs(t, s.Commit(t.Context(), c), tt.err)
			assert.Equal(t, tt.lose, wire.lost.Load())
			clock.Advance(9 * time.Minute)
			require.NoError(t, s.Commit(t.Context(), c))
			assert.Equal(t, int64(1), get(t, s, "n").Counter)

			other := c
			other.Writes = []store.Write{put("b", "x")}
			require.ErrorIs(t, s.Commit(t.Context(), other), store.ErrInvalid)
		})
	}
}
