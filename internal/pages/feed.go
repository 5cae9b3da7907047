package pages

import (
	"cmp"
	"encoding/xml"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// How far back the feed looks, and how much it tells.
const (
	feedDays    = 30
	feedEntries = 100
)

// The feed, as RFC 4287 has it.
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string      `xml:"xml:lang,attr"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Author  atomAuthor  `xml:"author"`
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}
	atomAuthor struct {
		Name string `xml:"name"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	atomEntry struct {
		ID      string   `xml:"id"`
		Title   string   `xml:"title"`
		Updated string   `xml:"updated"`
		Link    atomLink `xml:"link"`
		Summary string   `xml:"summary"`
	}
)

// event is something that befell a row on a day.
type event struct {
	on        calendar.Date
	what, id  string // the text's key, and the row
	path      string
	title     string
	tellsOver string
}

// feed tells what happened to certificates and producers in the last days: what began, ended, was
// suspended, revoked or withdrawn.
func (e *edition) feed(b *buffer) error {
	self := e.page("/feed.xml", nil)
	f := atomFeed{
		Lang: locales[e.lang], ID: "urn:mingtian:feed:" + e.lang, Title: e.t("feed.title"),
		Updated: instant(e.snap.Date), Author: atomAuthor{e.frame("", "", target{path: "/"}).Site},
		Links: []atomLink{
			{"self", e.address.absolute(self)}, {"alternate", e.address.absolute(e.page("/", nil))},
		},
	}
	for _, v := range e.events() {
		f.Entries = append(f.Entries, atomEntry{
			ID:    strings.Join([]string{"urn:mingtian", v.id, strings.TrimPrefix(v.what, "feed."), v.on.String()}, ":"),
			Title: v.title, Updated: instant(v.on), Summary: v.tellsOver,
			Link: atomLink{"alternate", e.address.absolute(e.page(v.path, nil))},
		})
	}
	return writeXML(b, f)
}

// events returns what happened lately, the latest first.
func (e *edition) events() []event {
	since := e.snap.Date.AddDays(-feedDays)
	var list []event
	add := func(dataset, id, what string, on calendar.Date, name, detail string) {
		if on <= since || on > e.snap.Date {
			return
		}
		path, _ := itemPath(dataset, id)
		list = append(list, event{
			on: on, what: what, id: id, path: path,
			title:     e.t(what, "name", name),
			tellsOver: e.t("feed.detail", "what", detail, "date", day(e.lang, on)),
		})
	}
	e.certificateEvents(add)
	producers := e.table(registry.Producers)
	for row := range producers.Len() {
		if on := dateOf(producers, row, "withdrawn_on"); on != 0 {
			id := producers.ID(row)
			name := e.nameOf(producers, row)
			add(registry.Producers, id, "feed.producer_left", on, name, name)
		}
	}
	slices.SortFunc(list, func(a, b event) int {
		return cmp.Or(-cmp.Compare(a.on, b.on), cmp.Compare(a.id, b.id), cmp.Compare(a.what, b.what))
	})
	return list[:min(len(list), feedEntries)]
}

// certificateEvents adds what befell certificates. One that is valid through a day ends on the next.
func (e *edition) certificateEvents(
	add func(dataset, id, what string, on calendar.Date, name, detail string),
) {
	t := e.table(registry.Certificates)
	for row := range t.Len() {
		from, to := dateOf(t, row, "valid_from_on"), dateOf(t, row, "valid_to_on")
		stood, left := dateOf(t, row, "standing_on"), dateOf(t, row, "withdrawn_on")
		if max(from, to, stood, left) == 0 {
			continue
		}
		c := unpack[registry.Certificate](t, row)
		name := c.Product + " " + c.Number
		detail := e.label(t, row, "scheme") + " " + c.Number + " " + c.HolderName
		tell := func(what string, on calendar.Date) {
			if on != 0 {
				add(registry.Certificates, c.ID, what, on, strings.TrimSpace(name), strings.TrimSpace(detail))
			}
		}
		if left != 0 {
			tell("feed.certificate_left", left)
			continue
		}
		tell("feed.certificate_began", from)
		if to != 0 {
			tell("feed.certificate_ended", to.AddDays(1))
		}
		switch c.Status {
		case registry.StatusSuspended:
			tell("feed.certificate_suspended", stood)
		case registry.StatusRevoked:
			tell("feed.certificate_revoked", stood)
		}
	}
}

// dateOf returns a date of a row, 0 if there is none.
func dateOf(t *search.Table, row int, column string) calendar.Date {
	v := t.Value(row, t.Def().Index(column))
	if !v.Set {
		return 0
	}
	return v.Date()
}
