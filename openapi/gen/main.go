// Command gen writes the generated parts of openapi.yaml: the addresses, parameters and schemas of
// every dataset, from the definitions, and the examples, from examples.json. It runs in the folder
// of the document, by go generate, and changes only what stands between the marker comments.
package main

import (
	"fmt"
	"os"

	"github.com/mingtian-portal/mingtian/internal/registry"
)

const (
	documentFile = "openapi.yaml"
	examplesFile = "examples.json"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, "openapi/gen:", err)
		os.Exit(1)
	}
}

func generate() error {
	document, err := os.ReadFile(documentFile)
	if err != nil {
		return err
	}
	examples, err := os.ReadFile(examplesFile)
	if err != nil {
		return err
	}
	out, err := fill(document, examples, registry.Load())
	if err != nil {
		return err
	}
	return os.WriteFile(documentFile, out, 0o644)
}
