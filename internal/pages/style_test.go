package pages_test

import (
	"fmt"
	"maps"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// palettes returns the colours by name, as in light and as in dark surroundings.
func palettes(t *testing.T) map[string]map[string]string {
	t.Helper()
	data, err := os.ReadFile("../../web/src/styles/tokens.css")
	require.NoError(t, err)
	day, night, found := strings.Cut(string(data), "@media (prefers-color-scheme: dark)")
	require.True(t, found)
	light, dark := map[string]string{}, map[string]string{}
	token := regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6});`)
	for _, m := range token.FindAllStringSubmatch(day, -1) {
		light[m[1]] = m[2]
	}
	maps.Copy(dark, light)
	for _, m := range token.FindAllStringSubmatch(night, -1) {
		dark[m[1]] = m[2]
	}
	return map[string]map[string]string{"light": light, "dark": dark}
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	hex := colour[1:]
	if len(hex) == 3 {
		hex = fmt.Sprintf("%c%c%c%c%c%c", hex[0], hex[0], hex[1], hex[1], hex[2], hex[2])
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		require.NoError(t, err, colour)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestStyles_Contrast(t *testing.T) {
	t.Parallel()
	for mode, colour := range palettes(t) {
		for ground, inks := range map[string][]string{
			"ground": {"ink", "soft", "link", "visited"}, "panel": {"ink", "soft", "link", "visited"},
			"good-ground": {"good", "ink", "soft", "link"}, "warn-ground": {"warn", "ink", "soft", "link"},
			"bad-ground": {"bad", "ink", "soft", "link"}, "none-ground": {"none", "ink", "soft", "link"},
			"brand": {"on-brand"},
		} {
			for _, ink := range inks {
				require.Contains(t, colour, ink)
				require.Contains(t, colour, ground)
				assert.GreaterOrEqual(t, contrast(t, colour[ink], colour[ground]), 4.5,
					"%s: %s on %s", mode, ink, ground)
			}
		}
		assert.GreaterOrEqual(t, contrast(t, colour["line"], colour["ground"]), 3.0, "%s: lines", mode)
	}
}
