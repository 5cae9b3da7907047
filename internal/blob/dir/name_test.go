package dir

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

// TestEscape: any segment has a name of its own that every file system takes, also one
// that folds case, and the name leads back to the segment.
func TestEscape(t *testing.T) {
	t.Parallel()
	segments := rapid.OneOf(
		rapid.StringN(1, -1, blob.MaxSegment),
		rapid.StringOfN(rapid.SampledFrom([]rune("aAbB^%+~.2f漠")), 1, 6, -1),
	)
	rapid.Check(t, func(t *rapid.T) {
		a, b := segments.Draw(t, "a"), segments.Draw(t, "b")
		name := escape(a)
		assert.LessOrEqual(t, len(name)+len(folderMark), 255)
		assert.Empty(t, strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.^%"))
		back, ok := unescape(name)
		require.True(t, ok)
		assert.Equal(t, a, back)
		assert.Equal(t, a == b, strings.EqualFold(name, escape(b)))
	})
}

func FuzzUnescape(f *testing.F) {
	for _, name := range []string{"a", "^a", "%20", "%2", "%", "^", "^1", "%zz", "%61", "%2F", ""} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		segment, ok := unescape(name)
		if ok {
			assert.Equal(t, name, escape(segment))
			assert.NotEmpty(t, segment)
		}
	})
}

// TestFile: a file and a folder never have the same path, and no path leaves the root.
func TestFile(t *testing.T) {
	t.Parallel()
	s := &Store{root: "/r"}
	assert.Equal(t, filepath.FromSlash("/r/labs"), s.file("labs"))
	assert.Equal(t, filepath.FromSlash("/r/labs+/^l01"), s.file("labs/L01"))
	key := rapid.Custom(func(t *rapid.T) string {
		segment := rapid.StringOfN(rapid.SampledFrom([]rune("a+~.")), 1, 3, -1)
		return strings.Join(rapid.SliceOfN(segment, 1, 3).Draw(t, "segments"), "/")
	}).Filter(func(key string) bool { return blob.ValidateKey(key) == nil })
	rapid.Check(t, func(t *rapid.T) {
		a, b := key.Draw(t, "a"), key.Draw(t, "b")
		fileA, fileB := s.file(a), s.file(b)
		assert.Equal(t, a == b, fileA == fileB)
		assert.NotEqual(t, filepath.Dir(fileA), fileB, "%q lies in the file of %q", a, b)
		assert.True(t, strings.HasPrefix(fileA, "/r/"))
		assert.NotEqual(t, "/r/"+lockName, fileA)
	})
}
