package booking

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
)

// read reads the body of a request into a struct and checks it. Nothing of what stands in a body
// is repeated: even the name of a field may be somebody's number.
func (a *api) read(r *http.Request, into any) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return httpapi.BadMediaType.Fault("Send application/json.", "请发送 application/json。")
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return fmt.Errorf("read body: %w", err)
	}
	if !utf8.Valid(body) {
		return fault.New(fault.Invalid, "The body is not UTF-8.", "请求内容不是 UTF-8 编码。")
	}
	fields := fieldsOf(into)
	names, err := namesIn(body)
	if err != nil {
		return notAnObject(fields, err)
	}
	if list := strangers(names, fields); len(list) > 0 {
		return wrong(list...)
	}
	if err := json.Unmarshal(body, into); err != nil {
		if typ, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return wrong(mistyped(typ)) // without the cause, which repeats numbers
		}
		return notAnObject(fields, err)
	}
	return a.checker.check(into)
}

// fieldsOf returns the names of a struct's fields in JSON, in their order.
func fieldsOf(v any) []string {
	typ := reflect.TypeOf(v)
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	var names []string
	for _, f := range reflect.VisibleFields(typ) {
		names = append(names, jsonName(f))
	}
	return names
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// namesIn returns the names of the members of one JSON object, with nothing behind it.
func namesIn(body []byte) ([]string, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	if begin, err := d.Token(); err != nil || begin != json.Delim('{') {
		return nil, errors.Join(errors.New("no object"), err)
	}
	var names []string
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		text, _ := name.(string)
		names = append(names, text)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one value")
	}
	return names, nil
}

// strangers complains about members that there are not, and about those that come twice.
func strangers(names, fields []string) []complaint {
	var list []complaint
	seen := map[string]bool{}
	for _, name := range names {
		switch {
		case !slices.Contains(fields, name):
			c := complaint{
				"", "There is a field that is not known here; the fields are " +
					strings.Join(fields, ", ") + ".",
				"有不认识的字段；可用字段为 " + strings.Join(fields, "、") + "。",
			}
			if len(fields) == 0 {
				c.reason, c.zh = "Nothing is read here: send {} or no body.", "此处不需要内容。"
			} else if near := httpapi.Nearest(name, fields); near != "" {
				c.pointer = "/" + near
				c.reason = "A field is named nearly like this one; it is written " + near + "."
				c.zh = "有一个字段名与此相近，应写作 " + near + "。"
			}
			list = append(list, c)
		case seen[name]:
			list = append(list, complaint{"/" + name, "It is given more than once.", "重复出现。"})
		}
		seen[name] = true
	}
	return list
}

func mistyped(err *json.UnmarshalTypeError) complaint {
	c := complaint{"/" + err.Field, "It is a text.", "应为文字。"}
	if err.Type.Kind() == reflect.Int {
		c.reason, c.zh = "It is a whole number.", "应为整数。"
	}
	return c
}

func notAnObject(fields []string, err error) error {
	list := strings.Join(fields, ", ")
	return fault.Wrap(fault.Invalid, err,
		"The body is one JSON object with "+list+", and nothing else.",
		"请求内容应为一个 JSON 对象，字段为 "+list+"。")
}

// complaint is one thing that is wrong with a body.
type complaint struct {
	pointer    string // JSON pointer; empty for the body as a whole
	reason, zh string
}

// wrong returns the fault that names everything that is wrong with a body.
func wrong(list ...complaint) error {
	f := &fault.Error{Kind: fault.Invalid}
	for i, c := range list {
		if i > 0 {
			f.Message += " "
		}
		f.Message += c.reason
		f.Zh += c.zh
		f.Fields = append(f.Fields, fault.Field{Name: c.pointer, Reason: c.reason, Zh: c.zh})
	}
	return f
}

// named gives a fault without parts the name of the one part that it is about.
func named(err error, name string) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	return &fault.Error{
		Kind: f.Kind, Message: f.Message, Zh: f.Zh, Err: err,
		Fields: []fault.Field{{Name: name, Reason: f.Message, Zh: f.Zh}},
	}
}

func headerFault(name, reason, zh string) error {
	return named(fault.New(fault.Invalid, reason, zh), name)
}
