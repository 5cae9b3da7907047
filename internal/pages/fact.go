package pages

import (
	"strconv"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// text is something said on a page: words, perhaps in another language than the page's, perhaps a
// link.
type text struct {
	Text  string
	Lang  string // the language of Text if it is not the page's
	Href  string
	Date  string // a civil date, 2026-11-24, instead of Text
	Phone bool
	Code  bool // a number or code, set as such
}

// fact is a term and what it is.
type fact struct {
	Title  string
	Values []text
}

// badge is a word whose colour repeats what it says.
type badge struct{ Word, Tone string }

// The tones of badges and verdicts.
const (
	good    = "good"
	warn    = "warn"
	bad     = "bad"
	neutral = "none"
)

// said returns a text of the data, which is in Chinese whatever the page's language.
func (e *edition) said(s string) text {
	if e.lang == english && hasHan(s) {
		return text{Text: s, Lang: locales[chinese]}
	}
	return text{Text: s}
}

// codes are the columns whose values are numbers to be compared character by character.
var codes = map[string]bool{
	"id": true, "uscc": true, "number": true, "enterprise_code": true, "code": true,
	"licence_number": true,
}

// facts returns some columns of a row under their titles, those without a value left out.
func (e *edition) facts(t *search.Table, row int, columns ...string) []fact {
	var list []fact
	for _, name := range columns {
		col := t.Def().Index(name)
		c := &t.Def().Columns[col]
		values := e.values(c, t.Value(row, col))
		if len(values) > 0 {
			list = append(list, fact{Title: c.Words.Title.In(e.lang), Values: values})
		}
	}
	return list
}

// values returns what a value says to people, nothing for null.
func (e *edition) values(c *dataset.Column, v dataset.Value) []text {
	if !v.Set {
		return nil
	}
	items := []string{v.S}
	if c.List {
		items = v.List()
	}
	var list []text
	for _, item := range items {
		switch {
		case c.Kind == dataset.Code:
			list = append(list, text{Text: c.Codes.Label(item).In(e.lang)})
		case c.Kind == dataset.Ref:
			list = append(list, e.refer(c.Refs, item))
		case c.Kind == dataset.Text:
			said := e.said(item)
			said.Code, said.Phone = codes[c.Name], c.Name == "phone" && !hasHan(item)
			list = append(list, said)
		default:
			list = append(list, e.measure(c, v))
		}
	}
	return list
}

// measure returns a date, a number with its unit, or yes or no.
func (e *edition) measure(c *dataset.Column, v dataset.Value) text {
	switch {
	case c.Kind == dataset.Date:
		return text{Date: v.Date().String()}
	case c.Kind == dataset.Bool:
		return text{Text: e.yes(v.N != 0)}
	case c.Unit == "year":
		return text{Text: strconv.FormatInt(v.N, 10)}
	}
	words := grouped(c.Format(v))
	if unit := c.Words.Unit.In(e.lang); unit != "" {
		words += " " + unit
	}
	return text{Text: words}
}

func (e *edition) yes(b bool) string {
	if b {
		return e.t("frame.yes")
	}
	return e.t("frame.no")
}

// refer returns the name of the row that an id of one of some datasets names, as a link if it has
// a page.
func (e *edition) refer(datasets []string, id string) text {
	for _, name := range datasets {
		t := e.table(name)
		row, ok := t.Find(id)
		if !ok {
			continue
		}
		if name == registry.Divisions {
			said := e.place(t, row)
			if isTown(t, row) {
				said.Href = e.page("/towns/"+t.Def().Text(t.Row(row), "code"), nil)
			}
			return said
		}
		said := e.said(e.nameOf(t, row))
		if path, ok := itemPath(name, id); ok {
			said.Href = e.page(path, nil)
		}
		return said
	}
	return text{Text: id}
}

// place returns the name of a division. The English names of those around here are known.
func (e *edition) place(t *search.Table, row int) text {
	d := unpack[registry.Division](t, row)
	if e.lang == english {
		if p, ok := ident.DivisionByCode(d.Code); ok && p.Name.En != "" {
			return text{Text: p.Name.En}
		}
	}
	return e.said(d.Name)
}

// nameOf returns the name of a row, its id if it has none.
func (e *edition) nameOf(t *search.Table, row int) string {
	if col := t.Def().NameColumn(); col >= 0 {
		if name := t.Value(row, col).S; name != "" {
			return name
		}
	}
	return t.ID(row)
}
