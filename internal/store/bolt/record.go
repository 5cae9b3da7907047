package bolt

import (
	"encoding/binary"
	"errors"
	"strconv"
	"time"

	"github.com/mingtian-portal/mingtian/internal/store"
)

const (
	kindValue   = 'v'
	kindCounter = 'c'
)

var errRecord = errors.New("bolt: the record cannot be read")

// record is an item as the file holds it: the kind, the version and the expiry as
// varints, and then the value's bytes or the counter as a varint.
type record struct {
	kind    byte
	version uint64
	expires int64  // Unix second, 0 for none
	value   []byte // of a value; decoded, it aliases the file
	counter int64  // of a counter
}

func recordOf(item *store.Item, version uint64) record {
	r := record{kind: kindValue, version: version, value: item.Value, counter: item.Counter}
	if item.Value == nil {
		r.kind = kindCounter
	}
	if !item.Expires.IsZero() {
		r.expires = item.Expires.Unix()
	}
	return r
}

func (r record) item(key store.Key) *store.Item {
	item := &store.Item{
		Key:     key,
		Counter: r.counter,
		Version: strconv.FormatUint(r.version, 36),
	}
	if r.kind == kindValue {
		item.Value = append([]byte{}, r.value...)
	}
	if r.expires != 0 {
		item.Expires = time.Unix(r.expires, 0).UTC()
	}
	return item
}

func (r record) encode() []byte {
	b := append(make([]byte, 0, 2*binary.MaxVarintLen64+1+len(r.value)), r.kind)
	b = binary.AppendUvarint(b, r.version)
	b = binary.AppendVarint(b, r.expires)
	if r.kind == kindCounter {
		return binary.AppendVarint(b, r.counter)
	}
	return append(b, r.value...)
}

func decode(b []byte) (record, error) {
	if len(b) == 0 || b[0] != kindValue && b[0] != kindCounter {
		return record{}, errRecord
	}
	r := record{kind: b[0]}
	b = b[1:]
	var n int
	if r.version, n = binary.Uvarint(b); n <= 0 {
		return record{}, errRecord
	}
	b = b[n:]
	if r.expires, n = binary.Varint(b); n <= 0 {
		return record{}, errRecord
	}
	b = b[n:]
	if r.kind == kindValue {
		r.value = b
		return r, nil
	}
	if r.counter, n = binary.Varint(b); n != len(b) || n <= 0 {
		return record{}, errRecord
	}
	return r, nil
}

// itemKey joins the parts of a key. A partition holds no zero byte, so the order is that
// of partitions and then of sort keys.
func itemKey(partition, sort string) []byte {
	b := make([]byte, 0, len(partition)+1+len(sort))
	b = append(b, partition...)
	b = append(b, 0)
	return append(b, sort...)
}

// dueKey orders the items that expire by the second in which they do.
func dueKey(expires int64, itemKey []byte) []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 8+len(itemKey)), uint64(expires))
	return append(b, itemKey...)
}
