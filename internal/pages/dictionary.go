package pages

import (
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
)

// field is a field in the dictionary.
type field struct {
	Name, Title    string
	Meaning, Empty string
	Kind           string
	Codes          string   // the codelist's name
	Of             []text   // the datasets whose ids it holds
	Uses           []string // what can be done with it
	Operators      []string // as they stand in an address
}

// codelist is the codes of a field, for people.
type codelist struct {
	Name  string
	Codes []codeRow
}

type codeRow struct{ Code, Label, Meaning string }

// kindTexts are what the kinds of columns are called.
var kindTexts = map[dataset.Kind]string{
	dataset.Text: "data.kind_text", dataset.Code: "data.kind_code", dataset.Ref: "data.kind_ref",
	dataset.Date: "data.kind_date", dataset.Decimal: "data.kind_decimal",
	dataset.Int: "data.kind_int", dataset.Bool: "data.kind_bool",
}

func (e *edition) fields(d *dataset.Def) []field {
	var list []field
	for i := range d.Columns {
		c := &d.Columns[i]
		f := field{
			Name: c.Name, Title: c.Words.Title.In(e.lang), Meaning: c.Words.Meaning.In(e.lang),
			Empty: c.Words.Empty.In(e.lang), Kind: e.t(kindTexts[c.Kind]), Uses: e.uses(c),
		}
		if c.List {
			f.Kind += e.t("frame.comma") + e.t("data.kind_list")
		}
		if unit := c.Words.Unit.In(e.lang); unit != "" {
			f.Kind += e.t("frame.comma") + e.t("data.unit", "unit", unit)
		}
		if c.Codes != nil {
			f.Codes = c.Codes.Name
		}
		for _, name := range c.Refs {
			f.Of = append(f.Of, text{
				Text: e.Schema.Def(name).Title.In(e.lang), Href: e.page("/data/"+name, nil),
			})
		}
		for _, op := range httpapi.Operators(c) {
			f.Operators = append(f.Operators, c.Name+op.Suffix)
		}
		list = append(list, f)
	}
	return list
}

// uses says what can be done with a column, and where its values come from.
func (e *edition) uses(c *dataset.Column) []string {
	var list []string
	for _, u := range []struct {
		has bool
		key string
	}{
		{c.Filter || c.Range, "data.use_filter"},
		{c.Sort, "data.use_sort"},
		{c.Facet, "data.use_facet"},
		{c.Derived, "data.use_derived"},
		{c.System, "data.use_system"},
		{c.Limited, "data.use_limited"},
	} {
		if u.has {
			list = append(list, e.t(u.key))
		}
	}
	return list
}

// codelists returns those that the fields of a dataset use.
func (e *edition) codelists(d *dataset.Def) []codelist {
	var list []codelist
	seen := map[string]bool{}
	for i := range d.Columns {
		codes := d.Columns[i].Codes
		if codes == nil || seen[codes.Name] {
			continue
		}
		seen[codes.Name] = true
		l := codelist{Name: codes.Name}
		for _, c := range codes.Codes {
			l.Codes = append(l.Codes, codeRow{c.Code, c.Label.In(e.lang), c.Meaning.In(e.lang)})
		}
		list = append(list, l)
	}
	return list
}
