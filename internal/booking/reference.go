package booking

import (
	"fmt"
	"io"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

// Reference is what a booking is known by: nine characters in groups of three, AC4-7KM-2H1,
// the last of them a check character.
//
// The 23 characters have no two that look alike (no B beside 8, no O, D or Q beside 0), and 23
// is a prime: with a different weight for each place the check character finds every single
// wrong character and every two that changed places.
type Reference string

const (
	referenceAlphabet = "0123456789ACEFHJKMPRTWX"
	referenceLength   = 9
)

// lookalikes are what people write for a character of the alphabet.
var lookalikes = strings.NewReplacer("O", "0", "Q", "0", "D", "0", "I", "1", "L", "1",
	"Z", "2", "S", "5", "G", "6", "B", "8", "N", "M")

// NewReference draws a reference.
func NewReference(random io.Reader) (Reference, error) {
	code := make([]byte, 0, referenceLength)
	var one [1]byte
	for len(code) < referenceLength-1 {
		if _, err := io.ReadFull(random, one[:]); err != nil {
			return "", fmt.Errorf("draw a reference: %w", err)
		}
		// 253 is 11 × 23: bytes above it would favour some characters.
		if one[0] < 253 {
			code = append(code, referenceAlphabet[one[0]%23])
		}
	}
	return group(string(append(code, checkCharacter(string(code))))), nil
}

// ParseReference reads a reference as people type it: in any case and width, with or without
// hyphens and spaces, with a look-alike in the place of a character. What cannot be one is
// refused with a fault that says why.
func ParseReference(s string) (Reference, error) {
	code := strings.Map(narrow, s)
	if len(code) <= 4*referenceLength {
		code = lookalikes.Replace(strings.ToUpper(code))
	}
	if len(code) != referenceLength {
		return "", fault.New(fault.Invalid,
			"A reference has nine characters, like AC4-7KM-2H1. Please compare it with yours.",
			"预约号共九位，形如 AC4-7KM-2H1，请核对。")
	}
	for _, r := range code {
		if !strings.ContainsRune(referenceAlphabet, r) {
			return "", fault.New(fault.Invalid,
				fmt.Sprintf("No reference contains %q. Please compare it with yours.", r),
				fmt.Sprintf("预约号中不会出现“%c”，请核对。", r))
		}
	}
	if checkCharacter(code[:referenceLength-1]) != code[referenceLength-1] {
		return "", fault.New(fault.Invalid,
			"A character of the reference is mistyped, or two changed places.",
			"预约号有一位输错，或有两位颠倒，请核对。")
	}
	return group(code), nil
}

// narrow drops what only groups characters and folds full width to ASCII.
func narrow(r rune) rune {
	switch {
	case r == '-' || r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '_' || r == '.' ||
		r == '\u00a0' || r == '\u3000' || r >= '\u2010' && r <= '\u2015' || r == '\u2212' ||
		r == '\uff0d' || r == '\u30fc':
		return -1
	case r >= '\uff01' && r <= '\uff5e':
		return r - '\uff01' + '!'
	}
	return r
}

func checkCharacter(code string) byte {
	sum := 0
	for i := range len(code) {
		sum += (i + 2) * strings.IndexByte(referenceAlphabet, code[i])
	}
	return referenceAlphabet[sum%23]
}

func group(code string) Reference {
	return Reference(code[:3] + "-" + code[3:6] + "-" + code[6:])
}
