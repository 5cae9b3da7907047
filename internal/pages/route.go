package pages

import (
	"bytes"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// target is a page's own address without language: its path, and the parameters that make it
// another page than without them.
type target struct {
	path  string
	query url.Values
}

// answer is what a page is besides its bytes. The zero answer is a plain page.
type answer struct {
	status   int
	location string
	kind     string // the Content-Type, "" for a page
}

// page returns the answer with the bytes in b.
func (a answer) page(b *buffer) Page {
	p := Page{
		Status: a.status, ContentType: a.kind, Body: bytes.Clone(b.Bytes()),
		Cache: blob.MetaOf(HomeKey).CacheControl, Location: a.location,
	}
	if p.ContentType == "" {
		p.ContentType = "text/html; charset=utf-8"
	}
	if p.Status == 0 {
		p.Status = http.StatusOK
	}
	if p.Status >= http.StatusBadRequest {
		p.Cache = "public, max-age=60"
	}
	return p
}

// single are the static pages that stand alone.
var single = map[string]func(*edition, *buffer) error{
	"/": (*edition).home, "/labs": (*edition).labs, "/data": (*edition).data,
	"/api":     (*edition).api,
	"/privacy": (*edition).privacy, "/about": (*edition).about,
	"/registers": (*edition).registers, "/towns": (*edition).townList,
	"/certificates": (*edition).standing, "/credit": (*edition).credit,
	"/dealers": (*edition).dealers, "/service-points": (*edition).points,
	"/demonstration":    (*edition).demonstration,
	"/about/components": (*edition).components, "/accessibility": (*edition).accessibility,
}

// family is a folder of static pages that are not rows of one dataset: a page for each member.
type family struct {
	folder  string // with a slash at both ends
	members func(*snapshot.Snapshot) []string
	page    func(e *edition, b *buffer, member string) error
}

// families are all of them. A function, because pages refer to what is listed here.
func families() []family {
	return []family{
		{"/data/", datasetNames, (*edition).dataset},
		{"/towns/", townCodes, (*edition).town},
		{"/api/", apiGroups, (*edition).apiGroup},
	}
}

// items are the datasets whose rows have pages, with the folder of those.
var items = []struct{ folder, dataset string }{
	{"/p/", registry.Producers},
	{"/c/", registry.Certificates},
	{"/t/", registry.TraceEntities},
	{"/labs/", registry.Labs},
}

// item writes the page of a row of one of the items' datasets.
func (e *edition) item(b *buffer, dataset string, row int) error {
	switch dataset {
	case registry.Producers:
		return e.producer(b, row)
	case registry.Certificates:
		return e.certificate(b, row)
	case registry.TraceEntities:
		return e.trace(b, row)
	default:
		return e.lab(b, row)
	}
}

// itemPath returns the path of a row's page, and whether rows of its dataset have pages.
func itemPath(dataset, id string) (string, bool) {
	for _, i := range items {
		if i.dataset == dataset {
			return i.folder + id, true
		}
	}
	return "", false
}

// answer writes the page at a path without language.
func (e *edition) answer(b *buffer, path string, query url.Values) (answer, error) {
	if write, ok := single[path]; ok {
		return answer{}, write(e, b)
	}
	if path == "/search" {
		return e.search(b, query)
	}
	if a, found, err := e.companion(b, path); found || err != nil {
		return a, err
	}
	if found, err := e.document(b, path); found || err != nil {
		return answer{kind: blob.MetaOf(Key(path)).ContentType}, err
	}
	for _, f := range families() {
		if member, ok := strings.CutPrefix(path, f.folder); ok && slices.Contains(f.members(e.snap), member) {
			return answer{}, f.page(e, b, member)
		}
	}
	for _, i := range items {
		id, ok := strings.CutPrefix(path, i.folder)
		if !ok || id == "" || strings.Contains(id, "/") {
			continue
		}
		if row, ok := e.table(i.dataset).Find(id); ok {
			return answer{}, e.item(b, i.dataset, row)
		}
		if e.snap.IsGone(id) {
			return answer{status: http.StatusGone}, e.gone(b, path)
		}
		if own := ident.Normalise(id); own != id && e.known(i.dataset, own) {
			return e.elsewhere(http.StatusMovedPermanently, i.folder+own, nil), nil
		}
		return answer{status: http.StatusNotFound}, e.unknownCode(b, path, id)
	}
	if trimmed := strings.TrimRight(path, "/"); trimmed != path && e.exists(trimmed) {
		return e.elsewhere(http.StatusMovedPermanently, trimmed, nil), nil
	}
	return answer{status: http.StatusNotFound}, e.unknownPath(b, path)
}

// elsewhere is the answer that sends a reader to another page.
func (e *edition) elsewhere(status int, path string, query url.Values) answer {
	return answer{status: status, location: e.page(path, query)}
}

// known reports whether an id has a page or had one.
func (e *edition) known(dataset, id string) bool {
	_, ok := e.table(dataset).Find(id)
	return ok || e.snap.IsGone(id)
}

// exists reports whether there is a page at a path without language.
func (e *edition) exists(path string) bool {
	if _, ok := single[path]; ok || path == "/search" || path == statusPath {
		return true
	}
	for _, f := range families() {
		if member, ok := strings.CutPrefix(path, f.folder); ok && slices.Contains(f.members(e.snap), member) {
			return true
		}
	}
	for _, i := range items {
		if id, ok := strings.CutPrefix(path, i.folder); ok && e.known(i.dataset, id) {
			return true
		}
	}
	return false
}

// Static returns the paths of the pages that are written when a snapshot is published, in both
// languages, without the mount path. Withdrawn rows are among them; they answer with their end.
func (s *Site) Static(snap *snapshot.Snapshot) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, lang := range languages {
			for path := range s.edition(snap, lang).static() {
				if !yield(pathIn(lang, path)) {
					return
				}
			}
		}
	}
}

// static returns the paths without language of everything that is written in the edition's.
func (e *edition) static() iter.Seq[string] {
	return func(yield func(string) bool) {
		for path := range staticPages(e.snap) {
			if !yield(path) {
				return
			}
		}
		for _, path := range e.documentPaths() {
			if !yield(path) {
				return
			}
		}
	}
}

// staticPages returns the paths without language of the static pages.
func staticPages(snap *snapshot.Snapshot) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, path := range slices.Sorted(maps.Keys(single)) {
			if !yield(path) {
				return
			}
		}
		for _, f := range families() {
			for _, member := range f.members(snap) {
				if !yield(f.folder + member) {
					return
				}
			}
		}
		for _, i := range items {
			t := snap.Table(i.dataset)
			for row := range t.Len() {
				if !yield(i.folder + t.ID(row)) {
					return
				}
			}
		}
	}
}
