package importer

import (
	"strings"
	"unicode"

	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// clean returns a cell's text as it is stored: digits and letters of normal width, no character
// that cannot be seen, single spaces, no spreadsheet's apostrophe. Chinese punctuation stays as
// written.
func clean(s string) string {
	if isClean(s) {
		return s
	}
	s = strings.Map(cleanRune, strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.TrimLeft(strings.TrimSpace(s), "'")
	lines := strings.Split(s, "\n")
	kept := lines[:0]
	for _, line := range lines {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// isClean is a quick look at what most cells are: ASCII without white space and Chinese.
func isClean(s string) bool {
	for _, r := range s {
		if (r <= ' ' || r > '~' || r == '\'') && (r < 0x4E00 || r > 0x9FFF) {
			return false
		}
	}
	return true
}

func cleanRune(r rune) rune {
	switch {
	case r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ':
		return r - '！' + '!'
	case r == '％' || r == '＋' || r == '－' || r == '．' || r == '／' || r == '＊' || r == '＃' ||
		r == '＆' || r == '＝' || r == '＇':
		return r - '！' + '!'
	case r == '\r' || r == '\u2028' || r == '\u2029' || r == '\v':
		return '\n'
	case r == '\n':
		return r
	case unicode.IsSpace(r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf):
		return -1
	}
	return r
}

// oneLine joins the lines of a cell where a line break means nothing.
func oneLine(s string) string {
	if !strings.Contains(s, "\n") {
		return s
	}
	return strings.Join(strings.Split(s, "\n"), " ")
}

// placeholders are what people write into a cell that has no value, in folded form.
var placeholders = map[string]bool{
	"无": true, "暂无": true, "没有": true, "空": true, "(空)": true, "(无)": true, "无。": true,
	"n/a": true, "na": true, "#n/a": true, "n.a.": true, "null": true, "none": true, "nil": true,
	"nan": true, "不详": true, "未知": true, "待定": true, "未填": true, "未填写": true, "缺": true,
	"待补": true, "待补充": true,
}

// isBlank reports whether a cell says nothing: it is empty, has a placeholder, or only dashes,
// slashes, stars and the like.
func isBlank(s string) bool {
	if len(s) > 24 {
		return strings.TrimSpace(s) == ""
	}
	marks := true
	for _, r := range s {
		if !unicode.IsSpace(r) && !unicode.In(r, unicode.Cf) &&
			!strings.ContainsRune("-—–―－ー_/／\\*＊·.。…?？'", r) {
			marks = false
			break
		}
	}
	return marks || placeholders[strings.ReplaceAll(fold.Fold(s), " ", "")]
}

// sentenceLists are lists whose items are sentences: commas stand inside them.
var sentenceLists = map[string]bool{"level_meanings": true}

// splitList splits a cell into the items of a list, outside of brackets. A cell with the
// semicolon of our own files is split there alone, so that an export comes back as it was.
func splitList(field, s string) []string {
	separators := "、，,;；/\n"
	switch {
	case strings.Contains(s, ";"):
		separators = ";"
	case sentenceLists[field]:
		separators = "；\n"
	}
	var items []string
	seen := map[string]bool{}
	for _, item := range splitOutside(s, separators) {
		item = strings.ReplaceAll(clean(item), "\n", " ")
		if !isBlank(item) && !seen[item] {
			seen[item] = true
			items = append(items, item)
		}
	}
	return items
}

func splitOutside(s, separators string) []string {
	var items []string
	depth, start := 0, 0
	for i, r := range s {
		switch {
		case strings.ContainsRune("(（[【〔", r):
			depth++
		case strings.ContainsRune(")）]】〕", r):
			depth = max(depth-1, 0)
		case depth == 0 && strings.ContainsRune(separators, r):
			items = append(items, s[start:i])
			start = i + len(string(r))
		}
	}
	return append(items, s[start:])
}

// parseBool reads a yes or no; ok is false for what is neither.
func parseBool(s string) (value, ok bool) {
	switch strings.ReplaceAll(fold.Fold(s), " ", "") {
	case "是", "有", "√", "✓", "✔", "☑", "对", "y", "yes", "true", "t", "1", "已开", "已开具", "开具",
		"●", "■", "已", "能", "可", "v":
		return true, true
	case "否", "无", "×", "✗", "✘", "x", "╳", "n", "no", "false", "f", "0", "未开", "未开具", "不是",
		"没有", "○", "□", "☐", "未", "不", "不能":
		return false, true
	}
	return false, false
}

// nameKey is the form in which names are compared: folded, without anything but letters, digits
// and the stars of a masked name, and with 漠河县 as 漠河市, which it became in 2018.
func nameKey(s string) string {
	s = strings.ReplaceAll(fold.Fold(s), "漠河县", "漠河市")
	key := strings.Map(func(r rune) rune {
		if r == '*' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
	if key == "" {
		return s
	}
	return key
}

// identifier is a code in canonical spelling, "" for a placeholder.
func identifier(s string) string {
	if isBlank(s) {
		return ""
	}
	return ident.Normalise(s)
}
