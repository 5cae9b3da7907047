package read

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/opendata/table"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// ListMeta is the meta of a list.
type ListMeta struct {
	Dataset string `json:"dataset"`
	Source
	Total     int    `json:"total"`     // rows that match, on all pages
	Count     int    `json:"count"`     // rows in this answer
	Complete  bool   `json:"complete"`  // the answer has all rows that match
	Withdrawn string `json:"withdrawn"` // left_out, or included if the query asks about them
}

// ListLinks are the links of a list.
type ListLinks struct {
	Self   string `json:"self"`
	Next   string `json:"next,omitempty"`
	Pinned string `json:"pinned"`
	CSV    string `json:"csv"`
	NDJSON string `json:"ndjson"`
}

// FacetCount is one value of a facet.
type FacetCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// list answers GET /v1/{dataset}.
func (d *resource) list(w http.ResponseWriter, r *http.Request) error {
	p, err := httpapi.ParseParams(r, d.grammar([]string{paramLimit, paramCursor, paramFacet},
		map[string]string{paramBOM: "Only .csv has a byte-order mark."}))
	if err != nil {
		return err
	}
	q, err := d.parseList(p)
	if err != nil {
		return err
	}
	v, err := d.page(r.Context(), w, q)
	if err != nil {
		return err
	}
	path := d.Base + "/v1/" + d.def.Name
	if httpapi.NotModified(w, r, v.tag(d.def.Name+".list", "", q.canonical)) {
		return nil
	}
	res := v.Table(d.def.Name).Search(q.Query)
	links := d.listLinks(v, q, res, path)
	v.locate(w, links.Pinned)
	d.linkHeaders(w, links)
	body, err := d.envelope(v, q, res, links)
	if err != nil {
		return err
	}
	httpapi.Write(w, "application/json", body)
	return nil
}

// parseList reads the parameters of a list.
func (d *resource) parseList(p httpapi.Params) (*query, error) {
	q, err := d.parseQuery(p)
	if err != nil {
		return nil, err
	}
	if q.Limit, err = parseLimit(p, defaultLimit, maxLimit); err != nil {
		return nil, err
	}
	if _, ok := p[paramLimit]; ok {
		q.canonical.Set(paramLimit, strconv.Itoa(q.Limit))
	}
	if list, ok := p[paramFacet]; ok {
		q.Facets, err = d.columns(paramFacet, list, func(c *dataset.Column) bool { return c.Facet })
		if err != nil {
			return nil, err
		}
		q.canonical.Set(paramFacet, names(d.def, q.Facets))
	}
	if text, ok := p[paramCursor]; ok {
		q.cursor = text
		q.canonical.Set(paramCursor, text)
	}
	return q, nil
}

// page opens the snapshot that a list is read from: that of the cursor, if there is one.
func (d *resource) page(ctx context.Context, w http.ResponseWriter, q *query) (view, error) {
	if q.cursor == "" {
		return d.open(ctx, w, q.moment)
	}
	c, err := decodeCursor(q.cursor, d.binding(q))
	if err != nil {
		return view{}, err
	}
	q.After = c.after
	v := view{asOf: q.asOf.String()}
	if q.asOf == 0 && q.snapshot == "" {
		v.Snapshot, err = d.Reader.Recent(ctx, c.snapshot)
	} else {
		v.Snapshot, err = d.Reader.ByID(ctx, c.snapshot)
	}
	if fault.Is(err, fault.Gone) {
		return v, d.retired(ctx)
	}
	if err != nil {
		return v, fmt.Errorf("open snapshot of a cursor: %w", err)
	}
	if q.snapshot != "" {
		httpapi.SetCache(w, httpapi.CachePinned)
	}
	w.Header().Set(httpapi.SnapshotHeader, c.snapshot)
	return v, nil
}

// retired is the problem of a cursor whose snapshot is not kept any more.
func (d *resource) retired(ctx context.Context) error {
	current, err := d.Reader.Current(ctx)
	if err != nil {
		return err
	}
	file := d.wholeFile(current.Snapshot, "csv")
	return httpapi.SnapshotRetired.Fault(
		"The snapshot that this cursor reads from is not kept any more. Begin again, or take the "+
			"whole file "+file+".",
		"该游标所用的快照已不再保存。请重新查询，或下载整个文件 "+file+"。",
		fault.Field{Name: paramCursor, Reason: "Its snapshot is not kept.", Suggestion: file})
}

// wholeFile returns the address of the dataset's published file.
func (d *resource) wholeFile(snapshot, format string) string {
	return d.Base + "/s/" + snapshot + "/" + d.def.Name + "." + format
}

func (d *resource) listLinks(v view, q *query, res search.Result, path string) ListLinks {
	files := clone(q.canonical, paramLimit, paramCursor, paramFacet)
	links := ListLinks{
		Self:   address(path, q.canonical),
		Pinned: v.pinned(path, q.canonical),
		CSV:    address(path+".csv", files),
		NDJSON: address(path+".ndjson", files),
	}
	if res.More {
		next := clone(q.canonical)
		c := cursor{snapshot: v.Snapshot.Snapshot, after: res.Next}
		next.Set(paramCursor, c.encode(d.binding(q)))
		links.Next = address(path, next)
	}
	return links
}

func (d *resource) linkHeaders(w http.ResponseWriter, links ListLinks) {
	add := func(rel, href string) {
		if href != "" {
			w.Header().Add("Link", "<"+href+`>; rel="`+rel+`"`)
		}
	}
	add("self", links.Self)
	add("next", links.Next)
	add("describedby", d.Base+"/v1/datasets/"+url.PathEscape(d.def.Name))
	add("service-desc", d.Base+"/openapi.yaml")
}

// envelope writes the body of a list.
func (d *resource) envelope(v view, q *query, res search.Result, links ListLinks) ([]byte, error) {
	b := []byte(`{"data":[`)
	b = d.appendRows(b, v.Table(d.def.Name), q.fields, res.Rows)
	b = append(b, `],"meta":`...)
	meta := ListMeta{
		Dataset: d.def.Name, Source: v.source(), Total: res.Total, Count: len(res.Rows),
		Complete: len(res.Rows) == res.Total, Withdrawn: "left_out",
	}
	if q.withdrawn {
		meta.Withdrawn = "included"
	}
	b, err := httpapi.AppendJSON(b, meta)
	if err != nil {
		return nil, err
	}
	if len(q.Facets) > 0 {
		b = append(b, `,"facets":`...)
		if b, err = d.appendFacets(b, res.Facets); err != nil {
			return nil, err
		}
	}
	b = append(b, `,"links":`...)
	if b, err = httpapi.AppendJSON(b, links); err != nil {
		return nil, err
	}
	return append(b, '}', '\n'), nil
}

func (d *resource) appendRows(b []byte, t *search.Table, fields, rows []int) []byte {
	for i, row := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = table.AppendJSON(b, d.def, fields, source(t, row))
	}
	return b
}

// source gives the values of one row of a table.
func source(t *search.Table, row int) table.Source {
	return func(col int) dataset.Value { return t.Value(row, col) }
}

// appendFacets writes facets in the order in which they were asked for.
func (d *resource) appendFacets(b []byte, facets []search.Facet) ([]byte, error) {
	b = append(b, '{')
	for i, f := range facets {
		if i > 0 {
			b = append(b, ',')
		}
		counts := make([]FacetCount, len(f.Counts))
		for j, c := range f.Counts {
			counts[j] = FacetCount{Value: c.Value, Count: c.N}
		}
		b = append(dataset.AppendString(b, d.def.Columns[f.Column].Name), ':')
		var err error
		if b, err = httpapi.AppendJSON(b, counts); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}
