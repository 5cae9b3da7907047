package read

import (
	"net/http"
	"net/url"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// Dataset is one dataset in the list of datasets.
type Dataset struct {
	Name      string            `json:"name"`
	Title     dataset.Bilingual `json:"title"`
	About     dataset.Bilingual `json:"about"`
	Each      dataset.Bilingual `json:"each"` // what one row is
	Rows      int               `json:"rows"` // in the register
	Withdrawn int               `json:"withdrawn"`
	UpdatedOn *string           `json:"updated_on"` // when a row changed last
	Links     DatasetLinks      `json:"links"`
}

// DatasetLinks are the links of a dataset.
type DatasetLinks struct {
	Rows       string `json:"rows"`
	CSV        string `json:"csv"`
	NDJSON     string `json:"ndjson"`
	Dictionary string `json:"dictionary"`
	FileCSV    string `json:"file_csv"` // of this snapshot, for ever
	FileNDJSON string `json:"file_ndjson"`
}

// DatasetsAnswer is the body of the list of datasets.
type DatasetsAnswer struct {
	Data []Dataset `json:"data"`
	Meta Source    `json:"meta"`
}

// Dictionary is everything there is to know about a dataset.
type Dictionary struct {
	Dataset
	Fields    []Field    `json:"fields"`
	Codelists []Codelist `json:"codelists"` // those that its fields use
}

// Field is one field of a dataset.
type Field struct {
	Name      string            `json:"name"`
	Kind      string            `json:"kind"` // text, code, ref, date, decimal, int or bool
	List      bool              `json:"list"`
	Title     dataset.Bilingual `json:"title"`
	Meaning   dataset.Bilingual `json:"meaning"`
	Empty     dataset.Bilingual `json:"empty"` // what null means
	Unit      *Unit             `json:"unit"`
	Traits    []string          `json:"traits"`
	Operators []string          `json:"operators"` // eq, not, in, gt … isnull
	Codelist  *string           `json:"codelist"`
	Refs      []string          `json:"refs"` // datasets whose ids it holds
}

// Unit is what a number counts.
type Unit struct {
	Code  string            `json:"code"`
	Title dataset.Bilingual `json:"title"`
}

// Codelist is the codes of a field with their labels.
type Codelist struct {
	Name  string    `json:"name"`
	Codes []CodeRow `json:"codes"`
}

// CodeRow is one code.
type CodeRow struct {
	Code    string            `json:"code"`
	Label   dataset.Bilingual `json:"label"`
	Meaning dataset.Bilingual `json:"meaning"`
}

// DictionaryAnswer is the body of one dataset's dictionary.
type DictionaryAnswer struct {
	Data Dictionary `json:"data"`
	Meta Source     `json:"meta"`
}

// datasets answers GET /v1/datasets.
func (a *api) datasets(w http.ResponseWriter, r *http.Request) error {
	v, done, err := a.plain(w, r, "datasets.list", "")
	if err != nil || done {
		return err
	}
	answer := DatasetsAnswer{Meta: v.source()}
	for _, def := range a.Schema.Datasets {
		answer.Data = append(answer.Data, a.dataset(v, def))
	}
	return httpapi.WriteJSON(w, answer)
}

// dictionary answers GET /v1/datasets/{dataset}.
func (a *api) dictionary(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("dataset")
	def, ok := a.Schema.Dataset(name)
	if !ok {
		var all []string
		for _, d := range a.Schema.Datasets {
			all = append(all, d.Name)
		}
		message, zh := "There is no such dataset; /v1/datasets lists all.",
			"没有这个数据集；全部数据集见 /v1/datasets。"
		if near := httpapi.Nearest(name, all); near != "" {
			message, zh = message+" Did you mean "+near+"?", zh+"是否想查 "+near+"？"
		}
		return fault.New(fault.NotFound, message, zh)
	}
	v, done, err := a.plain(w, r, "datasets.get", name)
	if err != nil || done {
		return err
	}
	d := Dictionary{Dataset: a.dataset(v, def), Codelists: []Codelist{}}
	seen := map[string]bool{}
	for i := range def.Columns {
		c := &def.Columns[i]
		d.Fields = append(d.Fields, field(c))
		if c.Codes != nil && !seen[c.Codes.Name] {
			seen[c.Codes.Name] = true
			d.Codelists = append(d.Codelists, codelist(c.Codes))
		}
	}
	return httpapi.WriteJSON(w, DictionaryAnswer{Data: d, Meta: v.source()})
}

// plain opens the newest snapshot for an operation without parameters, and reports whether the
// client has its answer already.
func (a *api) plain(w http.ResponseWriter, r *http.Request, operation, path string) (view, bool,
	error,
) {
	if _, err := httpapi.ParseParams(r, httpapi.Grammar{}); err != nil {
		return view{}, false, err
	}
	v, err := a.open(r.Context(), w, moment{})
	if err != nil {
		return v, false, err
	}
	return v, httpapi.NotModified(w, r, v.tag(operation, path, url.Values{})), nil
}

func (a *api) dataset(v view, def *dataset.Def) Dataset {
	t := v.Table(def.Name)
	d := Dataset{
		Name: def.Name, Title: def.Title, About: def.About, Each: def.Each,
		Rows: t.Search(search.Query{Filters: listedRows(def), Sort: search.ByID}).Total,
	}
	d.Withdrawn = t.Len() - d.Rows
	if col := def.Index("updated_on"); col >= 0 {
		newest := t.Search(search.Query{Sort: col, Desc: true, Limit: 1})
		if len(newest.Rows) > 0 {
			if text := value(t, newest.Rows[0], "updated_on"); text != "" {
				d.UpdatedOn = &text
			}
		}
	}
	rows := a.Base + "/v1/" + def.Name
	file := a.Base + "/s/" + v.Snapshot.Snapshot + "/" + def.Name
	d.Links = DatasetLinks{
		Rows: rows, CSV: rows + ".csv", NDJSON: rows + ".ndjson",
		Dictionary: a.Base + "/v1/datasets/" + def.Name,
		FileCSV:    file + ".csv", FileNDJSON: file + ".ndjson",
	}
	return d
}

func field(c *dataset.Column) Field {
	f := Field{
		Name: c.Name, Kind: c.Kind.String(), List: c.List, Title: c.Words.Title,
		Meaning: c.Words.Meaning, Empty: c.Words.Empty, Traits: traits(c),
		Operators: []string{}, Refs: append([]string{}, c.Refs...),
	}
	if c.Unit != "" {
		f.Unit = &Unit{Code: c.Unit, Title: c.Words.Unit}
	}
	if c.Codes != nil {
		f.Codelist = &c.Codes.Name
	}
	for _, op := range httpapi.Operators(c) {
		f.Operators = append(f.Operators, op.Name())
	}
	return f
}

func traits(c *dataset.Column) []string {
	list := []string{}
	for _, t := range []struct {
		name string
		has  bool
	}{
		{"key", c.Key},
		{"name", c.IsName},
		{"search", c.Search},
		{"filter", c.Filter},
		{"facet", c.Facet},
		{"range", c.Range},
		{"sort", c.Sort},
		{"required", c.Required},
		{"derived", c.Derived},
		{"system", c.System},
		{"limited", c.Limited},
	} {
		if t.has {
			list = append(list, t.name)
		}
	}
	return list
}

func codelist(l *dataset.Codelist) Codelist {
	out := Codelist{Name: l.Name}
	for _, c := range l.Codes {
		out.Codes = append(out.Codes, CodeRow{Code: c.Code, Label: c.Label, Meaning: c.Meaning})
	}
	return out
}
