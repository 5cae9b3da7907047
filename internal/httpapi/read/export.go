package read

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/opendata/table"
)

// wholeOnly says why files do not know the parameters of pages.
var wholeOnly = map[string]string{
	paramLimit:  "A file holds the whole result; only the JSON list has pages.",
	paramCursor: "A file holds the whole result; only the JSON list has pages.",
	paramFacet:  "Only the JSON list has facets.",
	paramBOM:    "Only .csv has a byte-order mark.",
}

// csv answers GET /v1/{dataset}.csv.
func (d *resource) csv(w http.ResponseWriter, r *http.Request) error {
	refused := map[string]string{}
	for name, reason := range wholeOnly {
		if name != paramBOM {
			refused[name] = reason
		}
	}
	p, err := httpapi.ParseParams(r, d.grammar([]string{paramBOM}, refused))
	if err != nil {
		return err
	}
	begin := table.BOM
	switch bom, given := p[paramBOM]; {
	case given && bom != "0" && bom != "1":
		return httpapi.Bad(paramBOM, "It is 0 for a file without a byte-order mark, or 1.",
			"0 表示不带字节顺序标记，1 表示带。", "0")
	case bom == "0":
		begin = ""
	}
	return d.export(w, r, p, form{
		suffix: "csv", contentType: "text/csv; charset=utf-8; header=present",
		begin: func(fields []int) []byte {
			return table.AppendCSVHeader([]byte(begin), d.def, fields)
		},
		row: func(b []byte, fields []int, row table.Source) []byte {
			return table.AppendCSV(b, d.def, fields, row)
		},
	})
}

// ndjson answers GET /v1/{dataset}.ndjson.
func (d *resource) ndjson(w http.ResponseWriter, r *http.Request) error {
	p, err := httpapi.ParseParams(r, d.grammar(nil, wholeOnly))
	if err != nil {
		return err
	}
	return d.export(w, r, p, form{
		suffix: "ndjson", contentType: "application/x-ndjson",
		begin: func([]int) []byte { return nil },
		row: func(b []byte, fields []int, row table.Source) []byte {
			return append(table.AppendJSON(b, d.def, fields, row), '\n')
		},
	})
}

// form is a form in which rows are written to a file.
type form struct {
	suffix      string
	contentType string
	begin       func(fields []int) []byte
	row         func(b []byte, fields []int, row table.Source) []byte
}

// export answers with the whole result of a query.
func (d *resource) export(w http.ResponseWriter, r *http.Request, p httpapi.Params, f form) error {
	q, err := d.parseQuery(p)
	if err != nil {
		return err
	}
	if bom, ok := p[paramBOM]; ok {
		q.canonical.Set(paramBOM, bom)
	}
	v, err := d.open(r.Context(), w, q.moment)
	if err != nil {
		return err
	}
	path := d.Base + "/v1/" + d.def.Name + "." + f.suffix
	if httpapi.NotModified(w, r, v.tag(d.def.Name+"."+f.suffix, "", q.canonical)) {
		return nil
	}
	t := v.Table(d.def.Name)
	b := f.begin(q.fields)
	for _, row := range t.Search(q.Query).Rows {
		b = f.row(b, q.fields, source(t, row))
		if len(b) > d.MaxAnswer {
			return d.tooLarge(v, q, f.suffix)
		}
	}
	v.locate(w, v.pinned(path, q.canonical))
	h := w.Header()
	h.Set("Content-Disposition", d.disposition(v, f.suffix))
	h.Add("Link", "<"+d.Base+"/v1/datasets/"+d.def.Name+`>; rel="describedby"`)
	httpapi.Write(w, f.contentType, b)
	return nil
}

// disposition names the file that a browser saves: in Chinese, and in ASCII for those that cannot.
func (d *resource) disposition(v view, suffix string) string {
	end := "-" + v.Date.String() + "." + suffix
	return `attachment; filename="` + d.def.Name + end + `"; filename*=UTF-8''` +
		url.PathEscape(d.def.Title.Zh+end)
}

// tooLarge sends those to the published file whose answer would be too large.
func (d *resource) tooLarge(v view, q *query, suffix string) error {
	file := d.wholeFile(v.Snapshot.Snapshot, suffix)
	most := strconv.Itoa(d.MaxAnswer >> 20)
	if q.narrowed {
		return httpapi.AnswerTooLarge.Fault(
			"The answer has more than "+most+" MiB. Add filters, page through the JSON list, or "+
				"take the whole dataset: "+file,
			"结果超过 "+most+" MiB。请增加筛选条件、用 JSON 列表分页读取，或下载整个数据集："+file)
	}
	return httpapi.AnswerTooLarge.Fault(
		"The dataset has more than "+most+" MiB. It is published as a file: "+file,
		"数据集超过 "+most+" MiB，已作为文件发布："+file)
}
