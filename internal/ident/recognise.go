package ident

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// The longest texts, in bytes, that are looked at as a code and as a link.
const (
	maxCode = 300
	maxLink = 2048
)

// Reading is one thing that a printed string may be.
type Reading struct {
	Kind        Kind
	Text        string // canonical; the number to search a register for, unless Personal
	Parts       []Part // what each part says; empty if the text has not the right shape
	Valid       bool   // keeps the rules of its kind, as far as its kind has any
	Certain     bool   // and the form alone proves the kind: a check character or a prefix
	Personal    bool   // it held a natural person's ID number; Text shows the last four only
	Problems    []Problem
	Suggestions []string // what it says if O/0, I/1/L, S/5, Z/2 or B/8 were confused
	Ask         Authority

	rank int
}

// formats are the numbers that a layout describes; guesses are asked only if nothing is
// certain. They are made when somebody first asks: a start must not wait for them.
var (
	formats = sync.OnceValue(func() []format {
		return append(bareNumbers(),
			greenProduct(), greenEnterprise(), organicCertificate(), organicCode(),
			giCertificate(), giSpecification(),
			pesticideLicence(), veterinaryLicence(), seedLicence(), pesticideRegistration(),
		)
	})
	guesses = sync.OnceValue(portalFormats)
)

// Recognise returns what a printed or pasted string may be, most likely first. It takes a code
// in any spelling that [Normalise] understands, with or without a label before a colon, and a
// link to a page of the portal. It returns nothing for text that is no code.
//
// Readings of a text with a personal ID number never hold that number; text around it that is
// no code has no readings at all, so a caller that shows or logs its input asks [HasPersonID].
// A register may be searched with the Text of every other reading, also if it is not Valid.
func Recognise(s string) []Reading {
	if len(s) > maxLink {
		return nil
	}
	if l, ok := ParseLink(s); ok {
		s = l.ID
	}
	n, personal := hidePerson(unlabelled(Normalise(s)))
	if n == "" || len(n) > maxCode {
		return nil
	}
	var readings []Reading
	add := func(r Reading, ok bool) {
		if ok {
			r.Personal = personal
			readings = append(readings, r)
		}
	}
	add(readPerson(n))
	add(readTraceOID(n))
	add(readUSCC(n))
	add(readDivision(n))
	for _, f := range formats() {
		add(f.recognise(n))
	}
	if !slices.ContainsFunc(readings, func(r Reading) bool { return r.Certain }) {
		for _, f := range guesses() {
			add(f.recognise(n))
		}
		add(readTrace(n))
	}
	slices.SortStableFunc(readings, func(a, b Reading) int { return cmp.Compare(b.rank, a.rank) })
	return readings
}

// unlabelled drops what people copy along with a code: 产品编号: before it, a full stop after.
func unlabelled(n string) string {
	n = strings.Trim(n, `.,;:!?"'。、，；：！？“”`)
	at := strings.LastIndexByte(n, ':')
	if at < 0 || strings.Contains(n, "://") || utf8.RuneCountInString(n[at+1:]) < 5 {
		return n
	}
	return unlabelled(n[at+1:])
}

// readDivision reads 6, 9 or 12 digits as a division code. A code of another province is
// possible but not known here beyond its province.
func readDivision(s string) (Reading, bool) {
	if len(s) != 6 && len(s) != 9 && len(s) != 12 || !allDigits(s) {
		return Reading{}, false
	}
	r := Reading{Kind: KindDivision, Text: s, Ask: KindDivision.Ask(), Valid: true, rank: 30}
	part := Part{Name: nameRegion, Text: s, End: len(s)}
	place, ok := DivisionByCode(s)
	if ok {
		r.rank, r.Certain = 85, true
		part.Meaning = place.describe()
		if place.Note.Zh != "" {
			r.Problems = []Problem{{
				Rule: "region", Message: place.Note, End: len(s), Warning: true,
			}}
		}
	} else {
		p, ok := provinceOf(s)
		if !ok {
			return Reading{}, false
		}
		part.Meaning = Text{p.name.Zh + "境内", "in " + p.name.En}
	}
	r.Parts = []Part{part}
	return r, true
}
