package blob_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

func TestValidateKey(t *testing.T) {
	t.Parallel()
	for _, key := range []string{
		"a", "latest.json", "labs/L01", "s/20990101-r000001-0a1b2c3d/rows", ".well-known/x",
		"...", "a..b", " ", "漠河", `a\b`,
		strings.Repeat("a", blob.MaxSegment),
		strings.Repeat("a/", blob.MaxKey/2-1) + "aa",
	} {
		assert.NoError(t, blob.ValidateKey(key), "%q", key)
	}
	for _, key := range []string{
		"", "/", "/a", "a/", "a//b", ".", "..", "./a", "../a", "a/./b", "a/..",
		"a\x00", "a\n", "\x7f", "a\u0085", "\xff", "a/\xc3",
		strings.Repeat("a", blob.MaxSegment+1),
		strings.Repeat("漠", 27),
		strings.Repeat("a/", blob.MaxKey/2) + "a",
	} {
		assert.ErrorIs(t, blob.ValidateKey(key), blob.ErrInvalid, "%q", key)
	}
}

func FuzzValidateKey(f *testing.F) {
	for _, key := range []string{"a", "a/b", "../a", "/", "a//b", "\xff", "漠河/x.csv", "a\x00"} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		if blob.ValidateKey(key) != nil {
			return
		}
		// What passes stays below the folder it is joined to, whatever joins it.
		assert.NotContains(t, "/"+key+"/", "/../")
		assert.NotContains(t, "/"+key+"/", "/./")
		assert.NotContains(t, "/"+key+"/", "//")
		assert.LessOrEqual(t, len(key), blob.MaxKey)
	})
}

func TestValidatePut(t *testing.T) {
	t.Parallel()
	none := blob.Condition{}
	require.NoError(t, blob.ValidatePut("a", 0, none))
	require.NoError(t, blob.ValidatePut("a", blob.MaxObject, blob.Condition{Absent: true}))
	require.NoError(t, blob.ValidatePut("a", 1, blob.Condition{Match: "x"}))
	require.ErrorIs(t, blob.ValidatePut("/", 0, none), blob.ErrInvalid)
	require.ErrorIs(t, blob.ValidatePut("a", blob.MaxObject+1, none), blob.ErrInvalid)
	require.ErrorIs(t, blob.ValidatePut("a", 0, blob.Condition{Absent: true, Match: "x"}),
		blob.ErrInvalid)
}

func TestPageSize(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int]int{0: blob.MaxList, 1: 1, blob.MaxList: blob.MaxList} {
		size, err := blob.PageSize(limit)
		require.NoError(t, err)
		assert.Equal(t, want, size)
	}
	for _, limit := range []int{-1, blob.MaxList + 1} {
		_, err := blob.PageSize(limit)
		require.ErrorIs(t, err, blob.ErrInvalid)
	}
}

// numbered lists so many keys, and fails once the page of failAfter is asked for.
type numbered struct {
	blob.Store
	n         int
	failAfter string
	calls     int
}

var errDown = errors.New("the network is down")

func (s *numbered) List(_ context.Context, prefix, after string, limit int) ([]string, error) {
	s.calls++
	if after != "" && after == s.failAfter {
		return nil, errDown
	}
	var page []string
	for i := range s.n {
		if key := fmt.Sprintf("%s%05d", prefix, i); key > after && len(page) < limit {
			page = append(page, key)
		}
	}
	return page, nil
}

func TestKeys(t *testing.T) {
	t.Parallel()
	const page = blob.MaxList
	tests := []struct {
		name        string
		n           int
		failAfter   string
		stop        int
		keys, calls int
		want        error
	}{
		{"none", 0, "", -1, 0, 1, nil},
		{"one page", page - 1, "", -1, page - 1, 1, nil},
		{"a full page", page, "", -1, page, 2, nil},
		{"several pages", 2*page + 5, "", -1, 2*page + 5, 3, nil},
		{"caller stops", 2 * page, "", 3, 3, 1, nil},
		{"error", 2 * page, "p/00999", -1, page, 2, errDown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &numbered{n: tt.n, failAfter: tt.failAfter}
			n := 0
			var last error
			for key, err := range blob.Keys(t.Context(), s, "p/") {
				if last = err; err != nil {
					continue
				}
				assert.Equal(t, fmt.Sprintf("p/%05d", n), key)
				if n++; n == tt.stop {
					break
				}
			}
			require.Equal(t, tt.want, last)
			assert.Equal(t, tt.keys, n)
			assert.Equal(t, tt.calls, s.calls)
		})
	}
}
