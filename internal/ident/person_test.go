package ident_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/ident"
)

// personID completes an ID number. Tests use the serial 000, which nobody has.
func personID(region, born, serial string) string {
	body := region + born + serial
	weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i := range len(body) {
		sum += weights[i] * int(body[i]-'0')
	}
	return body + string("10X98765432"[sum%11])
}

func TestHasPersonID(t *testing.T) {
	t.Parallel()
	id := personID("232701", "19000101", "000")
	ending := string(id[17])
	off := id[:17] + map[bool]string{true: "1", false: "0"}[ending != "1"]
	var withX string
	for day := '1'; withX == ""; day++ {
		if s := personID("232701", "1900010"+string(day), "000"); s[17] == 'X' {
			withX = s
		}
	}
	for _, tt := range []struct {
		name, in string
		want     bool
	}{
		{"bare", id, true},
		{"grouped by spaces", id[:6] + " " + id[6:14] + " " + id[14:], true},
		{"ending in X", withX, true},
		{"ending in a small x", strings.ToLower(withX), true},
		{"in a sentence", "身份证" + id + "联系人", true},
		{"inside a longer run of digits", "3" + id + "20260105", true},
		{"wrong check", off, false},
		{"impossible month", personID("232701", "19001301", "000"), false},
		{"impossible day", personID("232701", "19000230", "000"), false},
		{"too early", personID("232701", "18990101", "000"), false},
		{"no such province", personID("992701", "19000101", "000"), false},
		{"foreigner's permanent residence", personID("923000", "19000101", "000"), true},
		{"resident from Taiwan", personID("830000", "19000101", "000"), true},
		{"nothing", "", false},
		{"organic code", "09992600000000001", false},
		{"dotted code of an individual", oid("1", id), true},
		{"dotted code of an individual whose check fails", oid("1", off), true},
		{"dotted code of a farm that embeds one", oid("2", id), true},
		{"dotted code of an enterprise", oid("0", "91232701PDY00001XD"), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, ident.HasPersonID(tt.in))
		})
	}
	for _, s := range validUSCCs {
		assert.False(t, ident.HasPersonID(s), s)
	}
}

func TestRecognise_HidesPersonID(t *testing.T) {
	t.Parallel()
	id := personID("232701", "19000101", "000")
	for _, tt := range []struct {
		name, in string
		kind     ident.Kind
	}{
		{"bare", id, ident.KindPersonID},
		{"labelled", "身份证号：" + id, ident.KindPersonID},
		{"dotted code", oid("1", id) + ".001.01020304.20260105080000", ident.KindTraceOID},
		{"new trace code", "3" + id + "20260105", ident.KindTraceNew},
		{"unknown code", "HLJ" + id, ident.KindTraceOther},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			readings := ident.Recognise(tt.in)
			require.NotEmpty(t, readings)
			assert.Equal(t, tt.kind, readings[0].Kind)
			for _, r := range readings {
				assert.True(t, r.Personal)
				assert.True(t, r.Valid)
				assert.Contains(t, r.Text, strings.Repeat("*", 14)+id[14:])
				for _, p := range r.Parts {
					assert.NotContains(t, p.Text, id[6:14])
				}
				assert.NotContains(t, r.Text, id[6:14], "the birth date")
			}
		})
	}
}

// oid is a dotted trace code of a form (0 enterprise, 1 individual …).
func oid(form, subject string) string { return "1.2.156.326.8.1.3.0." + form + "." + subject }
