package search

import (
	"encoding/binary"
	"errors"
	"math"
)

// The file is
//
//	magic "mtsearch"   8 bytes
//	format             uint32
//	directory length   uint32
//	file length        uint64
//	directory          lengths and strings, see writer
//	blocks             arrays, each at a multiple of eight from the directory's padded end
//
// All numbers are little-endian, and read where they lie: data may start at any address. The
// directory names the snapshot, the alphabet, and per dataset the columns with their kinds; it
// refers to blocks by place and length. [Open] checks every length, so that no array is
// shorter than its use; the numbers inside the arrays are clamped where they are read.
const (
	magic      = "mtsearch"
	format     = 1
	headerSize = 24
	blockAlign = 8
)

// ErrFormat is what [Open] answers when data is no index, or one of a format that this build
// does not read.
var ErrFormat = errors.New("not a search index of a known format")

// errDamaged is what is wrong with a file whose directory contradicts itself.
var errDamaged = errors.New("search index is damaged")

// uints is an array of uint32.
type uints []byte

func (u uints) len() int { return len(u) / 4 }

func (u uints) at(i int) uint32 { return binary.LittleEndian.Uint32(u[4*i:]) }

func (u uints) add(n int) uints { return binary.LittleEndian.AppendUint32(u, uint32(n)) }

// span returns the i-th interval of an array of starts, cut to limit.
func (u uints) span(i, limit int) (from, to int) {
	to = min(int(u.at(i+1)), limit)
	return min(int(u.at(i)), to), to
}

// texts is an array of strings.
type texts struct {
	starts uints // one more than there are strings
	data   []byte
}

func newTexts(items []string) texts {
	t := texts{starts: make(uints, 0, 4*len(items)+4).add(0)}
	for _, s := range items {
		t.data = append(t.data, s...)
		t.starts = t.starts.add(len(t.data))
	}
	return t
}

func (t texts) len() int { return max(t.starts.len()-1, 0) }

func (t texts) at(i int) []byte {
	from, to := t.starts.span(i, len(t.data))
	return t.data[from:to]
}

// codes is an array of small numbers, of one, two or four bytes each.
type codes struct {
	width int
	data  []byte
}

func newCodes(most, n int) codes {
	width := 4
	switch {
	case most <= math.MaxUint8:
		width = 1
	case most <= math.MaxUint16:
		width = 2
	}
	return codes{width: width, data: make([]byte, 0, n*width)}
}

func (c codes) len() int { return len(c.data) / max(c.width, 1) }

func (c codes) at(i int) uint32 {
	switch c.width {
	case 1:
		return uint32(c.data[i])
	case 2:
		return uint32(binary.LittleEndian.Uint16(c.data[2*i:]))
	default:
		return binary.LittleEndian.Uint32(c.data[4*i:])
	}
}

func (c *codes) add(n uint32) {
	switch c.width {
	case 1:
		c.data = append(c.data, byte(n))
	case 2:
		c.data = binary.LittleEndian.AppendUint16(c.data, uint16(n))
	default:
		c.data = binary.LittleEndian.AppendUint32(c.data, n)
	}
}

// numbers is an array of numbers and nulls, of four or eight bytes each. The least number of
// the width stands for null.
type numbers struct {
	width int
	data  []byte
}

func (n numbers) len() int { return len(n.data) / max(n.width, 1) }

func (n numbers) at(i int) (int64, bool) {
	if n.width == 4 {
		v := int32(binary.LittleEndian.Uint32(n.data[4*i:]))
		return int64(v), v != math.MinInt32
	}
	v := int64(binary.LittleEndian.Uint64(n.data[8*i:]))
	return v, v != math.MinInt64
}

func (n *numbers) add(v int64, ok bool) {
	switch {
	case n.width == 4 && !ok:
		n.data = binary.LittleEndian.AppendUint32(n.data, 1<<31)
	case n.width == 4:
		n.data = binary.LittleEndian.AppendUint32(n.data, uint32(v))
	case !ok:
		n.data = binary.LittleEndian.AppendUint64(n.data, 1<<63)
	default:
		n.data = binary.LittleEndian.AppendUint64(n.data, uint64(v))
	}
}
