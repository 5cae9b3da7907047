package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is compiled in is what the files say.
func TestDictionary_IsUpToDate(t *testing.T) {
	t.Parallel()
	zh, en, err := readBoth("../dictionary")
	require.NoError(t, err)
	want, err := render(zh, en)
	require.NoError(t, err)
	have, err := os.ReadFile("../dictionary.go")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(have), "write it again: go generate ./internal/registry")
}

const (
	little = `{"datasets": {"labs": {"title": "实验室", "about": "关于", "each": "每行", "fields": {
		"id": {"title": "编号", "meaning": "说明", "empty": "无", "aliases": ["代号"]}}}},
		"units": {"mu": "亩"},
		"codelists": {"kind": [
			{"code": "b", "label": "乙", "meaning": "其二", "aliases": ["二"]},
			{"code": "a", "label": "甲", "meaning": "其一"}]}}`
	littleEnglish = `{"datasets": {"labs": {"title": "Labs", "about": "About", "each": "Each", "fields": {
		"id": {"title": "ID", "meaning": "Meaning", "empty": "None", "aliases": ["Number"]}}}},
		"units": {"mu": "mu \"of land\""},
		"codelists": {"kind": [
			{"code": "a", "label": "A", "meaning": "First", "aliases": ["one"]},
			{"code": "b", "label": "B", "meaning": "Second", "aliases": ["two"]}]}}`
)

func parsed(t *testing.T, text string) *words {
	t.Helper()
	w, err := parse([]byte(text))
	require.NoError(t, err)
	return w
}

func TestRender(t *testing.T) {
	t.Parallel()
	source, err := render(parsed(t, little), parsed(t, littleEnglish))
	require.NoError(t, err)
	text := string(source)
	assert.Regexp(t, `^// Code generated .*DO NOT EDIT\.\n`, text)
	assert.Contains(t, text, `{"mu", dataset.Bilingual{Zh: "亩", En: "mu \"of land\""}}`)
	assert.Contains(t, text, `Aliases: []string{"编号", "id", "代号", "Number"}`)
	assert.Regexp(t, `(?s)Code:\s+"b".*Aliases: \[\]string{"二", "two"}.*Code:\s+"a"`, text,
		"the order of codes is the Chinese file's")
}

func TestRender_RefusesWhatOneLanguageLacks(t *testing.T) {
	t.Parallel()
	for want, spoil := range map[string]func(en *words){
		"units":          func(en *words) { delete(en.Units, "mu") },
		"datasets":       func(en *words) { delete(en.Datasets, "labs") },
		"fields of labs": func(en *words) { delete(en.Datasets["labs"].Fields, "id") },
		"codelists":      func(en *words) { en.Codelists["other"] = nil },
		"codes of kind":  func(en *words) { en.Codelists["kind"] = en.Codelists["kind"][:1] },
	} {
		en := parsed(t, littleEnglish)
		spoil(en)
		_, err := render(parsed(t, little), en)
		assert.ErrorContains(t, err, want)
	}
}

func TestParse_RefusesUnknownMembers(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"unit": {}}`, `{"datasets": {"labs": {"fields": {"id": {"titel": "x"}}}}}`, `[]`, ``,
	} {
		_, err := parse([]byte(text))
		assert.Error(t, err, text)
	}
}
