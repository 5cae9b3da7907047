package blobtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

// oddKeys are legal keys in order, chosen to break drivers that use them as paths: names
// that differ in case alone, that hide or end a file, that file systems reserve, and whose
// order by bytes is not the order of a walk through folders.
func oddKeys() []string {
	return []string{
		" ", "!", "%", "%2f", "+", "+/+", "-", "...", ".a", ".well-known/api-catalog", "A", "CON",
		"L01", "^l01", "_", "a", "a b", "a!", "a+", "a+/b", "a-", "a.", "a.b", "a/ ", "a/b",
		"a/b/c", "a/b/c/d", "a/b-", "a/bc", "a0", "aa", "l01", "labs", "labs-x", "labs.json",
		"labs/L01", "labs0", "s/20990101-r000001-0a1b2c3d/index.bin", "x\\y", "~", "~lock",
		"~tmp/put-1", "é", "漠河/农产品.csv", "田",
	}
}

func sorted(keys []string) []string {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	return keys
}

func testOddKeys(t *testing.T, s *subject) {
	keys := oddKeys()
	for _, key := range keys {
		s.put(t, key, "body of "+key)
	}
	for _, key := range keys {
		assert.Equal(t, "body of "+key, s.get(t, key))
	}
	assert.Equal(t, sorted(keys), s.keys(t, ""))
	for _, key := range []string{"l", "LABS", "labs/l01", "con", "a/b/c/d/e", "~lock/x", ".b"} {
		s.absent(t, key)
	}
	for i, key := range keys {
		require.NoError(t, s.Delete(t.Context(), key))
		s.absent(t, key)
		assert.Equal(t, sorted(keys[i+1:]), s.keys(t, ""), "after %q was deleted", key)
	}
}

// testPageAndFolder: a page may lie over other pages, and neither minds the other.
func testPageAndFolder(t *testing.T, s *subject) {
	for _, order := range [][]string{{"labs", "labs/L01"}, {"labs/L01", "labs"}} {
		for _, key := range order {
			s.put(t, key, key)
		}
		assert.Equal(t, []string{"labs", "labs/L01"}, s.keys(t, "labs"))
		assert.Equal(t, []string{"labs/L01"}, s.keys(t, "labs/"))
		require.NoError(t, s.Delete(t.Context(), order[0]))
		s.absent(t, order[0])
		assert.Equal(t, order[1], s.get(t, order[1]))
		require.NoError(t, s.Delete(t.Context(), order[1]))
		assert.Empty(t, s.keys(t, ""))
	}
}

func testListBounds(t *testing.T, s *subject) {
	keys := sorted(oddKeys())
	for _, key := range keys {
		s.put(t, key, "x")
	}
	bounds := []string{
		"", "%", "+/", "L01", "a", "a+", "a-", "a/", "a/b", "a/b/", "a/b/c", "a0", "lab", "labs",
		"labs-", "labs/", "labs/L", "labs0", "zz", "~lock", "é", "漠", "漠河/", "\xff",
	}
	for _, prefix := range bounds {
		for _, after := range bounds {
			for _, limit := range []int{0, 2} {
				got, err := s.List(t.Context(), prefix, after, limit)
				require.NoError(t, err)
				want := within(keys, prefix, after, limit)
				require.Equal(t, want, append([]string{}, got...), "%q after %q", prefix, after)
			}
		}
	}
}

// within returns what a list of the sorted keys must return.
func within(keys []string, prefix, after string, limit int) []string {
	in := []string{}
	for _, key := range keys {
		if strings.HasPrefix(key, prefix) && key > after && (limit == 0 || len(in) < limit) {
			in = append(in, key)
		}
	}
	return in
}

func testListPages(t *testing.T, s *subject) {
	var keys []string
	for i := range blob.MaxList + 5 {
		key := fmt.Sprintf("p/%02d/%d", i/50, i)
		keys = append(keys, key)
		s.put(t, key, "x")
	}
	s.put(t, "q", "x")
	slices.Sort(keys)
	first, err := s.List(t.Context(), "p/", "", 0)
	require.NoError(t, err)
	assert.Equal(t, keys[:blob.MaxList], first)
	assert.Equal(t, keys, s.keys(t, "p/"))
	for _, limit := range []int{1, 333, blob.MaxList} {
		after := keys[400]
		page, err := s.List(t.Context(), "p/", after, limit)
		require.NoError(t, err)
		assert.Equal(t, within(keys, "p/", after, limit), page)
	}
}

func testLongestKeys(t *testing.T, s *subject) {
	wide := strings.Repeat("漠", blob.MaxSegment/len("漠"))
	for key, body := range map[string]string{
		strings.Repeat("A", blob.MaxSegment):                      "upper",
		strings.Repeat("a", blob.MaxSegment):                      "lower",
		strings.Repeat(" ", blob.MaxSegment) + "/x":               "spaces",
		strings.Repeat(wide+"/", blob.MaxKey/(len(wide)+1)) + "x": "deep",
		strings.Repeat("x/", blob.MaxKey/2-1) + "yz":              "deepest",
	} {
		s.put(t, key, body)
		assert.Equal(t, body, s.get(t, key))
		assert.Contains(t, s.keys(t, ""), key)
	}
}
