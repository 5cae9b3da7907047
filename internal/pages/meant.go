package pages

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

const (
	leastMeant = 2 // characters: one alone is in too many words
	maxMeant   = 4
)

// meant are the parts of the registers whose own words have in them what was typed: whoever types
// 有机 or 兴安镇 wants the producers that hold an organic certificate, or are in that town, and not
// only those that are called so. They are whole parts: without the words typed.
func (e *edition) meant(r *request) []choice {
	typed := strings.Join(r.terms, " ")
	if utf8.RuneCountInString(typed) < leastMeant || len(r.filters) > 0 || r.page > 1 {
		return nil
	}
	var list []choice
	for _, s := range scopes {
		def := e.Schema.Def(s.dataset)
		part := request{scope: s}
		q := part.query(def)
		for _, name := range slices.Concat(s.facets, s.flags) {
			if at := def.Index(name); worded(&def.Columns[at]) {
				q.Facets = append(q.Facets, at)
			}
		}
		for _, f := range e.table(s.dataset).Search(q).Facets {
			for _, o := range e.options(&part, &def.Columns[f.Column], f.Counts) {
				if len(list) < maxMeant && strings.Contains(fold.Fold(o.Text), typed) {
					o.Label = e.t("search.in_" + s.dataset)
					list = append(list, o)
				}
			}
		}
	}
	return list
}

// worded reports whether a column's values have names of the register's own.
func worded(c *dataset.Column) bool {
	return c.Kind != dataset.Text || c.Name == "tier"
}
