package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// event is one line of go test -json: see "go doc test2json" and "go help buildjson".
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64 // seconds
}

// outcome is what is known so far of a test or of a package.
type outcome struct {
	output  strings.Builder // kept until the verdict
	parts   int             // subtests, or tests of the package, that ended
	failing int             // those of them that failed
}

// count adds up a run. What began and has not ended is open, under its package's name and, for
// a test, a space and the test's name.
type count struct {
	out                     io.Writer
	open                    map[string]*outcome
	passed, failed, skipped int
}

// read takes in a whole run.
func (c *count) read(r io.Reader) error {
	c.open = map[string]*outcome{}
	for events := json.NewDecoder(r); ; {
		var e event
		err := events.Decode(&e)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case e.Action == "build-output":
			fmt.Fprint(c.out, e.Output)
		case e.Package != "":
			c.take(e)
		}
	}
}

// take takes in an event of a test or of a package.
func (c *count) take(e event) {
	key := strings.TrimSpace(e.Package + " " + e.Test)
	if c.open[key] == nil {
		c.open[key] = &outcome{}
	}
	o := c.open[key]
	switch e.Action {
	case "output":
		if !strings.HasPrefix(e.Output, "=== ") {
			o.output.WriteString(e.Output)
		}
	case "pass", "skip", "fail":
		delete(c.open, key)
		if e.Test == "" {
			c.endPackage(e, o)
		} else {
			c.endTest(e, o)
		}
	}
}

func (c *count) endTest(e event, o *outcome) {
	parent := c.parent(e)
	parent.parts++
	switch {
	case e.Action == "fail":
		fmt.Fprint(c.out, o.output.String())
		parent.failing++
		if o.failing == 0 {
			c.failed++
		}
	case o.parts > 0:
	case e.Action == "skip":
		c.skipped++
	default:
		c.passed++
	}
}

// parent returns the test around a subtest, whose own name may hold slashes, or the package.
func (c *count) parent(e event) *outcome {
	name := e.Test
	for i := strings.LastIndexByte(name, '/'); i > 0; i = strings.LastIndexByte(name, '/') {
		name = name[:i]
		if o := c.open[e.Package+" "+name]; o != nil {
			return o
		}
	}
	return c.open[e.Package]
}

func (c *count) endPackage(e event, o *outcome) {
	switch e.Action {
	case "pass":
		fmt.Fprintf(c.out, "ok    %s  %.1fs\n", e.Package, e.Elapsed)
	case "fail":
		c.fail(e.Package, o, fmt.Sprintf("%.1fs", e.Elapsed))
	}
}

// fail reports a package that failed, with what its unfinished tests said. It is a failure of
// its own when none of its tests is one.
func (c *count) fail(name string, o *outcome, how string) {
	for _, key := range slices.Sorted(maps.Keys(c.open)) {
		if strings.HasPrefix(key, name+" ") {
			fmt.Fprint(c.out, c.open[key].output.String())
			delete(c.open, key)
		}
	}
	if o.failing == 0 {
		fmt.Fprint(c.out, o.output.String())
		c.failed++
	}
	fmt.Fprintf(c.out, "FAIL  %s  %s\n", name, how)
}

// close prints the verdict and reports whether the run is a success.
func (c *count) close() bool {
	for _, key := range slices.Sorted(maps.Keys(c.open)) {
		if o := c.open[key]; o != nil && !strings.Contains(key, " ") {
			c.fail(key, &outcome{}, "did not end")
		}
	}
	if c.passed+c.failed == 0 {
		fmt.Fprintln(c.out, "no test ran")
	}
	if c.skipped > 0 {
		fmt.Fprintf(c.out, "%d skipped\n", c.skipped)
	}
	fmt.Fprintf(c.out, "%d passed, %d failed\n", c.passed, c.failed)
	return c.failed == 0 && c.passed > 0
}
