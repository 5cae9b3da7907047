package sheet

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	uni "golang.org/x/text/encoding/unicode"
)

// decode returns a text table as UTF-8 without a byte order mark, and the name of the
// encoding it had. A mark is believed. Without one the text is UTF-8 if it is valid
// UTF-8, and else whatever of UTF-8 and GB18030 leaves fewer bytes unexplained, so
// that one broken character does not turn a whole file into noise.
func decode(data []byte) (text, name string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		text, name = strings.ToValidUTF8(string(data[3:]), "\ufffd"), "UTF-8"
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		text, name = through(uni.UTF16(uni.LittleEndian, uni.IgnoreBOM), data[2:]), "UTF-16LE"
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		text, name = through(uni.UTF16(uni.BigEndian, uni.IgnoreBOM), data[2:]), "UTF-16BE"
	case utf8.Valid(data):
		text, name = string(data), "UTF-8"
	default:
		text, name = strings.ToValidUTF8(string(data), "\ufffd"), "UTF-8"
		gb := through(simplifiedchinese.GB18030, data)
		if strings.Count(gb, "\ufffd") < strings.Count(text, "\ufffd") {
			text, name = gb, "GB18030"
		}
	}
	if !legible(text) {
		return "", "", unreadableText()
	}
	return text, name, nil
}

// through decodes data; what cannot be decoded is U+FFFD, so there is no error.
func through(e encoding.Encoding, data []byte) string {
	out, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return "\ufffd"
	}
	return string(out)
}

// legible reports whether a text is one: no NUL, and at most one character in a hundred
// (and at least one) that is a replacement or a control character.
func legible(text string) bool {
	var all, odd int
	for _, r := range text {
		all++
		switch {
		case r == 0:
			return false
		case r == utf8.RuneError, r < ' ' && !unicode.IsSpace(r):
			odd++
		}
	}
	return odd <= 1+all/100
}
