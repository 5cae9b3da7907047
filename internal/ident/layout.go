package ident

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// segment is one part of a layout: a fixed text, or min to max characters of a class.
type segment struct {
	name     Text // empty for what is no part of its own: a hyphen, a bracket
	fixed    string
	min, max int
	class    func(rune) bool // nil means digits
	read     func(string) (Text, *Problem)
}

// layout is a number as a row of segments, of which at most one varies in length.
type layout []segment

// format is a kind of number without a check digit: its layouts, and what shows that a text is
// meant as one even if no layout fits.
type format struct {
	kind    Kind
	layouts []layout
	rank    int                 // how likely a fitting text is one
	tidy    func(string) string // brings back hyphens that people leave out
	meant   func(string) bool   // nil: a text that does not fit is something else
	example string              // for the sentence about a text that does not fit
	// check adds the problems that several parts have together.
	check func(parts []Part, add func(Problem))
}

// certain is the rank from which the form alone proves the kind.
const certain = 80

// slip is a character of a text that looks like the one that belongs there.
type slip struct {
	at     int
	is, as rune
}

// fit lays a text out: the text of every segment with slips undone, and the slips.
func (l layout) fit(text []rune) (cells []string, slips []slip, ok bool) {
	spare := len(text)
	for _, s := range l {
		spare -= s.least()
	}
	if spare < 0 {
		return nil, nil, false
	}
	at := 0
	for _, s := range l {
		n := s.least()
		if s.max > s.min {
			n = min(s.max, s.min+spare)
			spare -= n - s.min
		}
		if at+n > len(text) {
			return nil, nil, false
		}
		cell := make([]rune, n)
		for i, r := range text[at : at+n] {
			want, ok := s.accept(i, r)
			if !ok {
				return nil, nil, false
			}
			if cell[i] = want; want != r {
				slips = append(slips, slip{at + i, r, want})
			}
		}
		cells = append(cells, string(cell))
		at += n
	}
	return cells, slips, at == len(text)
}

func (s segment) least() int {
	if s.fixed != "" {
		return utf8.RuneCountInString(s.fixed)
	}
	return s.min
}

// accept returns the character that belongs at place i of the segment, if r is it or looks
// like it.
func (s segment) accept(i int, r rune) (rune, bool) {
	if s.fixed != "" {
		want := []rune(s.fixed)[i]
		return want, r == want || letterFor(want, r)
	}
	if s.class != nil {
		return r, s.class(r)
	}
	if r >= '0' && r <= '9' {
		return r, true
	}
	digit, ok := twins[r]
	return digit, ok
}

// recognise reads a text by the layout that needs the fewest slips undone.
func (f *format) recognise(s string) (Reading, bool) {
	if f.tidy != nil {
		s = f.tidy(s)
	}
	text := []rune(s)
	var best layout
	var cells []string
	var slips []slip
	for _, l := range f.layouts {
		c, sl, ok := l.fit(text)
		if ok && (best == nil || len(sl) < len(slips)) {
			best, cells, slips = l, c, sl
		}
	}
	r := Reading{Kind: f.kind, Text: s, Ask: f.kind.Ask(), rank: f.rank}
	if best == nil || !credible(text, slips) {
		if f.meant == nil || !f.meant(s) {
			return Reading{}, false
		}
		r.Problems = []Problem{f.misshapen(len(text))}
		r.rank = 45
		return r, true
	}
	f.fill(&r, best, cells)
	r.Valid = !wrong(r.Problems)
	if len(slips) > 0 {
		if r.Valid {
			r.Suggestions = []string{strings.Join(cells, "")}
		}
		r.Valid = false
		r.Problems = append(slipProblems(slips), r.Problems...)
	}
	r.Certain = r.Valid && f.rank >= certain
	if !r.Valid {
		r.rank /= 2
	}
	return r, true
}

// fill reads the parts of a text that fits.
func (f *format) fill(r *Reading, l layout, cells []string) {
	at, original := 0, []rune(r.Text)
	var parts []Part // without slips, for the rules across parts
	for i, s := range l {
		start := at
		at += utf8.RuneCountInString(cells[i])
		if s.name.Zh == "" {
			continue
		}
		p := Part{Name: s.name, Text: cells[i], Start: start, End: at}
		if s.read != nil {
			meaning, problem := s.read(cells[i])
			p.Meaning = meaning
			if problem != nil {
				problem.Start, problem.End = start, at
				r.Problems = append(r.Problems, *problem)
			}
		}
		parts = append(parts, p)
		p.Text = string(original[start:at])
		r.Parts = append(r.Parts, p)
	}
	if f.check != nil {
		f.check(parts, func(p Problem) { r.Problems = append(r.Problems, p) })
	}
}

// credible keeps words from being read as numbers: at most three slips, and fewer than half of
// what there is.
func credible(text []rune, slips []slip) bool {
	return len(slips) <= 3 && 2*len(slips) < len(text)
}

func slipProblems(slips []slip) []Problem {
	var problems []Problem
	for _, s := range slips {
		problems = append(problems, Problem{
			Rule: "character", Start: s.at, End: s.at + 1, Message: Text{
				fmt.Sprintf("第%d位是“%c”，这里应为“%c”。", s.at+1, s.is, s.as),
				fmt.Sprintf("Character %d is “%c” where “%c” belongs.", s.at+1, s.is, s.as),
			},
		})
	}
	return problems
}

func (f *format) misshapen(length int) Problem {
	name := f.kind.Name()
	return Problem{Rule: "shape", End: length, Message: Text{
		"位数或写法与" + name.Zh + "不符；正确的写法如 " + f.example + "。",
		"The length or form is not that of a " + name.En + "; a right one looks like " +
			f.example + ".",
	}}
}

func lit(s string) segment { return segment{fixed: s} }

func digitsOf(name Text, n int) segment { return segment{name: name, min: n, max: n} }

// readable gives a segment its reader.
func (s segment) readable(read func(string) (Text, *Problem)) segment {
	s.read = read
	return s
}

func isLetter(r rune) bool { return r >= 'A' && r <= 'Z' }

// isClearLetter leaves out the letters that could be digits misread.
func isClearLetter(r rune) bool { return isLetter(r) && twins[r] == 0 }

var (
	nameRegion = Text{"行政区划", "division"}
	nameYear   = Text{"年份", "year"}
	nameSerial = Text{"序号", "serial number"}
)

// readYear reads two digits of a year; the earliest of these schemes began in 1990.
func readYear(yy string) (Text, *Problem) {
	if yy >= "90" {
		return Text{"19" + yy + "年", "19" + yy}, nil
	}
	return Text{"20" + yy + "年", "20" + yy}, nil
}

func readFullYear(y string) (Text, *Problem) {
	if y < "1980" || y > "2099" {
		return Text{}, &Problem{Rule: "year", Message: Text{
			y + " 不是可能的年份。", y + " is not a possible year.",
		}}
	}
	return Text{y + "年", y}, nil
}

func readMonth(mm string) (Text, *Problem) {
	if mm < "01" || mm > "12" {
		return Text{}, &Problem{Rule: "month", Message: Text{
			mm + " 不是月份（01–12）。", mm + " is not a month (01–12).",
		}}
	}
	return Text{strings.TrimPrefix(mm, "0") + "月", "month " + mm}, nil
}
