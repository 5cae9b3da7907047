package pages

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// locales are the languages as HTML names them.
var locales = map[string]string{chinese: "zh-CN", english: "en"}

// texts are one language's texts by key. A text may have places for values, like {name}.
type texts map[string]string

func loadTexts(files fs.FS, lang string) (texts, error) {
	data, err := fs.ReadFile(files, "i18n/"+lang+".json")
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	var t texts
	if err := json.Unmarshal(data, &t); err != nil {
		return nil, fmt.Errorf("read texts in %s: %w", lang, err)
	}
	return t, nil
}

// say returns a text with its places filled in: names and values in turns. A key that is not
// there is shown as such; a test finds it before a reader does.
func (t texts) say(key string, pairs ...string) string {
	text, ok := t[key]
	if !ok {
		return "[" + key + "]"
	}
	if len(pairs) == 0 {
		return text
	}
	list := make([]string, len(pairs))
	for i := range pairs {
		list[i] = pairs[i]
		if i%2 == 0 {
			list[i] = "{" + pairs[i] + "}"
		}
	}
	return strings.NewReplacer(list...).Replace(text)
}

// count returns the text for a number of things: key.one for 1, else key.other.
func (t texts) count(key string, n int) string {
	if n == 1 {
		return t.say(key+".one", "n", number(n))
	}
	return t.say(key+".other", "n", number(n))
}

// number writes a whole number with commas between thousands.
func number(n int) string { return grouped(strconv.Itoa(n)) }

// grouped puts commas into the whole part of a decimal number.
func grouped(s string) string {
	whole, fraction, decimal := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if decimal {
		if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
			whole += "." + fraction
		}
	}
	return sign + whole
}

// day writes a date as people read it: 2026年11月24日, 24 November 2026.
func day(lang string, d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	if lang == english {
		return fmt.Sprintf("%d %s %d", d.Day(), time.Month(d.Month()), d.Year())
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year(), d.Month(), d.Day())
}

// hasHan reports whether there are Chinese characters in a text.
func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// mixed splits an English text that names things in Chinese, so that each part can say what it
// is in.
func mixed(s string) []text {
	var runs []text
	for _, r := range s {
		lang := ""
		if unicode.Is(unicode.Han, r) {
			lang = locales[chinese]
		}
		if n := len(runs); n > 0 && runs[n-1].Lang == lang {
			runs[n-1].Text += string(r)
			continue
		}
		runs = append(runs, text{Text: string(r), Lang: lang})
	}
	return runs
}

// size writes a number of bytes.
func size(bytes int) string {
	switch {
	case bytes < 1000:
		return strconv.Itoa(bytes) + " B"
	case bytes < 1000*1000:
		return strconv.Itoa((bytes+500)/1000) + " kB"
	default:
		return fmt.Sprintf("%d.%d MB", bytes/1e6, bytes%1e6/1e5)
	}
}
