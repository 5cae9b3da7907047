// Package read answers the public read API from published snapshots.
//
// # Model
//
// Every dataset of the schema has four operations, made from its definition alone: a list, the
// same rows as CSV and as NDJSON, and one row by its id. Beside them stand the answers that span
// datasets: search, lookup of what is printed on a pack, check of many lines, the dictionary,
// health, the files of a snapshot and the contract itself.
//
// An answer is a function of a snapshot and a query. The query is parsed strictly into one
// canonical form, which names the answer: it is what links say, what the ETag is made of (before
// any work is done) and what a cursor is bound to. Which snapshot it is, is decided once per
// request, by snapshot=, as_of=, the cursor, or else the newest ([snapshot.Reader]).
//
// Rows that were withdrawn are left out of lists, unless the query asks about withdrawn_on; by
// their id they answer always.
package read

import (
	"net/http"
	"sync"
	"time"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/openapi"
)

// DefaultMaxAnswer is how many bytes a file that is made on request may have: what one function
// can answer.
const DefaultMaxAnswer = 4 << 20

// Config is what the read API answers from.
type Config struct {
	Reader *snapshot.Reader
	Schema *registry.Schema
	Now    func() time.Time
	Base   string // path under which the site is mounted; before every link
	// MaxAnswer is how many bytes a CSV or NDJSON answer may have; 0 is DefaultMaxAnswer.
	MaxAnswer int
}

// Routes returns the table of routes.
func Routes(cfg Config) []httpapi.Route {
	if cfg.MaxAnswer == 0 {
		cfg.MaxAnswer = DefaultMaxAnswer
	}
	a := &api{cfg}
	var routes []httpapi.Route
	get := func(operation, pattern string, h httpapi.Handler, c httpapi.Cache) {
		routes = append(routes, httpapi.Route{
			Operation: operation, Method: http.MethodGet, Pattern: pattern,
			Handle: h, Cache: c, Open: true,
		})
	}
	for _, def := range cfg.Schema.Datasets {
		d := newResource(a, def)
		path := "/v1/" + def.Name
		get(def.Name+".list", path, d.list, httpapi.CacheCurrent)
		get(def.Name+".csv", path+".csv", d.csv, httpapi.CacheCurrent)
		get(def.Name+".ndjson", path+".ndjson", d.ndjson, httpapi.CacheCurrent)
		get(def.Name+".get", path+"/{id}", d.get, httpapi.CacheCurrent)
	}
	get("search", "/v1/search", a.search, httpapi.CacheCurrent)
	get("lookup", "/v1/lookup", a.lookup, httpapi.CacheCurrent)
	get("datasets.list", "/v1/datasets", a.datasets, httpapi.CacheCurrent)
	get("datasets.get", "/v1/datasets/{dataset}", a.dictionary, httpapi.CacheCurrent)
	get("health", "/v1/health", a.health, httpapi.CacheNone)
	get("snapshots.file", "/s/{snapshot}/{file}", a.file, httpapi.CachePinned)
	get("openapi.yaml", "/openapi.yaml", document("application/yaml", openapi.YAML),
		httpapi.CacheCurrent)
	get("openapi.json", "/openapi.json", document("application/json", openapi.JSON),
		httpapi.CacheCurrent)
	return append(routes, httpapi.Route{
		Operation: "check", Method: http.MethodPost, Pattern: "/v1/check", Handle: a.check,
		Cache: httpapi.CacheNone, Open: true,
	})
}

// api is what all handlers share.
type api struct{ Config }

// resource is one dataset of the API.
type resource struct {
	*api
	def       *dataset.Def
	params    func() filterParams // made when the first list is asked for
	withdrawn int                 // column, -1 if rows cannot be withdrawn
}

// filterParams are the parameters that filter a dataset.
type filterParams struct {
	names  []string // in the order of the columns
	byName map[string]filterParam
}

func newResource(a *api, def *dataset.Def) *resource {
	return &resource{
		api: a, def: def, withdrawn: def.Index("withdrawn_on"),
		params: sync.OnceValue(func() filterParams { return filtersOf(def) }),
	}
}

func filtersOf(def *dataset.Def) filterParams {
	f := filterParams{byName: map[string]filterParam{}}
	for i := range def.Columns {
		for _, op := range httpapi.Operators(&def.Columns[i]) {
			name := def.Columns[i].Name + op.Suffix
			f.byName[name] = filterParam{column: i, op: op.Op}
			f.names = append(f.names, name)
		}
	}
	return f
}
