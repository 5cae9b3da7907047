// Package kmstest brings AWS KMS to tests that have no account: a server on the loopback address
// with one key, which decrypts what it has encrypted and is as strict about the encryption context
// as KMS is. It knows no permissions.
package kmstest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// Server is KMS with one key.
type Server struct {
	URL string

	aead  cipher.AEAD
	down  atomic.Bool
	asked atomic.Int64
}

// Start starts a server, which ends with the test.
func Start(t testing.TB) *Server {
	t.Helper()
	key := make([]byte, 32)
	_, err := rand.Read(key)
	block, err2 := aes.NewCipher(key)
	aead, err3 := cipher.NewGCM(block)
	if err := errors.Join(err, err2, err3); err != nil {
		t.Fatal(err)
	}
	s := &Server{aead: aead}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Seal returns a ciphertext of a text under an encryption context.
func (s *Server) Seal(plain []byte, context map[string]string) []byte {
	nonce := make([]byte, s.aead.NonceSize())
	_, _ = rand.Read(nonce) // it never fails
	return s.aead.Seal(nonce, nonce, plain, bound(context))
}

// Down makes the server answer that it is broken, or well again.
func (s *Server) Down(down bool) { s.down.Store(down) }

// Asked returns how often something was to be decrypted.
func (s *Server) Asked() int { return int(s.asked.Load()) }

// bound returns the context as bytes: a map is encoded in the order of its keys.
func bound(context map[string]string) []byte {
	text, err := json.Marshal(context)
	if err != nil {
		panic(err) // texts can always be encoded
	}
	return text
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		CiphertextBlob    []byte
		EncryptionContext map[string]string
	}
	switch {
	case s.down.Load():
		answer(w, http.StatusInternalServerError, map[string]any{"__type": "KMSInternalException"})
		return
	case r.Header.Get("X-Amz-Target") != "TrentService.Decrypt",
		!strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 "),
		json.NewDecoder(r.Body).Decode(&ask) != nil:
		answer(w, http.StatusBadRequest, map[string]any{"__type": "UnknownOperationException"})
		return
	}
	s.asked.Add(1)
	plain, err := s.open(ask.CiphertextBlob, ask.EncryptionContext)
	if err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"__type": "InvalidCiphertextException"})
		return
	}
	answer(w, http.StatusOK, map[string]any{
		"Plaintext": plain, "KeyId": "test", "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
	})
}

func (s *Server) open(sealed []byte, context map[string]string) ([]byte, error) {
	n := s.aead.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("too short")
	}
	return s.aead.Open(nil, sealed[:n], sealed[n:], bound(context))
}

func answer(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that has left is no concern of ours
}
