package booking

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// digester makes keyed hashes: by them rows are found that belong to a phone, an address or a
// request, while the store alone tells nobody which.
type digester struct{ key []byte }

// of hashes parts for one purpose. Parts are framed by their lengths, so that no two lists of
// parts run into one another.
func (d digester) of(purpose string, parts ...string) string {
	mac := hmac.New(sha256.New, d.key)
	for _, part := range append([]string{purpose}, parts...) {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(part)))
		mac.Write(size[:])
		mac.Write([]byte(part))
	}
	return hex.EncodeToString(mac.Sum(nil)[:20])
}

func (d digester) phone(p Phone) string { return d.of("phone", string(p)) }

func (d digester) address(a string) string { return d.of("address", a) }

func (d digester) request(key string) string { return d.of("request", key) }

// tail hashes the last four digits for one booking alone, so that equal ones do not show.
func (d digester) tail(r Reference, lastFour string) string {
	return d.of("last four", string(r), lastFour)
}

// token is what opens a booking without the last four digits; see [Diary.Resume].
func (d digester) token(r record) string {
	return d.of("token", string(r.Reference), r.CreatedAt.UTC().Format("20060102150405.999999999"))
}

// same compares hashes in constant time.
func same(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }
