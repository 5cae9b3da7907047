package pages

import "strings"

// span is a run of words in a paragraph.
type span struct {
	text
	Strong bool
}

// half returns the part of a text in the edition's language. Short texts of the API's document are
// in English and Chinese with a dot between; what stands in one language alone is for both.
func (e *edition) half(s string) string {
	for at := strings.LastIndex(s, " · "); at >= 0; at = strings.LastIndex(s[:at], " · ") {
		en, zh := s[:at], s[at+len(" · "):]
		if hasHan(en) {
			continue
		}
		if e.lang == english {
			return en
		}
		return zh
	}
	return s
}

// prose returns the paragraphs of a longer text that are in the edition's language.
func (e *edition) prose(s string) [][]span {
	var list [][]span
	for p := range strings.SplitSeq(s, "\n\n") {
		if p = strings.TrimSpace(p); p == "" || e.foreign(p) {
			continue
		}
		between := ""
		if e.lang == english {
			between = " "
		}
		list = append(list, e.runs(strings.ReplaceAll(p, "\n", between)))
	}
	return list
}

// foreign reports whether a paragraph is in the other language. Chinese ones name things in
// Latin letters, and English ones name nothing in Chinese.
func (e *edition) foreign(p string) bool { return hasHan(p) == (e.lang == english) }

// runs sets what stands between pairs of ** and of `.
func (e *edition) runs(p string) []span {
	var list []span
	for i, part := range strings.Split(p, "**") {
		for j, run := range strings.Split(part, "`") {
			if run == "" {
				continue
			}
			s := span{text: e.said(run), Strong: i%2 == 1}
			s.Code = j%2 == 1
			list = append(list, s)
		}
	}
	return list
}
