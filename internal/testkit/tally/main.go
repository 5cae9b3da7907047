// Command tally reads what go test -json writes and tells a person how it went: a line per
// package while the suite runs, the whole output of whatever failed, and as the last line
// "N passed, N failed". A test with subtests counts as its subtests, or as one failure when it
// fails outside them. A package that does not build, panics, or never ends is one failure even
// if none of its tests had a chance to say so. The exit status is 1 if anything failed or if
// nothing ran at all.
package main

import (
	"fmt"
	"os"
)

func main() {
	c := &count{out: os.Stdout}
	if err := c.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
		c.failed++
	}
	if !c.close() {
		os.Exit(1)
	}
}
