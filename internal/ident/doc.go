// Package ident knows the identifiers that are printed on farm produce and licences: what a
// code is, which part of it says what, which part is wrong, and where to ask.
//
// # Model
//
// A printed string first goes through [Normalise]; nothing here looks at raw text. [Recognise]
// then gives its [Reading]s, most likely first: one string may be several things, because most
// Chinese numbers are bare digits without a check digit. A reading names its [Kind], the
// canonical text, the parts with their meanings, the problems by position, and corrections.
// Valid says that the text keeps the rules of its kind, never that such a thing was issued:
// only a register knows that, and callers search it before they believe a failed check.
//
// Two sorts of caller judge differently. A public query wants the right code or an error
// ([ParseUSCC]); an import keeps what the bureau wrote and shows what is odd about it
// ([CheckUSCC], where each [Problem] is a reason and not a refusal).
//
// # Layout
//
//	normalise.go   the one canonical spelling    link.go       our own QR links
//	uscc.go        统一社会信用代码, GB 32100      person.go     ID numbers: found, hidden
//	anatomy.go     what the parts of one say     damage.go     what spreadsheets destroy
//	slip.go        O/0, I/1/L, S/5, Z/2, B/8     division.go   行政区划 by code and by name
//	layout.go      fixed-width numbers as data   gazetteer.go  the table of divisions
//	certificate.go green food, organic, AGI      region.go     provinces
//	licence.go     licences, registrations       trace.go      the traceability platforms
//	kind.go        kinds and whom to ask         recognise.go  all of them, ranked
//
// # Privacy
//
// A trace code of an individual contains the 18-digit ID number. [HasPersonID] finds such text
// so that callers neither show nor log it, and a [Reading] never holds the number: all but its
// last four characters are asterisks before anything else is looked at.
//
// The package asks no register, reads no clock and holds no state. Positions count characters
// (not bytes) of the canonical text, from 0, end exclusive. Rules marked as remembered and not
// read in the reference (departments of a USCC, say) only ever give warnings.
package ident

// Text is a name or a sentence in Chinese and in English.
type Text struct{ Zh, En string }

// In returns the text in a language: "en", or Chinese for anything else.
func (t Text) In(lang string) string {
	if lang == "en" {
		return t.En
	}
	return t.Zh
}

// Part is one part of a code and what it says.
type Part struct {
	Name       Text
	Text       string // as it stands in the canonical text
	Start, End int    // characters of the canonical text
	Meaning    Text   // empty where the part is only a number
}

// Problem is one thing that is wrong or odd about a code.
type Problem struct {
	// Rule names what was broken, for tests and for counting: length, character, check_digit,
	// organisation_check, unknown, region, month, year, shape, issuer, scope, old_form, field,
	// destroyed or person_id.
	Rule       string
	Message    Text // a sentence that is safe to show; it never holds the whole code
	Start, End int  // characters of the canonical text
	Warning    bool // odd, but the code may be right all the same
}

// wrong reports whether any of the problems is more than a warning.
func wrong(problems []Problem) bool {
	for _, p := range problems {
		if !p.Warning {
			return true
		}
	}
	return false
}
