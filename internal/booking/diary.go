package booking

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// Diary is the appointment book of all laboratories (预约簿). It keeps no state of its own: any
// number of processes may work on one store. It is safe for concurrent use.
type Diary struct {
	*Calendars

	sealer  Sealer
	digest  digester
	now     func() time.Time
	random  io.Reader
	backoff store.Backoff
}

// Config is what a diary works with. Every field is needed.
type Config struct {
	Store    store.Store
	Holidays *calendar.Holidays
	Sealer   Sealer
	HashKey  []byte // at least 32 bytes; changing it loses every phone and token
	Now      func() time.Time
	Random   io.Reader // cryptographically strong, safe for concurrent use
	Backoff  store.Backoff
}

// New returns a diary.
func New(c Config) (*Diary, error) {
	switch {
	case c.Store == nil, c.Holidays == nil, c.Sealer == nil, c.Now == nil, c.Random == nil:
		return nil, errors.New("a diary lacks a part of its configuration")
	case len(c.HashKey) < keyBytes:
		return nil, fmt.Errorf("the hash key has %d bytes, below %d", len(c.HashKey), keyBytes)
	}
	return &Diary{
		Calendars: NewCalendars(c.Store, c.Holidays), sealer: c.Sealer,
		digest: digester{key: c.HashKey}, now: c.Now, random: c.Random, backoff: c.Backoff,
	}, nil
}

// attempts bounds how often a decision is made anew because what it rested on has changed.
const attempts = 12

// get reads a row of JSON into v and returns its version, or store.ErrNotFound.
func (c *Calendars) get(ctx context.Context, key store.Key, v any) (version string, err error) {
	item, err := c.store.Get(ctx, key)
	if err != nil {
		return "", err
	}
	if err := json.Unmarshal(item.Value, v); err != nil {
		return "", fmt.Errorf("decode a row of %s: %w", key.Sort, err)
	}
	return item.Version, nil
}

// put returns the write of a row of JSON.
func put(key store.Key, v any, expires time.Time, cond store.Condition) (store.Write, error) {
	value, err := json.Marshal(v)
	if err != nil {
		return store.Write{}, fmt.Errorf("encode a row of %s: %w", key.Sort, err)
	}
	return store.Write{Key: key, Op: store.OpPut, Value: value, Expires: expires, If: cond}, nil
}

func (d *Diary) draw() (string, error) {
	var b [12]byte
	if _, err := io.ReadFull(d.random, b[:]); err != nil {
		return "", fmt.Errorf("draw a token: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}
