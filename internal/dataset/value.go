package dataset

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// ListSeparator joins the items of a list, in a Value and in CSV.
const ListSeparator = ";"

// Value is one cell of a row, comparable with ==. Text, codes, ids and lists are in S, the
// items of a list joined by [ListSeparator]; dates (yyyymmdd), whole numbers, decimals
// (hundredths) and booleans (0 or 1) are in N. The zero Value is null.
type Value struct {
	S   string
	N   int64
	Set bool
}

// TextValue returns the value of a text, a code or an id; "" is null.
func TextValue(s string) Value { return Value{S: s, Set: s != ""} }

// ListValue returns the value of a list; an empty list is null.
func ListValue(items []string) Value { return TextValue(strings.Join(items, ListSeparator)) }

// DateValue returns the value of a date; the zero date is null.
func DateValue(d calendar.Date) Value { return Value{N: int64(d), Set: d != 0} }

// DecimalValue returns the value of a decimal, null if it is not valid.
func DecimalValue(d Decimal2) Value { return Value{N: d.Hundredths, Set: d.Valid} }

// IntValue returns the value of a whole number; 0 is null.
func IntValue(n int) Value { return Value{N: int64(n), Set: n != 0} }

// BoolValue returns the value of a boolean.
func BoolValue(b bool) Value {
	if b {
		return Value{N: 1, Set: true}
	}
	return Value{Set: true}
}

// Date returns the date that v holds.
func (v Value) Date() calendar.Date { return calendar.Date(v.N) }

// Decimal returns the decimal that v holds.
func (v Value) Decimal() Decimal2 { return Decimal2{Hundredths: v.N, Valid: v.Set} }

// List returns the items of the list that v holds, nil for none.
func (v Value) List() []string {
	if v.S == "" {
		return nil
	}
	return strings.Split(v.S, ListSeparator)
}

// Decimal2 is an exact number with two decimals, such as an area in mu. It never
// passes through a float. The zero Decimal2 is null.
type Decimal2 struct {
	Hundredths int64
	Valid      bool
}

// Hundredths returns the decimal n/100.
func Hundredths(n int64) Decimal2 { return Decimal2{Hundredths: n, Valid: true} }

// ParseDecimal2 reads a plain decimal number: an optional sign, digits, and at most two
// decimals that are not zero.
func ParseDecimal2(s string) (Decimal2, error) {
	whole, frac, _ := strings.Cut(s, ".")
	frac = strings.TrimRight(frac, "0")
	sign := strings.TrimRight(whole, "0123456789")
	digits := whole[len(sign):]
	if digits == "" || len(frac) > 2 || strings.Trim(frac, "0123456789") != "" ||
		(sign != "" && sign != "-" && sign != "+") {
		return Decimal2{}, fmt.Errorf("%q is not a number with at most two decimals", s)
	}
	n, err := strconv.ParseInt(digits+(frac + "00")[:2], 10, 64)
	if err != nil || n > 1e15 {
		return Decimal2{}, fmt.Errorf("%q is too large", s)
	}
	if sign == "-" {
		n = -n
	}
	return Hundredths(n), nil
}

// String returns the number with two decimals, "" for null.
func (d Decimal2) String() string {
	if !d.Valid {
		return ""
	}
	return string(appendHundredths(nil, d.Hundredths))
}

func appendHundredths(b []byte, n int64) []byte {
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = strconv.AppendInt(b, n/100, 10)
	return append(b, '.', byte('0'+n%100/10), byte('0'+n%10))
}
