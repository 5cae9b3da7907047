package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/store"
)

func TestQuery_Validate(t *testing.T) {
	t.Parallel()
	for name, q := range map[string]store.Query{
		"whole partition": {Partition: "p"},
		"nothing between": {Partition: "p", From: "b", To: "a"},
		"largest page":    {Partition: "p", Limit: store.MaxScan},
		"after the longest": store.Query{Partition: "p"}.After(
			store.Page{Last: strings.Repeat("k", store.MaxKey-1)}),
	} {
		assert.NoError(t, q.Validate(), name)
	}
	for name, q := range map[string]store.Query{
		"no partition":   {},
		"wide partition": {Partition: strings.Repeat("p", store.MaxPartition+1)},
		"long bound":     {Partition: "p", To: strings.Repeat("k", store.MaxKey+1)},
		"negative limit": {Partition: "p", Limit: -1},
		"large limit":    {Partition: "p", Limit: store.MaxScan + 1},
	} {
		assert.ErrorIs(t, q.Validate(), store.ErrInvalid, name)
	}
}

// TestPrefix: a key is within the bounds if and only if it begins with the prefix.
func TestPrefix(t *testing.T) {
	t.Parallel()
	few := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 'a', 0xfe, 0xff}), 0, 4)
	rapid.Check(t, func(t *rapid.T) {
		prefix, k := string(few.Draw(t, "prefix")), string(few.Draw(t, "key"))
		q := store.Prefix("p", prefix)
		assert.Equal(t, "p", q.Partition)
		within := k >= q.From && (q.To == "" || k < q.To)
		assert.Equal(t, strings.HasPrefix(k, prefix), within, "%q %q %q", prefix, k, q.To)
	})
}

// paged is a store of three pages, of which the second is empty and the last may fail.
type paged struct {
	store.Store
	fail  error
	calls int
}

func (p *paged) Scan(_ context.Context, q store.Query) (store.Page, error) {
	p.calls++
	switch q.From {
	case "":
		items := []store.Item{{Key: key("a")}, {Key: key("b")}}
		return store.Page{Items: items, More: true, Last: "b"}, nil
	case "b\x00":
		return store.Page{More: true, Last: "c"}, nil
	default:
		return store.Page{Items: []store.Item{{Key: key("d")}}}, p.fail
	}
}

func TestAll(t *testing.T) {
	t.Parallel()
	fault := errors.New("the network is down")
	tests := []struct {
		name  string
		fail  error
		stop  string
		want  string
		calls int
	}{
		{"all pages", nil, "", "abd", 3},
		{"caller stops", nil, "a", "a", 1},
		{"error", fault, "", "ab", 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := &paged{fail: tt.fail}
			got := ""
			var last error
			for item, err := range store.All(t.Context(), p, store.Query{Partition: "p"}) {
				last = err
				got += item.Sort
				if item.Sort == tt.stop {
					break
				}
			}
			require.Equal(t, tt.fail, last)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.calls, p.calls)
		})
	}
}
