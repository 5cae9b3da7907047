package pagetest

import "regexp"

var hash = regexp.MustCompile(`(/assets/[a-z]+)-[0-9a-f]{8}(\.[a-z]+")`)

// Unhashed returns a page with the names of its assets without their hashes, so that what is
// compared with it does not change with every style.
func Unhashed(page string) string { return hash.ReplaceAllString(page, "$1$2") }
