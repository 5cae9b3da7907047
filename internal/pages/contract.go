package pages

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/mingtian-portal/mingtian/openapi"
)

// contract is what the reference says of the document of the API.
type contract struct {
	Info struct{ Description, Version string }
	Tags []struct{ Name, Description string }
	// Paths are the operations by path and by method in lower case.
	Paths      map[string]map[string]*operation
	Components struct {
		Parameters map[string]*parameter
		Responses  map[string]*response
		Examples   map[string]*example
		Schemas    map[string]*schema
	}
}

type reference struct {
	Ref string `json:"$ref"`
}

// name returns what a reference names in its part of the components.
func (r reference) name() string { return r.Ref[strings.LastIndexByte(r.Ref, '/')+1:] }

type operation struct {
	ID                   string `json:"operationId"`
	Summary, Description string
	Tags                 []string
	Parameters           []*parameter
	RequestBody          *struct {
		Description string
		Content     map[string]content
	}
	Responses map[string]*response
	method    string
	path      string
}

type parameter struct {
	reference
	Name, In, Description string
	Required              bool
	Schema                schema
	component             string // its name among the components, "" if it stands alone
}

type response struct {
	reference
	Description string
	Content     map[string]content
}

type content struct {
	Schema   schema
	Examples map[string]*example
}

// example is a request, its body if it has one, and the answer.
type example struct {
	reference
	Summary, Description string
	Value                json.RawMessage
}

type schema struct {
	reference
	Type             any // a word, or several
	Format           string
	Enum             []any
	Default          any
	Minimum, Maximum *float64
	Description      string
	Properties       map[string]schema
	Required         []string
	Items            *schema
}

// theContract reads the document, once and when the reference is first asked for: what answers the
// API alone does not pay for it.
var theContract = sync.OnceValues(func() (*contract, error) {
	var c contract
	if err := json.Unmarshal(openapi.JSON(), &c); err != nil {
		return nil, fmt.Errorf("read the document of the API: %w", err)
	}
	for path, methods := range c.Paths {
		for method, op := range methods {
			op.path, op.method = path, strings.ToUpper(method)
			for i, p := range op.Parameters {
				if p.Ref != "" {
					op.Parameters[i] = c.Components.Parameters[p.name()]
					op.Parameters[i].component = p.name()
				}
			}
			for status, r := range op.Responses {
				if r.Ref != "" {
					op.Responses[status] = c.Components.Responses[r.name()]
				}
			}
		}
	}
	return &c, nil
})

// operations returns those with a tag, by path and method. Of the registers they are those of one
// dataset.
func (c *contract) operations(tag, dataset string) []*operation {
	var list []*operation
	for _, path := range slices.Sorted(maps.Keys(c.Paths)) {
		methods := c.Paths[path]
		for _, method := range slices.Sorted(maps.Keys(methods)) {
			op := methods[method]
			owner, _, _ := strings.Cut(op.ID, ".")
			if slices.Contains(op.Tags, tag) && (dataset == "" || owner == dataset) {
				list = append(list, op)
			}
		}
	}
	return list
}

// example returns the first example of an operation's answer, nil if it has none.
func (c *contract) example(op *operation) *example {
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		for _, media := range op.Responses[status].Content {
			names := slices.Sorted(maps.Keys(media.Examples))
			if len(names) == 0 {
				continue
			}
			e := media.Examples[names[0]]
			if e.Ref != "" {
				e = c.Components.Examples[e.name()]
			}
			return e
		}
	}
	return nil
}

// body returns the schema of the JSON that an operation takes, nil if it takes none.
func (c *contract) body(op *operation) *schema {
	if op.RequestBody == nil {
		return nil
	}
	s := op.RequestBody.Content["application/json"].Schema
	if s.Ref != "" {
		return c.Components.Schemas[s.name()]
	}
	return &s
}

// word returns a schema's type in the word of the document.
func (s *schema) word() string {
	switch t := s.Type.(type) {
	case string:
		return t
	case []any:
		if len(t) > 0 {
			word, _ := t[0].(string)
			return word
		}
	}
	return ""
}
