package visit

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/mingtian-portal/mingtian/internal/booking"
)

const (
	minSecret = 32
	passFor   = 30 * time.Minute
	formFor   = 24 * time.Hour // as long as an Idempotency-Key is remembered
)

// pass opens one booking for passFor.
type pass struct {
	Reference booking.Reference `json:"r"`
	Token     string            `json:"t"` // for [booking.Diary.Resume]
	News      string            `json:"n,omitempty"`
	Until     int64             `json:"u"` // seconds since 1970
}

// What has just happened to a booking, for the page after it.
const (
	newsBooked = "booked"
	newsMoved  = "moved"
)

// tokens makes and reads passes and form tokens.
type tokens struct {
	seal   cipher.AEAD
	sign   []byte
	now    func() time.Time
	random io.Reader
}

func newTokens(secret []byte, now func() time.Time, random io.Reader) (tokens, error) {
	t := tokens{now: now, random: random}
	if len(secret) < minSecret {
		return t, fmt.Errorf("the secret has %d bytes, not %d or more", len(secret), minSecret)
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "mingtian visit pass", 32)
	if err != nil {
		return t, fmt.Errorf("derive the key of passes: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return t, fmt.Errorf("derive the key of passes: %w", err)
	}
	if t.seal, err = cipher.NewGCM(block); err != nil {
		return t, fmt.Errorf("derive the key of passes: %w", err)
	}
	if t.sign, err = hkdf.Key(sha256.New, secret, nil, "mingtian visit form", 32); err != nil {
		return t, fmt.Errorf("derive the key of form tokens: %w", err)
	}
	return t, nil
}

// pass seals a pass.
func (t tokens) pass(p pass) (string, error) {
	p.Until = t.now().Add(passFor).Unix()
	plain, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("encode a pass: %w", err)
	}
	nonce := make([]byte, t.seal.NonceSize())
	if _, err := io.ReadFull(t.random, nonce); err != nil {
		return "", fmt.Errorf("draw a nonce: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(t.seal.Seal(nonce, nonce, plain, nil)), nil
}

// errLapsed is a pass that is too old, or none at all: which of them is nobody's business.
var errLapsed = errors.New("the pass does not hold")

// open returns what a pass says, or errLapsed.
func (t tokens) open(sealed string) (pass, error) {
	var p pass
	data, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil || len(data) < t.seal.NonceSize() {
		return p, errLapsed
	}
	plain, err := t.seal.Open(nil, data[:t.seal.NonceSize()], data[t.seal.NonceSize():], nil)
	if err != nil || json.Unmarshal(plain, &p) != nil || t.now().Unix() >= p.Until {
		return pass{}, errLapsed
	}
	return p, nil
}

// A form token is when it was made in seconds, 16 random bytes, and a signature over both.
const (
	formHead = 8 + 16
	formSize = formHead + 16
)

// form makes a form token.
func (t tokens) form() (string, error) {
	data := make([]byte, formHead, formSize)
	binary.BigEndian.PutUint64(data, uint64(t.now().Unix()))
	if _, err := io.ReadFull(t.random, data[8:]); err != nil {
		return "", fmt.Errorf("draw a form token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(append(data, t.signature(data)...)), nil
}

func (t tokens) signature(data []byte) []byte {
	mac := hmac.New(sha256.New, t.sign)
	mac.Write(data)
	return mac.Sum(nil)[:formSize-formHead]
}

// valid reports whether a form token was made here and holds still.
func (t tokens) valid(token string) bool {
	data, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(data) != formSize {
		return false
	}
	made := time.Unix(int64(binary.BigEndian.Uint64(data)), 0)
	return hmac.Equal(data[formHead:], t.signature(data[:formHead])) &&
		t.now().Before(made.Add(formFor))
}
