package httpapi

import (
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// Operator is a way in which a query compares a column.
type Operator struct {
	Suffix string // what follows the column's name in the parameter; empty for equality
	Op     search.Op
}

var operators = map[search.Op]string{
	search.Eq: "", search.Not: "__not", search.In: "__in", search.Gt: "__gt",
	search.Gte: "__gte", search.Lt: "__lt", search.Lte: "__lte",
	search.Contains: "__contains", search.StartsWith: "__startswith", search.IsNull: "__isnull",
}

// Operators returns the operators of a column, by its traits: a filter compares for equality, and
// text also by what it contains; a range compares in order; both may be asked whether there is a
// value. In takes ids, numbers and what is counted by value, because other text may hold a comma.
func Operators(c *dataset.Column) []Operator {
	var ops []search.Op
	if c.Filter || c.Range {
		ops = append(ops, search.Eq)
	}
	if c.Filter {
		ops = append(ops, search.Not)
	}
	number := c.Kind == dataset.Int || c.Kind == dataset.Decimal
	coded := c.Key || c.Kind == dataset.Code || c.Kind == dataset.Ref || number ||
		c.Facet && c.Kind == dataset.Text
	if (c.Filter || c.Range) && coded {
		ops = append(ops, search.In)
	}
	if c.Range {
		ops = append(ops, search.Gt, search.Gte, search.Lt, search.Lte)
	}
	if c.Filter && c.Kind == dataset.Text && !c.Key {
		ops = append(ops, search.Contains, search.StartsWith)
	}
	if c.Filter || c.Range {
		ops = append(ops, search.IsNull)
	}
	list := make([]Operator, len(ops))
	for i, op := range ops {
		list[i] = Operator{operators[op], op}
	}
	return list
}

// Name returns the operator as the dictionary lists it: eq, not, in …
func (o Operator) Name() string {
	if o.Suffix == "" {
		return "eq"
	}
	return strings.TrimPrefix(o.Suffix, "__")
}
