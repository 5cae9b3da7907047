package pages

import (
	"strconv"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// offered is a dataset with what a reader wants to know before taking it.
type offered struct {
	Title, About string
	Href         string
	Rows         int
	Withdrawn    int    // rows that left the register; they are not among Rows
	Updated      string // the civil date on which a row changed last, "" if there is none
	Files        []download
	def          *dataset.Def
}

// download is a file, with its size and hash as the manifest of the snapshot has them.
type download struct {
	Label, Size string
	Href        string
	SHA256      string
}

// forms are the files of every dataset.
var forms = []struct{ label, ending string }{{"CSV", ".csv"}, {"NDJSON", ".ndjson"}}

// chart is a table whose numbers are drawn as well.
type chart struct {
	Caption string
	Of      string // what each row counts
	Bars    []bar
	Links   []text // the same as data
}

type bar struct {
	text
	N     int
	Width string // of the longest bar, in percent
	Says  string
}

func (e *edition) data(b *buffer) error {
	var list []offered
	var bars []bar
	for _, d := range e.Schema.Datasets {
		o := e.offer(d)
		list = append(list, o)
		bars = append(bars, bar{text: text{Text: o.Title, Href: o.Href}, N: o.Rows})
	}
	f := e.frame("data", e.t("data.title"), target{path: "/data"})
	f.Description = e.t("data.lead")
	f.Body = struct {
		Datasets []offered
		Chart    chart
		Facts    []fact
	}{list, chart{
		Caption: e.t("data.chart"), Of: e.t("data.dataset"), Bars: drawn(bars),
		Links: []text{{Text: "CSV", Href: e.address.other("/datasets.csv", nil)}, {Text: "JSON", Href: e.address.other("/v1/datasets", nil)}},
	}, e.edged()}
	return e.render(b, "data", f)
}

// offer returns what is to be said of a dataset in a list.
func (e *edition) offer(d *dataset.Def) offered {
	t := e.table(d.Name)
	o := offered{
		Title: d.Title.In(e.lang), About: d.About.In(e.lang), Rows: t.Len(), def: d,
		Href: e.page("/data/"+d.Name, nil),
	}
	if d.Index("withdrawn_on") >= 0 {
		o.Rows = t.Search(search.Query{
			Filters: []search.Filter{listed(d)}, Sort: search.ByID,
		}).Total
		o.Withdrawn = t.Len() - o.Rows
	}
	if col := d.Index("updated_on"); col >= 0 {
		newest := t.Search(search.Query{Sort: col, Desc: true, Limit: 1})
		if len(newest.Rows) > 0 && t.Value(newest.Rows[0], col).Set {
			o.Updated = t.Value(newest.Rows[0], col).Date().String()
		}
	}
	for _, form := range forms {
		name := d.Name + form.ending
		if file, ok := e.snap.Files[name]; ok {
			o.Files = append(o.Files, download{
				Label: form.label, Size: size(file.Size), SHA256: file.SHA256,
				Href: e.address.other("/s/"+e.snap.Snapshot+"/"+name, nil),
			})
		}
	}
	return o
}

// edged returns what all data of the snapshot have in common: which one it is, and of when.
func (e *edition) edged() []fact {
	list := []fact{
		{e.t("frame.as_of"), []text{{Date: e.snap.Date.String()}}},
		{e.t("data.snapshot"), []text{{Text: e.snap.Snapshot, Code: true}}},
	}
	if !e.snap.RevisedAt.IsZero() {
		list = append(list, fact{e.t("data.revised"), []text{{Date: civil(e.snap.RevisedAt)}}})
	}
	return list
}

// drawn gives every bar its width, the longest 100 %.
func drawn(bars []bar) []bar {
	most, sum := 1, 0
	for _, b := range bars {
		most, sum = max(most, b.N), sum+b.N
	}
	for i := range bars {
		bars[i].Width = strconv.Itoa((bars[i].N*100+most-1)/most) + "%"
		bars[i].Says = number(bars[i].N) + " / " + number(sum)
	}
	return bars
}
