package blob_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

func TestMetaOf(t *testing.T) {
	t.Parallel()
	const (
		year   = "public, max-age=31536000, immutable"
		fresh  = "no-cache"
		minute = "public, max-age=60, stale-while-revalidate=600"

		html   = "text/html; charset=utf-8"
		csv    = "text/csv; charset=utf-8; header=present"
		octets = "application/octet-stream"
	)
	const s = "s/20261124-r000042-1f3a9c07/"
	tests := []struct{ key, contentType, cacheControl string }{
		{s + "manifest.json", "application/json", year},
		{s + "index.bin", octets, year},
		{s + "rows", octets, year},
		{s + "producers.csv", csv, year},
		{s + "producers.ndjson", "application/x-ndjson", year},
		{s + "producers.parquet", "application/vnd.apache.parquet", year},
		{
			s + "q/0a1b2c3d.xlsx",
			"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", year,
		},
		{"assets/app-0a1b2c3d.js", "text/javascript; charset=utf-8", year},
		{"assets/app-0a1b2c3d.css", "text/css; charset=utf-8", year},
		{"latest.json", "application/json", fresh},
		{"held.json", "application/json", fresh},
		{"site.json", "application/json", fresh},
		{"overlay/current.json", "application/json", fresh},
		{"overlay/current", octets, fresh},
		{"p/P000123", html, minute},
		{"labs", html, minute},
		{"labs/L01", html, minute},
		{"en", html, minute},
		{"en/s", html, minute},
		{"index.html", html, minute},
		{"sitemap.xml", "application/xml", minute},
		{"robots.txt", "text/plain; charset=utf-8", minute},
		{"data/latest.json", "application/json", minute},
		{"catalog.ttl", "text/turtle; charset=utf-8", minute},
		{"s", html, minute},
		{"search", html, minute},
		{"assets", html, minute},
		{"x.unknown", octets, minute},
		{"x.CSV", csv, minute},
		{"a.b/c", html, minute},
	}
	for _, tt := range tests {
		want := blob.Meta{ContentType: tt.contentType, CacheControl: tt.cacheControl}
		assert.Equal(t, want, blob.MetaOf(tt.key), tt.key)
	}
}
