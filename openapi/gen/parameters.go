package main

import (
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
)

// phrases say what an operator asks of a field.
var phrases = map[string]dataset.Bilingual{
	"eq":         {Zh: "等于", En: "is"},
	"not":        {Zh: "不等于", En: "is not"},
	"in":         {Zh: "是其中之一", En: "is one of"},
	"gt":         {Zh: "大于", En: "is more than"},
	"gte":        {Zh: "不小于", En: "is at least"},
	"lt":         {Zh: "小于", En: "is less than"},
	"lte":        {Zh: "不大于", En: "is at most"},
	"contains":   {Zh: "含有文字", En: "contains the text"},
	"startswith": {Zh: "以此开头", En: "starts with"},
	"isnull":     {Zh: "是否为空", En: "has no value"},
}

// listPhrases are those that differ for lists.
var listPhrases = map[string]dataset.Bilingual{
	"eq":  {Zh: "包含", En: "contain"},
	"not": {Zh: "不包含", En: "do not contain"},
	"in":  {Zh: "包含其中之一", En: "contain one of"},
}

// parameters writes the filters of a dataset, and what its lists may be sorted by, cut to and
// counted by.
func parameters(w *writer, d *dataset.Def) {
	for i := range d.Columns {
		c := &d.Columns[i]
		for _, op := range httpapi.Operators(c) {
			filter(w, d, c, op)
		}
	}
	var sorts, fields, facets []string
	sorts = append(sorts, "relevance")
	for i := range d.Columns {
		c := &d.Columns[i]
		fields = append(fields, c.Name)
		if c.Sort || c.Key {
			sorts = append(sorts, c.Name, "-"+c.Name)
		}
		if c.Facet {
			facets = append(facets, c.Name)
		}
	}
	parameter(w, d.Name+".sort", "sort", "The order; a hyphen turns it around. By relevance if "+
		"there is a q, else by id · 排序，减号为倒序；有 q 时默认按相关度，否则按编号",
		"{type: string, enum: "+quoted(sorts)+"}", false)
	columns(w, d, "fields", fields, "These columns in this order, the id first · 只要这些列，编号在前")
	columns(w, d, "facet", facets, "Count by these columns; each counts under every filter but "+
		"its own · 按这些列计数；每一列不受自身条件限制")
}

func filter(w *writer, d *dataset.Def, c *dataset.Column, op httpapi.Operator) {
	phrase := phrases[op.Name()]
	if of, ok := listPhrases[op.Name()]; ok && c.List {
		phrase = of
	}
	schema := scalar(c)
	switch op.Name() {
	case "isnull":
		schema = "{type: boolean}"
	case "in":
		schema = "{type: array, minItems: 1, items: " + schema + "}"
	case "contains", "startswith":
		schema = "{type: string, minLength: 1}"
	}
	about := c.Words.Title.En + " " + phrase.En + " · " + c.Words.Title.Zh + phrase.Zh
	parameter(w, d.Name+"."+c.Name+op.Suffix, c.Name+op.Suffix, about, schema, op.Name() == "in")
}

// parameter writes one component. A list is written with commas, not by repeating its name.
func parameter(w *writer, component, name, about, schema string, list bool) {
	style := ""
	if list {
		style = "style: form, explode: false, "
	}
	w.line("%s: {name: %s, in: query, %sdescription: %s, schema: %s}", component, name, style,
		quote(about), schema)
}

// columns writes a component that lists columns.
func columns(w *writer, d *dataset.Def, name string, columns []string, about string) {
	schema := "{type: array, minItems: 1, uniqueItems: true, items: {type: string, enum: " +
		quoted(columns) + "}}"
	parameter(w, d.Name+"."+name, name, about, schema, true)
}

// scalar returns the schema of one value of a column.
func scalar(c *dataset.Column) string {
	switch {
	case c.Kind == dataset.Code:
		return "{type: string, enum: " + quoted(codesOf(c)) + "}"
	case c.Kind == dataset.Date:
		return "{type: string, format: date}"
	case c.Kind == dataset.Decimal:
		return "{type: number}"
	case c.Kind == dataset.Int:
		return "{type: integer}"
	case c.Kind == dataset.Bool:
		return "{type: boolean}"
	default:
		return "{type: string, minLength: 1}"
	}
}

// schemas writes what a row, a list of rows and one row in its answer look like.
func schemas(w *writer, d *dataset.Def) {
	w.line("%s.row:", d.Name)
	w.line("  type: object")
	w.line("  description: %s", quote(both(d.Each)+". Every field is there unless fields asks for "+
		"some · 未用 fields 时各字段齐全"))
	w.line("  required: [id]")
	w.line("  properties:")
	for i := range d.Columns {
		c := &d.Columns[i]
		w.line("    %s: {%s, description: %s}", c.Name, property(c), quote(both(c.Words.Meaning)))
	}
	w.line("%s.list:", d.Name)
	w.line("  type: object")
	w.line("  required: [data, meta, links]")
	w.line("  properties:")
	w.line("    data: {type: array, items: {$ref: '#/components/schemas/%s.row'}}", d.Name)
	w.line("    meta: {$ref: '#/components/schemas/ListMeta'}")
	w.line("    facets:")
	w.line("      type: object")
	w.line("      properties:")
	for i := range d.Columns {
		if d.Columns[i].Facet {
			w.line("        %s: {type: array, items: {$ref: '#/components/schemas/FacetCount'}}",
				d.Columns[i].Name)
		}
	}
	w.line("    links: {$ref: '#/components/schemas/ListLinks'}")
	w.line("%s.item:", d.Name)
	w.line("  type: object")
	w.line("  required: [data, meta, links]")
	w.line("  properties:")
	w.line("    data: {$ref: '#/components/schemas/%s.row'}", d.Name)
	w.line("    meta: {$ref: '#/components/schemas/ItemMeta'}")
	w.line("    links: {$ref: '#/components/schemas/ItemLinks'}")
}

// property returns the schema of a field, which may be null unless it is a list, a boolean or the
// id.
func property(c *dataset.Column) string {
	one := strings.Trim(scalar(c), "{}")
	switch {
	case c.List:
		return "type: array, items: " + scalar(c)
	case c.Key || c.Kind == dataset.Bool:
		return one
	}
	if head, codes, ok := strings.Cut(one, ", enum: ["); ok {
		one = head + ", enum: [" + strings.TrimSuffix(codes, "]") + ", null]"
	}
	kind, rest, _ := strings.Cut(strings.TrimPrefix(one, "type: "), ",")
	one = "type: [" + kind + ", 'null']"
	if rest != "" {
		one += "," + rest
	}
	return one
}
