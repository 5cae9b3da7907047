package s3_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/blob/s3"
	"github.com/mingtian-portal/mingtian/internal/blob/s3/s3test"
)

// conditional runs a test for a put of each condition, which holds at first.
func conditional(t *testing.T,
	run func(t *testing.T, server *s3test.Server, s *s3.Store, cond blob.Condition),
) {
	t.Run("absent", func(t *testing.T) {
		t.Parallel()
		server, s := open(t)
		run(t, server, s, blob.Condition{Absent: true})
	})
	t.Run("match", func(t *testing.T) {
		t.Parallel()
		server, s := open(t)
		run(t, server, s, blob.Condition{Match: put(t, s, "a", "old")})
	})
}

// body returns what is at a.
func body(t *testing.T, s *s3.Store) string {
	t.Helper()
	object, err := s.Get(t.Context(), "a")
	require.NoError(t, err)
	return string(object.Body)
}

// TestPut_Conflict: a 409 decides nothing. It is asked again, and in the end named.
func TestPut_Conflict(t *testing.T) {
	t.Parallel()
	conflict := s3test.Fault{Status: 409, Code: "ConditionalRequestConflict"}
	conditional(t, func(t *testing.T, server *s3test.Server, s *s3.Store, cond blob.Condition) {
		server.Inject("PUT", "a", conflict, conflict, conflict)
		before := len(server.Requests())
		_, err := s.Put(t.Context(), "a", []byte("new"), cond)
		require.ErrorContains(t, err, "put a: another write was under way at each attempt")
		require.NotErrorIs(t, err, blob.ErrPrecondition)
		assert.Equal(t, before+3, len(server.Requests()))

		server.Inject("PUT", "a", conflict, conflict)
		_, err = s.Put(t.Context(), "a", []byte("new"), cond)
		require.NoError(t, err)
		assert.Equal(t, "new", body(t, s))
	})
}

// TestPut_ConflictLost: after a conflict the other write was done, so the condition fails.
func TestPut_ConflictLost(t *testing.T) {
	t.Parallel()
	conditional(t, func(t *testing.T, server *s3test.Server, s *s3.Store, cond blob.Condition) {
		server.Inject("PUT", "a", s3test.Fault{
			Status: 409, Code: "ConditionalRequestConflict", Before: rival(t, s),
		})
		_, err := s.Put(t.Context(), "a", []byte("new"), cond)
		require.ErrorIs(t, err, blob.ErrPrecondition)
		assert.Equal(t, "rival", body(t, s))
	})
}

// rival returns a hook that writes to a first.
func rival(t *testing.T, s *s3.Store) func(*http.Request) {
	return func(*http.Request) {
		_, err := s.Put(t.Context(), "a", []byte("rival"), blob.Condition{})
		assert.NoError(t, err)
	}
}

// TestPut_Refused: both answers that refuse are one error, and are not asked again.
func TestPut_Refused(t *testing.T) {
	t.Parallel()
	server, s := open(t)
	tag := put(t, s, "a", "old")
	for _, tt := range []struct {
		key  string
		cond blob.Condition
	}{
		{"a", blob.Condition{Absent: true}},
		{"a", blob.Condition{Match: "another"}},
		{"b", blob.Condition{Match: tag}},
	} {
		before := len(server.Requests())
		_, err := s.Put(t.Context(), tt.key, []byte("new"), tt.cond)
		require.ErrorIs(t, err, blob.ErrPrecondition)
		assert.Equal(t, before+1, len(server.Requests()))
	}
	assert.Equal(t, "old", body(t, s))
}

// TestPut_LostReply: a put that was done although its reply was lost meets its own bytes
// when it is sent again, and is a success.
func TestPut_LostReply(t *testing.T) {
	t.Parallel()
	lost := s3test.Fault{Status: 500, Code: "InternalError", Done: true}
	conditional(t, func(t *testing.T, server *s3test.Server, s *s3.Store, cond blob.Condition) {
		server.Inject("PUT", "a", lost)
		tag, err := s.Put(t.Context(), "a", []byte("new"), cond)
		require.NoError(t, err)
		object, err := s.Get(t.Context(), "a")
		require.NoError(t, err)
		assert.Equal(t, blob.Object{Body: []byte("new"), ETag: tag}, object)
	})
}

// TestPut_LostConnection: the same where not even an answer arrives.
func TestPut_LostConnection(t *testing.T) {
	t.Parallel()
	conditional(t, func(t *testing.T, server *s3test.Server, s *s3.Store, cond blob.Condition) {
		server.Inject("PUT", "a", s3test.Fault{Drop: true, Done: true})
		_, err := s.Put(t.Context(), "a", []byte("new"), cond)
		require.NoError(t, err)
		assert.Equal(t, "new", body(t, s))
	})
}

// TestPut_Unsure: where a rival came between, the put may have been done or not. It claims
// neither: not success, and not that nothing was written.
func TestPut_Unsure(t *testing.T) {
	t.Parallel()
	for name, done := range map[string]bool{"done": true, "not done": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conditional(t, func(
				t *testing.T, server *s3test.Server, s *s3.Store, cond blob.Condition,
			) {
				server.Inject("PUT", "a",
					s3test.Fault{Status: 500, Code: "InternalError", Done: done},
					s3test.Fault{Before: rival(t, s)})
				_, err := s.Put(t.Context(), "a", []byte("new"), cond)
				require.ErrorContains(t, err, "put a: a reply was lost")
				require.NotErrorIs(t, err, blob.ErrPrecondition)
				assert.Equal(t, "rival", body(t, s))
			})
		})
	}
}

// TestPut_UnsureOfSame: a rival that writes the very same bytes is still a rival.
func TestPut_UnsureOfSame(t *testing.T) {
	t.Parallel()
	server, s := open(t)
	server.Inject("PUT", "a",
		s3test.Fault{Status: 500, Code: "InternalError"},
		s3test.Fault{Before: rival(t, s)})
	_, err := s.Put(t.Context(), "a", []byte("rival"), blob.Condition{Absent: true})
	require.ErrorContains(t, err, "put a: a reply was lost")
}

// TestPut_UnsureAndBlind: nor does it claim anything if it cannot look.
func TestPut_UnsureAndBlind(t *testing.T) {
	t.Parallel()
	internal := s3test.Fault{Status: 500, Code: "InternalError"}
	conditional(t, func(t *testing.T, server *s3test.Server, s *s3.Store, cond blob.Condition) {
		done := internal
		done.Done = true
		server.Inject("PUT", "a", done)
		server.Inject("HEAD", "a", slices.Repeat([]s3test.Fault{internal}, 3)...)
		_, err := s.Put(t.Context(), "a", []byte("new"), cond)
		require.ErrorContains(t, err, "put a: a reply was lost")
		require.NotErrorIs(t, err, blob.ErrPrecondition)
	})
}

// TestPut_SlowDown: what S3 turned away was not done, so a refusal after it is certain.
func TestPut_SlowDown(t *testing.T) {
	t.Parallel()
	conditional(t, func(t *testing.T, server *s3test.Server, s *s3.Store, cond blob.Condition) {
		server.Inject("PUT", "a", s3test.Fault{
			Status: 503, Code: "SlowDown", Before: rival(t, s),
		})
		_, err := s.Put(t.Context(), "a", []byte("new"), cond)
		require.ErrorIs(t, err, blob.ErrPrecondition)
	})
}
