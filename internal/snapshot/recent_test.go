package snapshot_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// tier returns what a snapshot says of the producer whose tier is adverse.
func tier(t *testing.T, s *snapshot.Snapshot) string {
	t.Helper()
	table := s.Table(registry.Producers)
	row, ok := table.Find("P000003")
	require.True(t, ok)
	return table.Value(row, table.Def().Index("tier")).S
}

// Who reads on sees the limited values of the page before for a few minutes; then, and by its
// name, the snapshot says what it will always say.
func TestReader_Recent(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{})
	recent := func(id string) *snapshot.Snapshot {
		snap, err := s.Reader.Recent(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, id, snap.Snapshot)
		return snap
	}
	first, err := s.Reader.Current(t.Context())
	require.NoError(t, err)
	id := first.Snapshot
	assert.Equal(t, "D", tier(t, recent(id)))

	s.Commit(t, s.Ended(t, registry.Producers, "P000006", revision.Withdrawn))
	second := s.Publish(t)
	assert.Equal(t, "D", tier(t, recent(second)))
	assert.Equal(t, "D", tier(t, recent(id)), "replaced just now")
	s.Clock.Move(6 * time.Minute)
	assert.Equal(t, "withheld", tier(t, recent(id)), "replaced a while ago")
	assert.Equal(t, "D", tier(t, recent(second)), "still the newest")

	byID, err := s.Reader.ByID(t.Context(), second)
	require.NoError(t, err)
	assert.Equal(t, "withheld", tier(t, byID))

	_, err = s.Reader.Recent(t.Context(), "20200101-r000001-00000000")
	assert.True(t, fault.Is(err, fault.Gone))
}
