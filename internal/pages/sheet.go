package pages

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// noStore is the Cache-Control of what concerns one reader alone, or this moment.
const noStore = "no-store"

// Sheet is one snapshot in one language, for packages that make pages of their own inside the
// site's frame. Its pages are live: they are kept by nobody.
type Sheet struct{ edition *edition }

// Sheet returns the sheet for the language of a path, and the path without it. A sheet without a
// snapshot can only say what failed.
func (s *Site) Sheet(snap *snapshot.Snapshot, path string) (sheet Sheet, rest string) {
	lang, rest := splitLanguage(path)
	return Sheet{s.edition(snap, lang)}, rest
}

// View is what a page says inside the frame.
type View struct {
	Kind        string // the template, web/templates/{kind}.html
	Path        string // the page's own address without language
	Title       string
	Description string
	Here        string // the section that it belongs to
	Hidden      bool   // from search engines
	Status      int    // 0 is 200
	Body        any
}

// Page renders a view.
func (p Sheet) Page(v View) (Page, error) {
	var page Page
	err := p.edition.withBuffer(func(b *buffer) error {
		f := p.edition.frame(v.Here, v.Title, target{path: v.Path})
		f.Description, f.Hidden, f.Body = v.Description, v.Hidden, v.Body
		err := p.edition.render(b, v.Kind, f)
		page = answer{status: v.Status}.page(b)
		return err
	})
	page.Cache = noStore
	return page, err
}

// Failure is the page that says what went wrong, as far as that is safe to say.
func (p Sheet) Failure(path string, status int, err error) Page {
	page := Page{Status: status}
	_ = p.edition.withBuffer(func(b *buffer) error {
		if p.edition.failed(b, path, err) != nil {
			b.Reset() // an empty page is all that is left to send
		}
		page = answer{status: status}.page(b)
		return nil
	})
	page.Cache = noStore
	return page
}

// Unknown is the page of an address that is none of ours.
func (p Sheet) Unknown(path string) (Page, error) {
	var page Page
	err := p.edition.withBuffer(func(b *buffer) error {
		err := p.edition.unknownPath(b, path)
		page = answer{status: http.StatusNotFound}.page(b)
		return err
	})
	page.Cache = noStore
	return page, err
}

// Say returns a text in the sheet's language. Names and values of its places follow in turns.
func (p Sheet) Say(key string, pairs ...string) string { return p.edition.t(key, pairs...) }

// Count returns the text for a number of things: key.one for 1, else key.other.
func (p Sheet) Count(key string, n int) string { return p.edition.count(key, n) }

// English reports whether the sheet is in English, not in Chinese.
func (p Sheet) English() bool { return p.edition.lang == english }

// Link returns the link to a page from its path without language.
func (p Sheet) Link(path string) string { return p.edition.page(path, nil) }

// Day writes a date with its weekday: 2026年11月24日（星期二）, Tuesday 24 November 2026.
func (p Sheet) Day(d calendar.Date) string {
	if p.English() {
		return d.Weekday().String() + " " + day(english, d)
	}
	weekday := []rune("日一二三四五六")[d.Weekday()]
	return fmt.Sprintf("%s（星期%c）", day(chinese, d), weekday)
}

// Laboratory is a laboratory of the register, with the name of its town in the sheet's language.
type Laboratory struct {
	registry.Lab
	Town string
	// Distance is how far the town is from the city, in kilometres by road, where that is too
	// far to come on the off chance; 0 where it is near or not known.
	Distance int
}

// distances are those of the towns that are far away (漠河市政府: 兴安镇).
var distances = map[string]int{"D232701103": 190}

// Laboratories returns the laboratories that are listed, in the order of their ids.
func (p Sheet) Laboratories() []Laboratory {
	t := p.edition.table(registry.Labs)
	var list []Laboratory
	for _, row := range p.edition.listedRows(registry.Labs) {
		list = append(list, p.laboratory(t, row))
	}
	return list
}

// Laboratory returns a laboratory that is listed.
func (p Sheet) Laboratory(id string) (Laboratory, bool) {
	t := p.edition.table(registry.Labs)
	row, ok := t.Find(id)
	if !ok {
		return Laboratory{}, false
	}
	l := p.laboratory(t, row)
	return l, l.Withdrawn.IsZero()
}

func (p Sheet) laboratory(t *search.Table, row int) Laboratory {
	l := Laboratory{Lab: unpack[registry.Lab](t, row)}
	l.Distance = distances[l.TownID]
	if l.TownID != "" {
		l.Town = p.edition.refer([]string{registry.Divisions}, l.TownID).Text
	}
	return l
}

// Phone returns the number of the office that answers for the registers, "" if none is known.
func (p Sheet) Phone() string { return strings.TrimSpace(p.edition.Options.Imprint.Phone) }

// Send answers with a page under the headers that every page has. Where the page is kept by
// nobody, its address is told to nobody else either.
func Send(w http.ResponseWriter, r *http.Request, p Page) {
	secure(w.Header())
	if p.Cache == noStore {
		w.Header().Set("Referrer-Policy", "same-origin")
	}
	send(w, r, p)
}

// Report tells the site's logger why a page could not be made.
func (s *Site) Report(ctx context.Context, status int, err error) {
	s.Logger.ErrorContext(ctx, "page failed", "status", status, "error", err.Error())
}
