package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// example is one row of examples.json: a request, and the answer that a test compares.
type example struct {
	Request string          `json:"request"` // GET /v1/…
	Body    string          `json:"body,omitempty"`
	Partial bool            `json:"partial,omitempty"` // the value is only the beginning
	Value   json.RawMessage `json:"value"`
}

// examplesOf writes the examples by name. JSON is YAML as it stands.
func examplesOf(data []byte) (string, error) {
	var list map[string]example
	if err := json.Unmarshal(data, &list); err != nil {
		return "", fmt.Errorf("read examples: %w", err)
	}
	w := &writer{}
	for _, name := range slices.Sorted(maps.Keys(list)) {
		e := list[name]
		var value bytes.Buffer
		if err := json.Indent(&value, e.Value, "  ", "  "); err != nil {
			return "", fmt.Errorf("example %s: %w", name, err)
		}
		w.line("%s:", name)
		w.line("  summary: %s", quote(e.Request))
		if e.Body != "" {
			w.line("  description: %s", quote(e.Body))
		}
		w.line("  value: %s", value.String())
	}
	return w.String(), nil
}
