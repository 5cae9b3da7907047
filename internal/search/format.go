package search

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"slices"
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
//
// What repeats is written once. The texts of all columns of all datasets lie in one pool; a
// column of few different values is a dictionary and numbers that are as narrow as it allows,
// none at all where all rows are equal.
const (
	magic      = "mtsearch"
	format     = 2
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

// pool collects texts, each once and with its length before it. The place of the empty text is 0.
type pool struct {
	data   []byte
	places map[string]uint32
}

func newPool() *pool { return &pool{data: []byte{0}, places: map[string]uint32{"": 0}} }

func (p *pool) place(s string) uint32 {
	at, ok := p.places[s]
	if !ok {
		at = uint32(len(p.data))
		p.places[s] = at
		p.data = append(binary.AppendUvarint(p.data, uint64(len(s))), s...)
	}
	return at
}

// texts puts texts into the pool.
func (p *pool) texts(items []string) texts {
	places := make([]uint32, len(items))
	for i, s := range items {
		places[i] = p.place(s)
	}
	return texts{n: len(items), places: newCodes(places), pool: p.data}
}

// texts is an array of strings.
type texts struct {
	n      int
	places codes // in the pool
	pool   []byte
}

func (t texts) at(i int) []byte {
	at := int(t.places.at(i))
	if at >= len(t.pool) {
		return nil
	}
	if n := int(t.pool[at]); n < 0x80 { // most texts
		return t.pool[at+1 : min(at+1+n, len(t.pool))]
	}
	n, size := binary.Uvarint(t.pool[at:])
	if size <= 0 || n > uint64(len(t.pool)-at-size) {
		return nil
	}
	return t.pool[at+size : at+size+int(n)]
}

// codes is an array of numbers in as few bytes as the greatest difference of two takes.
type codes struct {
	width int    // 0, 8, 16, 24 or 32 bits
	least uint32 // what is added to each
	data  []byte
}

func newCodes(list []uint32) codes {
	if len(list) == 0 {
		return codes{}
	}
	return newCodesFrom(slices.Min(list), list)
}

func newCodesFrom(least uint32, list []uint32) codes {
	c := emptyCodes(slices.Max(list)-least, len(list))
	c.least = least
	for i, n := range list {
		c.set(i, n-least)
	}
	return c
}

// emptyCodes returns n zeros that can be set to numbers up to greatest.
func emptyCodes(greatest uint32, n int) codes {
	c := codes{width: (bits.Len32(greatest) + 7) / 8 * 8}
	c.data = make([]byte, codesSize(c.width, n))
	return c
}

// set sets a number, less the least.
func (c *codes) set(i int, n uint32) {
	size := c.width / 8
	for at := i * size; at < (i+1)*size; at++ {
		c.data[at] = byte(n)
		n >>= 8
	}
}

// codesSize returns how many bytes n numbers take.
func codesSize(width, n int) int { return n * width / 8 }

func (c *codes) at(i int) uint32 {
	if c.width != 8 { // most have it, and this is inlined
		return c.other(i)
	}
	return c.least + uint32(c.data[i])
}

func (c *codes) other(i int) uint32 {
	switch c.width {
	case 16:
		return c.least + uint32(binary.LittleEndian.Uint16(c.data[2*i:]))
	case 24:
		b := c.data[3*i : 3*i+3]
		return c.least + (uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16)
	case 32:
		return c.least + binary.LittleEndian.Uint32(c.data[4*i:])
	default:
		return c.least
	}
}

// span returns the i-th interval of an array of starts, cut to limit.
func (c *codes) span(i, limit int) (from, to int) {
	to = min(int(c.at(i+1)), limit)
	return min(int(c.at(i)), to), to
}

// numbers is an array of numbers, of four or eight bytes each.
type numbers struct {
	width int
	data  []byte
}

func newNumbers(list []int64) numbers {
	n := numbers{width: 4}
	for _, v := range list {
		if v < math.MinInt32 || v > math.MaxInt32 {
			n.width = 8
		}
	}
	for _, v := range list {
		if n.width == 4 {
			n.data = binary.LittleEndian.AppendUint32(n.data, uint32(v))
		} else {
			n.data = binary.LittleEndian.AppendUint64(n.data, uint64(v))
		}
	}
	return n
}

func (n numbers) len() int { return len(n.data) / max(n.width, 1) }

func (n numbers) at(i int) int64 {
	if n.width == 4 {
		return int64(int32(binary.LittleEndian.Uint32(n.data[4*i:])))
	}
	return int64(binary.LittleEndian.Uint64(n.data[8*i:]))
}
