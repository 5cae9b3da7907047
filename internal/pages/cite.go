package pages

import (
	"html"
	"net/url"

	"rsc.io/qr"
)

// beside is what stands next to the record of a scan page: how to come back to it, to correct it,
// to cite it and to read it by machine.
type beside struct {
	QR      *qrCode
	Poster  string
	Phone   string
	Reply   string // what a producer that disagrees can do, where it can do more than tell us
	Cite    string
	NoHost  bool   // the citation's address has no host
	Exactly string // the page that cites the very snapshot
	JSON    string
	AsOf    string // the row as of the snapshot's date
}

func (e *edition) beside(s *subject) (beside, error) {
	code, err := e.qr(s.Path, qr.M)
	b := beside{
		QR: code, Phone: e.Options.Imprint.Phone, Cite: e.citation("cite.text", s),
		NoHost: e.Origin == "", Exactly: e.page(s.Path+citePath, nil),
		JSON: e.address.other(s.Row, nil),
		AsOf: e.address.other(s.Row, url.Values{"as_of": {e.snap.Date.String()}}),
	}
	if !s.Ended {
		b.Poster = e.page(s.Path+posterPath, nil)
	}
	return b, err
}

// citation returns what to write where the page is cited. The scan page itself gives the date
// alone: with the snapshot, all pages would change whenever any row does.
func (e *edition) citation(key string, s *subject) string {
	return e.t(key, "name", s.Name.Text, "id", s.ID, "verdict", s.Verdict.Word, "site", e.siteName(),
		"date", day(e.lang, e.snap.Date), "snapshot", e.snap.Snapshot,
		"url", e.address.absolute(e.page(s.Path, nil)))
}

// siteName returns what the site is called.
func (e *edition) siteName() string {
	if name := either(e.Options.Imprint.Title, e.lang); name != "" {
		return name
	}
	return e.t("site.name")
}

// citePage is the body of a page that says how to cite another.
type citePage struct {
	Of     text // the page that is cited
	Texts  []snippet
	NoHost bool
	Pinned text // the row in this snapshot
	Facts  []fact
}

// citing writes how to cite a scan page with the snapshot that it was made from.
func (e *edition) citing(b *buffer, s *subject) error {
	escaped := *s // pasted into somebody's page, a name must not be markup
	escaped.Name.Text = html.EscapeString(s.Name.Text)
	of := s.Name
	of.Href = e.page(s.Path, nil)
	pinned := e.address.other(s.Row, url.Values{"snapshot": {e.snap.Snapshot}})
	f := e.frame("", e.t("cite.of", "name", s.Name.Text), target{path: s.Path + citePath})
	f.Hidden, f.Body = true, citePage{
		Of: of, NoHost: e.Origin == "", Facts: e.edged(),
		Pinned: text{Text: e.address.absolute(pinned), Href: pinned},
		Texts: []snippet{
			{"cite-text", e.t("cite.plain"), e.citation("cite.exact", s)},
			{"cite-html", "HTML", e.citation("cite.html", &escaped)},
		},
	}
	return e.render(b, "cite", f)
}
