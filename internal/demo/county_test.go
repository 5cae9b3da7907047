package demo_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/demo"
	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

const today = calendar.Date(20261124)

func TestCounty_IsDeterministic(t *testing.T) {
	t.Parallel()
	s := registry.Load()
	assert.Equal(t, demo.County(s, today, 1, 200), demo.County(s, today, 1, 200))
	assert.NotEqual(t, demo.County(s, today, 1, 200), demo.County(s, today, 2, 200))
}

func TestCounty_HasMohesShape(t *testing.T) {
	t.Parallel()
	s := registry.Load()
	rows := demo.County(s, today, 1, demo.Producers)
	levels := map[string]int{}
	for _, r := range rows[registry.Divisions] {
		levels[dataset.Unpack[registry.Division](s.Def(registry.Divisions), r).Level]++
	}
	assert.Equal(t, map[string]int{
		"prefecture": 1, "city": 1, "town": 6, "village": 7, "community": 7,
	}, levels)
	assert.Len(t, rows[registry.Producers], demo.Producers)
	assert.Len(t, rows[registry.Certificates], demo.Producers/2)
	assert.Len(t, rows[registry.Labs], 7)
	for _, def := range s.Datasets {
		assert.Equal(t, def.Live, len(rows[def.Name]) == 0, def.Name)
	}
}

func TestCounty_HasEveryStatusAndTier(t *testing.T) {
	t.Parallel()
	s := registry.Load()
	view := registry.Derive(s, demo.County(s, today, 1, demo.Producers), today)
	statuses, tiers := map[string]bool{}, map[string]bool{}
	for _, r := range view.Rows[registry.Certificates] {
		statuses[s.Def(registry.Certificates).Text(r, "status")] = true
	}
	for _, r := range view.Rows[registry.Producers] {
		tiers[s.Def(registry.Producers).Text(r, "tier")] = true
	}
	for _, c := range view.Limited {
		if c.Dataset == registry.Producers && c.Column == "tier" {
			tiers[c.Value.S] = true
		}
	}
	for _, want := range []string{
		"valid", "expiring", "conversion", "expired", "suspended", "revoked", "withdrawn", "pending",
	} {
		assert.True(t, statuses[want], want)
	}
	for _, want := range []string{"A", "B", "C", "D", "unrated", "withheld"} {
		assert.True(t, tiers[want], want)
	}
}

func TestCounty_IsMarkedAndReserved(t *testing.T) {
	t.Parallel()
	s := registry.Load()
	rows := demo.County(s, today, 1, 1000)
	codes := map[string]bool{}
	for _, def := range s.Datasets {
		for _, r := range rows[def.Name] {
			line := string(def.Encode(r))
			if def.Name != registry.Divisions { // those are real
				require.Contains(t, line, "演示数据")
			}
			for i := range def.Columns {
				c := &def.Columns[i]
				require.False(t, r[i].Set && c.Derived && c.Kind != dataset.Bool,
					"%s of %s is derived", c.Name, def.Name)
				require.False(t, c.Required && !r[i].Set, "%s of %s is required", c.Name, def.Name)
				_, err := c.Parse(c.Format(r[i]))
				require.NoError(t, err)
			}
			if code := def.Text(r, "uscc"); code != "" {
				parsed, err := ident.ParseUSCC(code)
				require.NoError(t, err)
				require.True(t, parsed.Reserved(), code)
				require.False(t, codes[code], "twice: %s", code)
				codes[code] = true
			}
			if number := def.Text(r, "number"); number != "" {
				require.True(t, strings.Contains(number, "99"), number)
			}
		}
	}
}
