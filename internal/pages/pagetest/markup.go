// Package pagetest reads pages as strictly as a template can be held to, and says what is wrong
// with them for a screen reader, a strict policy or a phone. It is for tests.
package pagetest

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
)

// Element is a start tag in a page.
type Element struct {
	Name  string
	Attrs map[string]string
	Text  string   // what is written inside, markup left out
	Own   string   // the part of it that no other element marks with a language
	In    []string // the elements around it
	Lang  string   // the language that it is marked with
}

var (
	startTag  = regexp.MustCompile(`^<([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<]*")?)*)\s*(/?)>`)
	endTag    = regexp.MustCompile(`^</([a-z][a-z0-9]*)>`)
	attribute = regexp.MustCompile(`([a-zA-Z-]+)(?:="([^"<]*)")?`)
	entity    = regexp.MustCompile(`&(#[0-9]+|#x[0-9a-fA-F]+|[a-z]+);`)
	voids     = []string{"meta", "link", "br", "input", "img", "hr"}
	drawn     = []string{"rect", "path", "circle", "line"} // of SVG: they may close themselves
)

// Parse reads a page as strictly as a template can be held to: lower-case tags that nest,
// quoted attributes, no bare < or &.
func Parse(page string) ([]*Element, error) {
	rest, ok := strings.CutPrefix(page, "<!doctype html>\n")
	if !ok {
		return nil, fmt.Errorf("no doctype")
	}
	var all, open []*Element
	for rest != "" {
		if rest[0] != '<' {
			text, after, _ := strings.Cut(rest, "<")
			if strings.Contains(entity.ReplaceAllString(text, ""), "&") {
				return nil, fmt.Errorf("bare & in %q", text)
			}
			for _, e := range open {
				e.Text += html.UnescapeString(text)
				if e.Lang == open[len(open)-1].Lang {
					e.Own += html.UnescapeString(text)
				}
			}
			if rest = ""; after != "" {
				rest = "<" + after
			}
			continue
		}
		if m := endTag.FindStringSubmatch(rest); m != nil {
			if len(open) == 0 || open[len(open)-1].Name != m[1] {
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
		e := &Element{Name: m[1], Attrs: map[string]string{}}
		for _, a := range attribute.FindAllStringSubmatch(m[2], -1) {
			if _, twice := e.Attrs[a[1]]; twice {
				return nil, fmt.Errorf("%s has %s twice", m[0], a[1])
			}
			e.Attrs[a[1]] = html.UnescapeString(a[2])
		}
		for _, parent := range open {
			e.In, e.Lang = append(e.In, parent.Name), parent.Lang
		}
		if lang, ok := e.Attrs["lang"]; ok {
			e.Lang = lang
		}
		all = append(all, e)
		if m[3] != "" && !slices.Contains(drawn, e.Name) {
			return nil, fmt.Errorf("%s does not close itself", m[0])
		}
		if m[3] == "" && !slices.Contains(voids, e.Name) {
			open = append(open, e)
		}
	}
	if len(open) > 0 {
		return nil, fmt.Errorf("%s is not closed", open[len(open)-1].Name)
	}
	return all, nil
}

// Faults lists what is wrong with a page for a screen reader, a strict policy or a phone.
func Faults(all []*Element) []string {
	var list []string
	fault := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	ids, labelled := map[string]bool{}, map[string]bool{}
	for _, e := range all {
		if id, ok := e.Attrs["id"]; ok {
			if ids[id] {
				fault("id %s stands twice", id)
			}
			ids[id] = true
		}
		if e.Name == "label" {
			labelled[e.Attrs["for"]] = true
		}
	}
	heading, h1, tables, captions := 0, 0, 0, 0
	for _, e := range all {
		for name := range e.Attrs {
			if name == "style" || strings.HasPrefix(name, "on") {
				fault("%s has the attribute %s", e.Name, name)
			}
		}
		for _, name := range []string{"aria-labelledby", "aria-describedby"} {
			for id := range strings.FieldsSeq(e.Attrs[name]) {
				if !ids[id] {
					fault("%s names %s, which is not there", e.Name, id)
				}
			}
		}
		switch e.Name {
		case "style", "iframe", "font":
			fault("there is a %s", e.Name)
		case "script":
			data := e.Attrs["type"] == "application/ld+json" // which is not run
			if !data && (!strings.Contains(e.Attrs["src"], "/assets/") || e.Text != "") {
				fault("a script that is not a file of ours: %q %.40q", e.Attrs["src"], e.Text)
			}
		case "h1", "h2", "h3":
			n := int(e.Name[1] - '0')
			if n > heading+1 {
				fault("%s %q follows h%d", e.Name, e.Text, heading)
			}
			if heading = n; n == 1 {
				h1++
			}
		case "a":
			if strings.TrimSpace(e.Text) == "" || e.Attrs["href"] == "" {
				fault("a link without text or target: %q %q", e.Text, e.Attrs["href"])
			}
			if slices.Contains(e.In, "a") {
				fault("a link in a link")
			}
		case "input", "select":
			if e.Attrs["type"] != "hidden" && !labelled[e.Attrs["id"]] {
				fault("input %s has no label", e.Attrs["name"])
			}
		case "th":
			if e.Attrs["scope"] == "" {
				fault("th %q has no scope", e.Text)
			}
		case "table":
			tables++
		case "caption":
			captions++
		case "dd", "dt", "li", "p":
			if strings.TrimSpace(e.Text) == "" {
				fault("an empty %s", e.Name)
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

// StrayChinese returns what is written in Chinese where the page says that it is English. The
// title has no way of saying so, and data for machines are as the register has them.
func StrayChinese(all []*Element) []string {
	var stray []string
	for _, e := range all {
		if e.Lang == "en" && !slices.Contains([]string{"title", "head", "html", "script"}, e.Name) &&
			hasHan(e.Own) {
			stray = append(stray, e.Name+": "+strings.TrimSpace(e.Own))
		}
	}
	return stray
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff })
}
