package pages

import (
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// documents are the files for programs that read a site: they have one language or all. Their
// paths have endings, which say what they are.
func documents() map[string]func(*edition, *buffer) error {
	return map[string]func(*edition, *buffer) error{
		"/robots.txt": (*edition).robots, "/sitemap.xml": (*edition).sitemap,
		"/feed.xml": (*edition).feed, "/datasets.csv": (*edition).datasetsCSV,
	}
}

// perSitemap is how many paths one part of the site map holds, each in both languages: what is
// answered live has to fit into one answer.
const perSitemap = 2500

// document writes the document at a path, and reports whether there is one.
func (e *edition) document(b *buffer, path string) (bool, error) {
	if write, ok := documents()[path]; ok && e.speaks(path) {
		return true, write(e, b)
	}
	n, ok := strings.CutPrefix(path, "/sitemap-")
	if !ok || e.lang != chinese {
		return false, nil
	}
	n, ok = strings.CutSuffix(n, ".xml")
	part, err := strconv.Atoi(n)
	if !ok || err != nil || part < 1 || part > e.sitemaps() || strconv.Itoa(part) != n {
		return false, nil
	}
	return true, e.sitemapPart(b, part)
}

// speaks reports whether a document is there in the edition's language. What is for programs
// alone stands at the root.
func (e *edition) speaks(path string) bool { return path == "/feed.xml" || e.lang == chinese }

// documentPaths returns the paths of the documents of a language.
func (e *edition) documentPaths() []string {
	if e.lang != chinese {
		return []string{"/feed.xml"}
	}
	list := []string{"/datasets.csv", "/feed.xml", "/robots.txt", "/sitemap.xml"}
	for part := range e.sitemaps() {
		list = append(list, fmt.Sprintf("/sitemap-%d.xml", part+1))
	}
	return list
}

// robots lets everybody in, but for what changes with every question or concerns one reader.
func (e *edition) robots(b *buffer) error {
	b.WriteString("User-agent: *\n")
	for _, path := range []string{"/booking", "/en/booking"} {
		fmt.Fprintf(b, "Disallow: %s\n", e.address.other(path, nil))
	}
	if e.Origin != "" { // a site map's address has to be a full one
		fmt.Fprintf(b, "Sitemap: %s\n", e.address.absolute(e.address.other("/sitemap.xml", nil)))
	}
	return nil
}

// datasetsCSV lists the datasets with their rows: what the chart of the data page draws.
func (e *edition) datasetsCSV(b *buffer) error {
	w := csv.NewWriter(b)
	w.UseCRLF = true // RFC 4180
	rows := [][]string{{"dataset", "title_zh", "title_en", "rows"}}
	for _, d := range e.Schema.Datasets {
		rows = append(rows, []string{d.Name, d.Title.Zh, d.Title.En, strconv.Itoa(e.offer(d).Rows)})
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("write document: %w", err)
	}
	return nil
}

// The site map, as sitemaps.org has it, with the other language of each page.
type (
	sitemapIndex struct {
		XMLName xml.Name      `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Parts   []sitemapPart `xml:"sitemap"`
	}
	sitemapPart struct {
		Loc string `xml:"loc"`
	}
	sitemapSet struct {
		XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		XHTML   string       `xml:"xmlns:xhtml,attr"`
		Pages   []sitemapURL `xml:"url"`
	}
	sitemapURL struct {
		Loc     string        `xml:"loc"`
		Changed string        `xml:"lastmod,omitempty"`
		Others  []sitemapLink `xml:"xhtml:link"`
	}
	sitemapLink struct {
		Rel  string `xml:"rel,attr"`
		Lang string `xml:"hreflang,attr"`
		Href string `xml:"href,attr"`
	}
)

// mapped returns the paths without language of all pages that have something for everybody.
func (e *edition) mapped() iter.Seq[string] {
	return func(yield func(string) bool) {
		live := []string{"/search", statusPath}
		if e.Bookable {
			live = append(live, "/book")
		}
		for _, path := range live {
			if !yield(path) {
				return
			}
		}
		staticPages(e.snap)(yield)
	}
}

// sitemaps returns how many parts the site map has.
func (e *edition) sitemaps() int {
	pages := 0
	for range e.mapped() {
		pages++
	}
	return (pages + perSitemap - 1) / perSitemap
}

func (e *edition) sitemap(b *buffer) error {
	var index sitemapIndex
	for part := range e.sitemaps() {
		path := e.address.other(fmt.Sprintf("/sitemap-%d.xml", part+1), nil)
		index.Parts = append(index.Parts, sitemapPart{e.address.absolute(path)})
	}
	return writeXML(b, index)
}

func (e *edition) sitemapPart(b *buffer, part int) error {
	set := sitemapSet{XHTML: "http://www.w3.org/1999/xhtml"}
	at := 0
	for path := range e.mapped() {
		if at++; at <= (part-1)*perSitemap {
			continue
		}
		if at > part*perSitemap {
			break
		}
		zh := e.address.absolute(e.address.page(chinese, path, nil))
		en := e.address.absolute(e.address.page(english, path, nil))
		links := []sitemapLink{{"alternate", locales[chinese], zh}, {"alternate", locales[english], en}}
		changed := e.changed(path)
		set.Pages = append(set.Pages, sitemapURL{zh, changed, links}, sitemapURL{en, changed, links})
	}
	return writeXML(b, set)
}

// changed returns the civil date on which a row last changed, "" for what is not a row's page.
func (e *edition) changed(path string) string {
	for _, i := range items {
		id, ok := strings.CutPrefix(path, i.folder)
		if !ok {
			continue
		}
		t := e.table(i.dataset)
		row, found := t.Find(id)
		col := t.Def().Index("updated_on")
		if found && col >= 0 {
			if v := t.Value(row, col); v.Set {
				return v.Date().String()
			}
		}
	}
	return ""
}

func writeXML(b *buffer, v any) error {
	b.WriteString(xml.Header)
	x := xml.NewEncoder(b)
	if err := x.Encode(v); err != nil {
		return fmt.Errorf("write document: %w", err)
	}
	b.WriteByte('\n')
	return nil
}

// instant returns the moment at which a civil date begins, as feeds write it.
func instant(d calendar.Date) string { return d.String() + "T00:00:00+08:00" }
