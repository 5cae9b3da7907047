package dataset

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// Row is one row of a dataset: a Value per column of its Def, in their order.
type Row []Value

// ID returns the row's id, which is its first column.
func (r Row) ID() string { return r[0].S }

// NewRow returns a row of nulls, its booleans false.
func (d *Def) NewRow() Row {
	r := make(Row, len(d.Columns))
	for i := range d.Columns {
		r[i].Set = d.Columns[i].Kind == Bool
	}
	return r
}

// Text returns the value of a named column as text, "" for null. It is for the few
// places that know a field by name without its struct.
func (d *Def) Text(r Row, name string) string {
	i := d.Index(name)
	if i < 0 {
		return ""
	}
	return d.Columns[i].Format(r[i])
}

// Pack returns the row of a struct. It panics if T is not the struct that d was made of.
func Pack[T any](d *Def, t *T) Row {
	v := reflect.ValueOf(t).Elem()
	d.mustBe(v.Type())
	r := make(Row, len(d.Columns))
	for i := range d.Columns {
		c := &d.Columns[i]
		f := v.Field(c.field)
		switch {
		case c.List:
			r[i] = ListValue(f.Interface().([]string))
		case c.Kind == Date:
			r[i] = Value{N: f.Int(), Set: f.Int() != 0}
		case c.Kind == Decimal:
			r[i] = DecimalValue(f.Interface().(Decimal2))
		case c.Kind == Int:
			r[i] = IntValue(int(f.Int()))
		case c.Kind == Bool:
			r[i] = BoolValue(f.Bool())
		default:
			r[i] = TextValue(f.String())
		}
	}
	return r
}

// Unpack returns the struct of a row. It panics if T is not the struct that d was made of.
func Unpack[T any](d *Def, r Row) T {
	var t T
	v := reflect.ValueOf(&t).Elem()
	d.mustBe(v.Type())
	for i := range d.Columns {
		c := &d.Columns[i]
		f := v.Field(c.field)
		switch {
		case !r[i].Set:
		case c.List:
			f.Set(reflect.ValueOf(r[i].List()))
		case c.Kind == Date || c.Kind == Int:
			f.SetInt(r[i].N)
		case c.Kind == Decimal:
			f.Set(reflect.ValueOf(r[i].Decimal()))
		case c.Kind == Bool:
			f.SetBool(r[i].N != 0)
		default:
			f.SetString(r[i].S)
		}
	}
	return t
}

func (d *Def) mustBe(t reflect.Type) {
	if t != d.typ {
		panic(fmt.Sprintf("dataset %s has rows of %s, not of %s", d.Name, d.typ, t))
	}
}

// Encode returns the canonical JSON of a row as the log keeps it: an object with the stored
// columns in order, without nulls and without false booleans.
func (d *Def) Encode(r Row) []byte {
	b := []byte{'{'}
	for i := range d.Columns {
		c := &d.Columns[i]
		if !c.Stored() || !r[i].Set || (c.Kind == Bool && r[i].N == 0) {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, c.Name...)
		b = append(b, '"', ':')
		b = c.AppendJSON(b, r[i])
	}
	return append(b, '}')
}

// AppendJSON appends the JSON of one value of the column: null, a string, a number, a
// boolean or an array of strings. A decimal has two decimals.
func (c *Column) AppendJSON(b []byte, v Value) []byte {
	switch {
	case !v.Set:
		if c.List {
			return append(b, '[', ']')
		}
		return append(b, "null"...)
	case c.List:
		b = append(b, '[')
		for i, item := range v.List() {
			if i > 0 {
				b = append(b, ',')
			}
			b = AppendString(b, item)
		}
		return append(b, ']')
	case c.Kind == Date:
		b = append(b, '"')
		b = append(b, v.Date().String()...)
		return append(b, '"')
	case c.Kind == Decimal:
		return appendHundredths(b, v.N)
	case c.Kind == Int:
		return strconv.AppendInt(b, v.N, 10)
	case c.Kind == Bool:
		return strconv.AppendBool(b, v.N != 0)
	default:
		return AppendString(b, v.S)
	}
}

// AppendString appends s as a JSON string, escaping no more than JSON demands. Bytes that are
// not UTF-8 become U+FFFD.
func AppendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	s = strings.ToValidUTF8(s, "\uFFFD")
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		start = i + 1
	}
	return append(append(b, s[start:]...), '"')
}

// Format returns a value as CSV and people see it: a list joined by ';', a date as
// 2026-11-24, a decimal with two decimals, true or false, "" for null.
func (c *Column) Format(v Value) string {
	switch {
	case !v.Set:
		return ""
	case c.List || c.Kind <= Ref:
		return v.S
	case c.Kind == Date:
		return v.Date().String()
	case c.Kind == Decimal:
		return v.Decimal().String()
	case c.Kind == Int:
		return strconv.FormatInt(v.N, 10)
	default:
		return strconv.FormatBool(v.N != 0)
	}
}

// Parse reads the text that Format writes; "" is null (false for a boolean). A code must be in
// the column's codelist.
func (c *Column) Parse(s string) (Value, error) {
	switch {
	case s == "":
		return Value{Set: c.Kind == Bool}, nil
	case c.Kind == Date:
		d, err := calendar.ParseDate(s)
		return DateValue(d), err
	case c.Kind == Decimal:
		d, err := ParseDecimal2(s)
		return DecimalValue(d), err
	case c.Kind == Int:
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return Value{}, fmt.Errorf("%q is not a whole number", s)
		}
		return Value{N: n, Set: n != 0}, nil
	case c.Kind == Bool:
		if s != "true" && s != "false" {
			return Value{}, fmt.Errorf("%q is neither true nor false", s)
		}
		return BoolValue(s == "true"), nil
	}
	if c.Kind == Code {
		items := []string{s}
		if c.List {
			items = strings.Split(s, ListSeparator)
		}
		for _, item := range items {
			if c.Codes.Position(item) < 0 {
				return Value{}, fmt.Errorf("%q is not a code of %s", item, c.Codes.Name)
			}
		}
	}
	return TextValue(s), nil
}

// Decode reads canonical JSON. Fields that the definition does not have are left out: a
// removed field does not break the log. A value that the column cannot hold is an error.
func (d *Def) Decode(data []byte) (Row, error) {
	var fields map[string]json.RawMessage
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(&fields); err != nil {
		return nil, fmt.Errorf("decode row of %s: %w", d.Name, err)
	}
	r := d.NewRow()
	for i := range d.Columns {
		c := &d.Columns[i]
		raw, ok := fields[c.Name]
		if !ok && c.Was != "" {
			raw, ok = fields[c.Was]
		}
		if !ok || !c.Stored() {
			continue
		}
		v, err := c.decode(raw)
		if err != nil {
			return nil, fmt.Errorf("decode row of %s: field %s: %w", d.Name, c.Name, err)
		}
		r[i] = v
	}
	return r, nil
}

func (c *Column) decode(raw json.RawMessage) (Value, error) {
	if c.List {
		var items []string
		if err := json.Unmarshal(raw, &items); err != nil {
			return Value{}, err
		}
		return ListValue(items), nil
	}
	text := string(raw)
	if len(raw) > 0 && raw[0] == '"' {
		if err := json.Unmarshal(raw, &text); err != nil {
			return Value{}, err
		}
	} else if text == "null" {
		text = ""
	}
	if c.Kind == Code {
		return TextValue(text), nil // a code that left its list since is still what was recorded
	}
	return c.Parse(text)
}
