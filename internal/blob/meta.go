package blob

import (
	"path"
	"strings"
)

// Meta is what a reader is told of an object beside its bytes.
type Meta struct {
	ContentType  string
	CacheControl string
}

// How long a reader may keep an object.
const (
	immutable = "public, max-age=31536000, immutable" // its bytes never change
	pointer   = "no-cache"                            // asked for anew each time, by ETag
	page      = "public, max-age=60, stale-while-revalidate=600"
)

// caching gives the first entry whose key, or folder if it ends in a slash, fits.
var caching = []struct{ key, control string }{
	{"s/", immutable},
	{"assets/", immutable},
	{"overlay/", pointer},
	{"latest.json", pointer},
	{"held.json", pointer},
	{"site.json", pointer},
}

const octets = "application/octet-stream"

// contentTypes is by the ending of the key, in lower case.
var contentTypes = map[string]string{
	".bin":     octets,
	".css":     "text/css; charset=utf-8",
	".csv":     "text/csv; charset=utf-8; header=present",
	".geojson": "application/geo+json",
	".html":    "text/html; charset=utf-8",
	".ico":     "image/vnd.microsoft.icon",
	".ics":     "text/calendar; charset=utf-8",
	".js":      "text/javascript; charset=utf-8",
	".json":    "application/json",
	".jsonld":  "application/ld+json",
	".map":     "application/json",
	".ndjson":  "application/x-ndjson",
	".parquet": "application/vnd.apache.parquet",
	".pdf":     "application/pdf",
	".png":     "image/png",
	".svg":     "image/svg+xml",
	".ttl":     "text/turtle; charset=utf-8",
	".txt":     "text/plain; charset=utf-8",
	".webp":    "image/webp",
	".woff2":   "font/woff2",
	".xlsx":    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".xml":     "application/xml",
	".yaml":    "application/yaml",
	".zip":     "application/zip",
}

// MetaOf returns what a key says of its object. A key without an ending is a page outside
// the folders of data and assets, and bytes within them; so is an ending without an entry.
func MetaOf(key string) Meta {
	m := Meta{ContentType: octets, CacheControl: page}
	for _, c := range caching {
		if c.key == key || strings.HasSuffix(c.key, "/") && strings.HasPrefix(key, c.key) {
			m.CacheControl = c.control
			break
		}
	}
	ending := path.Ext(path.Base(key))
	if t, ok := contentTypes[strings.ToLower(ending)]; ok {
		m.ContentType = t
	} else if ending == "" && m.CacheControl == page {
		m.ContentType = contentTypes[".html"]
	}
	return m
}
