// Package search answers queries over one snapshot from a flat file that is ready to slice.
//
// [Build] lays every dataset out in columns when the snapshot is made; [Open] checks the header
// and slices, doing no work per row, so that a cold function answers at once. A query is a
// linear scan over columns: right for a county's registers, and the oracle for anything faster
// later.
//
// # Columns
//
// All texts lie in one pool, each once, whatever datasets and columns they stand in. A column of
// text whose values repeat, and every one of codes, numbers or lists, is a sorted dictionary and a
// narrow code per row; ids are one stem and a number per row. An overlay ([Index.With]) adds words
// to a dictionary and rewrites the codes of the one column.
//
// # Text
//
// The searched columns of a row, the name first, are folded (see package fold) and written as
// one stream of symbols, a symbol per character, with symbol 0 between texts and rows. The
// characters that are most frequent have symbols of one byte. A term is a substring of a text. A
// term of Latin letters is also full pinyin, from the start of a syllable with the last one
// possibly partial, in any reading of each character; and initials. The readings of each symbol
// are in the file, so that no pinyin table is linked into a reader. Terms are ANDed.
//
// # Order
//
// Each sortable column has a rank per row, or per word of its dictionary; equal values have equal
// ranks, and the row's number, which is the order of ids, decides between them. Nulls sort last in
// both directions. Relevance is: a term at the start of the name, then in the name, then elsewhere
// (of several terms the worst counts), then the name.
//
// # Facets
//
// Each facet counts under the query's terms and under every filter but its own.
package search
