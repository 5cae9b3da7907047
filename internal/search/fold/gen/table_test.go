package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, list string
		want       []pair
	}{
		{"comments and empty lines", "# a list\n\n農\t农\n", []pair{{'農', '农'}}},
		{"sorted", "農\t农\n參\t参\n", []pair{{'參', '参'}, {'農', '农'}}},
		{"the first candidate", "儘\t尽 侭\n", []pair{{'儘', '尽'}}},
		{"one that is kept", "乾\t干 乾\n農\t农\n", []pair{{'農', '农'}}},
		{"one that stays", "覆\t覆 复\n", nil},
		{"a chain to its end", "苧\t苎\n薴\t苧\n", []pair{{'苧', '苎'}, {'薴', '苎'}}},
		{"carriage returns", "農\t农\r\n", []pair{{'農', '农'}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := parse(tt.list)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, list := range map[string]string{
		"no tab":         "農农\n",
		"a phrase":       "農業\t农业\n",
		"no candidate":   "農\t\n",
		"a circle":       "農\t农\n农\t農\n",
		"a second line ": "農\t农\n業\n",
	} {
		_, err := parse(list)
		assert.Error(t, err, name)
	}
}

func TestRender(t *testing.T) {
	t.Parallel()
	src, err := render([]pair{{'農', '农'}, {'䝼', '䞍'}, {'鑪', '𬬻'}}, "9.9")
	require.NoError(t, err)
	text := string(src)
	assert.Regexp(t, `^// Code generated .* OpenCC 9\.9\. DO NOT EDIT\.\n`, text)
	assert.Contains(t, text, "Apache License")
	assert.Regexp(t, `traditional\s+= \[\.\.\.\]uint16\{\n\s+'農', '䝼',`, text)
	assert.Regexp(t, `simplifiedWide\s+= \[\.\.\.\]rune\{\n\s+'𬬻',`, text)

	_, err = render(nil, "9.9")
	assert.Error(t, err)
}
