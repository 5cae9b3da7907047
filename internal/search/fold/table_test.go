package fold

import (
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
)

// The table is linked into the function that answers searches.
func TestTableSize(t *testing.T) {
	t.Parallel()
	size := unsafe.Sizeof(traditional) + unsafe.Sizeof(simplified) +
		unsafe.Sizeof(traditionalWide) + unsafe.Sizeof(simplifiedWide)
	assert.LessOrEqual(t, size, uintptr(24<<10), "bytes of the table")
	assert.Greater(t, len(traditional), 2500, "characters in the table")
}

func TestTableIsSorted(t *testing.T) {
	t.Parallel()
	require.Len(t, simplified, len(traditional))
	require.Len(t, simplifiedWide, len(traditionalWide))
	assert.True(t, slices.IsSorted(traditional[:]))
	assert.True(t, slices.IsSorted(traditionalWide[:]))
	assert.Len(t, slices.Compact(slices.Clone(traditional[:])), len(traditional), "each once")
	assert.Less(t, rune(traditional[0]), traditionalWide[0], "simplify starts at the lower one")
}

// TestTableIsClosed checks that no character folds to one that folds again, to itself
// or to one that is not in form NFKC: folding would not be idempotent.
func TestTableIsClosed(t *testing.T) {
	t.Parallel()
	from := slices.Clone(traditionalWide[:])
	to := slices.Clone(simplifiedWide[:])
	for i := range traditional {
		from, to = append(from, rune(traditional[i])), append(to, rune(simplified[i]))
	}
	for i, r := range from {
		assert.Equal(t, to[i], simplify(r), "%c", r)
		assert.NotEqual(t, r, to[i], "%c", r)
		assert.Equal(t, to[i], simplify(to[i]), "%c", r)
		assert.True(t, norm.NFKC.IsNormalString(string(r)+string(to[i])), "%c", r)
	}
}
