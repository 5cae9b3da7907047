package pages

import (
	"net/url"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// edition is one snapshot in one language: what a page is made from.
type edition struct {
	*Site
	lang string
	snap *snapshot.Snapshot
	held holdings // nil: look up
}

func (s *Site) edition(snap *snapshot.Snapshot, lang string) *edition {
	return &edition{Site: s, lang: lang, snap: snap}
}

// t returns a text of the edition's language. Names and values of its places follow in turns.
func (e *edition) t(key string, pairs ...string) string {
	return e.texts[e.lang].say(key, pairs...)
}

func (e *edition) count(key string, n int) string { return e.texts[e.lang].count(key, n) }

func (e *edition) page(path string, query url.Values) string {
	return e.address.page(e.lang, path, query)
}

// table returns a dataset's rows; withdrawn ones are among them.
func (e *edition) table(name string) *search.Table { return e.snap.Table(name) }

// related are the datasets whose rows belong to a producer, with the column that says to which.
var related = map[string]string{
	registry.Certificates: "producer_id", registry.TraceEntities: "producer_id",
	registry.DemonstrationTitles: "producer_id", registry.CreditRatings: "subject_id",
}

// holdings are the rows of the related datasets by producer: made once when all pages are
// written, because one look-up reads a whole column.
type holdings map[string]map[string][]int

func holdingsOf(snap *snapshot.Snapshot) holdings {
	h := holdings{}
	for name, column := range related {
		t := snap.Table(name)
		col := t.Def().Index(column)
		h[name] = map[string][]int{}
		for row := range t.Len() {
			if id := t.Value(row, col).S; id != "" {
				h[name][id] = append(h[name][id], row)
			}
		}
	}
	return h
}

// rowsOf returns the rows of a related dataset that belong to a producer and are listed.
func (e *edition) rowsOf(name, producer string) []int {
	t := e.table(name)
	var rows []int
	if e.held != nil {
		rows = e.held[name][producer]
	} else {
		rows = t.Lookup(t.Def().Index(related[name]), producer)
	}
	withdrawn := t.Def().Index("withdrawn_on")
	var listed []int
	for _, row := range rows {
		if !t.Value(row, withdrawn).Set {
			listed = append(listed, row)
		}
	}
	return listed
}

// unpack returns a row of a table as its struct.
func unpack[T any](t *search.Table, row int) T {
	return dataset.Unpack[T](t.Def(), t.Row(row))
}

// listed returns the filter that leaves withdrawn rows out.
func listed(d *dataset.Def) search.Filter {
	return search.Filter{
		Column: d.Index("withdrawn_on"), Op: search.IsNull,
		Values: []dataset.Value{dataset.BoolValue(true)},
	}
}

// tally counts the listed rows of a dataset by the values of some facets.
func (e *edition) tally(name string, facets ...string) (total int, counts []map[string]int) {
	t := e.table(name)
	q := search.Query{Filters: []search.Filter{listed(t.Def())}, Sort: search.ByID}
	for _, f := range facets {
		q.Facets = append(q.Facets, t.Def().Index(f))
	}
	res := t.Search(q)
	for _, f := range res.Facets {
		byValue := map[string]int{}
		for _, c := range f.Counts {
			byValue[c.Value] = c.N
		}
		counts = append(counts, byValue)
	}
	return res.Total, counts
}

// listedRows returns the rows of a dataset that are listed, in the order of their ids.
func (e *edition) listedRows(name string) []int {
	t := e.table(name)
	return t.Search(search.Query{
		Filters: []search.Filter{listed(t.Def())}, Sort: search.ByID, Limit: -1,
	}).Rows
}
