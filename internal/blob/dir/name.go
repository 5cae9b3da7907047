package dir

import (
	"path/filepath"
	"strings"
)

const (
	folderMark = "+"
	hexDigits  = "0123456789abcdef"
)

// file returns the path of a key's file.
func (s *Store) file(key string) string {
	var b strings.Builder
	for i, segment := range strings.Split(key, "/") {
		if i > 0 {
			b.WriteString(folderMark + string(filepath.Separator))
		}
		b.WriteString(escape(segment))
	}
	return filepath.Join(s.root, b.String())
}

// escape writes a segment with lower-case letters, digits and "-_." alone, which every file
// system keeps as they are: an upper-case letter is "^" and the lower-case one, any other
// byte "%" and two hexadecimal digits.
func escape(segment string) string {
	b := make([]byte, 0, 3*len(segment))
	for i := range len(segment) {
		switch c := segment[i]; {
		case plain(c):
			b = append(b, c)
		case 'A' <= c && c <= 'Z':
			b = append(b, '^', c-'A'+'a')
		default:
			b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return string(b)
}

func plain(c byte) bool {
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.'
}

// unescape returns the segment that escape writes as name, and false if there is none.
func unescape(name string) (string, bool) {
	b := make([]byte, 0, len(name))
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case c == '^' && i+1 < len(name):
			i++
			b = append(b, name[i]-'a'+'A')
		case c == '%' && i+2 < len(name):
			high := strings.IndexByte(hexDigits, name[i+1])
			low := strings.IndexByte(hexDigits, name[i+2])
			b = append(b, byte(high<<4|low))
			i += 2
		default:
			b = append(b, c)
		}
	}
	segment := string(b)
	return segment, segment != "" && escape(segment) == name
}
