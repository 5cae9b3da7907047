package search

import (
	"encoding/binary"
	"math"
	"slices"
)

// A row's key in an order is its band, its rank and its number:
//
//	63 62 | 61 … 32 | 31 … 0
//	band  | rank    | row
//
// A Position is the key of the last row of a page, plus 1.
const (
	bandShift = 62
	rankShift = 32
)

// order makes keys.
type order struct {
	by    *column // nil: all equal
	desc  bool
	flip  uint32 // turns the numbers of rows around where ids descend
	bands bool
}

func (t *Table) order(q Query) order {
	switch q.Sort {
	case ByID:
		if q.Desc {
			return order{flip: math.MaxUint32}
		}
		return order{}
	case ByRelevance:
		o := order{bands: true}
		if name := t.def.NameColumn(); name >= 0 {
			o.by = t.columns[name]
		}
		return o
	default:
		return order{by: t.columns[q.Sort], desc: q.Desc}
	}
}

// key returns the key of a candidate with a rank.
func (o order) key(c candidate, rank uint32) uint64 {
	key := uint64(c.row ^ o.flip)
	if o.bands {
		key |= uint64(c.band) << bandShift
	}
	if o.desc && rank != nullRank {
		rank = nullRank - 1 - rank // nulls stay last
	}
	return key | uint64(rank)<<rankShift
}

// rankAll sets the ranks of candidates.
func (c *column) rankAll(found []candidate, ranks []uint32) {
	switch c.order {
	case byRow:
		for i, f := range found {
			ranks[i] = f.row
		}
		return
	case perRow:
		c.ranks.gather(found, ranks)
	case byCode, perWord:
		c.codes.gather(found, ranks)
	default:
		clear(ranks)
		return
	}
	for i, rank := range ranks {
		switch {
		case c.form == flagged:
			continue // the code 0 is a value there
		case c.order == perWord && rank > 0:
			if rank = min(rank, uint32(c.texts.n)); rank > 0 {
				rank = c.ranks.at(int(rank) - 1)
			}
		}
		ranks[i] = min(rank-1, nullRank) // 0 turns around to the greatest
	}
}

// gather reads the numbers of candidates.
func (c *codes) gather(found []candidate, list []uint32) {
	switch c.width {
	case 8:
		for i, f := range found {
			list[i] = c.least + uint32(c.data[f.row])
		}
	case 16:
		for i, f := range found {
			list[i] = c.least + uint32(binary.LittleEndian.Uint16(c.data[2*f.row:]))
		}
	default:
		for i, f := range found {
			list[i] = c.at(int(f.row))
		}
	}
}

// order sets the keys of the candidates that failed no filter.
func (s *scratch) order(o order) {
	s.ranks = resize(s.ranks, len(s.found))
	if o.by != nil {
		o.by.rankAll(s.found, s.ranks)
	} else {
		clear(s.ranks)
	}
	s.keys = s.keys[:0]
	for i, c := range s.found {
		if c.failed == 0 {
			s.keys = append(s.keys, o.key(c, s.ranks[i]))
		}
	}
}

// page sets the rows of a page from the keys of all rows that match, which it reorders.
func (r *Result) page(q Query, keys []uint64) {
	r.Next = q.After
	if q.After > 0 {
		keys = slices.DeleteFunc(keys, func(key uint64) bool { return key < uint64(q.After) })
	}
	r.More = q.Limit >= 0 && len(keys) > q.Limit
	if r.More {
		keys = least(keys, q.Limit)
	}
	slices.Sort(keys)
	flip := uint32(0)
	if q.Sort == ByID && q.Desc {
		flip = math.MaxUint32
	}
	r.Rows = make([]int, len(keys))
	for i, key := range keys {
		r.Rows[i] = int(uint32(key) ^ flip)
		r.Next = Position(key + 1)
	}
}

// least returns the n least keys, in any order, with a heap whose root is the greatest of them.
func least(keys []uint64, n int) []uint64 {
	heap := keys[:n]
	if n == 0 {
		return heap
	}
	for i := n/2 - 1; i >= 0; i-- {
		sink(heap, i)
	}
	for _, key := range keys[n:] {
		if key < heap[0] {
			heap[0] = key
			sink(heap, 0)
		}
	}
	return heap
}

// sink restores the heap below i.
func sink(heap []uint64, i int) {
	for {
		child := 2*i + 1
		if child >= len(heap) {
			return
		}
		if child+1 < len(heap) && heap[child+1] > heap[child] {
			child++
		}
		if heap[i] >= heap[child] {
			return
		}
		heap[i], heap[child] = heap[child], heap[i]
		i = child
	}
}
