package booking_test

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// failing is a store that fails in some way once a test has said so.
type failing struct {
	store.Store
	now  atomic.Bool
	fail func() error
}

// Get implements [store.Store].
func (f *failing) Get(ctx context.Context, k store.Key) (store.Item, error) {
	if f.now.Load() {
		return store.Item{}, f.fail()
	}
	return f.Store.Get(ctx, k)
}

// Scan implements [store.Store].
func (f *failing) Scan(ctx context.Context, q store.Query) (store.Page, error) {
	if f.now.Load() {
		return store.Page{}, f.fail()
	}
	return f.Store.Scan(ctx, q)
}

// Commit implements [store.Store].
func (f *failing) Commit(ctx context.Context, c store.Commit) error {
	if f.now.Load() {
		return f.fail()
	}
	return f.Store.Commit(ctx, c)
}

// onFailing returns a system whose store is going to fail like that.
func onFailing(t *testing.T, fail func() error) (*testkit.System, *failing) {
	t.Helper()
	f := &failing{fail: fail}
	s := testkit.New(t, testkit.Options{Diary: &testkit.DiaryOptions{
		Store: func(s store.Store) store.Store { f.Store = s; return f },
	}})
	return s, f
}

// sweep asks every operation what every operation must be able to answer.
func sweep(t *testing.T, cov *testkit.Coverage) {
	t.Helper()
	contract, err := testkit.LoadContract()
	require.NoError(t, err)
	declared := contract.Declared()
	expect := func(s *testkit.System, name string, e *example, status int) {
		if !declared[testkit.Pair{Operation: name, Status: status}] {
			return
		}
		res := e.send(s.Client(t, cov), booked(t, s, 1))
		assert.Equal(t, status, res.Status, "%s: %s\n%s", name, e.Request, res.Body)
	}
	for name, e := range readExamples(t) {
		usual := func() *testkit.System {
			return testkit.New(t, testkit.Options{Diary: &testkit.DiaryOptions{}})
		}
		expect(usual(), name, e, http.StatusOK)
		expect(usual(), name, e.also("nonsense=1"), http.StatusBadRequest)
		expect(usual(), name, e.also(strings.Repeat("x", 9000)), http.StatusRequestURITooLong)
		long, plain, lost := *e, *e, *e
		long.Body = "{" + strings.Repeat(" ", 5000) + "}"
		expect(usual(), name, &long, http.StatusRequestEntityTooLarge)
		plain.Headers = append([]string{"Content-Type: text/plain"}, e.Headers...)
		plain.Body += " "
		expect(usual(), name, &plain, http.StatusUnsupportedMediaType)
		fill := strings.NewReplacer("{reference}", "000-000-000", "/L01/", "/L99/", `"L01"`, `"L99"`)
		lost.Request, lost.Body = fill.Replace(e.Request), fill.Replace(e.Body)
		expect(usual(), name, &lost, http.StatusNotFound)
		for status, fail := range map[int]func() error{
			http.StatusInternalServerError: func() error { panic(secret) },
			http.StatusServiceUnavailable: func() error {
				return fault.Wrap(fault.Unavailable, errSecret, "Try again.", "请重试。")
			},
		} {
			s, f := onFailing(t, fail)
			of := booked(t, s, 1)
			f.now.Store(true)
			res := e.send(s.Client(t, cov), of)
			assert.Equal(t, status, res.Status, "%s\n%s", name, res.Body)
		}
	}
}

// What the contract declares of the booking API is what happens: every pair of operation and
// status that it has was seen, and no other.
func TestContract_Coverage(t *testing.T) {
	t.Parallel()
	cov := &testkit.Coverage{}
	sweep(t, cov)
	runScripts(t, cov)
	contract, err := testkit.LoadContract()
	require.NoError(t, err)
	for pair := range contract.Declared() {
		if ours(pair.Operation) {
			assert.True(t, cov.Has(pair), "%s declares %d, and nothing answers it",
				pair.Operation, pair.Status)
		}
	}
}

// Without a snapshot nobody knows which laboratories there are.
func TestRoutes_NoSnapshot(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{
		Diary: &testkit.DiaryOptions{},
		Blobs: func(b blob.Store) blob.Store { return away{b} },
	})
	c := s.Client(t, nil)
	list, of := readExamples(t), booked(t, s, 1)
	for _, name := range []string{"bookings.slots", "bookings.create", "bookings.calendar"} {
		res := list[name].send(c, of)
		assert.Equal(t, http.StatusServiceUnavailable, res.Status, name)
		assert.Equal(t, "no-store", res.Header.Get("Cache-Control"), name)
		assert.NotContains(t, string(res.Body), secret)
	}
	assert.Equal(t, http.StatusOK, list["bookings.cancel"].send(c, of).Status)
}

// away is a blob store that nobody can read.
type away struct{ blob.Store }

// Get implements [blob.Store].
func (away) Get(context.Context, string) (blob.Object, error) { return blob.Object{}, errSecret }

// GET and HEAD change nothing, whatever they are sent to.
func TestRoutes_ReadingChangesNothing(t *testing.T) {
	t.Parallel()
	counting := &storetest.Counting{}
	s := testkit.New(t, testkit.Options{Diary: &testkit.DiaryOptions{
		Store: func(s store.Store) store.Store { counting.Store = s; return counting },
	}})
	of := booked(t, s, 1)
	before := counting.Commits.Load()
	c := s.Client(t, nil)
	for name, e := range readExamples(t) {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodOptions} {
			asked := *e
			_, url, _ := strings.Cut(e.Request, " ")
			asked.Request = method + " " + url
			res := asked.send(c, of)
			assert.Less(t, res.Status, 500, name)
		}
	}
	assert.Equal(t, before, counting.Commits.Load())
	assert.Positive(t, counting.Gets.Load())
}
