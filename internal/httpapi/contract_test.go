package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/httpapi/booking"
	"github.com/mingtian-portal/mingtian/internal/httpapi/read"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// row is what the contract and the table of routes both say of an operation.
type row struct{ Operation, Method, Pattern, Cache string }

func declared(c *testkit.Contract) []row {
	var list []row
	for path, item := range c.Doc.Paths.Map() {
		for method, op := range item.Operations() {
			cache, _ := op.Extensions["x-cache"].(string)
			list = append(list, row{op.OperationID, method, path, cache})
		}
	}
	return list
}

func served(routes []httpapi.Route) []row {
	var list []row
	for _, r := range routes {
		list = append(list, row{r.Operation, r.Method, r.Pattern, string(r.Cache)})
	}
	return list
}

// The table of routes and the contract have the same operations, at the same addresses, kept for
// as long; none of them asks who is there.
func TestContract_Routes(t *testing.T) {
	t.Parallel()
	c, err := testkit.LoadContract()
	require.NoError(t, err)
	routes := append(read.Routes(read.Config{Schema: registry.Load()}), httpapi.ProblemPages())
	live := booking.Routes(booking.Config{Secret: make([]byte, 32)})
	assert.ElementsMatch(t, declared(c), served(append(routes, live...)))
	for _, op := range c.Operations() {
		assert.Empty(t, op.Security, op.OperationID)
	}
	assert.Empty(t, c.Doc.Security)
	for _, r := range routes {
		assert.True(t, r.Open, r.Operation)
	}
	for _, r := range live { // another site shows free places, and does not book for its visitors
		assert.Equal(t, r.Operation == "bookings.slots", r.Open, r.Operation)
	}
}

// readable are the headers that a script may read without being told so (the Fetch standard).
var readable = []string{
	"Cache-Control", "Content-Language", "Content-Length", "Content-Type", "Expires",
	"Last-Modified", "Pragma",
}

// What the contract says of the headers of open reads is no use to scripts of other sites that
// cannot read them.
func TestContract_HeadersAreExposed(t *testing.T) {
	t.Parallel()
	c, err := testkit.LoadContract()
	require.NoError(t, err)
	h := httpapi.New(read.Routes(read.Config{Schema: registry.Load()}), httpapi.Options{})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/openapi.yaml", nil))
	exposed := append(strings.Split(w.Header().Get("Access-Control-Expose-Headers"), ", "),
		readable...)
	for _, r := range read.Routes(read.Config{Schema: registry.Load()}) {
		op := c.Doc.Paths.Value(r.Pattern).GetOperation(r.Method)
		for status, response := range op.Responses.Map() {
			for name := range response.Value.Headers {
				assert.Contains(t, exposed, name, "%s %s", r.Operation, status)
			}
		}
		assert.Contains(t, op.Responses.Value("200").Value.Headers, "X-Snapshot-Stale", r.Operation)
	}
}

// wire is every struct that is written or read as JSON, by the schema that describes it.
var wire = map[string]any{
	"Problem": httpapi.Problem{}, "ProblemError": httpapi.ProblemError{},
	"Bilingual": dataset.Bilingual{}, "Source": read.Source{},
	"ListMeta": read.ListMeta{}, "ListLinks": read.ListLinks{}, "FacetCount": read.FacetCount{},
	"ItemMeta": read.ItemMeta{}, "ItemLinks": read.ItemLinks{}, "Relation": read.Relation{},
	"Product": read.Product{}, "SearchMeta": read.SearchMeta{}, "SearchLinks": read.SearchLinks{},
	"LookupAnswer": read.LookupAnswer{}, "LookupLinks": read.LookupLinks{}, "Lookup": read.Lookup{},
	"Match": read.Match{}, "Reading": read.Reading{}, "Part": read.Part{}, "Flaw": read.Flaw{},
	"Authority": read.Authority{}, "CheckRequest": read.CheckRequest{},
	"CheckAnswer": read.CheckAnswer{}, "CheckLine": read.CheckLine{},
	"Candidate": read.Candidate{}, "CheckMeta": read.CheckMeta{},
	"DatasetsAnswer": read.DatasetsAnswer{}, "Dataset": read.Dataset{},
	"DatasetLinks": read.DatasetLinks{}, "DictionaryAnswer": read.DictionaryAnswer{},
	"Dictionary": read.Dictionary{}, "Field": read.Field{}, "Unit": read.Unit{},
	"Codelist": read.Codelist{}, "CodeRow": read.CodeRow{},
	"HealthAnswer": read.HealthAnswer{}, "Health": read.Health{}, "Held": read.Held{},
	"SlotsAnswer": booking.SlotsAnswer{}, "OpenDay": booking.OpenDay{}, "Place": booking.Place{},
	"SlotsMeta": booking.SlotsMeta{}, "SlotsLinks": booking.SlotsLinks{},
	"BookRequest": booking.BookRequest{}, "LookupRequest": booking.LookupRequest{},
	"RescheduleRequest": booking.RescheduleRequest{}, "CancelRequest": booking.CancelRequest{},
	"ReceiptAnswer": booking.ReceiptAnswer{}, "Receipt": booking.Receipt{},
	"BookingAnswer": booking.BookingAnswer{}, "BookingLinks": booking.Links{},
	"Booking": booking.Booking{}, "Cancellation": booking.Cancellation{},
	"BookingEvent": booking.Event{}, "Result": booking.Result{}, "Finding": booking.Finding{},
}

// spelled are the answers that are written piece by piece, and the rows of datasets.
func spelled(name string) bool {
	return name == "SearchAnswer" || strings.Contains(name, ".")
}

// Every struct has the fields, the types and the required names of its schema.
func TestContract_WireStructs(t *testing.T) {
	t.Parallel()
	c, err := testkit.LoadContract()
	require.NoError(t, err)
	for name, ref := range c.Doc.Components.Schemas {
		if spelled(name) {
			continue
		}
		v, ok := wire[name]
		if assert.True(t, ok, "no struct is held to schema %s", name) {
			assert.Empty(t, differences(reflect.TypeOf(v), ref.Value), name)
		}
	}
	for name := range wire {
		assert.Contains(t, c.Doc.Components.Schemas, name)
	}
}

func TestContract_WireStructs_Complains(t *testing.T) {
	t.Parallel()
	schema := &openapi3.Schema{
		Properties: openapi3.Schemas{
			"a": {Value: openapi3.NewStringSchema()},
			"b": {Value: openapi3.NewIntegerSchema()},
			"c": {Value: openapi3.NewStringSchema()},
		},
		Required: []string{"a", "b"},
	}
	type wrong struct {
		A int    `json:"a"`
		B int    `json:"b,omitempty"`
		D string `json:"dName"`
	}
	assert.Equal(t, []string{
		"a is integer and not string", "b is required and may be left out",
		"c has no field", "dName is not declared", "dName is not snake_case",
	}, differences(reflect.TypeFor[wrong](), schema))
}

// differences lists what a struct and a schema disagree on.
func differences(typ reflect.Type, schema *openapi3.Schema) []string {
	var list []string
	seen := map[string]bool{}
	for _, f := range reflect.VisibleFields(typ) {
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous {
			continue
		}
		seen[name] = true
		if strings.ToLower(name) != name || strings.Contains(name, "-") {
			list = append(list, name+" is not snake_case")
		}
		ref, ok := schema.Properties[name]
		if !ok {
			list = append(list, name+" is not declared")
			continue
		}
		kind, nullable := jsonType(f.Type)
		if !fits(ref.Value, kind, nullable) {
			want := strings.Join(ref.Value.Type.Slice(), "|")
			list = append(list, name+" is "+kind+" and not "+want)
		}
		required := slices.Contains(schema.Required, name)
		switch {
		case required && option == "omitempty":
			list = append(list, name+" is required and may be left out")
		case !required && option != "omitempty":
			list = append(list, name+" is always there and not required")
		}
	}
	for name := range schema.Properties {
		if !seen[name] {
			list = append(list, name+" has no field")
		}
	}
	slices.Sort(list)
	return list
}

func jsonType(typ reflect.Type) (kind string, nullable bool) {
	if typ.Kind() == reflect.Pointer {
		kind, _ = jsonType(typ.Elem())
		return kind, true
	}
	switch {
	case typ == reflect.TypeFor[time.Time]():
		return "string", false
	case typ.Kind() == reflect.Int:
		return "integer", false
	case typ.Kind() == reflect.Bool:
		return "boolean", false
	case typ.Kind() == reflect.Slice:
		return "array", false
	case typ.Kind() == reflect.Struct:
		return "object", false
	default:
		return typ.Kind().String(), false
	}
}

// fits reports whether a schema is of a type, and null exactly if it may be.
func fits(s *openapi3.Schema, kind string, nullable bool) bool {
	if len(s.AnyOf) == 2 {
		return nullable && s.AnyOf[0].Value.Type.Is(kind) && s.AnyOf[1].Value.Type.Is("null")
	}
	return s.Type.Includes(kind) && s.Type.Includes("null") == nullable
}
