package visit

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/pages"
)

// call is one request on its way to an answer.
type call struct {
	*service
	pages.Sheet
	r    *http.Request
	path string     // without language
	form url.Values // of a GET its query, of a POST its body and nothing else
}

// reply is an answer: a page, or where to read on, or a file.
type reply struct {
	view     pages.View
	to       string
	calendar []byte
}

// step answers one request. An error is the page that says what failed.
type step func(*call) (reply, error)

// errRefused is a form that was not made here, or is too old, or was sent from elsewhere.
var errRefused = errors.New("the form is not ours")

func (s *service) handler(do step) httpapi.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c := &call{service: s, r: r}
		c.Sheet, c.path = s.Site.Sheet(nil, r.URL.Path)
		snap, err := s.Current(r.Context())
		if err != nil {
			return c.fail(w, err)
		}
		c.Sheet, c.path = s.Site.Sheet(snap, r.URL.Path)
		if err := c.read(); err != nil {
			return c.fail(w, err)
		}
		a, err := do(c)
		if err != nil {
			return c.fail(w, err)
		}
		return c.write(w, a)
	}
}

// read takes the form in, and refuses one that no page of ours has sent.
func (c *call) read() error {
	if c.r.Method != http.MethodPost {
		c.form = c.r.URL.Query()
		return nil
	}
	if err := c.origin.Check(c.r); err != nil {
		return errRefused
	}
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return errRefused
	}
	if err := c.r.ParseForm(); err != nil {
		if _, over := errors.AsType[*http.MaxBytesError](err); over {
			return fault.New(fault.TooLarge, "The form is too large.", "提交的内容过大。")
		}
		return errRefused
	}
	c.form = c.r.PostForm
	if !c.tokens.valid(c.form.Get("form")) {
		return errRefused
	}
	return nil
}

func (c *call) write(w http.ResponseWriter, a reply) error {
	switch {
	case a.calendar != nil:
		w.Header().Set("Content-Disposition", `attachment; filename="visit.ics"`)
		httpapi.Write(w, "text/calendar; charset=utf-8", a.calendar)
		return nil
	case a.to != "":
		pages.Send(w, c.r, pages.Page{
			Status: http.StatusSeeOther, Location: c.Link(a.to), Cache: noStore,
		})
		return nil
	}
	page, err := c.Page(a.view)
	if err != nil {
		return c.fail(w, err)
	}
	pages.Send(w, c.r, page)
	return nil
}

const noStore = "no-store"

// statuses are what the kinds of faults answer with; any other is a defect.
var statuses = map[fault.Kind]int{
	fault.Invalid: http.StatusBadRequest, fault.Forbidden: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict,
	fault.Exhausted: http.StatusTooManyRequests, fault.TooLarge: http.StatusRequestEntityTooLarge,
	fault.Unavailable: http.StatusServiceUnavailable,
}

// fail answers with the page that says what failed. The cause of a defect goes to the site's
// logger and to nobody else.
func (c *call) fail(w http.ResponseWriter, err error) error {
	if errors.Is(err, errRefused) {
		return c.write(w, c.notice(http.StatusForbidden, c.Say("visit.refused"),
			c.Say("visit.refused_says")))
	}
	if errors.Is(err, errNoPage) {
		page, err := c.Unknown(c.path)
		pages.Send(w, c.r, page)
		return err
	}
	status, known := statuses[fault.KindOf(err)]
	if !known {
		status = http.StatusInternalServerError
	}
	if status >= http.StatusInternalServerError {
		c.Site.Report(c.r.Context(), status, err)
		w.Header().Set("Retry-After", "30")
	}
	pages.Send(w, c.r, c.Failure("/book", status, err))
	return nil
}

// noticePage says one thing, and where to go from there.
type noticePage struct{ Heading, Says, Phone string }

func (c *call) notice(status int, heading, says string) reply {
	return reply{view: pages.View{
		Kind: "visit_notice", Path: "/booking", Title: heading, Here: here, Hidden: true,
		Status: status, Body: noticePage{heading, says, c.Phone()},
	}}
}

// here is the section of the site that the pages belong to.
const here = "labs"

// problem is something that is wrong with a form: in the summary above it, and beside the field.
type problem struct{ Field, Text string }

// wrong is the same beside the field. ID is what the field refers to as its description.
type wrong struct{ ID, Text string }

// beside returns what is wrong with a field, nil if nothing is.
func beside(list []problem, field, id string) *wrong {
	for _, p := range list {
		if p.Field == field {
			return &wrong{id, p.Text}
		}
	}
	return nil
}

// title returns a page's title, which begins by saying that something is wrong if it is.
func (c *call) title(text string, problems []problem) string {
	if len(problems) > 0 {
		return c.Say("visit.error") + text
	}
	return text
}

// status is that of a page that asks: it says whether anything is wrong.
func status(problems []problem) int {
	if len(problems) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// safe returns the sentence of an error that may be shown beside a field, without its full stop.
func (c *call) safe(err error) string {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind == fault.Internal {
		return ""
	}
	text := f.Message
	if !c.English() && f.Zh != "" {
		text = f.Zh
	}
	return strings.TrimRight(text, "。.")
}
