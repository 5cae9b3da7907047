package ident

import (
	"strings"
	"time"
)

// HasPersonID reports whether a text holds the ID number of a natural person, so that it must
// be neither shown nor logged: 18 characters anywhere in it with a province, a possible birth
// date and the check character of ISO 7064 MOD 11-2, unless a USCC that is right in every part
// stands there; or a dotted trace code of an individual, whose subject number is an ID number
// whatever its check says.
func HasPersonID(s string) bool {
	_, found := hidePerson(Normalise(s))
	return found
}

// hidePerson replaces all but the last four characters of every ID number in a normalised text
// by asterisks, and says whether there was one.
func hidePerson(n string) (string, bool) {
	var hidden []byte
	hide := func(start, end int) {
		if hidden == nil {
			hidden = []byte(n)
		}
		for i := start; i < end-4; i++ {
			hidden[i] = '*'
		}
	}
	if start, end, ok := individualSubject(n); ok {
		hide(start, end)
	}
	digits := 0
	for i := range len(n) {
		if n[i] >= '0' && n[i] <= '9' {
			digits++
		} else {
			if n[i] == 'X' && digits >= 17 && isPersonID(n[i-17:i+1]) {
				hide(i-17, i+1)
			}
			digits = 0
		}
		if digits >= 18 && isPersonID(n[i-17:i+1]) {
			hide(i-17, i+1)
		}
	}
	if hidden == nil {
		return n, false
	}
	return string(hidden), true
}

// isPersonID judges 18 characters: 17 digits and a digit or X.
func isPersonID(s string) bool {
	region := s
	if s[0] == '9' { // permanent residence of foreigners: 9, then the province
		region = s[1:]
	}
	if _, ok := provinceOf(region); !ok && s[:2] != "83" { // 83: residents from 台湾
		return false
	}
	born, err := time.Parse("20060102", s[6:14])
	if err != nil || born.Year() < 1900 || born.Year() > 2099 {
		return false
	}
	sum, weight := 0, 1 // the weights from the right are the powers of 2 modulo 11
	for i := 16; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += weight * int(s[i]-'0')
	}
	return "10X98765432"[sum%11] == s[17] && !firmUSCC(s)
}

// individualSubject finds the subject number of a dotted trace code whose form says 个人.
func individualSubject(n string) (start, end int, ok bool) {
	at := strings.Index(n, oidRoot)
	if at < 0 {
		return 0, 0, false
	}
	fields := strings.Split(n[at+len(oidRoot):], ".")
	if len(fields) < 5 || fields[3] != "1" {
		return 0, 0, false
	}
	start = at + len(oidRoot)
	for _, f := range fields[:4] {
		start += len(f) + 1
	}
	end = start
	for end < len(n) && (n[end] >= '0' && n[end] <= '9' || n[end] >= 'A' && n[end] <= 'Z') {
		end++
	}
	return start, end, end-start > 4
}

// readPerson reads a text that is an ID number and nothing else; it was hidden before.
func readPerson(s string) (Reading, bool) {
	if len(s) != 18 || s[:14] != strings.Repeat("*", 14) {
		return Reading{}, false
	}
	return Reading{
		Kind: KindPersonID, Text: s, Valid: true, Certain: true, rank: 100,
		Parts: []Part{{
			Name: KindPersonID.Name(), Text: s, End: 18, Meaning: Text{
				"这是公民身份号码：本网站不查询、不显示、不记录",
				"a personal ID number: this portal does not look it up, show it or log it",
			},
		}},
	}, true
}
