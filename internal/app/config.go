// Package app is the configuration of Mingtian's programs: which settings there are, where they
// come from and what they mean. Each program wires itself from a [Config] in its own wire.go.
//
// Settings are read through a look-up function, so that a test passes a map and a program its
// environment. Every setting has a usable default or is refused at the start by its name. There
// are few on purpose: site texts are data (site.json), and so are the rules of booking.
package app

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
)

// Setting is one setting as README's table shows it.
type Setting struct {
	Name    string // the environment variable
	Default string
	Meaning string
}

// Settings returns all settings, in the order of README's table.
func Settings() []Setting {
	return []Setting{
		{"MINGTIAN_ADDR", "127.0.0.1:8080", "address and port to serve on"},
		{"MINGTIAN_DATA", "./data", "folder of the register: store, objects and private socket"},
		{"MINGTIAN_STORE", "bolt:DATA/register.db", "the store: bolt:PATH or dynamo:TABLE"},
		{"MINGTIAN_BLOB", "dir:DATA/objects", "the objects: dir:PATH or s3:BUCKET"},
		{"MINGTIAN_MOUNT", "", "path under which the site stands, such as /nqa"},
		{"MINGTIAN_PUBLIC_URL", "", "the site's own address, such as https://www.example.gov.cn"},
		{"MINGTIAN_AUTHOR", "the user's login name", "who is recorded as the author of a revision"},
		{
			"MINGTIAN_BOOKING_KEY", "DATA/booking.key",
			"the secret of the bookings: 32 bytes in base64, or kms: and what KMS made of them",
		},
		{"MINGTIAN_TRUSTED_PROXIES", "", "whose X-Forwarded-For counts: addresses or networks, with commas"},
		{"MINGTIAN_ORIGIN_SECRET", "", "on AWS: what the CDN sends, so that its word on the client counts"},
		{"MINGTIAN_ORIGIN_SECRET_OLD", "", "on AWS: the secret before, while it is being changed"},
	}
}

// Address says where a store or the objects are: bolt:PATH, dynamo:TABLE, dir:PATH, s3:BUCKET.
type Address struct{ Scheme, Name string }

// Config is the configuration of one program.
type Config struct {
	Addr      string
	Data      string
	Mount     string // "" or a path like "/nqa": a slash before, none behind
	PublicURL string // "" or scheme and host, no slash behind
	Author    string
	// BookingKey is the secret of booking.DeriveKeys; nil if it stands in BookingKeyFile, or is
	// given as SealedBookingKey.
	BookingKey []byte
	// SealedBookingKey is that secret as AWS KMS has encrypted it; nil if it was not.
	SealedBookingKey []byte
	// TrustedProxies are the networks whose word on the client's address counts.
	TrustedProxies []netip.Prefix
	// OriginSecrets are what the CDN may prove itself with, the newest first.
	OriginSecrets []string

	store, objects Address // zero for the default, which depends on Data
}

// FromLookup reads the settings. lookup has the form of os.LookupEnv.
func FromLookup(lookup func(string) (string, bool)) (Config, error) {
	get := func(name, otherwise string) string {
		if v, ok := lookup(name); ok && v != "" {
			return v
		}
		return otherwise
	}
	c := Config{
		Addr:      get("MINGTIAN_ADDR", "127.0.0.1:8080"),
		Data:      get("MINGTIAN_DATA", "./data"),
		Mount:     get("MINGTIAN_MOUNT", ""),
		PublicURL: strings.TrimSuffix(get("MINGTIAN_PUBLIC_URL", ""), "/"),
		Author:    get("MINGTIAN_AUTHOR", get("USER", "staff")),
	}
	for _, name := range []string{"MINGTIAN_ORIGIN_SECRET", "MINGTIAN_ORIGIN_SECRET_OLD"} {
		if secret := get(name, ""); secret != "" {
			c.OriginSecrets = append(c.OriginSecrets, secret)
		}
	}
	var err error
	if key := get("MINGTIAN_BOOKING_KEY", ""); key != "" {
		if err := c.readBookingKey(key); err != nil {
			return c, fmt.Errorf("MINGTIAN_BOOKING_KEY: %w", err)
		}
	}
	if c.TrustedProxies, err = networks(get("MINGTIAN_TRUSTED_PROXIES", "")); err != nil {
		return c, fmt.Errorf("MINGTIAN_TRUSTED_PROXIES: %w", err)
	}
	if c.store, err = address("MINGTIAN_STORE", get("MINGTIAN_STORE", ""), "bolt", "dynamo"); err != nil {
		return c, err
	}
	if c.objects, err = address("MINGTIAN_BLOB", get("MINGTIAN_BLOB", ""), "dir", "s3"); err != nil {
		return c, err
	}
	return c, c.check()
}

// sealedPrefix stands before a key that KMS has encrypted.
const sealedPrefix = "kms:"

// readBookingKey reads the secret of the bookings, in plain text or sealed. Its error does not
// show the text.
func (c *Config) readBookingKey(text string) (err error) {
	sealed, ok := strings.CutPrefix(strings.TrimSpace(text), sealedPrefix)
	if !ok {
		c.BookingKey, err = ParseKey(text)
		return err
	}
	c.SealedBookingKey, err = base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(c.SealedBookingKey) == 0 {
		return errors.New("behind kms: there is no ciphertext in base64, as aws kms " +
			"generate-data-key-without-plaintext makes one")
	}
	return nil
}

// ParseKey reads a key of 32 bytes in base64. Its error does not show the text.
func ParseKey(text string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != 32 {
		return nil, errors.New("it is not a key of 32 bytes in base64, as openssl rand -base64 32 " +
			"makes one")
	}
	return key, nil
}

// networks reads addresses and networks with commas between.
func networks(text string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if addr, err := netip.ParseAddr(part); err == nil {
			list = append(list, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		network, err := netip.ParsePrefix(part)
		if err != nil {
			return nil, fmt.Errorf("%q is not an address like 127.0.0.1 or a network like 10.0.0.0/8", part)
		}
		list = append(list, network)
	}
	return list, nil
}

// address reads an address with one of two schemes; "" is the zero Address.
func address(setting, text, a, b string) (Address, error) {
	if text == "" {
		return Address{}, nil
	}
	scheme, name, _ := strings.Cut(text, ":")
	if name == "" || (scheme != a && scheme != b) {
		return Address{}, fmt.Errorf("%s: %q is neither %s:… nor %s:…", setting, text, a, b)
	}
	return Address{scheme, name}, nil
}

func (c *Config) check() error {
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return fmt.Errorf("MINGTIAN_ADDR: %q is not an address like 127.0.0.1:8080", c.Addr)
	}
	if c.Mount != "" && (!strings.HasPrefix(c.Mount, "/") || strings.HasSuffix(c.Mount, "/")) {
		return fmt.Errorf("MINGTIAN_MOUNT: %q is not a path like /nqa", c.Mount)
	}
	if u, err := url.Parse(c.PublicURL); err != nil || c.PublicURL != "" && (u.Host == "" || u.Path != "") {
		return fmt.Errorf("MINGTIAN_PUBLIC_URL: %q is not an address like https://www.example.gov.cn",
			c.PublicURL)
	}
	return nil
}

// Store returns where the store is.
func (c *Config) Store() Address {
	if c.store != (Address{}) {
		return c.store
	}
	return Address{"bolt", filepath.Join(c.Data, "register.db")}
}

// Objects returns where the objects are.
func (c *Config) Objects() Address {
	if c.objects != (Address{}) {
		return c.objects
	}
	return Address{"dir", filepath.Join(c.Data, "objects")}
}

// BookingKeyFile returns the path of the file that holds the secret of the bookings, for a
// portal that was not given one.
func (c *Config) BookingKeyFile() string { return filepath.Join(c.Data, "booking.key") }

// Socket returns the path of the private socket on which a serving portal takes commands.
func (c *Config) Socket() string { return filepath.Join(c.Data, "portal.sock") }
