package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

const manifestName = "manifest.json"

// hashed returns a file's name with a piece of the hash of its bytes.
func hashed(name string, body []byte) string {
	sum := sha256.Sum256(body)
	ending := path.Ext(name)
	return strings.TrimSuffix(name, ending) + "-" + hex.EncodeToString(sum[:4]) + ending
}

// write makes dist hold these files and no others, and the manifest. What is there already stays
// untouched, so that nothing is compiled again for nothing.
func write(web string, files map[string][]byte) error {
	dist := filepath.Join(web, "dist")
	if err := os.MkdirAll(dist, 0o750); err != nil {
		return fmt.Errorf("make dist: %w", err)
	}
	names := map[string]string{}
	kept := map[string]bool{".keep": true, manifestName: true}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		names[name] = hashed(name, files[name])
		kept[names[name]] = true
		if err := put(filepath.Join(dist, names[name]), files[name]); err != nil {
			return err
		}
	}
	manifest, err := json.MarshalIndent(names, "", "  ") // sorted
	if err != nil {
		return fmt.Errorf("encode %s: %w", manifestName, err)
	}
	if err := put(filepath.Join(dist, manifestName), append(manifest, '\n')); err != nil {
		return err
	}
	entries, err := os.ReadDir(dist)
	if err != nil {
		return fmt.Errorf("list dist: %w", err)
	}
	for _, e := range entries {
		if kept[e.Name()] {
			continue
		}
		if err := os.Remove(filepath.Join(dist, e.Name())); err != nil {
			return fmt.Errorf("remove an older file: %w", err)
		}
	}
	return nil
}

// put writes a file unless it has these bytes.
func put(name string, body []byte) error {
	old, err := os.ReadFile(name)
	if err == nil && bytes.Equal(old, body) {
		return nil
	}
	if err := os.WriteFile(name, body, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(name), err)
	}
	return nil
}

// budgets are how many bytes of each file may travel, compressed.
var budgets = map[string]int{
	"common.js": 2 << 10, "search.js": 8 << 10, "booking.js": 6 << 10, "site.css": 8 << 10,
	"icon.svg": 1 << 10,
}

// weigh prints the compressed sizes and returns an error for each file that is over its budget,
// or that has none.
func weigh(files map[string][]byte, out io.Writer) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(files)) {
		size, err := zipped(files[name])
		if err != nil {
			return err
		}
		budget := budgets[name]
		fmt.Fprintf(out, "%-12s %6d B, %5d B gzip of %5d\n", name, len(files[name]), size, budget)
		switch {
		case budget == 0:
			errs = append(errs, fmt.Errorf("%s has no budget: give it one in web/bundle", name))
		case size > budget:
			errs = append(errs, fmt.Errorf("%s is %d bytes compressed, over its budget of %d",
				name, size, budget))
		}
	}
	return errors.Join(errs...)
}

func zipped(body []byte) (int, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(body)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return 0, fmt.Errorf("compress: %w", err)
	}
	return b.Len(), nil
}
