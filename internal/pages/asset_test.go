package pages

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLoadAssets(t *testing.T) {
	t.Parallel()
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

	a, err := loadAssets(fstest.MapFS{
		"dist/manifest.json":     file(`{"site.css":"site-01234567.css"}`),
		"dist/site-01234567.css": file("p{}"), "dist/.keep": file(""),
	})
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"site.css": "/assets/site-01234567.css"}, a.paths)
	assert.Equal(t, map[string][]byte{"assets/site-01234567.css": []byte("p{}")}, a.files)

	_, err = loadAssets(fstest.MapFS{"dist/.keep": file("")})
	require.ErrorContains(t, err, "run go run ./web/bundle", "the command stands in the sentence")
	_, err = loadAssets(fstest.MapFS{"dist/manifest.json": file("{")})
	require.ErrorContains(t, err, "dist/manifest.json")
	_, err = loadAssets(fstest.MapFS{"dist/manifest.json": file(`{"site.css":"site-01234567.css"}`)})
	require.ErrorContains(t, err, "site-01234567.css")
}

func TestParseTree(t *testing.T) {
	t.Parallel()
	got, err := parseTree([]byte(`<ul class="rows">
<li><a href="/x?a=1&amp;b=2">A &lt;b&gt;</a> <br><time datetime="2026-11-24">today</time>
</li>
</ul>
`))
	require.NoError(t, err)
	row := tree{
		"li",
		map[string]string{},
		tree{"a", map[string]string{"href": "/x?a=1&b=2"}, "A <b>"},
		" ",
		tree{"br", map[string]string{}},
		tree{"time", map[string]string{"datetime": "2026-11-24"}, "today"},
	}
	assert.Equal(t, tree{"ul", map[string]string{"class": "rows"}, row}, got)

	for _, markup := range []string{"", "text", "<p></p><p></p>", "<p>"} {
		_, err := parseTree([]byte(markup))
		assert.Error(t, err, markup)
	}
}

func TestShapes(t *testing.T) {
	t.Parallel()
	all := newShapes()
	for _, markup := range []string{
		`<li><a href="/1">one</a> <b class="x">same</b></li>`,
		`<li><a href="/2">two</a> <b class="x">same</b></li>`,
		`<li><a href="/2">two</a> <b class="y">same</b></li>`,
	} {
		row, err := parseTree([]byte(markup))
		require.NoError(t, err)
		all.add(row)
	}
	assert.Len(t, all.list, 2, "another class is another shape")
	assert.Equal(t, []hollow{
		{0, []string{"/1", "one", "same"}},
		{0, []string{"/2", "two", "same"}},
		{1, []string{"/2", "two", "same"}},
	}, all.rows)
	assert.Equal(t, []string{"same", "/2", "two"}, all.repeated())
	assert.Equal(t, tree{
		"li",
		map[string]any{},
		tree{"a", map[string]any{"href": 0}, 0},
		" ",
		tree{"b", map[string]any{"class": "x"}, 0},
	}, all.list[0])
}
