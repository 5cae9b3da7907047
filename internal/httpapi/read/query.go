package read

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/opendata/table"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

const (
	defaultLimit = 100
	maxLimit     = 1000
	maxTerms     = 16
)

// The reserved parameters of lists.
const (
	paramQ      = "q"
	paramSort   = "sort"
	paramLimit  = "limit"
	paramCursor = "cursor"
	paramFields = "fields"
	paramFacet  = "facet"
	paramBOM    = "bom"
)

// forAll are the reserved parameters of every form of a list.
var forAll = []string{paramQ, paramSort, paramFields, paramAsOf, paramSnapshot}

// query is a parsed list query.
type query struct {
	search.Query
	moment
	fields    []int
	canonical url.Values
	narrowed  bool // rows or columns are left out, so that the whole file is not the answer
	withdrawn bool // it asks about withdrawn rows
	cursor    string
}

// grammar returns the parameters of one form of the list.
func (d *resource) grammar(reserved []string, refused map[string]string) httpapi.Grammar {
	return httpapi.Grammar{Names: slices.Concat(d.params().names, forAll, reserved), Refused: refused}
}

// parseQuery reads what all forms of a list share.
func (d *resource) parseQuery(p httpapi.Params) (*query, error) {
	q := &query{canonical: url.Values{}}
	q.Sort, q.Limit = search.ByID, -1
	var err error
	if q.moment, err = parseMoment(p, q.canonical); err != nil {
		return nil, err
	}
	if err = d.parseFilters(p, q); err != nil {
		return nil, err
	}
	if q.Terms, err = parseTerms(p[paramQ]); err != nil {
		return nil, err
	}
	if len(q.Terms) > 0 {
		q.canonical.Set(paramQ, strings.Join(q.Terms, " "))
		q.Sort, q.narrowed = search.ByRelevance, true
	}
	if err = d.parseSort(p, q); err != nil {
		return nil, err
	}
	q.fields = table.All(d.def)
	if list, ok := p[paramFields]; ok {
		if q.fields, err = d.parseFields(list); err != nil {
			return nil, err
		}
		q.canonical.Set(paramFields, names(d.def, q.fields))
		q.narrowed = true
	}
	return q, nil
}

// parseFilters reads the filters, in the order of their names, and leaves out withdrawn rows if
// none of them asks about those.
func (d *resource) parseFilters(p httpapi.Params, q *query) error {
	for _, name := range d.params().names {
		text, ok := p[name]
		if !ok {
			continue
		}
		f, canonical, err := d.parse(name, text)
		if err != nil {
			return err
		}
		q.Filters = append(q.Filters, f)
		q.canonical.Set(name, canonical)
		q.narrowed = true
		q.withdrawn = q.withdrawn || f.Column == d.withdrawn
	}
	if !q.withdrawn {
		q.Filters = append(q.Filters, d.listed()...)
	}
	return nil
}

// listed returns the filter that leaves withdrawn rows out.
func (d *resource) listed() []search.Filter { return listedRows(d.def) }

func listedRows(def *dataset.Def) []search.Filter {
	col := def.Index("withdrawn_on")
	if col < 0 {
		return nil
	}
	yes := []dataset.Value{dataset.BoolValue(true)}
	return []search.Filter{{Column: col, Op: search.IsNull, Values: yes}}
}

func parseTerms(q string) ([]string, error) {
	terms := fold.Terms(q)
	if len(terms) > maxTerms {
		most := strconv.Itoa(maxTerms)
		return nil, httpapi.Bad(paramQ, "It may have at most "+most+" words.",
			"最多 "+most+" 个词。", "")
	}
	return terms, nil
}

// parseSort reads the order: relevance, id, or a column with the trait, descending after a hyphen.
func (d *resource) parseSort(p httpapi.Params, q *query) error {
	text, ok := p[paramSort]
	if !ok {
		return nil
	}
	name, desc := strings.CutPrefix(text, "-")
	allowed := []string{"relevance", "id"}
	for i := range d.def.Columns {
		if c := &d.def.Columns[i]; c.Sort && !c.Key {
			allowed = append(allowed, c.Name)
		}
	}
	if !slices.Contains(allowed, name) || name == "relevance" && desc {
		return httpapi.Bad(paramSort, "Rows are ordered by "+strings.Join(allowed, ", ")+
			"; a hyphen before a column turns the order around.",
			"可按以下各项排序："+strings.Join(allowed, "、")+"；列名前加减号为倒序。",
			httpapi.Nearest(name, allowed))
	}
	q.canonical.Set(paramSort, text)
	q.Desc = desc
	switch name {
	case "relevance":
		q.Sort = search.ByRelevance
	case "id":
		q.Sort = search.ByID
	default:
		q.Sort = d.def.Index(name)
	}
	return nil
}

// parseFields reads a list of columns. The id comes first, asked for or not.
func (d *resource) parseFields(list string) ([]int, error) {
	cols, err := d.columns(paramFields, list, func(*dataset.Column) bool { return true })
	if err != nil {
		return nil, err
	}
	return append([]int{0}, slices.DeleteFunc(cols, func(c int) bool { return c == 0 })...), nil
}

// columns reads a list of columns that are fit for something.
func (d *resource) columns(param, list string, fit func(*dataset.Column) bool) ([]int, error) {
	var allowed []string
	for i := range d.def.Columns {
		if fit(&d.def.Columns[i]) {
			allowed = append(allowed, d.def.Columns[i].Name)
		}
	}
	var cols []int
	for name := range strings.SplitSeq(list, ",") {
		col := d.def.Index(name)
		if !slices.Contains(allowed, name) {
			return nil, httpapi.Bad(param, "It lists columns, with commas between: "+
				strings.Join(allowed, ", ")+".",
				"以逗号分隔的列名："+strings.Join(allowed, "、")+"。", httpapi.Nearest(name, allowed))
		}
		if slices.Contains(cols, col) {
			return nil, httpapi.Bad(param, "It names the column "+name+" twice.",
				"列 "+name+" 重复。", "")
		}
		cols = append(cols, col)
	}
	return cols, nil
}

func names(def *dataset.Def, cols []int) string {
	list := make([]string, len(cols))
	for i, c := range cols {
		list[i] = def.Columns[c].Name
	}
	return strings.Join(list, ",")
}

func parseLimit(p httpapi.Params, standard, most int) (int, error) {
	text, ok := p[paramLimit]
	if !ok {
		return standard, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most || strings.HasPrefix(text, "+") {
		return 0, httpapi.Bad(paramLimit, "It is a whole number from 1 to "+strconv.Itoa(most)+".",
			"是 1 到 "+strconv.Itoa(most)+" 的整数。", "")
	}
	return n, nil
}
