package pages

import (
	"errors"
	"unicode/utf8"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/ident"
)

// missingPage is the body of a page that says why there is no other.
type missingPage struct {
	Says      string
	Personal  string
	Explained []explained
	Ask       *ask
}

// missing writes such a page. It stands at no address that anybody should keep.
func (e *edition) missing(b *buffer, path, title string, body missingPage) error {
	if body.Personal != "" {
		path = "/"
	}
	f := e.frame("", title, target{path: path})
	f.Hidden = true
	f.Body = body
	return e.render(b, "missing", f)
}

// unknownCode is the page of an item address that has no row.
func (e *edition) unknownCode(b *buffer, path, code string) error {
	if ident.HasPersonID(code) {
		return e.missing(b, path, e.t("missing.code"), missingPage{
			Says: e.t("missing.code_says"), Personal: e.t("search.personal"), Ask: &ask{},
		})
	}
	body := missingPage{Says: e.t("missing.code_says"), Ask: &ask{}}
	if utf8.RuneCountInString(code) <= maxQuery && utf8.ValidString(code) {
		body.Ask.Q = code
		body.Explained = e.explained(code)
		if found := e.named(e.find(code)); len(found) > 0 {
			body.Explained = []explained{{
				Kind: e.t("missing.ours"), Text: ident.Normalise(code), Found: found,
			}}
		}
	}
	return e.missing(b, path, e.t("missing.code"), body)
}

// explained returns what a code that no row has may be, with the rows that are near to it.
func (e *edition) explained(code string) []explained {
	list := e.explain(code)
	for _, x := range list {
		if len(x.Found) > 0 {
			return list
		}
	}
	near := e.near(code)
	switch {
	case len(near) == 0:
	case len(list) == 0:
		list = []explained{{Kind: e.t("explain.code"), Text: ident.Normalise(code), Found: near}}
	default:
		list[0].Found = near
	}
	return list
}

// unknownPath is the page of an address that is none of ours.
func (e *edition) unknownPath(b *buffer, path string) error {
	body := missingPage{Says: e.t("missing.path_says"), Ask: &ask{}}
	if ident.HasPersonID(path) {
		body.Personal = e.t("search.personal")
	}
	return e.missing(b, path, e.t("missing.path"), body)
}

// gone is the page of a row that was entered in error or removed as the law demands.
func (e *edition) gone(b *buffer, path string) error {
	return e.missing(b, path, e.t("missing.gone"), missingPage{
		Says: e.t("missing.gone_says"), Ask: &ask{},
	})
}

// failed is the page that says what went wrong, as far as that is safe to say.
func (e *edition) failed(b *buffer, path string, err error) error {
	says := e.t("missing.internal_says")
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind != fault.Internal {
		if says = f.Message; e.lang == chinese && f.Zh != "" {
			says = f.Zh
		}
	}
	return e.missing(b, path, e.t("missing.failed"), missingPage{Says: says})
}
