package repotest

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

// strangers are texts that have no business in the repository. The patterns are written so that
// they do not match themselves.
var strangers = []struct {
	what    string
	pattern *regexp.Regexp
}{
	{
		"a path of somebody's machine",
		regexp.MustCompile(`(?:^|[\s"'(=:])(?:/(?:home|root|Users|tmp|work)/[\w.]|[A-Z]:\\[\w.])`),
	},
	{
		"a file beside the repository",
		regexp.MustCompile(`[.][.]/shared/|\bdesign(?:[.]md| §)|\b(?:domain|style)[.]md\b`),
	},
	{
		"the address of a package registry",
		regexp.MustCompile(`(?:proxy|sum)[.]golang[.]org|registry[.]npm|pypi[.]org|goproxy[.]`),
	},
	{
		"a private key or an access key",
		regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE[ ]KEY|\bAKIA[0-9A-Z]{16}\b|\bghp_\w{36}`),
	},
	{
		"a note of how a text was written",
		regexp.MustCompile(`(?i)\b(?:co-authored|generated|written)[-](?:by|with):`),
	},
	{
		"work that is put off without an issue",
		regexp.MustCompile(`\b(?:[T]ODO[^(]|[F]IXME\b)`),
	},
}

// strange complains about every line of a text that one of the patterns matches.
func strange(name, text string) []string {
	var complaints []string
	n := 0
	for line := range strings.Lines(text) {
		n++
		for _, s := range strangers {
			if found := s.pattern.FindString(line); found != "" {
				complaints = append(complaints,
					fmt.Sprintf("%s:%d: %s: %q", name, n, s.what, found))
			}
		}
	}
	return complaints
}

func TestStrangers(t *testing.T) {
	t.Parallel()
	var complaints []string
	for _, name := range files(t) {
		if text := read(t, name); utf8.ValidString(text) {
			complaints = append(complaints, strange(name, text)...)
		}
	}
	none(t, complaints)
}

func TestStrangers_Complains(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"see /home" + "/li/x.csv", `"/tmp` + `/data"`, `C:` + `\Users\li`, "../sha" + "red/data",
		"as des" + "ign §4 says", "in domain" + ".md §2", "https://proxy.golang" + ".org/x",
		"-----BEGIN RSA PRIVATE" + " KEY-----", "AKIA" + "0123456789ABCDEF",
		"Co-authored" + "-by: Li", "// TO" + "DO: later",
	} {
		assert.Len(t, strange("x", line), 1, line)
	}
	for _, line := range []string{
		"GET /towns/{code}", "/var/lib/mingtian", "TO" + "DO(#7): then", "/root", "/tmp",
	} {
		assert.Empty(t, strange("x", line), line)
	}
}
