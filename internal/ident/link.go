package ident

import (
	"net/url"
	"strings"
)

// Link is a QR link of a page of the portal.
type Link struct {
	Host string // as written; whether it is ours is for the caller to say; may be empty
	Page string // p producer, c certificate, t trace entity
	ID   string // P000123
}

// portalID has one letter or two; the second is none that could be a digit misread.
var portalID = pattern(`^[A-Z][AC-HJKMNP-RT-Y]?[0-9]{2,12}$`)

// ParseLink reads a link whose path is /p/ID, /c/ID or /t/ID, below any mount path and an
// optional /en. It ignores the query (WeChat adds from= and others) and the fragment, and does
// without the scheme, as people copy it.
func ParseLink(s string) (Link, bool) {
	if len(s) > maxLink {
		return Link{}, false
	}
	s = fold(s)
	if !strings.Contains(s, "/") {
		return Link{}, false
	}
	if !strings.Contains(s, "://") && s[0] != '/' {
		host, _, _ := strings.Cut(s, "/")
		if !strings.ContainsAny(host, ".:") {
			return Link{}, false
		}
		s = "//" + s
	}
	u, err := url.Parse(s)
	if err != nil {
		return Link{}, false
	}
	switch strings.ToLower(u.Scheme) {
	case "", "http", "https":
	default:
		return Link{}, false
	}
	path := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(path) < 2 {
		return Link{}, false
	}
	l := Link{Host: u.Host, Page: path[len(path)-2], ID: Normalise(path[len(path)-1])}
	if l.Page != "p" && l.Page != "c" && l.Page != "t" || !portalID().MatchString(l.ID) {
		return Link{}, false
	}
	return l, true
}

// portalRows says what the first letter of a portal id stands for.
var portalRows = map[string]Text{
	"P": {"生产主体", "producer"},
	"C": {"认证证书", "certificate"},
	"T": {"可追溯主体", "trace entity"},
	"L": {"快检实验室", "laboratory"},
	"D": {"行政区划", "division"},
}

// portalFormats are ids with one letter and, less likely, with two.
func portalFormats() []format {
	letter := segment{
		name: Text{"类别", "dataset"}, min: 1, max: 1, class: isLetter,
		read: func(s string) (Text, *Problem) { return portalRows[s], nil },
	}
	second := segment{min: 1, max: 1, class: isClearLetter}
	number := segment{name: Text{"序号", "number"}, min: 2, max: 12}
	return []format{
		{kind: KindPortalID, rank: 50, layouts: []layout{{letter, number}}},
		{kind: KindPortalID, rank: 30, layouts: []layout{{letter, second, number}}},
	}
}
