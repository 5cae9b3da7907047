package snapshot_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob/dir"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/demo"
	"github.com/mingtian-portal/mingtian/internal/pinyin"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/snapshot/build"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

// onlyOpen names the folder that a process of BenchmarkResident opens, and nothing else.
const onlyOpen = "MINGTIAN_BENCH_ONLY_OPEN"

func TestMain(m *testing.M) {
	if path := os.Getenv(onlyOpen); path != "" {
		if err := openAndSayMemory(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

func now() time.Time { return noon }

// publish publishes a demo county into a folder and returns it.
func publish(tb testing.TB, producers int) (path string, pub *build.Publisher) {
	tb.Helper()
	path = tb.TempDir()
	blobs, err := dir.Open(path, dir.WithoutSync)
	require.NoError(tb, err)
	s := registry.Load()
	log := revision.New(storetest.NewMemory(now), s, now, rand.NewChaCha8([32]byte{1}))
	var cs revision.ChangeSet
	rows := demo.County(s, calendar.DateOf(noon), 1, producers)
	for _, def := range s.Datasets {
		for _, r := range rows[def.Name] {
			cs.Changes = append(cs.Changes, revision.Change{
				Dataset: def.Name, ID: r.ID(), After: revision.Row(def.Encode(r)),
			})
		}
	}
	_, err = log.Commit(tb.Context(), 0, cs)
	require.NoError(tb, err)
	pub = &build.Publisher{
		Log: log, Blobs: blobs, Schema: s, Now: now, Build: "bench",
		Readings: pinyin.Readings, SortKey: pinyin.SortKey,
	}
	_, err = pub.Publish(tb.Context(), false)
	require.NoError(tb, err)
	return path, pub
}

func open(ctx context.Context, path string) (*snapshot.Snapshot, error) {
	blobs, err := dir.Open(path, dir.WithoutSync)
	if err != nil {
		return nil, err
	}
	return snapshot.NewReader(blobs, registry.Load(), now, time.Minute).Current(ctx)
}

// threadCPU returns the CPU time of the calling thread: on a shared machine the only clock that
// says what a query costs.
func threadCPU() time.Duration {
	const threadCPUTime = 3 // CLOCK_THREAD_CPUTIME_ID
	var ts syscall.Timespec
	_, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, threadCPUTime,
		uintptr(unsafe.Pointer(&ts)), 0)
	if errno != 0 {
		panic(errno)
	}
	return time.Duration(ts.Nano())
}

// shape is a kind of question that people ask.
type shape struct {
	name  string
	query search.Query
}

func shapes(table *search.Table) []shape {
	def := table.Def()
	var facets []int
	for i := range def.Columns {
		if def.Columns[i].Facet {
			facets = append(facets, i)
		}
	}
	words := func(q string) search.Query {
		return search.Query{Terms: fold.Terms(q), Sort: search.ByRelevance, Facets: facets, Limit: 20}
	}
	eq := func(name, value string) search.Filter {
		c, _ := def.Column(name)
		v, err := c.Parse(value)
		if err != nil {
			panic(err)
		}
		return search.Filter{Column: def.Index(name), Values: []dataset.Value{v}}
	}
	filtered := words("")
	filtered.Filters = []search.Filter{
		eq("kind", "cooperative"), eq("traceable", "true"), eq("town_id", "D232701104"),
	}
	both := words("蓝莓")
	both.Filters = filtered.Filters[:2]
	deep := search.Query{Sort: def.Index("area_mu"), Desc: true, Facets: facets, Limit: table.Len() / 2}
	deep.After = table.Search(deep).Next
	deep.Limit = 20
	return []shape{
		{"everything", words("")},
		{"common_word", words("合作社")},
		{"rare_word", words("卜留克")},
		{"one_character", words("农")},
		{"three_characters", words("北极镇")},
		{"long_word", words("农民专业合作社")},
		{"two_words", words("漠河 黑木耳")},
		{"full_pinyin", words("hezuoshe")},
		{"rare_pinyin", words("buliuke")},
		{"initials", words("hzs")},
		{"code", words("PDY00042")},
		{"three_filters", filtered},
		{"word_and_filters", both},
		{"deep_cursor", deep},
		{"no_hit", words("茶叶")},
	}
}

var sizes = []int{5_000, 100_000}

// BenchmarkQuery is a question with all facets and a page of 20 rows read: p50 and p99 of the
// CPU time of the thread that answers.
func BenchmarkQuery(b *testing.B) {
	for _, n := range sizes {
		path, _ := publish(b, n)
		s, err := open(b.Context(), path)
		require.NoError(b, err)
		table := s.Table(registry.Producers)
		for _, one := range shapes(table) {
			b.Run(fmt.Sprintf("%d/%s", n, one.name), func(b *testing.B) {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
				var took []time.Duration
				for range max(b.N, 200) {
					start := threadCPU()
					res := table.Search(one.query)
					for _, row := range res.Rows {
						_ = table.Row(row)
					}
					took = append(took, threadCPU()-start)
				}
				slices.Sort(took)
				ms := func(p int) float64 { return took[(len(took)-1)*p/100].Seconds() * 1000 }
				b.ReportMetric(ms(50), "p50-cpu-ms")
				b.ReportMetric(ms(99), "p99-cpu-ms")
			})
		}
	}
}

// BenchmarkOpen is opening the newest snapshot of a folder: the pointer, manifest, index, overlay.
func BenchmarkOpen(b *testing.B) {
	for _, n := range sizes {
		path, _ := publish(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				s, err := open(b.Context(), path)
				require.NoError(b, err)
				require.NoError(b, s.Close())
			}
		})
	}
}

// BenchmarkResident is the memory of a process that opens the newest snapshot and asks it one
// question, as the kernel counts it.
func BenchmarkResident(b *testing.B) {
	for _, n := range sizes {
		path, _ := publish(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				cmd := exec.Command(os.Args[0])
				cmd.Env = append(os.Environ(), onlyOpen+"="+path)
				out, err := cmd.Output()
				require.NoError(b, err)
				kib, err := strconv.Atoi(strings.TrimSpace(string(out)))
				require.NoError(b, err)
				b.ReportMetric(float64(kib)/1024, "MiB-resident")
			}
		})
	}
}

func openAndSayMemory(path string) error {
	s, err := open(context.Background(), path)
	if err != nil {
		return err
	}
	s.Table(registry.Producers).Search(search.Query{
		Terms: fold.Terms("hezuoshe"), Sort: search.ByRelevance, Limit: 20,
	})
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fmt.Println(strings.Fields(rest)[0])
	return nil
}

// BenchmarkPublish is a publication of a new date: fold, derive, build, write, read again, flip.
func BenchmarkPublish(b *testing.B) {
	for _, n := range sizes {
		_, pub := publish(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			day := noon
			for b.Loop() {
				day = day.Add(24 * time.Hour)
				pub.Now = func() time.Time { return day }
				res, err := pub.Publish(b.Context(), false)
				require.NoError(b, err)
				require.True(b, res.Changed)
			}
		})
	}
}
