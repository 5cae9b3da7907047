package pages

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// cataloguePath is where the catalogue of a language is, in that language's folder.
const cataloguePath = "/search.json"

// maxCatalogue is how many rows a catalogue may have. More would be over 80 KB on their way, and
// then asking the server for each result is quicker.
const maxCatalogue = 2400

// catalogue is what the search page's script answers from while somebody types: every listed row
// with what is searched, filtered and shown of it. It finds what the index finds, and shows what
// the templates show; what it cannot do it leaves to the server.
type catalogue struct {
	Lang     string            `json:"lang"`
	Search   string            `json:"search"` // the address of the search page
	Site     string            `json:"site"`
	Words    map[string]string `json:"words"`
	Readings map[string]string `json:"readings"` // syllables by character
	PerPage  int               `json:"per_page"`
	Preview  int               `json:"preview"`
	Options  int               `json:"options"`
	Meant    int               `json:"meant"`
	Least    int               `json:"least_meant"` // characters
	Scopes   []catalogued      `json:"scopes"`
}

// catalogued is one scope's rows, in the order of their names.
type catalogued struct {
	Dataset string            `json:"dataset"`
	Label   string            `json:"label"`
	One     string            `json:"one"` // how many were found, for one and for others
	Other   string            `json:"other"`
	API     string            `json:"api"`
	Columns []cataloguedIn    `json:"columns"`
	Sorts   []string          `json:"sorts"`
	Orders  map[string][]int  `json:"orders"` // per sort but the first, the rows in its order
	Titles  map[string]string `json:"titles"` // per sort
	List    tree              `json:"list"`   // the element around rows
	Shapes  []tree            `json:"shapes"` // elements of rows, with holes in them
	Said    []string          `json:"said"`   // what stands in more than one hole
	// Rows are, per row: what is searched, folded, a line per text, the name first; the number
	// of its shape; and what is in the holes of that, as text or as its number in Said.
	Rows [][]any `json:"rows"`
}

// cataloguedIn is a facet.
type cataloguedIn struct {
	Name   string   `json:"name"`
	Title  string   `json:"title"`
	Flag   bool     `json:"flag"`
	Worded bool     `json:"worded"` // the values have names of the register's own
	Values []string `json:"values"` // ascending
	Words  []any    `json:"words"`  // what the values are called: text, or an element
	Rows   []any    `json:"rows"`   // per row, the number of its value, or a list of them
}

// catalogue returns the address of the catalogue, "" if the registers are too large for one.
func (e *edition) catalogue() string {
	rows := 0
	for _, s := range scopes {
		rows += e.table(s.dataset).Len()
	}
	if rows > maxCatalogue {
		return ""
	}
	return e.page(cataloguePath, nil)
}

// catalogueWords are the texts of the search page that its script needs.
var catalogueWords = []string{
	"search.title", "search.title_for", "search.tabs", "search.applied", "search.remove",
	"search.to_filters", "search.sort", "search.sort_relevance", "search.pages", "search.previous",
	"search.next", "search.place", "search.meant", "search.also", "search.same", "search.narrow",
	"search.flags",
}

// writeCatalogue writes the catalogue.
func (e *edition) writeCatalogue(b *buffer) error {
	out := catalogue{
		Lang: locales[e.lang], Search: e.page("/search", nil), Words: map[string]string{},
		Site: e.frame("search", "", target{path: "/search"}).Site, Readings: map[string]string{},
		PerPage: perPage, Preview: preview, Options: maxOptions,
		Meant: maxMeant, Least: leastMeant,
	}
	for _, key := range catalogueWords {
		out.Words[strings.TrimPrefix(key, "search.")] = e.t(key)
	}
	out.Words["yes"] = e.yes(true)
	for r, list := range e.snap.Index.Readings() {
		if r > 'z' {
			out.Readings[string(r)] = strings.Join(list, " ")
		}
	}
	for _, s := range scopes {
		scope, err := e.cataloguedScope(s)
		if err != nil {
			return fmt.Errorf("write catalogue of %s: %w", s.dataset, err)
		}
		out.Scopes = append(out.Scopes, scope)
	}
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(out); err != nil {
		return fmt.Errorf("write catalogue: %w", err)
	}
	return nil
}

func (e *edition) cataloguedScope(s *scope) (catalogued, error) {
	t := e.table(s.dataset)
	out := catalogued{
		Dataset: s.dataset, Label: e.t("search.in_" + s.dataset),
		One:   e.t("search.count_" + s.dataset + ".one"),
		Other: e.t("search.count_" + s.dataset + ".other"),
		API:   e.address.other("/v1/"+s.dataset, nil), Sorts: s.sorts,
		Orders: map[string][]int{}, Titles: map[string]string{},
	}
	for _, by := range s.sorts {
		out.Titles[by] = e.t("search.sort_" + strings.TrimPrefix(by, "-"))
	}
	rows := e.ordered(s, s.sorts[0])
	place := make([]int, t.Len())
	for i, row := range rows {
		place[row] = i
	}
	for _, by := range s.sorts[1:] {
		for _, row := range e.ordered(s, by) {
			out.Orders[by] = append(out.Orders[by], place[row])
		}
	}
	for _, name := range slices.Concat(s.facets, s.flags) {
		out.Columns = append(out.Columns, e.cataloguedIn(t, rows, name, slices.Contains(s.flags, name)))
	}
	return out, e.rows(t, rows, &out)
}

// ordered returns the listed rows of a scope in one of its orders.
func (e *edition) ordered(s *scope, by string) []int {
	r := request{scope: s, sort: by}
	def := e.Schema.Def(s.dataset)
	q := r.query(def)
	q.Limit = -1
	return e.table(s.dataset).Search(q).Rows
}

// searched returns the texts of a row that are searched, folded, the name first.
func searched(t *search.Table, row int) []string {
	name := t.Def().NameColumn()
	list := []string{""}
	if name >= 0 {
		list[0] = fold.Fold(t.Value(row, name).S)
	}
	for col := range t.Def().Columns {
		c := &t.Def().Columns[col]
		if !c.Search || c.IsName {
			continue
		}
		v := t.Value(row, col)
		items := []string{v.S}
		if c.List {
			items = v.List()
		}
		for _, item := range items {
			list = append(list, fold.Fold(item))
		}
	}
	return list
}

// cataloguedIn returns a facet with the values of rows.
func (e *edition) cataloguedIn(t *search.Table, rows []int, name string, flag bool) cataloguedIn {
	col := t.Def().Index(name)
	c := &t.Def().Columns[col]
	out := cataloguedIn{Name: name, Title: c.Words.Title.In(e.lang), Flag: flag, Worded: worded(c)}
	values := make([][]string, len(rows))
	for i, row := range rows {
		v := t.Value(row, col)
		switch {
		case !v.Set:
		case c.List:
			values[i] = v.List()
		default:
			values[i] = []string{c.Format(v)}
		}
		out.Values = append(out.Values, values[i]...)
	}
	slices.Sort(out.Values)
	out.Values = slices.Compact(out.Values)
	for _, value := range out.Values {
		word := e.facetWord(c, value)
		if flag {
			word = text{Text: out.Title}
		}
		out.Words = append(out.Words, word.tree())
	}
	for _, list := range values {
		numbers := []int{}
		for _, value := range list {
			n, _ := slices.BinarySearch(out.Values, value)
			numbers = append(numbers, n)
		}
		if len(numbers) == 1 {
			out.Rows = append(out.Rows, numbers[0])
		} else {
			out.Rows = append(out.Rows, numbers)
		}
	}
	return out
}

// tree returns a text as the template of that name writes it.
func (x text) tree() any {
	if x.Lang == "" {
		return x.Text
	}
	return tree{"span", map[string]string{"lang": x.Lang}, x.Text}
}

// rows renders each row as a list of one, and takes what the template wrote apart.
func (e *edition) rows(t *search.Table, rows []int, out *catalogued) error {
	all := newShapes()
	err := e.withBuffer(func(b *buffer) error {
		for _, row := range rows {
			b.Reset()
			if err := e.listOfOne(b, t, row); err != nil {
				return fmt.Errorf("render a row: %w", err)
			}
			list, err := parseTree(b.Bytes())
			if err != nil {
				return err
			}
			item, ok := list[len(list)-1].(tree)
			if len(list) != 3 || !ok {
				return fmt.Errorf("a list of one row holds %d things", len(list)-2)
			}
			out.List = list[:2]
			all.add(item)
		}
		return nil
	})
	out.Shapes, out.Said = all.list, all.repeated()
	number := map[string]int{}
	for i, text := range out.Said {
		number[text] = i
	}
	for i, row := range all.rows {
		cells := []any{strings.Join(searched(t, rows[i]), "\n"), row.shape}
		for _, text := range row.holes {
			if n, ok := number[text]; ok {
				cells = append(cells, n)
			} else {
				cells = append(cells, text)
			}
		}
		out.Rows = append(out.Rows, cells)
	}
	return err
}

// listOfOne writes the list that has one row alone.
func (e *edition) listOfOne(b *buffer, t *search.Table, row int) error {
	var data any
	if t.Def().Name == registry.Producers {
		data = []producerRow{e.producerRow(row)}
	} else {
		data = []certified{e.certified(t, row, true)}
	}
	return e.templates[e.lang]["search"].ExecuteTemplate(b, t.Def().Name, data)
}

// catalogues keeps the catalogues of the newest snapshot that was asked for.
type catalogues struct {
	mu   sync.Mutex
	of   *snapshot.Snapshot
	made map[string][]byte // by language
}

// get returns the catalogue of a snapshot in a language.
func (c *catalogues) get(e *edition) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of != e.snap {
		c.of, c.made = e.snap, map[string][]byte{}
	}
	if body, ok := c.made[e.lang]; ok {
		return body, nil
	}
	err := e.withBuffer(func(b *buffer) error {
		err := e.writeCatalogue(b)
		c.made[e.lang] = bytes.Clone(b.Bytes())
		return err
	})
	if err != nil {
		delete(c.made, e.lang)
	}
	return c.made[e.lang], err
}
