package openapi_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/openapi"
)

var update = flag.Bool("update", false, "pack the document")

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

// What is packed is the document as it is written, and the same as JSON. With -update it is packed.
func TestPacked(t *testing.T) {
	t.Parallel()
	written, err := os.ReadFile("openapi.yaml")
	require.NoError(t, err)
	plain, err := load(t, written).MarshalJSON()
	require.NoError(t, err)
	var compact bytes.Buffer
	require.NoError(t, json.Compact(&compact, plain))
	compact.WriteByte('\n')
	if *update {
		pack(t, "openapi.yaml.gz", written)
		pack(t, "openapi.json.gz", compact.Bytes())
		return
	}
	assert.Equal(t, string(written), string(openapi.YAML()), "go generate ./openapi")
	assert.Equal(t, compact.String(), string(openapi.JSON()), "go generate ./openapi")
}

func pack(t *testing.T, name string, document []byte) {
	t.Helper()
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(document)
	require.NoError(t, errors.Join(err, w.Close()))
	require.NoError(t, os.WriteFile(name, packed.Bytes(), 0o600))
}
