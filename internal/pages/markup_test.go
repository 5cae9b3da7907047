package pages_test

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
)

// element is a start tag in a page.
type element struct {
	name  string
	attrs map[string]string
	text  string   // what is written inside, markup left out
	own   string   // the part of it that no other element marks with a language
	in    []string // the elements around it
	lang  string
}

var (
	startTag  = regexp.MustCompile(`^<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<]*")?)*)\s*>`)
	endTag    = regexp.MustCompile(`^</([a-z][a-z0-9]*)>`)
	attribute = regexp.MustCompile(`([a-z-]+)(?:="([^"<]*)")?`)
	entity    = regexp.MustCompile(`&(#[0-9]+|#x[0-9a-fA-F]+|[a-z]+);`)
	voids     = []string{"meta", "link", "br", "input", "img", "hr"}
)

// markup reads a page as strictly as a template can be held to: lower-case tags that nest,
// quoted attributes, no bare < or &.
func markup(page string) ([]*element, error) {
	rest, ok := strings.CutPrefix(page, "<!doctype html>\n")
	if !ok {
		return nil, fmt.Errorf("no doctype")
	}
	var all, open []*element
	for rest != "" {
		if rest[0] != '<' {
			text, after, _ := strings.Cut(rest, "<")
			if strings.Contains(entity.ReplaceAllString(text, ""), "&") {
				return nil, fmt.Errorf("bare & in %q", text)
			}
			for _, e := range open {
				e.text += html.UnescapeString(text)
				if e.lang == open[len(open)-1].lang {
					e.own += html.UnescapeString(text)
				}
			}
			if rest = ""; after != "" {
				rest = "<" + after
			}
			continue
		}
		if m := endTag.FindStringSubmatch(rest); m != nil {
			if len(open) == 0 || open[len(open)-1].name != m[1] {
				return nil, fmt.Errorf("%s closes nothing", m[0])
			}
			open, rest = open[:len(open)-1], rest[len(m[0]):]
			continue
		}
		m := startTag.FindStringSubmatch(rest)
		if m == nil {
			return nil, fmt.Errorf("no tag: %.60q", rest)
		}
		rest = rest[len(m[0]):]
		e := &element{name: m[1], attrs: map[string]string{}}
		for _, a := range attribute.FindAllStringSubmatch(m[2], -1) {
			if _, twice := e.attrs[a[1]]; twice {
				return nil, fmt.Errorf("%s has %s twice", m[0], a[1])
			}
			e.attrs[a[1]] = html.UnescapeString(a[2])
		}
		for _, parent := range open {
			e.in, e.lang = append(e.in, parent.name), parent.lang
		}
		if lang, ok := e.attrs["lang"]; ok {
			e.lang = lang
		}
		all = append(all, e)
		if !slices.Contains(voids, e.name) {
			open = append(open, e)
		}
	}
	if len(open) > 0 {
		return nil, fmt.Errorf("%s is not closed", open[len(open)-1].name)
	}
	return all, nil
}

// faults lists what is wrong with a page for a screen reader, a strict policy or a phone.
func faults(all []*element) []string {
	var list []string
	fault := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	ids, labelled := map[string]bool{}, map[string]bool{}
	for _, e := range all {
		if id, ok := e.attrs["id"]; ok {
			if ids[id] {
				fault("id %s stands twice", id)
			}
			ids[id] = true
		}
		if e.name == "label" {
			labelled[e.attrs["for"]] = true
		}
	}
	heading, h1, tables, captions := 0, 0, 0, 0
	for _, e := range all {
		for name := range e.attrs {
			if name == "style" || strings.HasPrefix(name, "on") {
				fault("%s has the attribute %s", e.name, name)
			}
		}
		for _, name := range []string{"aria-labelledby", "aria-describedby"} {
			if id, ok := e.attrs[name]; ok && !ids[id] {
				fault("%s names %s, which is not there", name, id)
			}
		}
		switch e.name {
		case "script", "style", "iframe", "font":
			fault("there is a %s", e.name)
		case "h1", "h2", "h3":
			n := int(e.name[1] - '0')
			if n > heading+1 {
				fault("%s %q follows h%d", e.name, e.text, heading)
			}
			if heading = n; n == 1 {
				h1++
			}
		case "a":
			if strings.TrimSpace(e.text) == "" || e.attrs["href"] == "" {
				fault("a link without text or target: %q %q", e.text, e.attrs["href"])
			}
			if slices.Contains(e.in, "a") {
				fault("a link in a link")
			}
		case "input":
			if e.attrs["type"] != "hidden" && !labelled[e.attrs["id"]] {
				fault("input %s has no label", e.attrs["name"])
			}
		case "th":
			if e.attrs["scope"] == "" {
				fault("th %q has no scope", e.text)
			}
		case "table":
			tables++
		case "caption":
			captions++
		case "dd", "dt", "li", "p":
			if strings.TrimSpace(e.text) == "" {
				fault("an empty %s", e.name)
			}
		}
	}
	if h1 != 1 {
		fault("%d h1", h1)
	}
	if tables != captions {
		fault("%d tables and %d captions", tables, captions)
	}
	if !ids["main"] {
		fault("the skip link leads nowhere")
	}
	return list
}
