package pages

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// apiOperation is an operation in full.
type apiOperation struct {
	apiLine
	ID          string
	About       [][]span
	Parameters  []apiParameter
	Body        string // what is sent, "" for nothing
	BodyFields  []apiParameter
	Answers     []apiAnswer
	Request     string // of the example
	Answer      string
	Try         *tryout
	Command     *snippet // where a form cannot ask
	RequestBody string
}

type apiParameter struct {
	Name, About, Kind string
	In                string // where it stands, "" for the query
	Required          bool
}

type apiAnswer struct{ Status, About string }

// apiGroup writes the page of a dataset's operations, or of those of a tag.
func (e *edition) apiGroup(b *buffer, name string) error {
	c, err := theContract()
	if err != nil {
		return err
	}
	tag, dataset, title := name, "", ""
	body := struct {
		Operations []apiOperation
		Fields     string // the page of the dataset
		Lead       string
	}{}
	if d, ok := e.Schema.Dataset(name); ok {
		tag, dataset, title = registerTag, name, d.Title.In(e.lang)
		body.Fields, body.Lead = e.page("/data/"+name, nil), d.About.In(e.lang)
	}
	for _, t := range c.Tags {
		if t.Name == tag && dataset == "" {
			title = e.half(t.Description)
		}
	}
	for _, op := range c.operations(tag, dataset) {
		body.Operations = append(body.Operations, e.apiOperation(c, op, name))
	}
	f := e.frame("data", e.t("api.title_of", "what", title), target{path: "/api/" + name})
	f.Description = e.t("api.description_of", "what", title)
	f.Body = body
	return e.render(b, "api_group", f)
}

func (e *edition) apiOperation(c *contract, op *operation, group string) apiOperation {
	o := apiOperation{apiLine: e.line(op, group), ID: op.ID, About: e.prose(op.Description)}
	for _, p := range op.Parameters {
		if !isFilter(p) {
			o.Parameters = append(o.Parameters, e.apiParameter(p))
		}
	}
	if op.RequestBody != nil {
		o.Body = e.half(op.RequestBody.Description)
	}
	if s := c.body(op); s != nil {
		for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
			p := s.Properties[name]
			o.BodyFields = append(o.BodyFields, apiParameter{
				Name: name, About: e.half(p.Description), Kind: e.schemaWords(&p),
				Required: slices.Contains(s.Required, name),
			})
		}
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		o.Answers = append(o.Answers, apiAnswer{status, e.half(op.Responses[status].Description)})
	}
	if x := c.example(op); x != nil {
		o.Request, o.Answer, o.RequestBody = x.Summary, shown(x.Value), x.Description
	}
	if o.Try = e.tryout(c, op); o.Try == nil {
		o.Command = e.command(op, o.RequestBody)
	}
	return o
}

// longest is how much of an example is shown.
const longest = 4000

// shown returns an example's answer as people read it: JSON with indents, a text as it is.
func shown(value json.RawMessage) string {
	var words string
	if json.Unmarshal(value, &words) != nil {
		var b bytes.Buffer
		if json.Indent(&b, value, "", "  ") != nil {
			return ""
		}
		words = b.String()
	}
	if len(words) > longest {
		words = strings.ToValidUTF8(words[:longest], "")
		words = words[:strings.LastIndexByte(words, '\n')+1] + "…"
	}
	return strings.ReplaceAll(strings.TrimRight(words, "\r\n"), "\r\n", "\n")
}

func (e *edition) apiParameter(p *parameter) apiParameter {
	a := apiParameter{
		Name: p.Name, About: e.half(p.Description), Kind: e.schemaWords(&p.Schema),
		Required: p.Required,
	}
	switch p.In {
	case "path":
		a.In = e.t("api.in_path")
	case "header":
		a.In = e.t("api.in_header")
	}
	return a
}

// mostCodes is how many codes of a parameter are listed. Where there are more they are columns,
// which the dataset's page lists.
const mostCodes = 8

// schemaWords says what a value may be, in the document's own words.
func (e *edition) schemaWords(s *schema) string {
	list := []string{s.word()}
	if s.Format != "" {
		list = append(list, s.Format)
	}
	if n := len(s.Enum); n > 0 && n <= mostCodes {
		var codes []string
		for _, code := range s.Enum {
			codes = append(codes, fmt.Sprint(code))
		}
		list = append(list, strings.Join(codes, " | "))
	}
	if s.Minimum != nil && s.Maximum != nil {
		list = append(list, fmt.Sprintf("%g–%g", *s.Minimum, *s.Maximum))
	}
	if s.Default != nil {
		list = append(list, e.t("api.default", "value", fmt.Sprint(s.Default)))
	}
	return strings.Join(slices.DeleteFunc(list, func(s string) bool { return s == "" }), ", ")
}
