package sheet

import (
	"math/big"
	"strconv"
	"strings"
	"time"
)

// numeric returns a stored number as it is or, where its format shows a date, as a
// serial of the 1900 system.
func (g *grid) numeric(v string) (Kind, string) {
	if v == "" || !isNumber(v) {
		return Text, v
	}
	style, err := strconv.Atoi(g.style)
	if err != nil || style < 0 || style >= len(g.book.dates) || !g.book.dates[style] {
		return Number, v
	}
	return Date, shift(v, g.book.epoch)
}

// isNumber reports whether v is a decimal number, maybe with an exponent.
func isNumber(v string) bool {
	if strings.Trim(v, "+-.0123456789eE") != "" {
		return false
	}
	_, err := strconv.ParseFloat(v, 64)
	return err == nil
}

// shift adds days to a serial without touching its fraction.
func shift(serial string, days int) string {
	if days == 0 {
		return serial
	}
	whole, fraction, _ := strings.Cut(serial, ".")
	if n, err := strconv.Atoi(whole); err == nil && n >= 0 && !strings.ContainsAny(fraction, "eE") {
		moved := strconv.Itoa(n + days)
		if fraction != "" {
			moved += "." + fraction
		}
		return moved
	}
	r, err := strconv.ParseFloat(serial, 64)
	if err != nil {
		return serial
	}
	return strconv.FormatFloat(r+float64(days), 'f', -1, 64)
}

// dayZero is what serial 0 of the 1900 system stands for since March 1900: the system
// counts a 29 February 1900 that never was.
var dayZero = time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)

// isoDate returns a date that is stored as ISO 8601 text as a serial.
func isoDate(v string) (Kind, string) {
	for _, layout := range []string{
		time.DateOnly, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04",
	} {
		t, err := time.Parse(layout, v)
		if err != nil {
			continue
		}
		_, offset := t.Zone()
		seconds := t.Unix() + int64(offset) - dayZero.Unix()
		if seconds%86_400 == 0 {
			return Date, strconv.FormatInt(seconds/86_400, 10)
		}
		return Date, trimZeros(big.NewRat(seconds, 86_400).FloatString(10))
	}
	return Text, v
}

func trimZeros(s string) string { return strings.TrimRight(s, "0") }
