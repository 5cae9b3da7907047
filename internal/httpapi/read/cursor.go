package read

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// A cursor says where a page of one query on one snapshot ended:
//
//	version   1 byte
//	snapshot  its id after a byte with its length
//	query     8 bytes: hash of the dataset and of what decides rows and order
//	position  8 bytes, see search.Position
//	checksum  8 bytes: hash of all before it
//
// in base64 for addresses. The checksum tells a cursor that was cut off in an e-mail from one that
// is whole; a cursor gives access to nothing that the query does not.
const (
	cursorVersion = 1
	cursorHash    = 8
	cursorFixed   = 2 + 3*cursorHash // what it has besides the id
)

type cursor struct {
	snapshot string
	after    search.Position
}

// binding is what a cursor is bound to: the dataset and every parameter that decides which rows
// there are and in which order. The size of a page, its columns and its facets may change.
func (d *resource) binding(q *query) []byte {
	text := clone(q.canonical, paramLimit, paramCursor, paramFields, paramFacet).Encode()
	return hash8([]byte(d.def.Name + "?" + text))
}

func hash8(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:cursorHash]
}

func (c cursor) encode(binding []byte) string {
	b := append([]byte{cursorVersion, byte(len(c.snapshot))}, c.snapshot...)
	b = append(b, binding...)
	b = binary.BigEndian.AppendUint64(b, uint64(c.after))
	return base64.RawURLEncoding.EncodeToString(append(b, hash8(b)...))
}

// decodeCursor reads a cursor that must be bound to binding.
func decodeCursor(text string, binding []byte) (cursor, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) < cursorFixed || len(b) != cursorFixed+int(b[1]) ||
		b[0] != cursorVersion {
		return cursor{}, httpapi.BadCursor.Fault("The cursor is not one of ours, or was cut off.",
			"游标不是本接口给出的，或不完整。")
	}
	body, sum := b[:len(b)-cursorHash], b[len(b)-cursorHash:]
	if string(hash8(body)) != string(sum) {
		return cursor{}, httpapi.BadCursor.Fault("The cursor was changed on its way.",
			"游标在传递中被改动。")
	}
	rest := body[2+int(b[1]):]
	if string(rest[:cursorHash]) != string(binding) {
		return cursor{}, httpapi.BadCursor.Fault(
			"The cursor belongs to another query: filters and order must stay as they were.",
			"游标属于另一次查询：翻页时筛选条件和排序不可改变。")
	}
	return cursor{
		snapshot: string(body[2 : 2+int(b[1])]),
		after:    search.Position(binary.BigEndian.Uint64(rest[cursorHash:])),
	}, nil
}
