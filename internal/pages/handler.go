package pages

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// policy is the Content-Security-Policy of every page: nothing from elsewhere, nothing inline.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'"

const allowedMethods = "GET, HEAD"

// Handler answers GET and HEAD of every page, and of /assets/. Requests come without the mount
// path. What goes wrong is a page as well; its cause goes to the site's logger alone.
func (s *Site) Handler(current func(context.Context) (*snapshot.Snapshot, error)) http.Handler {
	return &handler{site: s, current: current}
}

type handler struct {
	site    *Site
	current func(context.Context) (*snapshot.Snapshot, error)
	// catalogues are made once per snapshot, when somebody types first.
	catalogues catalogues
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	secure(w.Header())
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", allowedMethods)
		h.fail(w, r, http.StatusMethodNotAllowed, fault.New(fault.Invalid,
			"This address answers GET and HEAD.", "该地址只接受 GET 和 HEAD。"))
	case strings.HasPrefix(r.URL.Path, "/"+assetFolder):
		h.asset(w, r)
	default:
		h.page(w, r)
	}
}

func secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

func (h *handler) asset(w http.ResponseWriter, r *http.Request) {
	key := strings.TrimPrefix(r.URL.Path, "/")
	body, ok := h.site.assets.files[key]
	if !ok {
		h.page(w, r)
		return
	}
	meta := blob.MetaOf(key)
	send(w, r, Page{
		Status: http.StatusOK, ContentType: meta.ContentType, Cache: meta.CacheControl, Body: body,
	})
}

func (h *handler) page(w http.ResponseWriter, r *http.Request) {
	snap, err := h.current(r.Context())
	if err != nil {
		h.fail(w, r, statusOf(err), err)
		return
	}
	if sheet, rest := h.site.Sheet(snap, r.URL.Path); rest == cataloguePath {
		h.catalogue(w, r, sheet.edition)
		return
	}
	page, err := h.site.Page(r.Context(), snap, r.URL.Path, r.URL.Query())
	if err != nil {
		h.fail(w, r, statusOf(err), err)
		return
	}
	send(w, r, page)
}

func (h *handler) catalogue(w http.ResponseWriter, r *http.Request, e *edition) {
	body, err := h.catalogues.get(e)
	if err != nil {
		h.fail(w, r, statusOf(err), err)
		return
	}
	meta := blob.MetaOf(cataloguePath)
	send(w, r, Page{
		Status: http.StatusOK, ContentType: meta.ContentType, Cache: meta.CacheControl, Body: body,
	})
}

func statusOf(err error) int {
	if fault.Is(err, fault.Unavailable) {
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// fail answers with a page that needs no snapshot.
func (h *handler) fail(w http.ResponseWriter, r *http.Request, status int, err error) {
	if status >= http.StatusInternalServerError {
		h.site.Report(r.Context(), status, err)
		w.Header().Set("Retry-After", "30")
	}
	sheet, rest := h.site.Sheet(nil, r.URL.Path)
	send(w, r, sheet.Failure(rest, status, err))
}

// send writes a page. Only what was found has a tag; redirects have no body worth one.
func send(w http.ResponseWriter, r *http.Request, p Page) {
	h := w.Header()
	h.Set("Cache-Control", p.Cache)
	if p.Location != "" {
		h.Set("Location", p.Location)
		h.Set("Content-Length", "0")
		w.WriteHeader(p.Status)
		return
	}
	if p.Status == http.StatusOK && p.Cache != noStore {
		sum := sha256.Sum256(p.Body)
		if httpapi.NotModified(w, r, hex.EncodeToString(sum[:16])) {
			return
		}
	}
	h.Set("Content-Type", p.ContentType)
	h.Set("Content-Length", strconv.Itoa(len(p.Body)))
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(p.Body) // the reader went away: there is nobody to tell
	}
}
