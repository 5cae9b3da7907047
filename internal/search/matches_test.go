package search_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

func TestTable_Matching(t *testing.T) {
	t.Parallel()
	s, err := testkit.New(t, testkit.Options{}).Reader.Current(t.Context())
	require.NoError(t, err)
	table := s.Table(registry.Producers)
	for _, c := range []struct {
		text, q string
		want    bool
	}{
		{"蓝莓", "蓝莓", true},
		{"蓝莓", "莓", true},
		{"蓝莓", "藍莓", true},
		{"蓝莓", "lanmei", true},
		{"蓝莓", "lanm", true},
		{"蓝莓", "lm", true},
		{"蓝莓", "lan 莓", true},
		{"蓝莓", "hzs", false},
		{"蓝莓", "蓝莓 木耳", false},
		{"蓝莓", "木", false},
		{"马铃薯", "蓝", false},
		{"", "蓝", false},
		{"蓝莓", "饕", false}, // a character that stands nowhere in the index
		{"蓝莓", "", true},
	} {
		kept := table.Matching([]string{c.text}, fold.Terms(c.q))
		assert.Equal(t, c.want, len(kept) == 1, "%s %s", c.text, c.q)
	}
}
