// Package app is the configuration of Mingtian's programs: which settings there are, where they
// come from and what they mean. Each program wires itself from a [Config] in its own wire.go.
//
// Settings are read through a look-up function, so that a test passes a map and a program its
// environment. Every setting has a usable default or is refused at the start by its name. There
// are few on purpose: site texts are data (site.json), and so are the rules of booking.
package app

import (
	"fmt"
	"net"
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
		{"MINGTIAN_STORE", "bolt:DATA/register.db", "the store: bolt:PATH"},
		{"MINGTIAN_BLOB", "dir:DATA/objects", "the objects: dir:PATH"},
		{"MINGTIAN_MOUNT", "", "path under which the site stands, such as /nqa"},
		{"MINGTIAN_PUBLIC_URL", "", "the site's own address, such as https://www.example.gov.cn"},
		{"MINGTIAN_AUTHOR", "the user's login name", "who is recorded as the author of a revision"},
	}
}

// Config is the configuration of one program.
type Config struct {
	Addr      string
	Data      string
	StorePath string // of a bolt store
	BlobPath  string // of a folder of objects
	Mount     string // "" or a path like "/nqa": a slash before, none behind
	PublicURL string // "" or scheme and host, no slash behind
	Author    string
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
		StorePath: get("MINGTIAN_STORE", ""),
		BlobPath:  get("MINGTIAN_BLOB", ""),
		Mount:     get("MINGTIAN_MOUNT", ""),
		PublicURL: strings.TrimSuffix(get("MINGTIAN_PUBLIC_URL", ""), "/"),
		Author:    get("MINGTIAN_AUTHOR", get("USER", "staff")),
	}
	return c, c.check()
}

func (c *Config) check() error {
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return fmt.Errorf("MINGTIAN_ADDR: %q is not an address like 127.0.0.1:8080", c.Addr)
	}
	for _, address := range []struct {
		name, scheme string
		path         *string
	}{{"MINGTIAN_STORE", "bolt:", &c.StorePath}, {"MINGTIAN_BLOB", "dir:", &c.BlobPath}} {
		if *address.path == "" {
			continue
		}
		path, ok := strings.CutPrefix(*address.path, address.scheme)
		if !ok || path == "" {
			return fmt.Errorf("%s: %q is not of the form %sPATH", address.name, *address.path,
				address.scheme)
		}
		*address.path = path
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

// Store returns the path of the store.
func (c *Config) Store() string {
	if c.StorePath != "" {
		return c.StorePath
	}
	return filepath.Join(c.Data, "register.db")
}

// Objects returns the path of the folder of objects.
func (c *Config) Objects() string {
	if c.BlobPath != "" {
		return c.BlobPath
	}
	return filepath.Join(c.Data, "objects")
}

// Socket returns the path of the private socket on which a serving portal takes commands.
func (c *Config) Socket() string { return filepath.Join(c.Data, "portal.sock") }
