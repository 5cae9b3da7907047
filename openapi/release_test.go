package openapi_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/openapi"
)

// generatedExamples are no part of what is promised: they show made-up rows.
var generatedExamples = regexp.MustCompile(
	`(?s)# begin generated examples\n.*# end generated examples\n`)

// A released version is kept as it went out, so a change needs a new version; and within a major
// version nothing is taken away from those who rely on it.
func TestReleases(t *testing.T) {
	t.Parallel()
	now := today(t)
	files, err := filepath.Glob("testdata/v*.yaml")
	require.NoError(t, err)
	require.Contains(t, files, "testdata/v"+now.Info.Version+".yaml",
		"keep a copy of what is released")
	for _, file := range files {
		kept, err := os.ReadFile(file)
		require.NoError(t, err)
		before := load(t, kept)
		version := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "v"), ".yaml")
		require.Equal(t, version, before.Info.Version, file)
		if version == now.Info.Version {
			assert.Equal(t, string(generatedExamples.ReplaceAll(kept, nil)),
				string(generatedExamples.ReplaceAll(openapi.YAML(), nil)),
				"the document differs from its release: it needs a new version")
		}
		if major(version) == major(now.Info.Version) {
			assert.Empty(t, broken(before, now), "what %s promised", version)
		}
	}
}

func major(version string) string {
	first, _, _ := strings.Cut(version, ".")
	return first
}

// broken lists what those who rely on a document lose by another one.
func broken(before, now *openapi3.T) []string {
	var lost []string
	for path, item := range before.Paths.Map() {
		for method, op := range item.Operations() {
			at := method + " " + path
			var left *openapi3.Operation
			if p := now.Paths.Value(path); p != nil {
				left = p.GetOperation(method)
			}
			if left == nil {
				lost = append(lost, at+" is gone")
				continue
			}
			lost = append(lost, brokenInput(at, op, left)...)
			lost = append(lost, brokenOutput(at, op, left)...)
		}
	}
	slices.Sort(lost)
	return lost
}

// brokenInput complains about parameters that are gone or take less, and about new ones that must
// be given.
func brokenInput(at string, before, now *openapi3.Operation) []string {
	var lost []string
	for _, p := range before.Parameters {
		left := now.Parameters.GetByInAndName(p.Value.In, p.Value.Name)
		where := at + " " + p.Value.Name
		if left == nil {
			lost = append(lost, where+" is gone")
			continue
		}
		lost = append(lost, brokenSchema(where, p.Value.Schema, left.Schema, true, nil)...)
	}
	for _, p := range now.Parameters {
		old := before.Parameters.GetByInAndName(p.Value.In, p.Value.Name)
		if p.Value.Required && (old == nil || !old.Required) {
			lost = append(lost, at+" "+p.Value.Name+" must be given now")
		}
	}
	if before.RequestBody == nil && now.RequestBody != nil && now.RequestBody.Value.Required {
		lost = append(lost, at+" needs a body now")
	}
	if before.RequestBody != nil && now.RequestBody != nil {
		lost = append(lost, brokenContent(at+" body", before.RequestBody.Value.Content,
			now.RequestBody.Value.Content, true)...)
	}
	return lost
}

// brokenOutput complains about statuses, media types and fields that are gone.
func brokenOutput(at string, before, now *openapi3.Operation) []string {
	var lost []string
	for status, res := range before.Responses.Map() {
		left := now.Responses.Value(status)
		where := at + " " + status
		if left == nil {
			lost = append(lost, where+" is gone")
			continue
		}
		lost = append(lost, brokenContent(where, res.Value.Content, left.Value.Content, false)...)
	}
	return lost
}

func brokenContent(at string, before, now openapi3.Content, input bool) []string {
	var lost []string
	for kind, media := range before {
		left, ok := now[kind]
		if !ok {
			lost = append(lost, at+" "+kind+" is gone")
			continue
		}
		lost = append(lost, brokenSchema(at+" "+kind, media.Schema, left.Schema, input, nil)...)
	}
	return lost
}

// brokenSchema complains about fields and codes that are gone; of input, about new fields that
// must be given.
func brokenSchema(at string, before, now *openapi3.SchemaRef, input bool,
	seen []*openapi3.Schema,
) []string {
	if before == nil || before.Value == nil || slices.Contains(seen, before.Value) {
		return nil
	}
	if now == nil || now.Value == nil {
		return []string{at + " has no schema now"}
	}
	seen = append(seen, before.Value)
	var lost []string
	if !slices.Equal(before.Value.Type.Slice(), now.Value.Type.Slice()) {
		lost = append(lost, at+" has another type")
	}
	for _, code := range before.Value.Enum {
		if !slices.Contains(now.Value.Enum, code) && len(now.Value.Enum) > 0 {
			lost = append(lost, fmt.Sprintf("%s %v is gone", at, code))
		}
	}
	for name, p := range before.Value.Properties {
		left, ok := now.Value.Properties[name]
		if !ok {
			lost = append(lost, at+"."+name+" is gone")
			continue
		}
		lost = append(lost, brokenSchema(at+"."+name, p, left, input, seen)...)
	}
	for _, name := range before.Value.Required {
		if !input && !slices.Contains(now.Value.Required, name) {
			lost = append(lost, at+"."+name+" may be missing now")
		}
	}
	for _, name := range now.Value.Required {
		if input && !slices.Contains(before.Value.Required, name) {
			lost = append(lost, at+"."+name+" must be given now")
		}
	}
	return append(lost, brokenSchema(at+"[]", before.Value.Items, now.Value.Items, input, seen)...)
}

// small is a document with one of each thing that can be promised.
const small = `
openapi: 3.1.0
info: {title: small, version: 1.0.0}
paths:
  /v1/labs:
    get:
      parameters:
        - {name: q, in: query, schema: {type: string}}
        - {name: kind, in: query, schema: {type: string, enum: [enterprise, cooperative]}}
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/Labs'}}}
        '304': {description: same}
  /v1/check:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Lines'}}}
      responses:
        '200': {description: ok}
components:
  schemas:
    Labs:
      type: object
      required: [data]
      properties:
        data: {type: array, items: {$ref: '#/components/schemas/Lab'}}
        next: {$ref: '#/components/schemas/Labs'}
    Lab:
      type: object
      required: [id]
      properties:
        id: {type: string}
        phone: {type: [string, 'null']}
    Lines:
      type: object
      properties: {lines: {type: array, items: {type: string}}}
`

// The gate sees each way of breaking a promise.
func TestReleases_Complains(t *testing.T) {
	t.Parallel()
	type change struct {
		name string
		make func(doc *openapi3.T)
		want string
	}
	list := func(doc *openapi3.T) *openapi3.Operation { return doc.Paths.Value("/v1/labs").Get }
	schema := func(doc *openapi3.T, name string) *openapi3.Schema {
		return doc.Components.Schemas[name].Value
	}
	for _, c := range []change{
		{"operation", func(d *openapi3.T) { d.Paths.Delete("/v1/labs") }, "GET /v1/labs is gone"},
		{
			"parameter",
			func(d *openapi3.T) { list(d).Parameters = list(d).Parameters[1:] },
			"GET /v1/labs q is gone",
		},
		{
			"required parameter",
			func(d *openapi3.T) { list(d).Parameters[0].Value.Required = true },
			"GET /v1/labs q must be given now",
		},
		{
			"status",
			func(d *openapi3.T) { list(d).Responses.Delete("304") },
			"GET /v1/labs 304 is gone",
		},
		{
			"media type",
			func(d *openapi3.T) { list(d).Responses.Value("200").Value.Content = nil },
			"GET /v1/labs 200 application/json is gone",
		},
		{
			"field",
			func(d *openapi3.T) { delete(schema(d, "Lab").Properties, "phone") },
			"GET /v1/labs 200 application/json.data[].phone is gone",
		},
		{
			"code",
			func(d *openapi3.T) {
				kind := list(d).Parameters[1].Value.Schema.Value
				kind.Enum = kind.Enum[1:]
			},
			"GET /v1/labs kind enterprise is gone",
		},
		{
			"input",
			func(d *openapi3.T) { schema(d, "Lines").Required = []string{"lines"} },
			"POST /v1/check body application/json.lines must be given now",
		},
		{
			"presence",
			func(d *openapi3.T) { schema(d, "Lab").Required = nil },
			"GET /v1/labs 200 application/json.data[].id may be missing now",
		},
		{
			"type",
			func(d *openapi3.T) {
				schema(d, "Lab").Properties["id"].Value.Type = &openapi3.Types{"integer"}
			},
			"GET /v1/labs 200 application/json.data[].id has another type",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			before, now := load(t, []byte(small)), load(t, []byte(small))
			assert.Empty(t, broken(before, now))
			c.make(now)
			assert.Contains(t, broken(before, now), c.want)
		})
	}
}
