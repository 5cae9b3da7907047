// Command gen writes the table of package fold from OpenCC's list of traditional
// characters. OpenCC publishes TSCharacters.txt with each release:
//
//	go run ./internal/search/fold/gen -version 1.4.2 TSCharacters.txt
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	version := flag.String("version", "", "OpenCC release the file is from (required)")
	out := flag.String("o", "internal/search/fold/table.go", "file to write")
	flag.Parse()
	if flag.NArg() != 1 || *version == "" {
		flag.Usage()
		os.Exit(2)
	}
	if err := generate(flag.Arg(0), *version, *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}
