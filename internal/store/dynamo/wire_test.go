package dynamo_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo"
)

// script is a DynamoDB that answers what the test has written down, and the last answer over
// and over. An empty answer cuts the connection.
type script struct {
	t  *testing.T
	mu sync.Mutex

	answers []string
	calls   []string // the ClientRequestToken of each, "" for a read
}

// took returns the calls since it was last asked.
func (s *script) took() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := s.calls
	s.calls = nil
	return calls
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if !assert.NoError(s.t, err) {
		return
	}
	var call struct{ ClientRequestToken string }
	assert.NoError(s.t, json.Unmarshal(body, &call))
	if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeTable") {
		_, err := io.WriteString(w, `{"Table":{}}`)
		assert.NoError(s.t, err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	answer := s.answers[0]
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	s.calls = append(s.calls, call.ClientRequestToken)
	if answer == "" {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	if strings.Contains(answer, "__type") {
		w.WriteHeader(http.StatusBadRequest)
	}
	_, err = io.WriteString(w, answer)
	assert.NoError(s.t, err)
}

// wire returns a store whose real client, with the SDK's retries but not their pauses, talks
// to a script.
func wire(t *testing.T, answers ...string) (*dynamo.Store, *script) {
	t.Helper()
	s := &script{t: t, answers: answers}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	client := dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(server.URL),
		Region:       "cn-north-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.NewExponentialJitterBackoff(1)
		}),
	})
	return openFake(t, client, newClock().Now), s
}

const throttled = `{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException"}`

// TestWire_Attempts: the SDK repeats a read twice and a commit once, under one token.
func TestWire_Attempts(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{"throttled": throttled, "cut": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, server := wire(t, answer)
			err := s.Commit(t.Context(), commitOf(put("a", "x")))
			require.Error(t, err)
			assert.Equal(t, answer == throttled, errors.Is(err, store.ErrConflict), "%v", err)
			tokens := server.took()
			require.Len(t, tokens, 2)
			assert.NotEmpty(t, tokens[0])
			assert.Equal(t, tokens[0], tokens[1])

			_, err = s.Get(t.Context(), key("a"))
			require.Error(t, err)
			require.NotErrorIs(t, err, store.ErrNotFound)
			assert.Len(t, server.took(), 3)
		})
	}
}

// TestWire_StaleConnection: one that is cut goes unnoticed.
func TestWire_StaleConnection(t *testing.T) {
	t.Parallel()
	s, server := wire(t, "", `{}`)
	require.NoError(t, s.Commit(t.Context(), commitOf(put("a", "x"))))
	assert.Len(t, server.took(), 2)
	_, err := s.Get(t.Context(), key("a"))
	require.ErrorIs(t, err, store.ErrNotFound)
}

// TestWire_Cancelled: the reasons of a cancelled transaction as they come over the wire. They
// are final: the SDK does not repeat them.
func TestWire_Cancelled(t *testing.T) {
	t.Parallel()
	const (
		head    = `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",`
		refused = head + `"CancellationReasons":[{"Code":"None"},
			{"Code":"ConditionalCheckFailed","Message":"The conditional request failed"},
			{"Code":"None"}]}`
		conflict = head + `"CancellationReasons":[{"Code":"None"},
			{"Code":"TransactionConflict","Message":"Transaction is ongoing for the item"},
			{"Code":"None"}]}`
	)
	s, server := wire(t, refused, conflict, `{}`)
	c := commitOf(put("a", "x"), put("b", "x"))
	condition, ok := errors.AsType[*store.ConditionError](s.Commit(t.Context(), c))
	require.True(t, ok)
	assert.Equal(t, []int{1}, condition.Failed)
	assert.Len(t, server.took(), 1)
	require.ErrorIs(t, s.Commit(t.Context(), c), store.ErrConflict)
	require.NoError(t, s.Commit(t.Context(), c))
	assert.Len(t, server.took(), 2)
}

// TestWire_TokenThere: the old item of a refused token is read from the answer.
func TestWire_TokenThere(t *testing.T) {
	t.Parallel()
	c := commitOf(put("a", "x"))
	answer := func(digest [32]byte) string {
		body, err := json.Marshal(map[string]any{
			"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
			"CancellationReasons": []any{
				map[string]any{"Code": "ConditionalCheckFailed"},
				map[string]any{"Code": "ConditionalCheckFailed", "Item": map[string]any{
					"PK":      map[string]any{"S": "§token/" + c.Token},
					"SK":      map[string]any{"B": []byte("t")},
					"value":   map[string]any{"B": digest[:]},
					"version": map[string]any{"S": "1"},
				}},
			},
		})
		require.NoError(t, err)
		return string(body)
	}
	s, _ := wire(t, answer(c.Digest()), answer([32]byte{}))
	require.NoError(t, s.Commit(t.Context(), c))
	require.ErrorIs(t, s.Commit(t.Context(), c), store.ErrInvalid)
}
