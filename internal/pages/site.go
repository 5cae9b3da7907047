package pages

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/web"
)

// Options are what a site is made for. Only the schema is needed.
type Options struct {
	Schema *registry.Schema
	// Mount is the path under which the site stands, such as "/nqa"; "" for the root. It is
	// in links alone: requests come without it.
	Mount string
	// Origin is the site's own scheme and host, for canonical links; "" makes them paths.
	Origin  string
	Imprint Imprint
	// Bookable says that the pages for booking a test are served: those of laboratories then
	// lead there.
	Bookable bool
	Logger   *slog.Logger // hears why a page could not be made; nil discards
	// Reader and Now are what the page on the state of the portal is made from besides a
	// snapshot. Without a reader it does not say whether an update is held back; a nil Now is
	// time.Now.
	Reader *snapshot.Reader
	Now    func() time.Time
}

// Site makes pages. It does not change, and any number of goroutines may use it.
type Site struct {
	Options
	address   address
	texts     map[string]texts
	templates map[string]templates
	assets    assets
	design    string // hash of everything but snapshots that pages are made of
	buffers   *sync.Pool
}

// Page is one answer. Every field follows from the site, the snapshot, the path and the query.
type Page struct {
	Status      int
	ContentType string
	Body        []byte
	Cache       string // the Cache-Control header
	Location    string // where to go instead, for a status of 301 and 303
}

// New returns a site. A mistake in the templates or texts, which are part of the program, and an
// impossible mount path are errors.
func New(opt Options) (*Site, error) {
	if opt.Schema == nil {
		return nil, fmt.Errorf("make site: no schema")
	}
	if opt.Mount != "" && (!strings.HasPrefix(opt.Mount, "/") || strings.HasSuffix(opt.Mount, "/")) {
		return nil, fmt.Errorf("make site: mount path %q is not like /nqa", opt.Mount)
	}
	if opt.Logger == nil {
		opt.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Site{
		Options: opt, address: address{origin: opt.Origin, mount: opt.Mount},
		texts: map[string]texts{}, templates: map[string]templates{}, buffers: newBuffers(),
	}
	var err error
	if s.assets, err = loadAssets(web.Files); err != nil {
		return nil, fmt.Errorf("make site: %w", err)
	}
	for _, lang := range languages {
		if s.texts[lang], err = loadTexts(web.Files, lang); err != nil {
			return nil, fmt.Errorf("make site: %w", err)
		}
		if s.templates[lang], err = s.parse(web.Files, lang); err != nil {
			return nil, fmt.Errorf("make site: %w", err)
		}
	}
	if s.design, err = s.fingerprint(web.Files); err != nil {
		return nil, fmt.Errorf("make site: %w", err)
	}
	return s, nil
}

// Page answers any page address, with or without /en in front. What is not there is a page with
// the status 404 that says what the code is and where to ask; what was removed for good is one
// with 410; a row that was withdrawn is there, with its end. An error is a defect or the end of
// ctx, never the reader's doing. The page on the state of the portal also follows from the moment
// and from what the site's reader of snapshots knows; it is kept by nobody.
func (s *Site) Page(ctx context.Context, snap *snapshot.Snapshot, path string, query url.Values,
) (Page, error) {
	if err := ctx.Err(); err != nil {
		return Page{}, err
	}
	lang, rest := splitLanguage(path)
	e := s.edition(snap, lang)
	if rest == statusPath {
		return s.status(ctx, e)
	}
	var page Page
	err := s.withBuffer(func(b *buffer) error {
		a, err := e.answer(b, rest, query)
		page = a.page(b)
		return err
	})
	if err != nil {
		return Page{}, fmt.Errorf("make page: %w", err)
	}
	return page, nil
}
