package testkit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/mingtian-portal/mingtian/openapi"
)

// Contract is openapi.yaml as a judge of requests and answers. Unlike the published document, in
// which answers may grow, it refuses fields that are not declared.
type Contract struct {
	Doc    *openapi3.T
	router routers.Router
}

// LoadContract returns the contract, which is read once.
var LoadContract = sync.OnceValues(func() (*Contract, error) {
	for _, kind := range []string{
		"application/x-ndjson", "application/yaml", "text/html", "text/calendar",
	} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.FileBodyDecoder)
	}
	c, err := NewContract(openapi.YAML())
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	return c, nil
})

// NewContract returns the contract that a document states.
func NewContract(document []byte) (*Contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(context.Background(), openapi3.DisableExamplesValidation()); err != nil {
		return nil, err
	}
	for _, ref := range doc.Components.Schemas {
		seal(ref)
	}
	router, err := gorillamux.NewRouter(doc)
	return &Contract{Doc: doc, router: router}, err
}

// seal makes a schema, and those inside it, refuse fields that it does not declare.
func seal(ref *openapi3.SchemaRef) {
	if ref == nil || ref.Value == nil || ref.Ref != "" {
		return // what is referred to is sealed where it stands
	}
	s := ref.Value
	if len(s.Properties) > 0 && s.AdditionalProperties.Schema == nil {
		s.AdditionalProperties.Has = new(bool)
	}
	for _, p := range s.Properties {
		seal(p)
	}
	seal(s.Items)
}

// Pair is a status that an operation answered, or may answer.
type Pair struct {
	Operation string
	Status    int
}

// Declared returns the pairs that the contract declares.
func (c *Contract) Declared() map[Pair]bool {
	pairs := map[Pair]bool{}
	for _, op := range c.Operations() {
		for status := range op.Responses.Map() {
			if n, err := strconv.Atoi(status); err == nil {
				pairs[Pair{op.OperationID, n}] = true
			}
		}
	}
	return pairs
}

// Operations returns all operations of the contract, in the order of their addresses.
func (c *Contract) Operations() []*openapi3.Operation {
	var list []*openapi3.Operation
	paths := c.Doc.Paths.Map()
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		for _, op := range paths[path].Operations() {
			list = append(list, op)
		}
	}
	return list
}

// judge holds an exchange to the contract, and returns the operation that it was; none for an
// address or a method that the contract does not have.
func (c *Contract) judge(r *http.Request, body []byte, res *Response) (string, error) {
	asked := r.Clone(context.Background())
	asked.Body = io.NopCloser(bytes.NewReader(body))
	if r.Method == http.MethodHead {
		asked.Method = http.MethodGet
	}
	route, params, err := c.router.FindRoute(asked)
	if err != nil {
		if errors.Is(err, routers.ErrPathNotFound) || errors.Is(err, routers.ErrMethodNotAllowed) {
			err = c.judgeStranger(res)
		}
		return "", err
	}
	bodiless := r.Method == http.MethodHead || res.Status == http.StatusNotModified
	in := &openapi3filter.RequestValidationInput{
		Request: asked, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			IncludeResponseStatus: true, SkipSettingDefaults: true, MultiError: true,
			ExcludeResponseBody: bodiless,
		},
	}
	operation := route.Operation.OperationID
	if res.Status < http.StatusBadRequest {
		if err := openapi3filter.ValidateRequest(asked.Context(), in); err != nil {
			return operation, fmt.Errorf("the request: %w", err)
		}
	}
	out := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: res.Status, Header: res.Header, Options: in.Options,
	}
	out.SetBodyBytes(res.Body)
	if err := openapi3filter.ValidateResponse(asked.Context(), out); err != nil {
		return operation, fmt.Errorf("the answer: %w", err)
	}
	if res.Header.Get("Content-Type") == "application/x-ndjson" {
		return operation, c.judgeLines(operation, res)
	}
	return operation, nil
}

// judgeLines holds each line of an NDJSON answer to the schema of its rows.
func (c *Contract) judgeLines(operation string, res *Response) error {
	schema, ok := c.Doc.Components.Schemas[strings.TrimSuffix(operation, ".ndjson")+".row"]
	if !ok {
		return nil // a file of a snapshot, whose rows are those of a dataset's own operation
	}
	for line := range bytes.Lines(res.Body) {
		var row any
		if err := json.Unmarshal(line, &row); err != nil {
			return fmt.Errorf("a line: %w", err)
		}
		if err := schema.Value.VisitJSON(row); err != nil {
			return fmt.Errorf("a line: %w", err)
		}
	}
	return nil
}

// judgeStranger holds an answer to a request that the contract does not have to being a problem.
func (c *Contract) judgeStranger(res *Response) error {
	if res.Status < http.StatusBadRequest ||
		!strings.HasPrefix(res.Header.Get("Content-Type"), "application/problem+json") ||
		len(res.Body) == 0 {
		return nil
	}
	value, err := res.Value()
	if err != nil {
		return err
	}
	return c.Doc.Components.Schemas["Problem"].Value.VisitJSON(value)
}
