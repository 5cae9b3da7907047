package openapi_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/openapi"
)

var update = flag.Bool("update", false, "write openapi.json")

// document is today's, read once; nobody changes it.
var document = sync.OnceValues(func() (*openapi3.T, error) {
	return openapi3.NewLoader().LoadFromData(openapi.YAML())
})

func today(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := document()
	require.NoError(t, err)
	return doc
}

func load(t *testing.T, document []byte) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(document)
	require.NoError(t, err)
	return doc
}

// The document is valid OpenAPI, and its examples are of the schemas beside them.
func TestDocument(t *testing.T) {
	t.Parallel()
	require.NoError(t, today(t).Validate(t.Context()))
}

// openapi.json says what openapi.yaml says. With -update it is written.
func TestJSON(t *testing.T) {
	t.Parallel()
	plain, err := today(t).MarshalJSON()
	require.NoError(t, err)
	var want bytes.Buffer
	require.NoError(t, json.Compact(&want, plain))
	want.WriteByte('\n')
	if *update {
		require.NoError(t, os.WriteFile("openapi.json", want.Bytes(), 0o600))
		return
	}
	assert.Equal(t, want.String(), string(openapi.JSON()), "go generate ./openapi")
}
