package dynamo_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	mini "github.com/truora/minidyn/aws-v2/client"

	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo/dynamotest"
)

func TestOpen_NoTable(t *testing.T) {
	t.Parallel()
	_, err := dynamo.Open(t.Context(), newFake(), "none", newClock().Now)
	require.ErrorContains(t, err, "open table none")
	_, missing := errors.AsType[*types.ResourceNotFoundException](err)
	assert.True(t, missing)
}

// TestScan_LongBounds: a bound may be longer than any sort key of its partition.
func TestScan_LongBounds(t *testing.T) {
	t.Parallel()
	s := openFake(t, newFake(), newClock().Now)
	partition := strings.Repeat("p", store.MaxPartition)
	const longest = store.MaxKey - store.MaxPartition
	a := func(n int) string { return strings.Repeat("a", n) }
	require.NoError(t, s.Commit(t.Context(), commitOf(
		store.Write{Key: store.Key{Partition: partition, Sort: a(longest)}},
		store.Write{Key: store.Key{Partition: partition, Sort: a(longest-1) + "b"}},
	)))
	for _, tt := range []struct {
		name, from, to string
		want           int
	}{
		{"to the end", "", strings.Repeat("\xff", store.MaxKey), 2},
		{"to behind the first", "", a(longest + 1), 1},
		{"to the first", "", a(longest), 0},
		{"from behind the first", a(longest + 1), "", 1},
		{"between neighbours", a(longest), a(longest-1) + "b", 1},
		{"nothing before the least", "", "\x00", 0},
	} {
		page, err := s.Scan(t.Context(),
			store.Query{Partition: partition, From: tt.from, To: tt.to})
		require.NoError(t, err, tt.name)
		assert.Len(t, page.Items, tt.want, tt.name)
	}
}

// TestForeignItem: an item that something else has put into the table is an error, not an
// absent or an empty one.
func TestForeignItem(t *testing.T) {
	t.Parallel()
	whole := row{
		"PK":      &types.AttributeValueMemberS{Value: "p"},
		"SK":      &types.AttributeValueMemberB{Value: []byte("a")},
		"version": &types.AttributeValueMemberS{Value: "1"},
		"counter": &types.AttributeValueMemberN{Value: "1"},
	}
	for name, change := range map[string]func(row){
		"no version":   func(r row) { delete(r, "version") },
		"no content":   func(r row) { delete(r, "counter") },
		"two contents": func(r row) { r["value"] = r["SK"] },
		"text content": func(r row) {
			delete(r, "counter")
			r["value"] = r["version"]
		},
		"fraction":     func(r row) { r["counter"] = &types.AttributeValueMemberN{Value: "0.5"} },
		"large expiry": func(r row) { r["expires"] = &types.AttributeValueMemberN{Value: "1e30"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newFake()
			s := openFake(t, client, newClock().Now)
			client.set(place(whole), maps.Clone(whole))
			require.Equal(t, int64(1), get(t, s, "a").Counter)
			change(client.at(place(whole)))
			_, err := s.Get(t.Context(), key("a"))
			require.Error(t, err)
			require.NotErrorIs(t, err, store.ErrNotFound)
			_, err = s.Scan(t.Context(), store.Query{Partition: "p"})
			require.Error(t, err)
		})
	}
}

// TestMinidyn lets an interpreter of somebody else's read every expression of the driver. The
// whole contract cannot be proved on minidyn 0.8.2: it orders binary sort keys by their printed
// form, counts in float64, lists the first refusal of a transaction alone, returns no old item
// for a refused put, stores no empty binary, and has neither short pages nor contexts.
func TestMinidyn(t *testing.T) {
	t.Parallel()
	client := mini.NewClient()
	_, err := client.CreateTable(t.Context(), dynamotest.Schema(table))
	require.NoError(t, err)
	clock := newClock()
	s := openFake(t, client, clock.Now)
	apply := func(failed []int, w store.Write) {
		t.Helper()
		err := s.Commit(t.Context(), commitOf(w))
		if failed == nil {
			require.NoError(t, err)
			return
		}
		var condition *store.ConditionError
		require.ErrorAs(t, err, &condition)
		assert.Equal(t, failed, condition.Failed)
	}
	refused := []int{0}
	absent := put("a", "x")
	absent.If.Absent = true
	apply(nil, absent)
	apply(refused, absent)
	versioned := put("a", "y")
	versioned.If.Version = get(t, s, "a").Version
	apply(nil, versioned)
	apply(refused, versioned)
	apply(nil, store.Write{Key: key("b"), Op: store.OpCheck, If: store.Condition{Absent: true}})

	apply(nil, add("n", 2, 3))
	apply(refused, add("n", 2, 3))
	apply(nil, add("n", 1, 3))
	apply(refused, add("n", -4, 3))
	expiring := add("n", -1, 0)
	expiring.Expires = clock.Now().Add(1e9)
	expiring.If.Version = get(t, s, "n").Version
	apply(nil, expiring)
	assert.Equal(t, int64(2), get(t, s, "n").Counter)
	page, err := s.Scan(t.Context(), store.Query{Partition: "p", From: "b"})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	clock.Advance(1e9)
	page, err = s.Scan(t.Context(), store.Query{Partition: "p"})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	assert.Equal(t, "y", string(page.Items[0].Value))
	remove := store.Write{Key: key("a"), Op: store.OpDelete}
	remove.If.Version = page.Items[0].Version
	apply(nil, remove)
	apply(refused, remove)
}
