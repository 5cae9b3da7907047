// Package openapi holds the contract of the public API: openapi.yaml, which is written and
// reviewed as a document, and the same as JSON.
//
// Between the marker comments of openapi.yaml stand the addresses, parameters and schemas of the
// datasets, which go generate writes from the definitions (package gen). It then packs the document
// in both forms into openapi.yaml.gz and openapi.json.gz: unpacked they are a megabyte of every
// program that has the API. Tests hold the document and the program together; nothing reads it at
// run time but those who ask for it. Released versions are kept in testdata.
package openapi

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"sync"
)

//go:generate go run ./gen
//go:generate go test -run ^TestPacked$ . -update

//go:embed openapi.yaml.gz
var packedYAML []byte

//go:embed openapi.json.gz
var packedJSON []byte

var (
	yaml = sync.OnceValue(func() []byte { return unpack(packedYAML) })
	json = sync.OnceValue(func() []byte { return unpack(packedJSON) })
)

// YAML returns the document as it is written. The bytes must not be changed.
func YAML() []byte { return yaml() }

// JSON returns the document as JSON. The bytes must not be changed.
func JSON() []byte { return json() }

// unpack unpacks a document that is part of the program, and panics if it is damaged.
func unpack(packed []byte) []byte {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(fmt.Sprintf("openapi: unpack the document: %v", err))
	}
	document, err := io.ReadAll(r)
	if err != nil {
		panic(fmt.Sprintf("openapi: unpack the document: %v", err))
	}
	return document
}
