package pages

import (
	"bytes"
	"iter"
	"net/http"
	"net/url"
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
}

// page returns the answer with the bytes in b.
func (a answer) page(b *buffer) Page {
	p := Page{
		Status: a.status, ContentType: "text/html; charset=utf-8", Body: bytes.Clone(b.Bytes()),
		Cache: blob.MetaOf(HomeKey).CacheControl, Location: a.location,
	}
	if p.Status == 0 {
		p.Status = http.StatusOK
	}
	if p.Status >= http.StatusBadRequest {
		p.Cache = "public, max-age=60"
	}
	return p
}

// single are the pages that stand alone. Search is live, the others are static.
var single = map[string]func(*edition, *buffer) error{
	"/": (*edition).home, "/labs": (*edition).labs, "/data": (*edition).data,
	"/privacy": (*edition).privacy,
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
	if _, ok := single[path]; ok || path == "/search" {
		return true
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
			for path := range static(snap) {
				if !yield(pathIn(lang, path)) {
					return
				}
			}
		}
	}
}

// static returns the static paths without language.
func static(snap *snapshot.Snapshot) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, path := range []string{"/", "/data", "/labs", "/privacy"} {
			if !yield(path) {
				return
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
