package search_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// Characters are found however many there are: their symbols have one byte, two or three.
func TestSearch_ManyDifferentCharacters(t *testing.T) {
	t.Parallel()
	const n = 5000
	rows := make([]farm, n)
	where := map[string][]int{} // rows, by folded character
	for i := range rows {
		name := string(rune(0x4E00 + i))
		rows[i] = farm{ID: fmt.Sprintf("F%04d", i), Name: name + "社"}
		where[fold.Fold(name)] = append(where[fold.Fold(name)], i)
	}
	require.Greater(t, len(where), 3300)
	defs := definitions(t)
	tab := table(t, build(t, input(defs, pack(defs[0], rows))), "farms")
	for name, want := range where {
		if name == "社" {
			continue
		}
		res := tab.Search(search.Query{Terms: []string{name}, Sort: search.ByID, Limit: -1})
		require.Equal(t, want, res.Rows, "%q", name)
		require.Equal(t, want, tab.Names(name+"社"), "%q", name)
	}
}
