package pages_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/blob/blobtest"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/web"
)

// objects returns everything in a store.
func objects(t *testing.T, s blob.Store) map[string]string {
	t.Helper()
	all := map[string]string{}
	for key, err := range blob.Keys(t.Context(), s, "") {
		require.NoError(t, err)
		object, err := s.Get(t.Context(), key)
		require.NoError(t, err)
		all[key] = string(object.Body)
	}
	return all
}

func TestPublish_WritesWhatPageAnswers(t *testing.T) {
	t.Parallel()
	snap, site, store := filled(t), newSite(t, ""), blobtest.NewMemory()
	written, unchanged, err := site.Publish(t.Context(), snap, store)
	require.NoError(t, err)
	paths := slices.Collect(site.Static(snap))
	assert.Equal(t, []int{len(paths), 0}, []int{written, unchanged})
	all := objects(t, store)
	built, err := fs.Glob(web.Files, "dist/*-*")
	require.NoError(t, err)
	for _, path := range paths {
		require.NoError(t, blob.ValidateKey(pages.Key(path)))
		p := get(t, site, snap, path)
		assert.Equal(t, 200, p.Status, path)
		assert.Equal(t, string(p.Body), all[pages.Key(path)], path)
		meta := blob.MetaOf(pages.Key(path))
		assert.Equal(t, blob.Meta{ContentType: p.ContentType, CacheControl: p.Cache}, meta, path)
	}
	assert.Len(t, all, len(paths)+1+len(built), "and the record and what is in web/dist")
	for _, key := range []string{"index", "en", "p/P000001", "en/p/P000001", "labs", "labs/L01"} {
		assert.Contains(t, all, key)
	}
}

func TestPublish_LeavesWhatIsTheSame(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	c.fill()
	site, store := newSite(t, ""), blobtest.NewMemory()
	first := c.snapshot()
	total, _, err := site.Publish(t.Context(), first, store)
	require.NoError(t, err)
	written, unchanged, err := site.Publish(t.Context(), first, store)
	require.NoError(t, err)
	assert.Equal(t, []int{0, total}, []int{written, unchanged}, "the same snapshot again")

	put(c, registry.Producers, registry.Producer{ID: "P000003", Name: "李**", Kind: "large_grower"})
	second := c.snapshot()
	written, unchanged, err = site.Publish(t.Context(), second, store)
	require.NoError(t, err)
	different := func(before, after *snapshot.Snapshot) (list []string) {
		for path := range site.Static(before) {
			if !bytes.Equal(get(t, site, before, path).Body, get(t, site, after, path).Body) {
				list = append(list, path)
			}
		}
		return list
	}
	changed := different(first, second)
	assert.Equal(t, []int{len(changed), total - len(changed)}, []int{written, unchanged})
	assert.Subset(t, changed, []string{"/p/P000003", "/en/p/P000003"})
	for _, other := range []string{"/p/P000001", "/c/C000001", "/labs/L01", "/about", "/"} {
		assert.NotContains(t, changed, other, "it says nothing of that producer")
	}

	c.clock.Advance(24 * time.Hour)
	put(c, registry.Producers, registry.Producer{ID: "P000003", Name: "王**", Kind: "large_grower"})
	third := c.snapshot()
	written, unchanged, err = site.Publish(t.Context(), third, store)
	require.NoError(t, err)
	assert.Len(t, different(second, third), written)
	assert.LessOrEqual(t, unchanged, 3, "every page says its date: only robots and site maps do not")
}

func TestPublish_DeletesWhatVanished(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	c.fill()
	site, store := newSite(t, ""), blobtest.NewMemory()
	_, _, err := site.Publish(t.Context(), c.snapshot(), store)
	require.NoError(t, err)
	end(c, registry.Producers, registry.Producer{ID: "P000102", Name: "x"}, revision.Erased, "")
	snap := c.snapshot()
	_, _, err = site.Publish(t.Context(), snap, store)
	require.NoError(t, err)
	all := objects(t, store)
	assert.NotContains(t, all, "p/P000102")
	assert.NotContains(t, all, "en/p/P000102")
	assert.Contains(t, all, "p/P000103")
	assert.Equal(t, 410, get(t, site, snap, "/p/P000102").Status)
}

// filledWith returns a store that holds objects.
func filledWith(t *testing.T, all map[string]string) blob.Store {
	t.Helper()
	s := blobtest.NewMemory()
	for key, body := range all {
		_, err := s.Put(t.Context(), key, []byte(body), blob.Condition{})
		require.NoError(t, err)
	}
	return s
}

// someSteps are steps of a run at which it is made to die: those at its ends, where each is
// another, and every fifth of the many between, where each writes or compares one page more.
func someSteps(n int) (list []int) {
	const ends, stride = 6, 5
	for step := 1; step <= n; step++ {
		if step <= ends || step > n-ends || step%stride == 0 {
			list = append(list, step)
		}
	}
	return list
}

// A run that dies at any step is completed by the next. If that one has the snapshot from before,
// because the change was undone, nothing is left of what the dead run wrote.
func TestPublish_SurvivesDeathAtAnyStep(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	put(c, registry.Producers, registry.Producer{ID: "P000001", Name: "甲"})
	put(c, registry.Producers, registry.Producer{ID: "P000002", Name: "乙"})
	site, first := newSite(t, ""), c.snapshot()
	put(c, registry.Producers, registry.Producer{ID: "P000001", Name: "甲二"})
	put(c, registry.Producers, registry.Producer{ID: "P000003", Name: "丙"})
	end(c, registry.Producers, registry.Producer{ID: "P000002", Name: "乙"}, revision.Erased, "")
	second := c.snapshot()

	publish := func(snap *snapshot.Snapshot, s blob.Store) map[string]string {
		t.Helper()
		_, _, err := site.Publish(t.Context(), snap, s)
		require.NoError(t, err)
		return objects(t, s)
	}
	before := publish(first, blobtest.NewMemory())
	counting := &blobtest.Hook{Store: filledWith(t, before)}
	_, _, err := site.Publish(t.Context(), second, counting)
	require.NoError(t, err)
	steps, after := counting.Ops(), objects(t, counting.Store)
	require.Greater(t, steps, 8)
	assert.Equal(t, before, publish(first, counting.Store), "and back, without a death")

	for _, n := range someSteps(steps) {
		store := filledWith(t, before)
		dying := &blobtest.Hook{Store: store, Before: blobtest.KillAt(n)}
		_, _, err := site.Publish(t.Context(), second, dying)
		require.ErrorIs(t, err, blobtest.ErrKilled)
		dead := objects(t, store)

		assert.Equal(t, after, publish(second, store), "killed at step %d", n)
		back := publish(first, filledWith(t, dead))
		assert.Equal(t, pagesOf(before), pagesOf(back), "killed at step %d, and back", n)
	}
}

// pagesOf leaves out the record.
func pagesOf(all map[string]string) map[string]string {
	all = maps.Clone(all)
	delete(all, pages.RecordKey)
	return all
}

func TestPublish_RecordThatCannotBeRead(t *testing.T) {
	t.Parallel()
	snap, site, store := filled(t), newSite(t, ""), blobtest.NewMemory()
	total, _, err := site.Publish(t.Context(), snap, store)
	require.NoError(t, err)
	want := objects(t, store)
	_, err = store.Put(t.Context(), pages.RecordKey, []byte("{"), blob.Condition{})
	require.NoError(t, err)
	written, unchanged, err := site.Publish(t.Context(), snap, store)
	require.NoError(t, err)
	assert.Equal(t, []int{0, total}, []int{written, unchanged}, "the pages themselves were compared")
	assert.Equal(t, want, objects(t, store))
}

func TestPublish_AnotherDesignIsAnotherPage(t *testing.T) {
	t.Parallel()
	snap, store := filled(t), blobtest.NewMemory()
	total, _, err := newSite(t, "").Publish(t.Context(), snap, store)
	require.NoError(t, err)
	written, _, err := newSite(t, "/nqa").Publish(t.Context(), snap, store)
	require.NoError(t, err)
	assert.Equal(t, total-1, written, "the list of datasets names no address")
}

func TestPublish_TwoAtOnceAreNoticed(t *testing.T) {
	t.Parallel()
	snap, site, store := filled(t), newSite(t, ""), blobtest.NewMemory()
	rival := func() {
		_, err := store.Put(context.WithoutCancel(t.Context()), pages.RecordKey, []byte("{}"),
			blob.Condition{})
		require.NoError(t, err)
	}
	hooked := &blobtest.Hook{Store: store}
	hooked.After = func(op blobtest.Op) error {
		if op.Name == "put" && op.Key == "en" {
			rival()
		}
		return nil
	}
	_, _, err := site.Publish(t.Context(), snap, hooked)
	require.ErrorIs(t, err, blob.ErrPrecondition)
	_, _, err = site.Publish(t.Context(), snap, store)
	require.NoError(t, err)
	var record struct{ Complete bool }
	object, err := store.Get(t.Context(), pages.RecordKey)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(object.Body, &record))
	assert.True(t, record.Complete)
}

func TestPublish_EndsWithItsContext(t *testing.T) {
	t.Parallel()
	snap, site := filled(t), newSite(t, "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := site.Publish(ctx, snap, blobtest.NewMemory())
	require.ErrorIs(t, err, context.Canceled)
	_, err = site.Page(ctx, snap, "/", nil)
	require.ErrorIs(t, err, context.Canceled)
}
