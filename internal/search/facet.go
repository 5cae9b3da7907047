package search

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// count counts the values of a column among the candidates that failed nothing, or nothing but
// the column's own filters, which have the number own.
func (c *column) count(found []candidate, own uint16) []Count {
	switch c.form {
	case coded:
		return c.countCodes(found, own)
	case listed:
		return c.countItems(found, own)
	case flagged:
		return c.countFlags(found, own)
	case counted:
		return c.countNumbers(found, own)
	case plain:
		return c.countTexts(found, own)
	default:
		return nil
	}
}

func (c candidate) counts(own uint16) bool { return c.failed == 0 || c.failed == own }

func (c *column) countCodes(found []candidate, own uint16) []Count {
	often := make([]int, c.texts.len()+1)
	for _, f := range found {
		if f.counts(own) {
			if code := int(c.codes.at(int(f.row))); code < len(often) {
				often[code]++
			}
		}
	}
	return c.named(often)
}

// countItems counts each item of a list once, though it may stand there twice.
func (c *column) countItems(found []candidate, own uint16) []Count {
	often := make([]int, c.texts.len()+1)
	last := make([]uint32, len(often)) // the row, plus 1, in which a code was counted last
	for _, f := range found {
		if !f.counts(own) {
			continue
		}
		from, to := c.items(int(f.row))
		for i := from; i < to; i++ {
			code := int(c.codes.at(i))
			if code < len(often) && last[code] != f.row+1 {
				last[code] = f.row + 1
				often[code]++
			}
		}
	}
	return c.named(often)
}

// named turns counts by code into counts by value. The dictionary is in the order of values.
func (c *column) named(often []int) []Count {
	var counts []Count
	for code := 1; code < len(often); code++ {
		if often[code] > 0 {
			word := string(c.word(uint32(code)))
			counts = append(counts, Count{Value: word, N: often[code]})
		}
	}
	mostFirst(counts)
	return counts
}

func (c *column) countFlags(found []candidate, own uint16) []Count {
	var often [2]int
	for _, f := range found {
		if f.counts(own) {
			often[c.codes.at(int(f.row))&1]++
		}
	}
	var counts []Count
	for i, n := range often {
		if n > 0 {
			counts = append(counts, Count{Value: strconv.FormatBool(i == 1), N: n})
		}
	}
	mostFirst(counts)
	return counts
}

// countNumbers counts numbers, which sort as numbers.
func (c *column) countNumbers(found []candidate, own uint16) []Count {
	often := map[int64]int{}
	for _, f := range found {
		if f.counts(own) {
			if n, ok := c.counts.at(int(f.row)); ok {
				often[n]++
			}
		}
	}
	var counts []Count
	for _, n := range slices.Sorted(maps.Keys(often)) {
		v := dataset.Value{N: n, Set: true}
		counts = append(counts, Count{Value: c.def.Format(v), N: often[n]})
	}
	mostFirst(counts)
	return counts
}

// countTexts counts texts that have no dictionary: the column was no facet when the file was
// made.
func (c *column) countTexts(found []candidate, own uint16) []Count {
	often := map[string]int{}
	for _, f := range found {
		if s := c.texts.at(int(f.row)); len(s) > 0 && f.counts(own) {
			often[string(s)]++
		}
	}
	var counts []Count
	for _, s := range slices.Sorted(maps.Keys(often)) {
		counts = append(counts, Count{Value: s, N: often[s]})
	}
	mostFirst(counts)
	return counts
}

// mostFirst sorts counts that are in the order of their values.
func mostFirst(counts []Count) {
	slices.SortStableFunc(counts, func(a, b Count) int { return cmp.Compare(b.N, a.N) })
}
