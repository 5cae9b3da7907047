package pages

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// tryout is a plain form that asks an operation, or a link where there is nothing to fill in. The
// answer is the real one. The API refuses parameters without a value, so that what need not be
// given is a choice that none is made of, or has a value already.
type tryout struct {
	Action string
	Inputs []tryInput
}

type tryInput struct {
	ID, Name, Label string
	Kind            string // text, number or date; "" for choices
	Value           string
	Min, Max        string
	Required        bool
	Menu            bool // one of the choices is always made
	Choices         []tryChoice
}

type tryChoice struct{ ID, Value, Label string }

// tryout returns the form of an operation, nil if a form cannot ask it: it takes a body or a
// header, or there is nothing in the register to ask of.
func (e *edition) tryout(c *contract, op *operation) *tryout {
	if op.method != http.MethodGet {
		return nil
	}
	path := op.path
	t := &tryout{}
	for _, p := range op.Parameters {
		switch p.In {
		case "header":
			return nil
		case "path":
			value := e.instance(op, p.Name)
			if value == "" {
				return nil
			}
			path = strings.Replace(path, "{"+p.Name+"}", value, 1)
		default:
			if in, ok := e.tryInput(c, op, p); ok {
				t.Inputs = append(t.Inputs, in)
			}
		}
	}
	t.Action = e.address.other(path, nil)
	return t
}

// instance returns a value for a variable in an operation's path, "" if there is none.
func (e *edition) instance(op *operation, name string) string {
	owner := strings.TrimPrefix(op.path, "/v1/")
	owner, _, _ = strings.Cut(owner, "/")
	switch name {
	case "dataset":
		return e.Schema.Datasets[0].Name
	case "snapshot":
		return e.snap.Snapshot
	case "file":
		return e.Schema.Datasets[0].Name + forms[0].ending
	case "slug":
		return e.problemTypes()[0].Slug
	case "id":
		if d, ok := e.Schema.Dataset(owner); ok {
			return e.firstID(d)
		}
	}
	return ""
}

func (e *edition) firstID(d *dataset.Def) string {
	if row, ok := e.first(d); ok {
		return e.table(d.Name).ID(row)
	}
	return ""
}

// first returns the first row of a dataset that is listed.
func (e *edition) first(d *dataset.Def) (int, bool) {
	q := search.Query{Sort: search.ByID, Limit: 1}
	if d.Index("withdrawn_on") >= 0 {
		q.Filters = []search.Filter{listed(d)}
	}
	rows := e.table(d.Name).Search(q).Rows
	if len(rows) == 0 {
		return 0, false
	}
	return rows[0], true
}

// tryRows is how many rows a form asks for.
const tryRows = "10"

// tryInput returns the input for a parameter of the query, if the form has one.
func (e *edition) tryInput(c *contract, op *operation, p *parameter) (tryInput, bool) {
	in := tryInput{
		ID: op.ID + "-" + p.Name, Name: p.Name, Label: e.half(p.Description), Kind: "text",
		Required: p.Required,
	}
	owner, column, of := strings.Cut(p.component, ".")
	switch {
	case p.Name == "limit":
		in.Kind, in.Value = "number", tryRows
		in.Min, in.Max = fmt.Sprint(*p.Schema.Minimum), fmt.Sprint(*p.Schema.Maximum)
	case p.Required:
		in.Value = e.tryValue(c, op, p.Name)
	case p.Name == "q":
	case p.Name == "days":
		in.Kind, in.Value = "number", fmt.Sprint(p.Schema.Default)
		in.Min, in.Max = fmt.Sprint(*p.Schema.Minimum), fmt.Sprint(*p.Schema.Maximum)
	case of && column == "sort":
		d := e.Schema.Def(owner)
		in.Kind, in.Menu, in.Choices = "", true, e.orders(d, in.ID)
	case of && isFilter(p):
		col, ok := e.Schema.Def(owner).Column(column)
		if !ok || !col.Facet || col.Kind != dataset.Code || len(col.Codes.Codes) > mostCodes {
			return in, false
		}
		in.Label, in.Kind = col.Words.Title.In(e.lang), ""
		for _, code := range col.Codes.Codes {
			in.Choices = append(in.Choices, tryChoice{
				in.ID + "-" + code.Code, code.Code, code.Label.In(e.lang),
			})
		}
	default:
		return in, false
	}
	return in, true
}

// orders returns the orders of a dataset, the one by id first: it is the one that no q gives.
func (e *edition) orders(d *dataset.Def, id string) []tryChoice {
	var list []tryChoice
	for i := range d.Columns {
		c := &d.Columns[i]
		if !c.Sort && !c.Key {
			continue
		}
		title := c.Words.Title.In(e.lang)
		list = append(list, tryChoice{id + "-" + c.Name, c.Name, title})
		if !c.Key {
			list = append(list, tryChoice{
				id + "--" + c.Name, "-" + c.Name,
				e.t("api.descending", "field", title),
			})
		}
	}
	return list
}

// tryValue returns what a form asks for first: a number of a certificate that there is, else what
// the document's example asks for.
func (e *edition) tryValue(c *contract, op *operation, name string) string {
	if name == "code" {
		d := e.Schema.Def(registry.Certificates)
		if row, ok := e.first(d); ok {
			return e.table(d.Name).Value(row, d.Index("number")).S
		}
	}
	if x := c.example(op); x != nil {
		_, query, _ := strings.Cut(x.Summary, "?")
		if values, err := url.ParseQuery(query); err == nil {
			return values.Get(name)
		}
	}
	return ""
}

// command returns what asks an operation from a terminal.
func (e *edition) command(op *operation, body string) *snippet {
	var b strings.Builder
	fmt.Fprintf(&b, "curl -X %s \"%s\"", op.method,
		e.address.absolute(e.address.mount+op.path))
	for _, p := range op.Parameters {
		if p.In == "header" {
			fmt.Fprintf(&b, " \\\n  -H \"%s: …\"", p.Name)
		}
	}
	if op.RequestBody != nil {
		kind := "application/json"
		if _, plain := op.RequestBody.Content["text/plain"]; plain && !strings.HasPrefix(body, "{") {
			kind = "text/plain"
		}
		fmt.Fprintf(&b, " \\\n  -H \"Content-Type: %s\"", kind)
		if body != "" {
			fmt.Fprintf(&b, " \\\n  --data-binary '%s'", body)
		}
	}
	return &snippet{ID: op.ID + "-command", Label: op.method + " " + op.path, Text: b.String()}
}
