// Command gen writes the words of package registry, dictionary.go, from the two languages' files
// in its folder dictionary. It runs in the folder of the package, by go generate.
//
// The files are for people; what a program needs of them when it starts is their content without
// reading, so they become values that the compiler lays out. Decoding them took as long as
// everything else that a reader waits for when a function starts.
package main

import (
	"fmt"
	"os"
)

const (
	folder = "dictionary"
	output = "dictionary.go"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, "registry/gen:", err)
		os.Exit(1)
	}
}

func generate() error {
	zh, en, err := readBoth(folder)
	if err != nil {
		return err
	}
	source, err := render(zh, en)
	if err != nil {
		return err
	}
	return os.WriteFile(output, source, 0o644)
}
