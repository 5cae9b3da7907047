package main

import (
	"bytes"
	"encoding/json"
)

// words is a dictionary file: one language's texts for everything.
type words struct {
	Datasets  map[string]datasetWords `json:"datasets"`
	Units     map[string]string       `json:"units"`
	Codelists map[string][]codeWords  `json:"codelists"`
}

type datasetWords struct {
	Title  string                `json:"title"`
	About  string                `json:"about"`
	Each   string                `json:"each"`
	Fields map[string]fieldWords `json:"fields"`
}

type fieldWords struct {
	Title   string   `json:"title"`
	Meaning string   `json:"meaning"`
	Empty   string   `json:"empty"`
	Aliases []string `json:"aliases"`
}

type codeWords struct {
	Code    string   `json:"code"`
	Label   string   `json:"label"`
	Meaning string   `json:"meaning"`
	Aliases []string `json:"aliases"`
}

// parse reads a dictionary file. A member that it does not know is a mistake: a text under a
// misspelt one would be missed by nobody.
func parse(data []byte) (*words, error) {
	w := &words{}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return w, d.Decode(w)
}
