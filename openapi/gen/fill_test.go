package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/registry"
)

func inputs(t *testing.T) (document, examples []byte) {
	t.Helper()
	document, err := os.ReadFile("../" + documentFile)
	require.NoError(t, err)
	examples, err = os.ReadFile("../" + examplesFile)
	require.NoError(t, err)
	return document, examples
}

// The generated parts of the document are those of today's definitions.
func TestFill_NoDrift(t *testing.T) {
	t.Parallel()
	document, examples := inputs(t)
	filled, err := fill(document, examples, registry.Load())
	require.NoError(t, err)
	assert.Equal(t, string(document), string(filled), "go generate ./openapi")
}

func TestFill_SeesChanges(t *testing.T) {
	t.Parallel()
	document, examples := inputs(t)
	fewer := *registry.Load()
	fewer.Datasets = fewer.Datasets[1:]
	filled, err := fill(document, examples, &fewer)
	require.NoError(t, err)
	assert.NotContains(t, string(filled), "operationId: producers.list")
}

func TestFill_NeedsMarkersAndJSON(t *testing.T) {
	t.Parallel()
	_, examples := inputs(t)
	_, err := fill([]byte("openapi: 3.1.0\n"), examples, registry.Load())
	require.ErrorContains(t, err, "no markers for generated paths")
	document, _ := inputs(t)
	_, err = fill(document, []byte("{"), registry.Load())
	assert.ErrorContains(t, err, "read examples")
}

func TestReplace_KeepsWhatIsAround(t *testing.T) {
	t.Parallel()
	document := "a:\n  # begin generated x\n  old\n  # end generated x\nb: 1\n"
	out, err := replace([]byte(document), "x", "new: 1\n  deep: $1\n")
	require.NoError(t, err)
	assert.Equal(t, "a:\n  # begin generated x\n  new: 1\n    deep: $1\n  # end generated x\nb: 1\n",
		string(out))
}
