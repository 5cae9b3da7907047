package dataset

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// Kind is what a column's values are.
type Kind uint8

// The kinds of columns. A list has the kind of its items.
const (
	Text Kind = iota
	Code      // a code of the column's codelist
	Ref       // an id of another dataset
	Date
	Decimal // scale 2
	Int
	Bool
)

var kindNames = [...]string{"text", "code", "ref", "date", "decimal", "int", "bool"}

// String returns the kind's name as the dictionary shows it.
func (k Kind) String() string { return kindNames[k] }

// Bilingual is a text in Chinese and English.
type Bilingual struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// In returns the text in a language, "en" or anything else for Chinese.
func (b Bilingual) In(lang string) string {
	if lang == "en" {
		return b.En
	}
	return b.Zh
}

// Column is one field of a dataset. The package comment explains the traits.
type Column struct {
	Name  string
	Kind  Kind
	List  bool
	Refs  []string  // for Ref: the datasets whose ids may stand here
	Codes *Codelist // for Code
	Unit  string    // key of a unit in the dictionary, "" for none
	Was   string    // an earlier name of the field, "" for none

	Key, IsName, Search, Filter, Facet, Range, Sort bool
	Required, Person, Derived, System, Limited      bool

	Words Words

	field int // index of the struct field
}

// Stored reports whether the column is part of a row in the log.
func (c *Column) Stored() bool { return !c.Derived && !c.System }

// Words are a column's texts, from the dictionary.
type Words struct {
	Title   Bilingual
	Meaning Bilingual // what the field says, in a sentence or two
	Empty   Bilingual // what it means when there is no value
	Unit    Bilingual // the unit's name, empty if it has none
	Aliases []string  // headers under which bureaus write the column
}

// KeyRule is one way in which a row of a workbook is recognised as a row of the
// register: all the fields named are equal, after normalisation. An official rule rests
// on a number that is public itself; the others are compared by a keyed hash, because
// the register may hold the name masked.
type KeyRule struct {
	Official bool
	Fields   []string
}

// Def is the definition of a dataset.
type Def struct {
	Name    string // the dataset's name in addresses and files: "producers"
	Prefix  string // what its ids begin with: "P"
	Width   int    // digits of an id, padded with zeros: 6 for P000123
	Keys    []KeyRule
	Columns []Column
	Live    bool   // comes from live rows at publish time; never imported
	Like    string // an id of a dataset whose ids are not numbered: "L01-20261124"; else empty

	Title Bilingual
	About Bilingual // what the dataset is
	Each  Bilingual // what one row is

	index map[string]int
	typ   reflect.Type
}

// Column returns the column with a name, and whether there is one.
func (d *Def) Column(name string) (*Column, bool) {
	i, ok := d.index[name]
	if !ok {
		return nil, false
	}
	return &d.Columns[i], true
}

// Index returns the position of a column, -1 if there is none.
func (d *Def) Index(name string) int {
	if i, ok := d.index[name]; ok {
		return i
	}
	return -1
}

// NameColumn returns the position of the column with the trait name, -1 if none has it.
func (d *Def) NameColumn() int {
	for i := range d.Columns {
		if d.Columns[i].IsName {
			return i
		}
	}
	return -1
}

// Owns reports whether an id looks like one of the dataset. Ids that are not numbered look like
// [Def.Like]: the same characters, but any digits, and each run of digits at least as long.
func (d *Def) Owns(id string) bool {
	if d.Like == "" {
		_, ok := d.Number(id)
		return ok
	}
	like := d.Like
	for like != "" {
		n, m := digits(like), digits(id)
		if m < n || n == 0 && (m > 0 || id == "" || id[0] != like[0]) {
			return false
		}
		like, id = like[max(n, 1):], id[max(m, 1):]
	}
	return id == ""
}

// digits returns how many digits a text begins with.
func digits(s string) int {
	return len(s) - len(strings.TrimLeft(s, "0123456789"))
}

// Example returns an id that shows what the dataset's ids look like.
func (d *Def) Example() string {
	if d.Like != "" {
		return d.Like
	}
	return d.ID(1)
}

// ID returns the n-th id of a dataset with numbered ids, such as P000123.
func (d *Def) ID(n int) string { return fmt.Sprintf("%s%0*d", d.Prefix, d.Width, n) }

// Number returns the number in an id of the dataset, and whether id is one. Ids that are not
// numbered have none.
func (d *Def) Number(id string) (int, bool) {
	digits, ok := strings.CutPrefix(id, d.Prefix)
	if !ok || d.Like != "" || len(digits) < d.Width || len(digits) > 12 {
		return 0, false
	}
	n := 0
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, d.ID(n) == id
}

// Source is what the maker of a definition states beside the struct.
type Source struct {
	Name   string
	Prefix string
	Width  int
	Keys   []KeyRule
	Live   bool
	Like   string
}

// Define returns the definition of the dataset whose rows are Ts. It fails when a tag or a
// type is not one that the package comment lists, when a codelist is missing, and when there
// is not exactly one key column, which must be the first.
func Define[T any](src Source, codelists map[string]*Codelist) (*Def, error) {
	typ := reflect.TypeFor[T]()
	d := &Def{
		Name: src.Name, Prefix: src.Prefix, Width: src.Width, Keys: src.Keys, Live: src.Live,
		Like: src.Like, index: map[string]int{}, typ: typ,
	}
	for i := range typ.NumField() {
		c, err := column(typ.Field(i), codelists)
		if err != nil {
			return nil, fmt.Errorf("dataset %s: field %s: %w", src.Name, typ.Field(i).Name, err)
		}
		c.field = i
		if _, twice := d.index[c.Name]; twice || c.Key != (i == 0) {
			return nil, fmt.Errorf("dataset %s: field %s stands twice, or is not the one key, first",
				src.Name, c.Name)
		}
		d.index[c.Name] = len(d.Columns)
		d.Columns = append(d.Columns, c)
	}
	for _, rule := range src.Keys {
		for _, f := range rule.Fields {
			if d.Index(f) < 0 {
				return nil, fmt.Errorf("dataset %s: key names the unknown field %s", src.Name, f)
			}
		}
	}
	return d, nil
}

func column(f reflect.StructField, codelists map[string]*Codelist) (Column, error) {
	c := Column{Name: f.Tag.Get("json")}
	if c.Name == "" || strings.Contains(c.Name, "__") || strings.ContainsAny(c.Name, ", ") {
		return c, fmt.Errorf("needs a plain json name without __")
	}
	switch f.Type {
	case reflect.TypeFor[[]string]():
		c.List = true
	case reflect.TypeFor[calendar.Date]():
		c.Kind = Date
	case reflect.TypeFor[Decimal2]():
		c.Kind = Decimal
	case reflect.TypeFor[int]():
		c.Kind = Int
	case reflect.TypeFor[bool]():
		c.Kind = Bool
	default:
		if f.Type.Kind() != reflect.String {
			return c, fmt.Errorf("type %s cannot be a column", f.Type)
		}
	}
	for trait := range strings.SplitSeq(f.Tag.Get("field"), ",") {
		if err := c.trait(trait, codelists); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (c *Column) trait(trait string, codelists map[string]*Codelist) error {
	word, arg, _ := strings.Cut(trait, "=")
	if flag := c.flag(word); flag != nil && arg == "" {
		*flag = true
		c.Filter = c.Filter || c.Facet || c.Key
		return nil
	}
	switch word {
	case "":
	case "code":
		c.Kind, c.Codes = Code, codelists[arg]
		if c.Codes == nil {
			return fmt.Errorf("there is no codelist %q", arg)
		}
	case "ref":
		c.Kind, c.Refs = Ref, strings.Split(arg, "+")
	case "unit":
		c.Unit = arg
	case "was":
		c.Was = arg
	default:
		return fmt.Errorf("%q is not a trait", trait)
	}
	return nil
}

// flag returns the field of a trait that a column has or has not, nil for another trait.
func (c *Column) flag(trait string) *bool {
	switch trait {
	case "key":
		return &c.Key
	case "name":
		return &c.IsName
	case "search":
		return &c.Search
	case "filter":
		return &c.Filter
	case "facet":
		return &c.Facet
	case "range":
		return &c.Range
	case "sort":
		return &c.Sort
	case "required":
		return &c.Required
	case "person":
		return &c.Person
	case "derived":
		return &c.Derived
	case "system":
		return &c.System
	case "limited":
		return &c.Limited
	}
	return nil
}
