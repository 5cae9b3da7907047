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
	case coded, counted:
		return c.countCodes(found, own)
	case listed:
		return c.countItems(found, own)
	case flagged:
		return c.countFlags(found, own)
	case plain, serial:
		return c.countTexts(found, own)
	default:
		return nil
	}
}

func (c candidate) counts(own uint16) bool { return c.failed == 0 || c.failed == own }

func (c *column) countCodes(found []candidate, own uint16) []Count {
	often := make([]int, c.words())
	c.codes.tally(often, found, own)
	return c.named(often)
}

// tally counts the codes of the candidates. One that has no place in often is left out.
func (c *codes) tally(often []int, found []candidate, own uint16) {
	if c.width > 8 || len(found) < 1<<8 {
		for _, f := range found {
			if code := int(c.at(int(f.row))); f.counts(own) && code < len(often) {
				often[code]++
			}
		}
		return
	}
	var bytes [1 << 8]int
	for _, f := range found {
		switch {
		case !f.counts(own):
		case c.width == 0:
			bytes[0]++
		default:
			bytes[c.data[f.row]]++
		}
	}
	for b, n := range bytes {
		if code := int(c.least) + b; code < len(often) {
			often[code] += n
		}
	}
}

// countItems counts each item of a list once, though it may stand there twice.
func (c *column) countItems(found []candidate, own uint16) []Count {
	often := make([]int, c.words())
	last := make([]uint32, len(often)) // the row, plus 1, in which a code was counted last
	to, next := 0, uint32(0)           // where the row before ends, and the row after it
	for _, f := range found {
		if !f.counts(own) {
			continue
		}
		from := to
		if f.row != next || f.row == 0 {
			from = int(c.starts.at(int(f.row)))
		}
		to, next = min(int(c.starts.at(int(f.row)+1)), c.items), f.row+1
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
			counts = append(counts, Count{Value: c.label(uint32(code)), N: often[code]})
		}
	}
	mostFirst(counts)
	return counts
}

// label returns the text of a code.
func (c *column) label(code uint32) string {
	if c.form != counted {
		return string(c.word(code))
	}
	n, ok := c.number(code)
	return c.def.Format(dataset.Value{N: n, Set: ok})
}

func (c *column) countFlags(found []candidate, own uint16) []Count {
	var often [2]int
	c.codes.tally(often[:], found, own)
	var counts []Count
	for i, n := range often {
		if n > 0 {
			counts = append(counts, Count{Value: strconv.FormatBool(i == 1), N: n})
		}
	}
	mostFirst(counts)
	return counts
}

// countTexts counts texts that have no dictionary: the column is no facet, or was none when the
// file was made.
func (c *column) countTexts(found []candidate, own uint16) []Count {
	often := map[string]int{}
	var s []byte
	for _, f := range found {
		if s = c.appendText(s[:0], int(f.row)); len(s) > 0 && f.counts(own) {
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
