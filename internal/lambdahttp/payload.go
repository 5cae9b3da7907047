package lambdahttp

import (
	"encoding/base64"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// maxPayload is how many bytes of a body fit into the payload of a response: Lambda allows 6 MiB,
// and the headers want a share.
const maxPayload = 6<<20 - 64<<10

// encode puts the body of an answer into the response: as it is if its header calls it text,
// else in base64. It reports whether it fits.
func encode(resp *events.APIGatewayV2HTTPResponse, a *answer) bool {
	switch {
	case len(a.body) == 0:
	case text(a) && (longestEscape*len(a.body) <= maxPayload || escaped(a.body) <= maxPayload):
		resp.Body = string(a.body)
	case base64.StdEncoding.EncodedLen(len(a.body)) <= maxPayload:
		resp.Body = base64.StdEncoding.EncodeToString(a.body)
		resp.IsBase64Encoded = true
	default:
		return false
	}
	return true
}

// text reports whether a body is text by its header: of a textual type and not compressed. What
// calls itself text and is not UTF-8 would not survive JSON and goes as bytes.
func text(a *answer) bool {
	if a.fixed.Get("Content-Encoding") != "" {
		return false
	}
	kind, _, _ := strings.Cut(strings.ToLower(a.fixed.Get("Content-Type")), ";")
	tree, name, _ := strings.Cut(strings.TrimSpace(kind), "/")
	syntax := name[strings.LastIndexByte(name, '+')+1:]
	return (tree == "text" || slices.Contains(textual, syntax)) && utf8.Valid(a.body)
}

// textual are the subtypes, and suffixes of subtypes, that are text in any tree.
var textual = []string{"json", "x-ndjson", "yaml", "xml", "javascript"}

// longestEscape is how many bytes one byte of a text may take in a JSON string.
const longestEscape = 6

// escaped returns how many bytes a text has as a JSON string, or a few more: quotes double, control
// characters become \u00XX and the separators U+2028 and U+2029, which begin with 0xE2, \u202X.
func escaped(body []byte) int {
	n := len(body)
	for _, c := range body {
		switch {
		case c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t':
			n++
		case c < ' ':
			n += 5
		case c == 0xE2:
			n += 3
		}
	}
	return n
}
