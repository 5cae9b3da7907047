package visit_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob/blobtest"
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/pages/visit"
	"github.com/mingtian-portal/mingtian/internal/pinyin"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/snapshot/build"
	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

// The time at which every test begins: a Monday morning before the laboratories open.
var begin = calendar.Date(20261123).Midnight().Add(8 * time.Hour)

const phone = "13899990001"

var clerk = booking.Staff("演示")

// portal is the booking pages over a small register.
type portal struct {
	t     *testing.T
	clock *storetest.Clock
	store *watched
	diary *booking.Diary
	http  http.Handler
	log   *lockedBuffer
	mount string
}

// lockedBuffer is a log that may be written and read at once.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// watched is a store that can say what is in it.
type watched struct {
	store.Store
	mu      sync.Mutex
	keys    map[store.Key]bool
	commits int
}

func (w *watched) Commit(ctx context.Context, c store.Commit) error {
	w.mu.Lock()
	w.commits++
	for _, write := range c.Writes {
		w.keys[write.Key] = true
	}
	w.mu.Unlock()
	return w.Store.Commit(ctx, c)
}

// contents returns every item with its version, and how often anything was committed.
func (w *watched) contents(t *testing.T) map[string]string {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	all := map[string]string{"commits": fmt.Sprint(w.commits)}
	for k := range w.keys {
		item, err := w.Get(t.Context(), k)
		all[k.Partition+" "+k.Sort] = fmt.Sprintf("%s %d %s %v", item.Value, item.Counter,
			item.Version, err)
	}
	return all
}

// dice gives the same bytes in every run.
type dice struct {
	mu sync.Mutex
	r  *mathrand.ChaCha8
}

func (d *dice) Read(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.r.Read(p)
}

// capacity is how many places a slot has here unless a test says otherwise.
const capacity = 2

func newPortal(t *testing.T, mount string) *portal {
	t.Helper()
	p := &portal{t: t, clock: storetest.NewClock(begin), log: &lockedBuffer{}, mount: mount}
	p.store = &watched{Store: storetest.NewMemory(p.clock.Now), keys: map[store.Key]bool{}}
	random := &dice{r: mathrand.NewChaCha8([32]byte{5})}
	sealer, err := booking.NewLocalSealer(random, bytes.Repeat([]byte{7}, 32))
	require.NoError(t, err)
	holidays, err := calendar.LoadHolidays(calendar.Shipped())
	require.NoError(t, err)
	p.diary, err = booking.New(booking.Config{
		Store: p.store, Holidays: holidays, Sealer: sealer, HashKey: bytes.Repeat([]byte{9}, 32),
		Now: p.clock.Now, Random: random, Backoff: store.Backoff{
			Attempts: 10, Jitter: func() float64 { return 0 },
			Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		},
	})
	require.NoError(t, err)
	p.hours("L01", capacity)
	p.hours("L02", capacity)
	logger := slog.New(slog.NewTextHandler(p.log, nil))
	site, err := pages.New(pages.Options{
		Schema: registry.Load(), Mount: mount, Origin: "https://example.gov.cn", Bookable: true,
		Imprint: pages.Imprint{
			Sponsor: dataset.Bilingual{Zh: "演示市农业农村局", En: "Demonstration bureau"},
			Phone:   "0457-9800000",
		},
		Logger: logger,
	})
	require.NoError(t, err)
	snap := register(t)
	current := func(context.Context) (*snapshot.Snapshot, error) { return snap, nil }
	routes, err := visit.New(visit.Options{
		Site: site, Current: current, Diary: p.diary, Now: p.clock.Now,
		Secret: bytes.Repeat([]byte{3}, 32), Random: random,
	})
	require.NoError(t, err)
	p.http = httpapi.New(routes, httpapi.Options{
		Logger: logger, Now: p.clock.Now, Base: mount, NotFound: site.Handler(current),
	})
	if mount != "" {
		mux := http.NewServeMux()
		mux.Handle(mount+"/", http.StripPrefix(mount, p.http))
		p.http = mux
	}
	return p
}

// hours opens a laboratory from Monday to Friday.
func (p *portal) hours(lab string, capacity int) {
	p.t.Helper()
	session := func(open, closed string) booking.WeeklySession {
		from, err := booking.ParseTimeOfDay(open)
		require.NoError(p.t, err)
		to, err := booking.ParseTimeOfDay(closed)
		require.NoError(p.t, err)
		return booking.WeeklySession{Weekdays: []int{1, 2, 3, 4, 5}, Session: booking.Session{
			Open: from, Close: to, SlotMinutes: 30, Capacity: capacity,
		}}
	}
	rules := booking.DefaultRules()
	rules.HorizonDays = 50
	_, err := p.diary.Edit(p.t.Context(), booking.Edit{
		LabID: lab, By: clerk, Apply: booking.Hours([]booking.Timetable{{
			Name: "冬季", From: 20261101, MakeupAs: 1,
			Sessions: []booking.WeeklySession{session("09:00", "11:30"), session("13:30", "16:00")},
		}}, rules),
	})
	require.NoError(p.t, err)
}

// register returns the snapshot of a register with three laboratories.
func register(t *testing.T) *snapshot.Snapshot {
	t.Helper()
	schema, clock := registry.Load(), storetest.NewClock(begin)
	log := revision.New(storetest.NewMemory(clock.Now), schema, clock.Now, rand.Reader)
	var changes []revision.Change
	changes = append(changes,
		row(registry.Divisions, registry.Division{
			ID: "D232701100", Code: "232701100", Name: "西林吉镇", Level: "town",
		}),
		row(registry.Divisions, registry.Division{
			ID: "D232701103", Code: "232701103", Name: "兴安镇", Level: "town",
		}),
		row(registry.Labs, registry.Lab{
			ID: "L01", Name: "漠河市快检实验室（演示数据）", TownID: "D232701100", Phone: "0457-9800001",
			Address: "演示路 1 号", Directions: "农业农村部门院内", OpeningHours: "周一至周五",
			SampleAmount: "每样不少于 200 克，新鲜、未清洗", Access: "一层，无台阶",
		}),
		row(registry.Labs, registry.Lab{
			ID: "L02", Name: "兴安镇快检室（演示数据）", TownID: "D232701103", Phone: "0457-9800002",
			Address: "演示路 2 号",
		}),
		row(registry.Labs, registry.Lab{ID: "L03", Name: "未开放网上预约的快检室（演示数据）"}))
	pub := &build.Publisher{
		Log: log, Blobs: blobtest.NewMemory(), Schema: schema, Now: clock.Now, Build: "test",
		Readings: pinyin.Readings, SortKey: pinyin.SortKey,
	}
	_, err := log.Commit(t.Context(), 0,
		revision.ChangeSet{Author: "test", Changes: changes, Confirmed: true})
	require.NoError(t, err)
	_, err = pub.Publish(t.Context(), true)
	require.NoError(t, err)
	snap, err := snapshot.NewReader(pub.Blobs, schema, clock.Now, 0).Current(t.Context())
	require.NoError(t, err)
	return snap
}

func row[T any](name string, value T) revision.Change {
	def := registry.Load().Def(name)
	packed := dataset.Pack(def, &value)
	return revision.Change{Dataset: name, ID: packed.ID(), After: revision.Row(def.Encode(packed))}
}

// at turns the clock to an instant.
func (p *portal) at(instant time.Time) { p.clock.Advance(instant.Sub(p.clock.Now())) }
