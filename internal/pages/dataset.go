package pages

import (
	"net/url"
	"strings"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

const (
	sampleRows    = 5
	sampleColumns = 6
)

// described is the page of a dataset.
type described struct {
	offered
	Each      string
	Facts     []fact
	Chart     *chart // of the rows by status, where there is one
	Newest    []download
	Sample    sample
	Fields    []field
	Codelists []codelist
	Snippets  []snippet
	Steps     []string // for spreadsheets
	NoOrigin  bool     // nobody said under which address the site stands
	Citation  string
	Terms     string
	Rows      string // the address of the list
	Reference string // of the API
}

// sample is some rows of a dataset, of its main columns, as they stand in the files.
type sample struct {
	Columns []field
	Rows    [][]cell
}

type cell struct {
	Title string
	text
}

// datasetNames returns the names of the datasets, each of which has a page.
func datasetNames(*snapshot.Snapshot) []string {
	var names []string
	for _, d := range registry.Load().Datasets {
		names = append(names, d.Name)
	}
	return names
}

// dataset writes the page of a dataset.
func (e *edition) dataset(b *buffer, name string) error {
	d := e.Schema.Def(name)
	p := described{
		offered: e.offer(d), Each: d.Each.In(e.lang), Fields: e.fields(d),
		Codelists: e.codelists(d), Sample: e.sample(d), Citation: e.cite(d),
		Terms: either(e.Options.Imprint.Terms, e.lang), NoOrigin: e.Options.Origin == "",
		Rows:      e.address.other("/v1/"+name, nil),
		Reference: e.page("/api/"+name, nil),
	}
	p.Facts = append(e.countFacts(p.offered), e.edged()...)
	if name == registry.Certificates {
		p.Chart = e.countStatus(d)
	}
	for _, form := range forms {
		p.Newest = append(p.Newest, download{
			Label: form.label, Href: e.address.other("/v1/"+name+form.ending, nil),
		})
	}
	p.Snippets = snippets(d, e.address.absolute(e.address.other("/v1/"+name+".csv", nil)))
	p.Steps = []string{
		e.t("data.excel_open"), e.t("data.excel_paste"), e.t("data.excel_text"),
		e.t("data.excel_wps"),
	}
	f := e.frame("data", e.t("data.title_of", "what", p.Title), target{path: "/data/" + name})
	f.Description = p.About
	f.Body = p
	return e.render(b, "dataset", f)
}

func (e *edition) countFacts(o offered) []fact {
	rows := []text{{Text: number(o.Rows)}}
	if o.Withdrawn > 0 {
		rows = append(rows, text{Text: e.t("data.withdrawn", "n", number(o.Withdrawn))})
	}
	list := []fact{{e.t("data.rows"), rows}}
	if o.Updated != "" {
		list = append(list, fact{e.t("data.updated"), []text{{Date: o.Updated}}})
	}
	return list
}

// countStatus counts the listed certificates by status, in the order of the codelist.
func (e *edition) countStatus(d *dataset.Def) *chart {
	c, _ := d.Column("status")
	_, counts := e.tally(d.Name, "status")
	var bars []bar
	for _, code := range c.Codes.Codes {
		bars = append(bars, bar{
			text: text{Text: code.Label.In(e.lang)}, N: counts[0][code.Code],
		})
	}
	rows := "/v1/" + d.Name
	return &chart{
		Caption: e.t("data.by_status"), Of: c.Words.Title.In(e.lang), Bars: drawn(bars),
		Links: []text{
			{Text: "CSV", Href: e.address.other(rows+forms[0].ending, nil)},
			{Text: "JSON", Href: e.address.other(rows, url.Values{
				"facet": {"status"}, "withdrawn_on__isnull": {"true"}, "limit": {"1"},
			})},
		},
	}
}

// sample returns the first rows that are listed, and the first columns that say something in half
// of them. What may be shown for a time alone is not in a sample.
func (e *edition) sample(d *dataset.Def) sample {
	t := e.table(d.Name)
	q := search.Query{Sort: search.ByID, Limit: sampleRows}
	if d.Index("withdrawn_on") >= 0 {
		q.Filters = []search.Filter{listed(d)}
	}
	rows := t.Search(q).Rows
	var cols []int
	for col := range d.Columns {
		c := &d.Columns[col]
		said := 0
		for _, row := range rows {
			if c.Format(t.Value(row, col)) != "" {
				said++
			}
		}
		if said > 0 && 2*said >= len(rows) && !c.System && !c.Limited && len(cols) < sampleColumns {
			cols = append(cols, col)
		}
	}
	var s sample
	for _, col := range cols {
		c := &d.Columns[col]
		s.Columns = append(s.Columns, field{Name: c.Name, Title: c.Words.Title.In(e.lang)})
	}
	for _, row := range rows {
		cells := make([]cell, len(cols))
		for i, col := range cols {
			c := &d.Columns[col]
			said := e.said(c.Format(t.Value(row, col)))
			if path, ok := itemPath(d.Name, said.Text); ok && c.Key {
				said.Href = e.page(path, nil)
			}
			cells[i] = cell{s.Columns[i].Title, said}
		}
		s.Rows = append(s.Rows, cells)
	}
	return s
}

// cite returns the words by which a dataset is cited, as it is in this snapshot.
func (e *edition) cite(d *dataset.Def) string {
	by := strings.TrimSpace(either(e.Options.Imprint.Sponsor, e.lang))
	if by != "" {
		by += e.t("frame.colon")
	}
	at := e.address.absolute(e.address.other(
		"/s/"+e.snap.Snapshot+"/"+d.Name+forms[0].ending, nil))
	return by + e.t("data.citation", "title", d.Title.In(e.lang), "snapshot", e.snap.Snapshot,
		"date", day(e.lang, e.snap.Date), "url", at)
}

// civil returns the civil date of a moment.
func civil(at time.Time) string { return calendar.DateOf(at).String() }
