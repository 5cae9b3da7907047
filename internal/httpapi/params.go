package httpapi

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

// Params are the parameters of a query, each given once.
type Params map[string]string

// Grammar says which parameters there are.
type Grammar struct {
	Names   []string
	Refused map[string]string // known elsewhere and not here, with the reason
}

// ParseParams reads a request's query. A parameter that the grammar does not have, one that is
// given twice and one that is badly encoded are a problem that names every one of them, with the
// nearest parameter there is.
func ParseParams(r *http.Request, g Grammar) (Params, error) {
	p := Params{}
	var unknown, bad []fault.Field
	for pair := range strings.SplitSeq(r.URL.RawQuery, "&") {
		if pair == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, nameErr := url.QueryUnescape(rawName)
		value, valueErr := url.QueryUnescape(rawValue)
		_, twice := p[name]
		switch {
		case nameErr != nil || !utf8.ValidString(name):
			bad = append(bad, fault.Field{Name: "?", Reason: "The name is badly encoded."})
		case !g.has(name):
			unknown = append(unknown, g.unknown(name))
		case valueErr != nil || !utf8.ValidString(value):
			bad = append(bad, fault.Field{
				Name:   name,
				Reason: "The value is badly encoded: a percent sign is written %25, text is UTF-8.",
			})
		case twice:
			bad = append(bad, fault.Field{Name: name, Reason: "It is given more than once."})
		default:
			p[name] = value
		}
	}
	if len(unknown) > 0 {
		zh := "参数 " + unknown[0].Name + " 不可用于此处。" + meant(unknown[0])
		return nil, UnknownParameter.Fault(sentence(unknown[0]), zh, append(unknown, bad...)...)
	}
	if len(bad) > 0 {
		return nil, BadParameter.Fault(sentence(bad[0]), "参数 "+bad[0].Name+" 编码有误或重复出现。",
			bad...)
	}
	return p, nil
}

func sentence(f fault.Field) string {
	text := f.Name + ": " + f.Reason
	if f.Suggestion != "" {
		text += " Did you mean " + f.Suggestion + "?"
	}
	return text
}

func meant(f fault.Field) string {
	if f.Suggestion == "" {
		return ""
	}
	return "是否想写 " + f.Suggestion + "？"
}

func (g Grammar) has(name string) bool {
	for _, n := range g.Names {
		if n == name {
			return true
		}
	}
	return false
}

// longestName is how much of an unknown parameter's name is repeated.
const longestName = 64

func (g Grammar) unknown(name string) fault.Field {
	if reason, ok := g.Refused[name]; ok {
		return fault.Field{Name: name, Reason: reason}
	}
	f := fault.Field{
		Name: name, Reason: "There is no such parameter here.", Suggestion: Nearest(name, g.Names),
	}
	if len(name) > longestName {
		f.Name = strings.ToValidUTF8(name[:longestName], "") + "…"
	}
	return f
}

// Bad returns the problem that one parameter has a value it cannot have. The reasons must not
// repeat the value, which may be anything.
func Bad(name, reason, reasonZh, suggestion string) error {
	f := fault.Field{Name: name, Reason: reason, Suggestion: suggestion}
	return BadParameter.Fault(sentence(f), "参数 "+name+"："+reasonZh+meant(f), f)
}
