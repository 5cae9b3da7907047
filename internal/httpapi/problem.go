package httpapi

import (
	"cmp"
	"errors"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

// Problem is the body of every error (RFC 9457).
type Problem struct {
	Type     string         `json:"type"` // the path of a page
	Title    string         `json:"title"`
	TitleZh  string         `json:"title_zh"`
	Status   int            `json:"status"`
	Detail   string         `json:"detail"`
	DetailZh string         `json:"detail_zh"`
	Instance string         `json:"instance"` // names the request, as the log does
	Errors   []ProblemError `json:"errors,omitempty"`
	// Next is what may be asked for in place of a time that cannot be had.
	Next []time.Time `json:"next,omitempty"`
}

// ProblemError names one wrong part of a request.
type ProblemError struct {
	Parameter  string `json:"parameter,omitempty"` // of the query
	Pointer    string `json:"pointer,omitempty"`   // into the body
	Reason     string `json:"reason"`
	ReasonZh   string `json:"reason_zh,omitempty"`
	Suggestion string `json:"suggestion,omitempty"`
}

const (
	internalText = "Something went wrong. It has been logged; please try again, and tell us the " +
		"number in instance if it happens again."
	internalTextZh = "服务器出错，已记录。请稍后重试；如再次出现，请告知 instance 中的编号。"
	retryAfter     = "30" // seconds
)

// Instead adds to an error the times that may be asked for in place of the one that was.
func Instead(err error, next []time.Time) error { return &instead{err, next} }

type instead struct {
	error
	next []time.Time
}

func (i *instead) Unwrap() error { return i.error }

// typeOf returns the type of an error: the one it was given, else that of its fault's kind.
func typeOf(err error) *Type {
	if t, ok := errors.AsType[*typed](err); ok {
		return t.t
	}
	return byKind[fault.KindOf(err)]
}

// newProblem returns what may be said of an error.
func newProblem(err error, base, id string) Problem {
	t := typeOf(err)
	p := Problem{
		Type: base + "/problems/" + t.Slug, Title: t.Title, TitleZh: t.TitleZh, Status: t.Status,
		Detail: internalText, DetailZh: internalTextZh, Instance: "urn:uuid:" + id,
	}
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind == fault.Internal {
		return p
	}
	p.Detail = cmp.Or(f.Message, t.Title)
	p.DetailZh = cmp.Or(f.Zh, t.TitleZh)
	if i, ok := errors.AsType[*instead](err); ok {
		p.Next = i.next
	}
	for _, field := range f.Fields {
		e := ProblemError{
			Reason: field.Reason, ReasonZh: field.Zh, Suggestion: field.Suggestion,
		}
		if strings.HasPrefix(field.Name, "/") {
			e.Pointer = field.Name
		} else {
			e.Parameter = field.Name
		}
		p.Errors = append(p.Errors, e)
	}
	return p
}

// writeProblem is the one place that writes errors.
func (f *frame) writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	if over, ok := errors.AsType[*http.MaxBytesError](err); ok {
		err = tooLarge(over.Limit)
	}
	x := exchangeOf(r)
	x.err = err
	p := newProblem(err, f.Base, x.id)
	h := w.Header()
	for _, name := range []string{"ETag", "Link", "Content-Location", "Content-Disposition"} {
		h.Del(name) // a handler that failed half-way may have set them
	}
	switch {
	case p.Status >= http.StatusInternalServerError:
		h.Set("Cache-Control", "no-store")
	case p.Status == http.StatusRequestTimeout || p.Status == http.StatusTooManyRequests:
		h.Set("Cache-Control", "no-store")
	case h.Get("Cache-Control") == cacheHeaders[CacheNone]:
		// What may not be kept may not be kept when it is refused either: another header would
		// have been answered otherwise.
	default:
		h.Set("Cache-Control", "public, max-age=60")
	}
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", retryAfter)
	}
	body, err := encode(p)
	if err != nil {
		body = []byte("{}") // strings and a number: it cannot happen
	}
	write(w, "application/problem+json", p.Status, body)
}

// ProblemPages is the route of the pages that the types of problems point to. [New] adds it to
// every table.
func ProblemPages() Route {
	return Route{
		Operation: "problems.page", Method: http.MethodGet, Pattern: "/problems/{slug}",
		Handle: describe, Cache: CacheCurrent, Open: true,
	}
}

var problemPage = template.Must(template.New("problem").Parse(`<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.TitleZh}} {{.Title}}</title>
<h1>{{.TitleZh}}</h1>
<p>{{.AboutZh}}</p>
<section lang="en">
<h2>{{.Title}}</h2>
<p>{{.About}}</p>
</section>
<p><code>{{.Status}} {{.Slug}}</code></p>
</html>
`))

func describe(w http.ResponseWriter, r *http.Request) error {
	if _, err := ParseParams(r, Grammar{}); err != nil {
		return err
	}
	for _, t := range Types() {
		if t.Slug != r.PathValue("slug") {
			continue
		}
		var page strings.Builder
		if err := problemPage.Execute(&page, t); err != nil {
			return err
		}
		w.Header().Set("Content-Security-Policy", "default-src 'none'")
		Write(w, "text/html; charset=utf-8", []byte(page.String()))
		return nil
	}
	return fault.New(fault.NotFound, "There is no such type of problem.", "没有这种问题类型。")
}
