package blobtest

import (
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

// testModel drives the store and a map through the same random calls. Each run has a
// folder of its own, so that one store serves all.
func testModel(t *testing.T, s *subject) {
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		m := &model{
			subject: s,
			folder:  "run" + strconv.Itoa(run) + "/",
			bodies:  make(map[string]string),
			tags:    make(map[string]string),
		}
		rt.Repeat(map[string]func(*rapid.T){
			"put":    m.change,
			"delete": m.remove,
			"get":    m.readOne,
			"list":   m.readSome,
		})
		require.Equal(rt, slices.Sorted(maps.Keys(m.bodies)),
			append([]string(nil), m.keys(rt, m.folder)...))
		for key, body := range m.bodies {
			require.Equal(rt, body, m.get(rt, key))
		}
	})
}

// model is what the store must look like.
type model struct {
	*subject
	folder string
	bodies map[string]string
	tags   map[string]string // by body, once learnt
}

func (m *model) anyKey(t *rapid.T) string {
	return m.folder + rapid.SampledFrom([]string{
		"a", "A", "a/b", "a/b/c", "a-", "a0", "b", "b/ ", "田/a", "田",
	}).Draw(t, "key")
}

func (m *model) anyBody(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "x", "y", "xy"}).Draw(t, "body")
}

func (m *model) change(t *rapid.T) {
	key, body := m.anyKey(t), m.anyBody(t)
	cond := blob.Condition{Absent: rapid.Bool().Draw(t, "absent")}
	if !cond.Absent && rapid.Bool().Draw(t, "match") {
		cond.Match = m.tags[m.anyBody(t)]
	}
	old, there := m.bodies[key]
	holds := true
	switch {
	case cond.Absent:
		holds = !there
	case cond.Match != "":
		holds = there && m.tags[old] == cond.Match
	}
	tag, err := m.Put(t.Context(), key, []byte(body), cond)
	if !holds {
		require.ErrorIs(t, err, blob.ErrPrecondition)
		return
	}
	require.NoError(t, err)
	m.bodies[key] = body
	for other, known := range m.tags {
		require.True(t, other == body || known != tag, "%q and %q share a tag", other, body)
	}
	m.tags[body] = tag
}

func (m *model) remove(t *rapid.T) {
	key := m.anyKey(t)
	require.NoError(t, m.Delete(t.Context(), key))
	delete(m.bodies, key)
}

func (m *model) readOne(t *rapid.T) {
	key := m.anyKey(t)
	body, there := m.bodies[key]
	if !there {
		m.absent(t, key)
		return
	}
	object, err := m.Get(t.Context(), key)
	require.NoError(t, err)
	require.Equal(t, body, string(object.Body))
	require.Equal(t, m.tags[body], object.ETag)
}

func (m *model) readSome(t *rapid.T) {
	prefix := m.folder + rapid.SampledFrom([]string{"", "a", "a/", "b", "c"}).Draw(t, "prefix")
	after := ""
	if rapid.Bool().Draw(t, "after a key") {
		after = m.anyKey(t)
	}
	limit := rapid.IntRange(0, 4).Draw(t, "limit")
	got, err := m.List(t.Context(), prefix, after, limit)
	require.NoError(t, err)
	want := within(slices.Sorted(maps.Keys(m.bodies)), prefix, after, limit)
	require.Equal(t, want, append([]string{}, got...))
}
