package store

import (
	"encoding/binary"
	"math"
	"strings"
)

// Tuple is a sort key made of parts, whose byte order is the order of the parts, first
// part first. Tuples that are compared with each other have the same types of parts in
// the same places; a tuple comes before those that continue it.
//
//	text    its bytes with 00 written as 00 ff, then 00 01
//	uint64  eight bytes, big end first
//	int64   the same with the sign bit flipped
//
// A tuple begins empty and grows by its methods, which leave the shorter one as it is:
//
//	store.Tuple("").Text("L01").Int(day)
type Tuple string

const textEnd = "\x00\x01"

// Text returns t with a string at its end.
func (t Tuple) Text(s string) Tuple {
	return t + Tuple(strings.ReplaceAll(s, "\x00", "\x00\xff")+textEnd)
}

// Uint returns t with an unsigned number at its end.
func (t Tuple) Uint(n uint64) Tuple {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], n)
	return t + Tuple(b[:])
}

// Int returns t with a signed number at its end.
func (t Tuple) Int(n int64) Tuple {
	return t.Uint(uint64(n) ^ (math.MaxInt64 + 1))
}
