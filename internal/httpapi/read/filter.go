package read

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// filterParam is what a parameter asks of a column.
type filterParam struct {
	column int
	op     search.Op
}

// parse reads the value of a filter's parameter. It also returns the value in its canonical
// spelling.
func (d *resource) parse(name, text string) (search.Filter, string, error) {
	f := d.params().byName[name]
	c := &d.def.Columns[f.column]
	out := search.Filter{Column: f.column, Op: f.op}
	if text == "" {
		return out, "", httpapi.Bad(name, "It has no value; "+c.Name+"__isnull=true asks for rows "+
			"without one.", "没有取值；查询空值请用 "+c.Name+"__isnull=true。", "")
	}
	if f.op == search.IsNull {
		v, err := parseBool(name, text)
		out.Values = []dataset.Value{v}
		return out, text, err
	}
	items := []string{text}
	if f.op == search.In {
		items = strings.Split(text, ",")
	}
	var canonical []string
	for _, item := range items {
		if item == "" {
			return out, "", httpapi.Bad(name, "There is an empty item between its commas.",
				"逗号之间有空项。", "")
		}
		v, err := d.value(name, c, f.op, item)
		if err != nil {
			return out, "", err
		}
		out.Values = append(out.Values, v)
		canonical = append(canonical, spell(c, v))
	}
	slices.Sort(canonical)
	return out, strings.Join(slices.Compact(canonical), ","), nil
}

// value reads one value that a column is compared with.
func (d *resource) value(name string, c *dataset.Column, op search.Op, text string) (dataset.Value,
	error,
) {
	switch {
	case op == search.Contains || op == search.StartsWith:
		if fold.Fold(text) == "" {
			return dataset.Value{}, httpapi.Bad(name, "There is nothing visible in it.",
				"没有可见字符。", "")
		}
		return dataset.TextValue(text), nil
	case c.Kind == dataset.Code:
		return parseCode(name, c.Codes, text)
	case c.Kind == dataset.Ref:
		return d.parseID(name, c.Refs, text)
	case c.Key:
		return d.parseID(name, []string{d.def.Name}, text)
	case c.Kind == dataset.Bool:
		return parseBool(name, text)
	}
	v, err := c.Parse(text)
	if err != nil {
		return v, httpapi.Bad(name, shapes[c.Kind].En, shapes[c.Kind].Zh, "")
	}
	v.Set = true // 0 is a number to compare with, though no row holds it
	return v, nil
}

// shapes say what the values of a kind look like.
var shapes = map[dataset.Kind]dataset.Bilingual{
	dataset.Date:    {Zh: "日期形如 2026-11-24。", En: "It is a date like 2026-11-24."},
	dataset.Decimal: {Zh: "是最多两位小数的数字。", En: "It is a number with at most two decimals."},
	dataset.Int:     {Zh: "是整数。", En: "It is a whole number."},
}

func parseBool(name, text string) (dataset.Value, error) {
	if text != "true" && text != "false" {
		return dataset.Value{}, httpapi.Bad(name, "It is true or false.", "只能是 true 或 false。",
			httpapi.Nearest(text, []string{"true", "false"}))
	}
	return dataset.BoolValue(text == "true"), nil
}

func parseCode(name string, list *dataset.Codelist, text string) (dataset.Value, error) {
	if list.Position(text) >= 0 {
		return dataset.TextValue(text), nil
	}
	var codes []string
	suggestion := ""
	for _, c := range list.Codes {
		codes = append(codes, c.Code)
		if c.Label.Zh == text || strings.EqualFold(c.Label.En, text) {
			suggestion = c.Code
		}
	}
	if suggestion == "" {
		suggestion = httpapi.Nearest(text, codes)
	}
	all := strings.Join(codes, ", ")
	return dataset.Value{}, httpapi.Bad(name, "It is one of the codes "+all+".",
		"只能是以下代码之一："+all+"。", suggestion)
}

// parseID reads an id of one of several datasets.
func (d *resource) parseID(name string, datasets []string, text string) (dataset.Value, error) {
	suggestion, example := "", ""
	for _, ds := range datasets {
		def := d.Schema.Def(ds)
		if _, ok := def.Number(text); ok {
			return dataset.TextValue(text), nil
		}
		if _, ok := def.Number(strings.ToUpper(strings.TrimSpace(text))); ok {
			suggestion = strings.ToUpper(strings.TrimSpace(text))
		}
		example = def.ID(1)
	}
	return dataset.Value{}, httpapi.Bad(name, "It is an id like "+example+".",
		"编号形如 "+example+"。", suggestion)
}

// spell returns the one spelling of a value.
func spell(c *dataset.Column, v dataset.Value) string {
	if c.Kind == dataset.Int {
		return strconv.FormatInt(v.N, 10)
	}
	return c.Format(v)
}
