package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// readBoth reads the two languages' files.
func readBoth(dir string) (zh, en *words, err error) {
	if zh, err = readFile(filepath.Join(dir, "zh.json")); err != nil {
		return nil, nil, err
	}
	en, err = readFile(filepath.Join(dir, "en.json"))
	return zh, en, err
}

func readFile(name string) (*words, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	w, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return w, nil
}
