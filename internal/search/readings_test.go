package search_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestIndex_Readings(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	x := build(t, input(defs, pack(defs[0], []farm{
		{ID: "F0001", Name: "长西〇 1"}, {ID: "F0002", Name: "Ü"},
	})))
	assert.Equal(t, map[rune][]string{
		'长': {"chang", "zhang"}, '西': {"xi"}, 'ü': {"v"},
		'p': {"p"}, 'd': {"d"}, 'y': {"y"}, // of the other dataset's numbers
	}, x.Readings(), "what has no reading is left out")
}
