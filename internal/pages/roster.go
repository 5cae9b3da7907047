package pages

import (
	"net/url"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// How many rows a table has on a page: on one that is about a place, and on one of many tables.
// Where there are more, the page says so and leads to all of them.
const (
	mostRows = 300
	someRows = 100
)

// part is some of the listed rows of a dataset in an order. The table on a page and the address
// of the API that answers the same rows are both made of it.
type part struct {
	dataset string
	has     []filter
	sort    string // a column, with a minus for the last first
}

// filter is what a column of the rows must be. Several values: one of them. None: null.
type filter struct {
	column string
	values []string
}

func has(column string, values ...string) filter { return filter{column, values} }

// parameters returns the parameters by which the API answers the part.
func (p part) parameters() url.Values {
	v := url.Values{"withdrawn_on__isnull": {"true"}}
	for _, c := range p.has {
		switch len(c.values) {
		case 0:
			v.Set(c.column+"__isnull", "true")
		case 1:
			v.Set(c.column, c.values[0])
		default:
			v.Set(c.column+"__in", strings.Join(c.values, ","))
		}
	}
	if p.sort != "" {
		v.Set("sort", p.sort)
	}
	return v
}

// choose returns the rows of a part, at most limit of them; 0 only counts.
func (e *edition) choose(p part, limit int) search.Result {
	def := e.Schema.Def(p.dataset)
	q := search.Query{Filters: []search.Filter{listed(def)}, Sort: search.ByID, Limit: limit}
	for _, c := range p.has {
		at := def.Index(c.column)
		f := search.Filter{Column: at, Op: search.In}
		if len(c.values) == 0 {
			f.Op, f.Values = search.IsNull, []dataset.Value{dataset.BoolValue(true)}
		}
		for _, text := range c.values {
			if v, ok := e.filterValue(&def.Columns[at], text); ok {
				f.Values = append(f.Values, v)
			}
		}
		q.Filters = append(q.Filters, f)
	}
	if name, desc := strings.CutPrefix(p.sort, "-"); name != "" {
		q.Sort, q.Desc = def.Index(name), desc
	}
	return e.table(p.dataset).Search(q)
}

// listing is what a page of lists shows: what they are, and the lists in groups.
type listing struct {
	Name   text
	Lead   string
	Facts  []fact
	Groups []group
}

// group is some tables of a page under one heading.
type group struct {
	ID, Title string
	Says      string // what must be known to read them, "" for nothing
	Total     int
	Rosters   []roster
}

// sole returns a group of one table, which needs no heading of its own.
func sole(id, says string, r roster) group {
	r.Sole = true
	return group{ID: id, Title: r.Title, Says: says, Total: r.Total, Rosters: []roster{r}}
}

// roster is a table of rows of a register. The first entry of each row names it.
type roster struct {
	Title     string
	Sole      bool
	Titles    []string
	Rows      [][]entry
	Total     int
	Count     string
	Cut       string // says that not all rows are there, "" if they are
	Search    string // where the same rows can be searched, "" for nowhere
	JSON, CSV string
}

// entry is one value of a row.
type entry struct {
	Title  string
	Values []text
	Badges []badge
}

// roster returns the table of a part with these columns, with no more than so many rows.
func (e *edition) roster(title string, p part, most int, columns ...string) roster {
	found := e.choose(p, most)
	t := e.table(p.dataset)
	r := roster{
		Title: title, Total: found.Total, Count: e.t("registers.count", "n", number(found.Total)),
		JSON: e.address.other("/v1/"+p.dataset, p.parameters()),
		CSV:  e.address.other("/v1/"+p.dataset+".csv", p.parameters()),
	}
	if found.Total > len(found.Rows) {
		r.Cut = e.t("registers.cut", "shown", number(len(found.Rows)), "n", number(found.Total))
	}
	if p.searchable() {
		r.Search = e.page("/search", p.searched())
	}
	e.fill(&r, t, found.Rows, columns)
	return r
}

// fill adds rows to a table, without the columns that say nothing of any of them.
func (e *edition) fill(r *roster, t *search.Table, rows []int, columns []string) {
	r.Rows = make([][]entry, len(rows))
	for _, column := range columns {
		title, said := e.entryTitle(t, column), false
		entries := make([]entry, len(rows))
		for i, row := range rows {
			entries[i] = e.entry(t, row, column)
			entries[i].Title = title
			said = said || len(entries[i].Values)+len(entries[i].Badges) > 0
		}
		if !said {
			continue
		}
		r.Titles = append(r.Titles, title)
		for i := range rows {
			r.Rows[i] = append(r.Rows[i], entries[i])
		}
	}
}

// marks stands for the columns of a dataset that are true or false: one column of badges with the
// titles of those that are true.
const marks = "marks"

// marked are those columns, and what theirs is called.
var marked = map[string]struct {
	title, tone string
	columns     []string
}{
	registry.Producers: {"producer.claims", good, []string{
		"green_certified", "organic_certified", "traceable", "titled",
	}},
	registry.InputDealers: {"dealers.marks", neutral, []string{
		"restricted_pesticides", "takes_back_packaging",
	}},
}

func (e *edition) entryTitle(t *search.Table, column string) string {
	if column == marks {
		return e.t(marked[t.Def().Name].title)
	}
	return e.title(t, column)
}

// entry returns a value of a row: the name as a link if the row has a page, a holder as one to
// the holder's, a status as a badge, everything else as on the row's own page.
func (e *edition) entry(t *search.Table, row int, column string) entry {
	def := t.Def()
	if column == marks {
		return entry{Badges: e.marks(t, row)}
	}
	at := def.Index(column)
	c := &def.Columns[at]
	switch {
	case column == "status" && def.Name == registry.Certificates:
		return entry{Badges: []badge{e.certificateBadge(t, row)}}
	case column == "holder_name":
		id := t.Value(row, def.Index("producer_id")).S
		return entry{Values: []text{e.holder(id, t.Value(row, at).S)}}
	case c.IsName:
		name := e.said(e.nameOf(t, row))
		if path, ok := itemPath(def.Name, t.ID(row)); ok {
			name.Href = e.page(path, nil)
		}
		return entry{Values: []text{name}}
	}
	return entry{Values: e.values(c, t.Value(row, at))}
}

func (e *edition) marks(t *search.Table, row int) []badge {
	var list []badge
	m := marked[t.Def().Name]
	for _, column := range m.columns {
		if t.Value(row, t.Def().Index(column)).N != 0 {
			list = append(list, badge{e.title(t, column), m.tone})
		}
	}
	return list
}

// searchable reports whether the search page can show the part.
func (p part) searchable() bool {
	for _, s := range scopes {
		if s.dataset != p.dataset {
			continue
		}
		return !slices.ContainsFunc(p.has, func(c filter) bool {
			return len(c.values) != 1 || !slices.Contains(s.facets, c.column) &&
				!slices.Contains(s.flags, c.column)
		})
	}
	return false
}

// searched returns the parameters by which the search page does.
func (p part) searched() url.Values {
	v := url.Values{}
	if p.dataset != scopes[0].dataset {
		v.Set(paramIn, p.dataset)
	}
	for _, c := range p.has {
		v.Set(c.column, c.values[0])
	}
	return v
}

// byPlace returns a table for every place that rows of a dataset name as their town, in the order
// of the places' codes, and one for rows that name none. With skip, a place is left out.
func (e *edition) byPlace(dataset, sort string, skip func(row int) bool, columns ...string,
) []roster {
	_, counts := e.tally(dataset, "town_id")
	t := e.table(registry.Divisions)
	var list []roster
	for row := range t.Len() {
		if counts[0][t.ID(row)] > 0 && (skip == nil || !skip(row)) {
			list = append(list, e.roster(e.place(t, row).Text, ofTown(dataset, t.ID(row), sort),
				someRows, columns...))
		}
	}
	none := part{dataset, []filter{has("town_id")}, sort}
	if e.choose(none, 0).Total > 0 {
		list = append(list, e.roster(e.t("towns.elsewhere"), none, someRows, columns...))
	}
	return list
}

// lists writes a page of lists.
func (e *edition) lists(b *buffer, path, title string, l listing) error {
	f := e.frame("registers", title, target{path: path})
	f.Description, f.Body = l.Lead, l
	return e.render(b, "list", f)
}
