package booking

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/privacy"
)

// Phone is a mobile number of eleven digits. Every way of printing it shows it masked, so that
// no log or error holds one; [Phone.Digits] is the one way to the number.
type Phone string

// ParsePhone reads a mobile number of the mainland as people type it: with +86, spaces,
// hyphens, full-width digits.
func ParsePhone(s string) (Phone, error) {
	digits := strings.Map(narrow, s)
	digits = strings.TrimPrefix(digits, "+86")
	digits = strings.TrimPrefix(digits, "0086")
	ok := len(digits) == 11 && digits[0] == '1' && digits[1] >= '3'
	for i := range len(digits) {
		ok = ok && digits[i] >= '0' && digits[i] <= '9'
	}
	if !ok {
		return "", fault.New(fault.Invalid,
			"A mobile number has eleven digits and begins with 1.",
			"请填写 11 位手机号码。")
	}
	return Phone(digits), nil
}

// Digits returns the number itself.
func (p Phone) Digits() string { return string(p) }

// lastFour returns the last four digits.
func (p Phone) lastFour() string {
	if len(p) < 4 {
		return ""
	}
	return string(p[len(p)-4:])
}

// String returns 139****1234.
func (p Phone) String() string {
	if len(p) < 8 {
		return strings.Repeat("*", len(p))
	}
	return string(p[:3]) + "****" + string(p[len(p)-4:])
}

// GoString returns what String does.
func (p Phone) GoString() string { return p.String() }

// MarshalText returns what String does: a wire type that needs the number says so by Digits.
func (p Phone) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Contact is all that is known of a person: a mobile and, if they like, a name. It prints
// masked.
type Contact struct {
	Name  string
	Phone Phone
}

// String returns the masked name and number.
func (c Contact) String() string {
	return strings.TrimSpace(c.maskedName() + " " + c.Phone.String())
}

// GoString returns what String does.
func (c Contact) GoString() string { return c.String() }

// MarshalText returns what String does.
func (c Contact) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

func (c Contact) maskedName() string { return privacy.MaskName(c.Name) }

// maxText bounds what people may write into a name or a reason, in characters.
const maxText = 60

// maskedMobile is a number as [privacy.MaskMobiles] leaves it. Its last four digits are half of
// what opens a booking.
var maskedMobile = regexp.MustCompile(`1\d{2}\*{4}\d{4}`)

// tidyText trims a free text, and takes mobile numbers out of it: it is kept in clear.
func tidyText(s string) string {
	s, _ = privacy.MaskMobiles(strings.Join(strings.Fields(s), " "))
	s = maskedMobile.ReplaceAllString(s, "***")
	if utf8.RuneCountInString(s) > maxText {
		s = string([]rune(s)[:maxText])
	}
	return s
}
