package storetest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mingtian-portal/mingtian/internal/store"
)

func testConditions(t *testing.T, s *subject) {
	s.must(t, put(key("there"), "old"), put(key("stale"), "old"))
	stale := s.get(t, key("stale")).Version
	s.must(t, put(key("stale"), "new"))
	current := s.get(t, key("there")).Version

	tests := []struct {
		name  string
		write store.Write
		holds bool
	}{
		{"absent is absent", ifAbsent(put(key("new"), "x")), true},
		{"present is not absent", ifAbsent(put(key("there"), "x")), false},
		{"delete of absent", ifAbsent(remove(key("none"))), true},
		{"delete of present", ifAbsent(remove(key("there"))), false},
		{"check of absent", ifAbsent(check(key("none"))), true},
		{"check of present", ifAbsent(check(key("there"))), false},
		{"check of version", ifVersion(check(key("there")), current), true},
		{"check of stale version", ifVersion(check(key("stale")), stale), false},
		{"put over stale version", ifVersion(put(key("stale"), "x"), stale), false},
		{"delete of stale version", ifVersion(remove(key("stale")), stale), false},
		{"version of absent", ifVersion(put(key("none"), "x"), current), false},
		{"delete of absent version", ifVersion(remove(key("none")), current), false},
		{"version that never was", ifVersion(put(key("there"), "x"), "never"), false},
		{"put over version", ifVersion(put(key("there"), "x"), current), true},
		{"version used up", ifVersion(put(key("there"), "y"), current), false},
	}
	for _, tt := range tests {
		if tt.holds {
			assert.NoError(t, s.apply(t, tt.write), tt.name)
			continue
		}
		var condition *store.ConditionError
		if assert.ErrorAs(t, s.apply(t, tt.write), &condition, tt.name) {
			assert.Equal(t, []int{0}, condition.Failed, tt.name)
		}
	}
	assert.Equal(t, "x", string(s.get(t, key("there")).Value))
	assert.Equal(t, "new", string(s.get(t, key("stale")).Value))
	assert.Equal(t, "x", string(s.get(t, key("new")).Value))
	s.absent(t, key("none"))
}

func testAllOrNothing(t *testing.T, s *subject) {
	other := store.Key{Partition: "q", Sort: "a"}
	s.must(t, put(key("kept"), "old"), add(key("n"), 1, 3), put(other, "old"),
		put(key("full"), "x"))
	before := s.get(t, key("kept")).Version
	s.refuses(t, []int{4},
		put(key("kept"), "new"), put(key("added"), "new"), add(key("n"), 1, 3),
		remove(other), ifAbsent(check(key("full"))))
	assert.Equal(t, "old", string(s.get(t, key("kept")).Value))
	assert.Equal(t, before, s.get(t, key("kept")).Version)
	assert.Equal(t, int64(1), s.get(t, key("n")).Counter)
	assert.Equal(t, "old", string(s.get(t, other).Value))
	s.absent(t, key("added"))
}

func testFailuresListed(t *testing.T, s *subject) {
	s.must(t, put(key("a"), "x"), add(key("n"), 2, 2))
	s.refuses(t, []int{1, 2, 4},
		put(key("fine"), "x"),
		ifAbsent(put(key("a"), "y")),
		add(key("n"), 1, 2),
		ifAbsent(put(key("also fine"), "x")),
		ifVersion(remove(key("none")), "1"))
}
