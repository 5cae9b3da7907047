package store_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/store"
)

func key(sort string) store.Key { return store.Key{Partition: "p", Sort: sort} }

func TestCommit_Validate(t *testing.T) {
	t.Parallel()
	puts := func(n, size int) []store.Write {
		writes := make([]store.Write, n)
		for i := range writes {
			k := key(string([]byte{byte('a' + i/26), byte('a' + i%26)}))
			writes[i] = store.Write{Key: k, Value: make([]byte, max(0, size-3))}
		}
		return writes
	}
	soon := time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)
	one := func(w store.Write) []store.Write { return []store.Write{w} }
	ok := puts(1, 0)
	tests := []struct {
		name   string
		token  string
		writes []store.Write
		want   string // part of the error, "" for none
	}{
		{"one put", "t", ok, ""},
		{"longest token", strings.Repeat("~", store.MaxToken), ok, ""},
		{"no token", "", ok, `token ""`},
		{"token too long", strings.Repeat("~", store.MaxToken+1), ok, "printable"},
		{"token with a line end", "a\n", ok, "printable"},
		{"token beyond ASCII", "t\x7f", ok, "printable"},
		{"no writes", "t", nil, "0 writes"},
		{"most writes", "t", puts(store.MaxCommit, 0), ""},
		{"one write more", "t", puts(store.MaxCommit+1, 0), "100 writes"},
		{"key twice", "t", append(puts(3, 0), puts(2, 0)[1]), "writes 1 and 3 name the same"},
		{"largest item", "t", puts(1, store.MaxItem), ""},
		{"item too large", "t", puts(1, store.MaxItem+1), "write 0: an item of 358401 bytes"},
		{"most bytes", "t", puts(10, store.MaxCommitBytes/10), ""},
		{"too many bytes", "t", puts(11, store.MaxCommitBytes/11+1), "a commit of"},
		{"no partition", "t", one(store.Write{Key: store.Key{Sort: "a"}}), "partition"},
		{"widest partition", "t", one(store.Write{
			Key: store.Key{Partition: strings.Repeat("p", store.MaxPartition), Sort: "a"},
		}), ""},
		{"partition too wide", "t", one(store.Write{
			Key: store.Key{Partition: strings.Repeat("p", store.MaxPartition+1), Sort: "a"},
		}), "partition"},
		{
			"partition with a tab", "t",
			one(store.Write{Key: store.Key{Partition: "\t", Sort: "a"}}), "partition",
		},
		{"no sort key", "t", one(store.Write{Key: key("")}), "sort key is empty"},
		{"longest key", "t", one(store.Write{Key: key(strings.Repeat("\xff", store.MaxKey-1))}), ""},
		{"key too long", "t", one(store.Write{Key: key(strings.Repeat("k", store.MaxKey))}), "1025"},
		{"two conditions", "t", one(store.Write{
			Key: key("a"), If: store.Condition{Absent: true, Version: "1"},
		}), "absent item and for its version"},
		{"check", "t", one(store.Write{
			Key: key("a"), Op: store.OpCheck, If: store.Condition{Absent: true},
		}), ""},
		{"idle check", "t", one(store.Write{Key: key("a"), Op: store.OpCheck}), "condition"},
		{"add", "t", one(store.Write{Key: key("a"), Op: store.OpAdd, Delta: -1}), ""},
		{"add nothing", "t", one(store.Write{Key: key("a"), Op: store.OpAdd}), "delta of 0"},
		{
			"negative cap", "t",
			one(store.Write{Key: key("a"), Op: store.OpAdd, Delta: 1, Cap: -1}), "cap of -1",
		},
		{"unknown operation", "t", one(store.Write{Key: key("a"), Op: 9}), "operation 9"},
		{
			"value to delete", "t",
			one(store.Write{Key: key("a"), Op: store.OpDelete, Value: []byte{}}), "nothing to put",
		},
		{"delta to put", "t", one(store.Write{Key: key("a"), Delta: 1}), "no counter"},
		{"cap to put", "t", one(store.Write{Key: key("a"), Cap: 1}), "no counter"},
		{"expiry to put", "t", one(store.Write{Key: key("a"), Expires: soon}), ""},
		{
			"expiry to delete", "t",
			one(store.Write{Key: key("a"), Op: store.OpDelete, Expires: soon}), "no item to keep",
		},
		{
			"expiry before 1970", "t",
			one(store.Write{Key: key("a"), Expires: time.Unix(0, 0)}), "an expiry",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := store.Commit{Token: tt.token, Writes: tt.writes}.Validate()
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, store.ErrInvalid)
			assert.ErrorContains(t, err, tt.want)
		})
	}
}

// TestCommit_Digest: the digest is of all that a commit does, and not of its token.
func TestCommit_Digest(t *testing.T) {
	t.Parallel()
	at := time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)
	base := store.Write{Key: key("a"), Op: store.OpAdd, Delta: 1, Cap: 2, Expires: at}
	digest := func(token string, writes ...store.Write) [32]byte {
		return store.Commit{Token: token, Writes: writes}.Digest()
	}
	assert.Equal(t, digest("t", base), digest("u", base))
	sameSecond := base
	sameSecond.Expires = at.Add(time.Millisecond).In(time.FixedZone("", 8*60*60))
	assert.Equal(t, digest("t", base), digest("t", sameSecond))

	seen := map[[32]byte]string{digest("t", base): "base", digest("t", base, base): "twice"}
	for name, change := range map[string]func(w *store.Write){
		"partition": func(w *store.Write) { w.Partition = "q" },
		"sort":      func(w *store.Write) { w.Sort = "b" },
		"seam":      func(w *store.Write) { w.Key = store.Key{Partition: "pa", Sort: ""} },
		"op":        func(w *store.Write) { w.Op = store.OpPut },
		"value":     func(w *store.Write) { w.Value = []byte("a") },
		"expires":   func(w *store.Write) { w.Expires = at.Add(time.Second) },
		"stays":     func(w *store.Write) { w.Expires = time.Time{} },
		"delta":     func(w *store.Write) { w.Delta = 2 },
		"cap":       func(w *store.Write) { w.Cap = 3 },
		"absent":    func(w *store.Write) { w.If.Absent = true },
		"version":   func(w *store.Write) { w.If.Version = "\x01" },
	} {
		w := base
		change(&w)
		d := digest("t", w)
		assert.Empty(t, seen[d], name)
		seen[d] = name
	}
}

// TestWrite_Apply names the cases that are easy to get wrong; the conformance suite has
// the rest of the rules.
func TestWrite_Apply(t *testing.T) {
	t.Parallel()
	counter := func(n int64) *store.Item {
		return &store.Item{Key: key("a"), Counter: n, Version: "7"}
	}
	add := func(delta, limit int64) store.Write {
		return store.Write{Key: key("a"), Op: store.OpAdd, Delta: delta, Cap: limit}
	}
	tests := []struct {
		name  string
		write store.Write
		old   *store.Item
		want  int64
		ok    bool
	}{
		{"absent is 0", add(1, 1), nil, 1, true},
		{"to the cap", add(2, 5), counter(3), 5, true},
		{"over the cap", add(3, 5), counter(3), 0, false},
		{"over a lowered cap", add(1, 2), counter(3), 0, false},
		{"back under a lowered cap", add(-1, 2), counter(4), 3, true},
		{"to 0", add(-3, 0), counter(3), 0, true},
		{"below 0", add(-4, 9), counter(3), 0, false},
		{"largest", add(math.MaxInt64, math.MaxInt64), nil, math.MaxInt64, true},
		{"beyond the largest", add(1, math.MaxInt64), counter(math.MaxInt64), 0, false},
		{"smallest delta", add(math.MinInt64, 0), counter(math.MaxInt64), 0, false},
		{"an empty value", add(1, 9), &store.Item{Value: []byte{}, Version: "7"}, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			next, ok := tt.write.Apply(tt.old)
			require.Equal(t, tt.ok, ok)
			if !ok {
				return
			}
			require.NotNil(t, next)
			assert.Equal(t, tt.want, next.Counter)
			assert.Empty(t, next.Version, "the version is the driver's")
		})
	}
}
