package pages

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// layout is the template of the frame. Every other file beside it is a kind of page and defines
// "main"; those in templates/parts are components.
const layout = "templates/layout.html"

// templates are one language's pages, by kind.
type templates map[string]*template.Template

// parse reads the templates for one language.
func (s *Site) parse(files fs.FS, lang string) (templates, error) {
	frame, err := template.New("").Funcs(s.functions(lang)).ParseFS(files,
		layout, "templates/parts/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse templates: %w", err)
	}
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("find templates: %w", err)
	}
	all := templates{}
	for _, name := range names {
		if name == layout {
			continue
		}
		t, err := frame.Clone()
		if err == nil {
			t, err = t.ParseFS(files, name)
		}
		if err != nil {
			return nil, fmt.Errorf("parse template %s: %w", name, err)
		}
		all[strings.TrimSuffix(path.Base(name), ".html")] = t
	}
	return all, nil
}

// functions are what templates may call.
func (s *Site) functions(lang string) template.FuncMap {
	return template.FuncMap{
		"t":   func(key string) string { return s.texts[lang].say(key) },
		"num": number,
		"mixed": func(s string) []text {
			if lang == english && hasHan(s) {
				return mixed(s)
			}
			return []text{{Text: s}}
		},
		"locale": func() string { return locales[lang] },
		"page":   func(path string) string { return s.address.page(lang, path, nil) },
		"api":    func(path string) string { return s.address.other(path, nil) },
		"asset": func(name string) (string, error) {
			path, ok := s.assets.paths[name]
			if !ok {
				return "", fmt.Errorf("there is no asset %s", name)
			}
			return s.address.other(path, nil), nil
		},
		"day": func(iso string) (string, error) {
			d, err := calendar.ParseDate(iso)
			return day(lang, d), err
		},
	}
}

// buffer is what a page is rendered into.
type buffer = bytes.Buffer

func newBuffers() *sync.Pool { return &sync.Pool{New: func() any { return new(buffer) }} }

// withBuffer lends a buffer to f.
func (s *Site) withBuffer(f func(*buffer) error) error {
	b, _ := s.buffers.Get().(*buffer)
	b.Reset()
	defer s.buffers.Put(b)
	return f(b)
}

// render writes a page into b.
func (e *edition) render(b *buffer, kind string, f *frame) error {
	t, ok := e.templates[e.lang][kind]
	if !ok {
		return fmt.Errorf("there is no template %s", kind)
	}
	f.Structured = e.structure(f, f.Subject)
	if err := t.ExecuteTemplate(b, "layout", f); err != nil {
		return fmt.Errorf("render %s: %w", kind, err)
	}
	return nil
}

// fingerprint hashes everything that pages are made of besides a snapshot.
func (s *Site) fingerprint(files fs.FS) (string, error) {
	h := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, name)
		fmt.Fprintf(h, "%s %x\n", name, sha256.Sum256(body))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("hash the sources of pages: %w", err)
	}
	imprint, err := json.Marshal(s.Imprint)
	fmt.Fprintf(h, "%s\n%s\n%s\n%t", s.Origin, s.Mount, imprint, s.Bookable)
	return hex.EncodeToString(h.Sum(nil)[:8]), err
}

// frame is what every page has around its own Body.
type frame struct {
	Site        string // the site's name
	Title       string // the page's; Titled says that it is another
	Titled      bool
	Description string
	Hidden      bool // from search engines: it has no address of its own
	Here        string
	Crumbs      []text // the pages above this one, from the top
	Canonical   string
	Chinese     string
	English     string
	Other       string // the same page in the other language
	On          string // the civil date of the data, 2026-11-24
	Imprint     imprint
	Subject     thing   // what the page speaks of, nil for nothing that search engines know
	Structured  []thing // Subject and the way to the page: render fills it in
	Body        any
}

// frame returns the frame of the page at a path without language, whose address has these
// parameters and no others.
func (e *edition) frame(here, title string, at target) *frame {
	f := &frame{
		Site: either(e.Options.Imprint.Title, e.lang), Title: title, Here: here,
		Imprint: e.Options.Imprint.in(e.lang),
		Crumbs:  e.crumbs(at.path),
		Chinese: e.address.page(chinese, at.path, at.query),
		English: e.address.page(english, at.path, at.query),
	}
	if e.snap != nil {
		f.On = e.snap.Date.String()
	}
	if f.Site == "" {
		f.Site = e.t("site.name")
	}
	if strings.TrimSpace(f.Title) == "" {
		f.Title = f.Site
	}
	f.Titled = f.Title != f.Site
	f.Canonical, f.Other = f.Chinese, f.English
	if e.lang == english {
		f.Canonical, f.Other = f.English, f.Chinese
	}
	f.Canonical = e.address.absolute(f.Canonical)
	f.Chinese, f.English = e.address.absolute(f.Chinese), e.address.absolute(f.English)
	return f
}
