package pages_test

import (
	"bytes"
	"context"
	"net/url"
	"testing"

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

func BenchmarkPublish(b *testing.B) {
	snap := large(b, 1500)
	site, err := pages.New(pages.Options{Schema: registry.Load()})
	require.NoError(b, err)
	written := 0
	for b.Loop() {
		n, _, err := site.Publish(context.Background(), snap, blobtest.NewMemory())
		require.NoError(b, err)
		written += n
	}
	b.ReportMetric(float64(written)/b.Elapsed().Seconds(), "pages/s")
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
