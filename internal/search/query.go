package search

import "github.com/mingtian-portal/mingtian/internal/dataset"

// Op compares a column with the values of a filter.
type Op uint8

// The operators. A null matches none but IsNull. For a list, Eq means that it contains the
// value, Not that it does not, In that it contains one of them.
const (
	Eq Op = iota
	Not
	In
	Gt
	Gte
	Lt
	Lte
	Contains   // folded substring
	StartsWith // folded prefix
	IsNull     // Values[0] is the boolean
)

// Filter is one condition on a column. All filters of a query must hold; several on one column
// are one facet's own.
type Filter struct {
	Column int // position in the Def's columns
	Op     Op
	Values []dataset.Value // one, but for In
}

// Query asks a table for rows.
type Query struct {
	Terms   []string // folded, see fold.Terms; all must match
	Filters []Filter
	// Sort is the column to order by, ByRelevance or ByID.
	Sort   int
	Desc   bool
	Facets []int // columns to count the values of
	After  Position
	Limit  int // rows wanted; 0 counts only, negative wants all
}

// Orders that are no column. By relevance is by name when there are no terms.
const (
	ByRelevance = -1
	ByID        = -2
)

// Position is a place in the order of one query on one snapshot: where a page ended. The zero
// Position is before the first row.
type Position uint64

// Result is what a table answers.
type Result struct {
	Total  int   // rows that match, on all pages
	Rows   []int // numbers of this page's rows, in order
	Next   Position
	More   bool // rows follow after Next
	Facets []Facet
}

// Facet is the counts of one column.
type Facet struct {
	Column int
	Counts []Count // most frequent first, then by value; codes that nothing has are left out
}

// Count is one value of a facet. For a boolean it is "true" or "false"; null is not counted.
type Count struct {
	Value string
	N     int
}

// Cell is a value that is laid over one row of an opened index.
type Cell struct {
	Dataset, ID, Column string
	Value               dataset.Value
}

// Meta says which snapshot an index is.
type Meta struct {
	Snapshot string // id
	Revision int
	Date     string // civil date, 2026-11-24
}
