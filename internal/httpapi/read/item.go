package read

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/opendata/table"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// ItemMeta is the meta of one row.
type ItemMeta struct {
	Dataset string `json:"dataset"`
	Source
}

// ItemLinks are the links of one row.
type ItemLinks struct {
	Self       string     `json:"self"`
	Pinned     string     `json:"pinned"`
	Page       string     `json:"page,omitempty"` // for people
	References []Relation `json:"references"`     // rows that this one names
	Related    []Relation `json:"related"`        // rows that name this one
}

// Relation is a link between rows.
type Relation struct {
	Dataset string `json:"dataset"`
	Field   string `json:"field"` // that holds the id
	Href    string `json:"href"`
}

// get answers GET /v1/{dataset}/{id}.
func (d *resource) get(w http.ResponseWriter, r *http.Request) error {
	p, err := httpapi.ParseParams(r, httpapi.Grammar{
		Names: []string{paramFields, paramAsOf, paramSnapshot},
	})
	if err != nil {
		return err
	}
	canonical := url.Values{}
	m, err := parseMoment(p, canonical)
	if err != nil {
		return err
	}
	fields := table.All(d.def)
	if list, ok := p[paramFields]; ok {
		if fields, err = d.parseFields(list); err != nil {
			return err
		}
		canonical.Set(paramFields, names(d.def, fields))
	}
	v, err := d.open(r.Context(), w, m)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	row, ok := v.Table(d.def.Name).Find(id)
	if !ok {
		return d.absent(v, id)
	}
	if httpapi.NotModified(w, r, v.tag(d.def.Name+".get", id, canonical)) {
		return nil
	}
	links := d.itemLinks(v, row, canonical)
	v.locate(w, links.Pinned)
	b := table.AppendJSON([]byte(`{"data":`), d.def, fields, source(v.Table(d.def.Name), row))
	b = append(b, `,"meta":`...)
	if b, err = httpapi.AppendJSON(b, ItemMeta{d.def.Name, v.source()}); err != nil {
		return err
	}
	b = append(b, `,"links":`...)
	if b, err = httpapi.AppendJSON(b, links); err != nil {
		return err
	}
	httpapi.Write(w, "application/json", append(b, '}', '\n'))
	return nil
}

// absent says why there is no row with an id.
func (d *resource) absent(v view, id string) error {
	if d.def.Owns(id) && v.IsGone(id) {
		return fault.New(fault.Gone, "The entry "+id+" was removed and will not return.",
			"编号 "+id+" 的条目已删除，不再恢复。")
	}
	example := d.def.Example()
	message, zh := "There is no row with this id in "+d.def.Name+"; ids are like "+example+".",
		d.def.Title.Zh+"中没有这个编号；编号形如 "+example+"。"
	tidy := strings.ToUpper(strings.TrimSpace(id))
	if other, ok := d.Schema.ByID(tidy); ok && (other != d.def || tidy != id) {
		href := d.Base + "/v1/" + other.Name + "/" + tidy
		message += " Did you mean " + href + "?"
		zh += "是否想查 " + href + "？"
	}
	return fault.New(fault.NotFound, message, zh)
}

// pages are the addresses of the pages that show rows of a dataset.
var pages = map[string]string{
	registry.Producers: "/p/", registry.Certificates: "/c/", registry.TraceEntities: "/t/",
}

func (a *api) pageOf(dataset, id string) string {
	if page, ok := pages[dataset]; ok {
		return a.Base + page + id
	}
	return ""
}

func (d *resource) itemLinks(v view, row int, canonical url.Values) ItemLinks {
	t := v.Table(d.def.Name)
	id := t.ID(row)
	path := d.Base + "/v1/" + d.def.Name + "/" + id
	return ItemLinks{
		Self: address(path, canonical), Pinned: v.pinned(path, canonical),
		Page:       d.pageOf(d.def.Name, id),
		References: d.references(t, row, clone(canonical, paramFields)),
		Related:    d.related(id, clone(canonical, paramFields)),
	}
}

// references links to the rows whose ids stand in a row, at the same moment.
func (d *resource) references(t *search.Table, row int, when url.Values) []Relation {
	list := []Relation{}
	for i := range d.def.Columns {
		c := &d.def.Columns[i]
		value := t.Value(row, i)
		if c.Kind != dataset.Ref || !value.Set {
			continue
		}
		for _, id := range value.List() {
			if def, ok := d.Schema.ByID(id); ok {
				href := address(d.Base+"/v1/"+def.Name+"/"+id, when)
				list = append(list, Relation{def.Name, c.Name, href})
			}
		}
	}
	return list
}

// related links to the lists of rows in which an id stands, at the same moment.
func (d *resource) related(id string, when url.Values) []Relation {
	list := []Relation{}
	for _, def := range d.Schema.Datasets {
		for i := range def.Columns {
			c := &def.Columns[i]
			if c.Kind != dataset.Ref || !c.Filter || !slices.Contains(c.Refs, d.def.Name) {
				continue
			}
			q := clone(when)
			q.Set(c.Name, id)
			list = append(list, Relation{def.Name, c.Name, address(d.Base+"/v1/"+def.Name, q)})
		}
	}
	return list
}
