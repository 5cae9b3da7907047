package pages_test

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob/blobtest"
	"github.com/mingtian-portal/mingtian/internal/demo"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/pages/pagetest"
	"github.com/mingtian-portal/mingtian/internal/pinyin"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// large returns a snapshot of the demo county with a number of producers.
func large(tb testing.TB, producers int) *snapshot.Snapshot {
	tb.Helper()
	schema := registry.Load()
	view := registry.Derive(schema, demo.County(schema, today, 1, producers), today)
	data, err := search.Build(search.Input{
		Defs: schema.Datasets, Rows: view.Rows, Readings: pinyin.Readings, SortKey: pinyin.SortKey,
	})
	require.NoError(tb, err)
	index, err := search.Open(data, schema.Datasets)
	require.NoError(tb, err)
	return &snapshot.Snapshot{Manifest: snapshot.Manifest{Snapshot: "demo", Date: today}, Index: index}
}

// Pages of a county of the usual size stay light, the search page with all its facets too.
func TestPages_WeightInTheDemoCounty(t *testing.T) {
	t.Parallel()
	snap, site := large(t, 1500), newSite(t, "/nqa")
	for _, address := range []string{
		"/", "/en", "/search", "/en/search", "/search?q=合作社", "/en/search?q=" + url.QueryEscape("漠河 合作社"),
		"/search?q=hzs&town_id=D232701104&kind=cooperative&tier=B&sort=-area_mu",
		"/search?in=certificates", "/en/search?in=certificates&q=lanmei", "/labs", "/en/labs", "/en/data",
		"/p/P000001", "/en/p/P000001", "/c/C000001", "/en/c/C000001",
	} {
		p := get(t, site, snap, address)
		require.Equal(t, 200, p.Status, address)
		require.LessOrEqual(t, len(p.Body), 30_000, address)
		all, err := pagetest.Parse(string(p.Body))
		require.NoError(t, err, address)
		require.Empty(t, pagetest.Faults(all), address)
		t.Logf("%6d B, %5d B gzip  %s", len(p.Body), zipped(t, p.Body), address)
	}
}

// BenchmarkPublish makes and writes every page of a county, and says how many that are in a second
// of processor time, and how heavy the pages of each kind are on average.
func BenchmarkPublish(b *testing.B) {
	snap := large(b, 1500)
	site := newSite(b, "")
	written := 0
	began := processorTime(b)
	for b.Loop() {
		n, _, err := site.Publish(context.Background(), snap, blobtest.NewMemory())
		require.NoError(b, err)
		written += n
	}
	b.ReportMetric(float64(written)/(processorTime(b)-began).Seconds(), "pages/cpu-s")
	for _, kind := range []string{"/p/", "/c/", "/t/", "/towns/", "/labs/", "/data/", "/"} {
		bytes, pages := 0, 0
		for path := range site.Static(snap) {
			if strings.HasPrefix(path, kind) && (kind != "/" || path == "/") {
				page, err := site.Page(context.Background(), snap, path, nil)
				require.NoError(b, err)
				bytes, pages = bytes+zipped(b, page.Body), pages+1
			}
			if pages == 100 {
				break
			}
		}
		b.ReportMetric(float64(bytes)/float64(max(1, pages)), "gz-B"+strings.ReplaceAll(kind, "/", "_"))
	}
}

// processorTime returns the processor time that this process has used.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	require.NoError(tb, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkPage(b *testing.B) {
	snap := large(b, 5000)
	site, err := pages.New(pages.Options{Schema: registry.Load()})
	require.NoError(b, err)
	for _, address := range []string{"/p/P000001", "/c/C000001", "/search?q=合作社", "/search?q=hzs&tier=A"} {
		u, err := url.Parse(address)
		require.NoError(b, err)
		b.Run(address, func(b *testing.B) {
			for b.Loop() {
				p, err := site.Page(context.Background(), snap, u.Path, u.Query())
				require.NoError(b, err)
				require.False(b, bytes.Contains(p.Body, []byte("[search.")))
			}
		})
	}
}
