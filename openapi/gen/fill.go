package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// fill returns a document with its generated parts written anew.
func fill(document, examples []byte, schema *registry.Schema) ([]byte, error) {
	exampleBlock, err := examplesOf(examples)
	if err != nil {
		return nil, err
	}
	for _, b := range []struct {
		name string
		text string
	}{
		{"paths", each(schema, paths)},
		{"parameters", each(schema, parameters)},
		{"schemas", each(schema, schemas)},
		{"examples", exampleBlock},
	} {
		if document, err = replace(document, b.name, b.text); err != nil {
			return nil, err
		}
	}
	return document, nil
}

func each(schema *registry.Schema, write func(w *writer, d *dataset.Def)) string {
	w := &writer{}
	for _, d := range schema.Datasets {
		write(w, d)
	}
	return w.String()
}

// replace puts text between the markers of a name, as deep as they stand.
func replace(document []byte, name, text string) ([]byte, error) {
	pattern := regexp.MustCompile(
		`(?s)( *)# begin generated ` + name + `\n.*?# end generated ` + name + `\n`)
	at := pattern.FindSubmatchIndex(document)
	if at == nil {
		return nil, fmt.Errorf("the document has no markers for generated %s", name)
	}
	indent := string(document[at[2]:at[3]])
	var b bytes.Buffer
	b.Write(document[:at[0]])
	b.WriteString(indent + "# begin generated " + name + "\n")
	for line := range strings.Lines(text) {
		b.WriteString(indent + line)
	}
	b.WriteString(indent + "# end generated " + name + "\n")
	b.Write(document[at[1]:])
	return b.Bytes(), nil
}

// writer collects lines of YAML.
type writer struct{ strings.Builder }

// line writes a line.
func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// quote returns a text as YAML and JSON both write it.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a text always has a form
	return strings.TrimSuffix(b.String(), "\n")
}

// both returns a text in English and Chinese as one.
func both(b dataset.Bilingual) string { return b.En + " · " + b.Zh }

// quoted returns a flow sequence of texts.
func quoted(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = quote(s)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

func codesOf(c *dataset.Column) []string {
	var list []string
	for _, code := range c.Codes.Codes {
		list = append(list, code.Code)
	}
	return list
}
