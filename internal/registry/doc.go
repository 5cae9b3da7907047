// Package registry holds Mohe's registers: one struct per dataset, the codelists, the facts
// that are derived from rows on a date, and the words for all of it.
//
// A struct here is the single definition of its dataset (see package dataset): what a bureau's
// workbook may hold, what the log keeps, what the API filters and what the pages say. The words
// are in dictionary/zh.json and dictionary/en.json, of which go generate makes dictionary.go, so
// that a start decodes nothing. A new dataset is a struct, an entry in [Load], its words, its
// derived facts if it has any, its demo rows and its page.
//
// [Derive] fills the derived fields of a whole [Set] for one civil date. It is a pure function:
// the same rows and the same date give the same values, which is what makes a snapshot
// reproducible. Nothing in this package reads a clock, a file or the network.
package registry
