package main

import (
	"slices"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
)

// operation is what the four operations of a dataset differ in.
type operation struct {
	suffix   string // of the address
	name     string // of the operation, after the dataset's
	summary  dataset.Bilingual
	about    dataset.Bilingual
	params   []string // components, in order
	content  string
	schema   string
	headers  []string // besides those of every read
	statuses []string // of problems, beside 200 and 304
}

func paths(w *writer, d *dataset.Def) {
	filters := filterNames(d)
	lists := slices.Concat([]string{"q"}, filters, []string{d.Name + ".sort", d.Name + ".fields"})
	whole := []string{"as_of", "snapshot"}
	problems := []string{"400", "404", "410", "414", "500", "503"}
	for _, o := range []operation{
		{
			suffix: "", name: "list",
			summary: dataset.Bilingual{Zh: d.Title.Zh + "：列表", En: d.Title.En + ": list"},
			about: dataset.Bilingual{
				Zh: d.About.Zh + "每行是" + d.Each.Zh + "。按 links.next 逐页读取。",
				En: d.About.En + " Each row is " + d.Each.En + ". Follow links.next for more.",
			},
			params:  slices.Concat(lists, []string{d.Name + ".facet", "limit", "cursor"}, whole),
			content: "application/json", schema: d.Name + ".list",
			headers: []string{"Link"}, statuses: problems,
		},
		{
			suffix: ".csv", name: "csv",
			summary: dataset.Bilingual{Zh: d.Title.Zh + "：CSV", En: d.Title.En + ": CSV"},
			about: dataset.Bilingual{
				Zh: "同一查询的全部结果，顺序相同，不分页。带字节顺序标记，便于表格软件打开；bom=0 则不带。",
				En: "All rows of the same query in the same order, without pages. It opens with " +
					"a byte-order mark for spreadsheets; bom=0 leaves it out.",
			},
			params: slices.Concat(lists, []string{"bom"}, whole), content: "text/csv",
			headers:  []string{"Content-Disposition"},
			statuses: append([]string{"422"}, problems...),
		},
		{
			suffix: ".ndjson", name: "ndjson",
			summary: dataset.Bilingual{Zh: d.Title.Zh + "：NDJSON", En: d.Title.En + ": NDJSON"},
			about: dataset.Bilingual{
				Zh: "同一查询的全部结果，每行一个 JSON 对象，顺序相同，不分页。",
				En: "All rows of the same query in the same order, a JSON object per line, " +
					"without pages.",
			},
			params: slices.Concat(lists, whole), content: "application/x-ndjson",
			headers:  []string{"Content-Disposition"},
			statuses: append([]string{"422"}, problems...),
		},
		{
			suffix: "/{id}", name: "get",
			summary: dataset.Bilingual{Zh: d.Title.Zh + "：单行", En: d.Title.En + ": one row"},
			about: dataset.Bilingual{
				Zh: "单行：" + d.Each.Zh + "。已退出名录的行仍可读取，带退出日期；误登的返回 410。",
				En: "One row: " + d.Each.En + ". One that left the register still answers, " +
					"with the date; one that was entered in error is 410.",
			},
			params: slices.Concat([]string{d.Name + ".fields"}, whole), content: "application/json",
			schema: d.Name + ".item", statuses: problems,
		},
	} {
		o.write(w, d)
	}
}

// everyRead are the headers of what is answered from a snapshot.
var everyRead = []string{"ETag", "X-Snapshot-Id", "X-Snapshot-Stale", "X-Request-Id"}

// responses are the components of the statuses of problems.
var responses = map[string]string{
	"400": "BadRequest", "404": "NotFound", "410": "Gone", "414": "URITooLong",
	"422": "AnswerTooLarge", "500": "Internal", "503": "Unavailable",
}

func (o operation) write(w *writer, d *dataset.Def) {
	id := d.Name + "." + o.name
	w.line("/v1/%s%s:", d.Name, o.suffix)
	w.line("  get:")
	w.line("    operationId: %s", id)
	w.line("    tags: [registers]")
	w.line("    summary: %s", quote(both(o.summary)))
	w.line("    description: %s", quote(o.about.En+"\n\n"+o.about.Zh))
	w.line("    x-cache: %s", httpapi.CacheCurrent)
	w.line("    parameters:")
	if o.name == "get" {
		w.line("      - name: id")
		w.line("        in: path")
		w.line("        required: true")
		w.line("        description: %s", quote("An id like "+d.Example()+" · 编号，形如 "+d.Example()))
		w.line("        schema: {type: string}")
	}
	for _, p := range o.params {
		w.line("      - {$ref: '#/components/parameters/%s'}", p)
	}
	w.line("    responses:")
	w.line("      '200':")
	w.line("        description: %s", quote(both(o.summary)))
	w.line("        headers:")
	for _, h := range slices.Concat(everyRead, o.headers) {
		w.line("          %s: {$ref: '#/components/headers/%s'}", h, h)
	}
	w.line("        content:")
	w.line("          %s:", o.content)
	schema := "{type: string}"
	if o.schema != "" {
		schema = "{$ref: '#/components/schemas/" + o.schema + "'}"
	}
	w.line("            schema: %s", schema)
	w.line("            examples: {one: {$ref: '#/components/examples/%s'}}", id)
	w.line("      '304': {$ref: '#/components/responses/NotModified'}")
	slices.Sort(o.statuses)
	for _, status := range o.statuses {
		w.line("      '%s': {$ref: '#/components/responses/%s'}", status, responses[status])
	}
}

// filterNames returns the components of a dataset's filters.
func filterNames(d *dataset.Def) []string {
	var list []string
	for i := range d.Columns {
		for _, op := range httpapi.Operators(&d.Columns[i]) {
			list = append(list, d.Name+"."+d.Columns[i].Name+op.Suffix)
		}
	}
	return list
}
