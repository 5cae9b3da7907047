// Package openapi holds the contract of the public API: openapi.yaml, which is written and
// reviewed as a document, and openapi.json, the same in the other form.
//
// Between the marker comments of openapi.yaml stand the addresses, parameters and schemas of the
// datasets, which go generate writes from the definitions (package gen). Tests hold the document
// and the program together; nothing reads it at run time but those who ask for it. Released
// versions are kept in testdata.
package openapi

import _ "embed"

//go:generate go run ./gen
//go:generate go test -run ^TestJSON$ . -update

//go:embed openapi.yaml
var yaml []byte

//go:embed openapi.json
var json []byte

// YAML returns the document as it is written. The bytes must not be changed.
func YAML() []byte { return yaml }

// JSON returns the document as JSON. The bytes must not be changed.
func JSON() []byte { return json }
