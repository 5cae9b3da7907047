package pages

import (
	"net/url"
	"strings"
)

// The languages of pages. Chinese comes first and has no path of its own.
const (
	chinese = "zh"
	english = "en"
)

var languages = [...]string{chinese, english}

// HomeKey is the key of the Chinese home page. Every other page's key is its path without the
// slash in front.
const HomeKey = "index"

// Key returns the key of the object that a static page is, from its path.
func Key(path string) string {
	if path == "/" {
		return HomeKey
	}
	return strings.TrimPrefix(path, "/")
}

// address makes links. It is the only place that knows of mount path and language.
type address struct{ origin, mount string }

// page returns the link to a page from its path without language, such as /p/P000123.
func (a address) page(lang, path string, query url.Values) string {
	link := a.mount + pathIn(lang, path)
	if len(query) > 0 {
		link += "?" + query.Encode()
	}
	return link
}

// other returns the link to what is not a page: the API, an asset.
func (a address) other(path string, query url.Values) string {
	link := a.mount + path
	if len(query) > 0 {
		link += "?" + query.Encode()
	}
	return link
}

// absolute returns a link with scheme and host, where they are known.
func (a address) absolute(link string) string { return a.origin + link }

// pathIn returns a page's path in a language.
func pathIn(lang, path string) string {
	escaped := (&url.URL{Path: path}).EscapedPath()
	switch {
	case lang != english:
		return escaped
	case path == "/":
		return "/en"
	default:
		return "/en" + escaped
	}
}

// splitLanguage takes the language off a path.
func splitLanguage(path string) (lang, rest string) {
	if path == "" {
		return chinese, "/"
	}
	if rest, ok := strings.CutPrefix(path, "/en"); ok && (rest == "" || rest[0] == '/') {
		if rest == "" {
			rest = "/"
		}
		return english, rest
	}
	return chinese, path
}
