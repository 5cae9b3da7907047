package read

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/search"
)

func FuzzDecodeCursor(f *testing.F) {
	binding := hash8([]byte("producers?"))
	whole := cursor{snapshot: "20261124-r000042-1f3a9c07", after: 7}
	f.Add(whole.encode(binding))
	f.Add("")
	f.Add("ATky")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := decodeCursor(text, binding)
		if err != nil {
			return
		}
		assert.Equal(t, text, c.encode(binding), "one cursor has one spelling")
	})
}

func TestCursor_RoundTrips(t *testing.T) {
	t.Parallel()
	binding := hash8([]byte("producers?"))
	for _, c := range []cursor{
		{snapshot: "20261124-r000042-1f3a9c07", after: 1},
		{snapshot: "20261124-r123456789-1f3a9c07", after: search.Position(1<<64 - 1)},
	} {
		got, err := decodeCursor(c.encode(binding), binding)
		require.NoError(t, err)
		assert.Equal(t, c, got)
		_, err = decodeCursor(c.encode(binding), hash8([]byte("labs?")))
		assert.ErrorContains(t, err, "another query")
	}
}

func TestSplitLines(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		"": nil, "\n\n": nil, "\ufeffa\r\nb\r\n": {"a", "b"}, "a\n\nb": {"a", "", "b"}, "a": {"a"},
	} {
		assert.Equal(t, want, splitLines(body), body)
	}
}

func FuzzDecodeLines(f *testing.F) {
	for _, seed := range []string{`{"lines":["a"]}`, `{"lines":null}`, `[]`, `{"lines":[1]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		lines, err := decodeLines(body)
		if err != nil {
			assert.Empty(t, lines)
			return
		}
		for _, line := range lines {
			assert.True(t, utf8.ValidString(line))
			assert.LessOrEqual(t, strings.Count(line, ""), 3*len(body)+1)
		}
	})
}
