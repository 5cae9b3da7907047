package visit_test

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/pages/pagetest"
)

// browser reads pages and sends their forms as a browser without script does. It holds every
// page that it sees to what all pages keep to.
type browser struct {
	*portal
	status  int
	header  http.Header
	address string // of the page
	body    string
	all     []*pagetest.Element
	history []string // every address and Location there was
}

func (p *portal) browse() *browser { return &browser{portal: p} }

// send makes one request and follows where it leads.
func (b *browser) send(method, address, body string, headers ...string) {
	b.t.Helper()
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, "https://example.gov.cn"+address, in)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "https://example.gov.cn")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.http.ServeHTTP(w, r)
	b.history = append(b.history, address)
	b.status, b.header, b.address, b.body = w.Code, w.Header(), address, w.Body.String()
	b.all = nil
	if to := w.Header().Get("Location"); to != "" {
		assert.Equal(b.t, http.StatusSeeOther, w.Code)
		b.history = append(b.history, to)
		if method == http.MethodPost {
			method = http.MethodGet
		}
		b.send(method, to, "")
		return
	}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && b.body != "" {
		b.look()
	}
}

func (b *browser) get(path string) *browser {
	b.t.Helper()
	b.send(http.MethodGet, b.mount+path, "")
	return b
}

// look holds the page to what all pages keep to.
func (b *browser) look() {
	b.t.Helper()
	all, err := pagetest.Parse(b.body)
	require.NoError(b.t, err, b.body)
	b.all = all
	assert.Empty(b.t, pagetest.Faults(all), b.address)
	assert.LessOrEqual(b.t, len(b.body), 30_000, b.address)
	assert.NotContains(b.t, b.body, "ZgotmplZ")
	assert.NotRegexp(b.t, `\[[a-z]+\.[a-z_]+\]|<no value>`, b.body, "a missing text")
	assert.Contains(b.t, b.header.Get("Content-Security-Policy"), "script-src 'self'")
	assert.Contains(b.t, b.header.Get("Content-Security-Policy"), "form-action 'self'")
	assert.Empty(b.t, b.header.Values("Set-Cookie"))
	if strings.HasPrefix(b.address, b.mount+"/en") {
		assert.Empty(b.t, pagetest.StrayChinese(all), b.address)
	}
	path := strings.TrimPrefix(strings.TrimPrefix(b.address, b.mount), "/en")
	if strings.HasPrefix(path, "/book") && b.h1() != "没有这个页面" {
		assert.Equal(b.t, "no-store", b.header.Get("Cache-Control"), b.address)
		assert.Equal(b.t, "same-origin", b.header.Get("Referrer-Policy"), b.address)
	}
}

func (b *browser) h1() string {
	for _, e := range b.all {
		if e.Name == "h1" {
			return e.Text
		}
	}
	return ""
}

func (b *browser) title() string {
	for _, e := range b.all {
		if e.Name == "title" {
			return e.Text
		}
	}
	return ""
}

// links returns the addresses that a page of the site links to.
func (b *browser) links() []string {
	var list []string
	for _, e := range b.all {
		if to := e.Attrs["href"]; e.Name == "a" && strings.HasPrefix(to, "/") {
			list = append(list, to)
		}
	}
	return list
}

// follow reads the page that the link with a text leads to.
func (b *browser) follow(text string) *browser {
	b.t.Helper()
	for _, e := range b.all {
		if e.Name == "a" && strings.Contains(e.Text, text) {
			b.send(http.MethodGet, e.Attrs["href"], "")
			return b
		}
	}
	require.Failf(b.t, "no such link", "%s on %s", text, b.h1())
	return b
}

// form is one form of a page as it would be sent.
type form struct {
	method, action string
	values         url.Values
	buttons        []*pagetest.Element
}

// form reads the form of the page's question.
func (b *browser) form() form {
	b.t.Helper()
	f := form{values: url.Values{}}
	name := ""
	for _, e := range b.all {
		switch {
		case e.Name == "form":
			f.method, f.action = strings.ToUpper(e.Attrs["method"]), e.Attrs["action"]
		case f.action == "":
		case e.Name == "input" && e.Attrs["type"] == "radio":
			if _, chosen := e.Attrs["checked"]; chosen {
				f.values.Set(e.Attrs["name"], e.Attrs["value"])
			}
		case e.Name == "input":
			f.values.Add(e.Attrs["name"], e.Attrs["value"])
		case e.Name == "select":
			name = e.Attrs["name"]
		case e.Name == "option":
			_, chosen := e.Attrs["selected"]
			if chosen || !f.values.Has(name) {
				f.values.Set(name, e.Attrs["value"])
			}
		case e.Name == "button":
			f.buttons = append(f.buttons, e)
		}
	}
	require.NotEmpty(b.t, f.action, "there is a form on %s", b.h1())
	return f
}

// submit fills the form in and presses the button with a text.
func (b *browser) submit(text string, answers map[string]string) *browser {
	b.t.Helper()
	f := b.form()
	for name, value := range answers {
		f.values.Set(name, value)
	}
	for _, button := range f.buttons {
		if !strings.Contains(button.Text, text) {
			continue
		}
		if to := button.Attrs["formaction"]; to != "" {
			f.action = to
		}
		if name := button.Attrs["name"]; name != "" {
			f.values.Set(name, button.Attrs["value"])
		}
		b.post(f)
		return b
	}
	require.Failf(b.t, "no such button", "%s on %s", text, b.h1())
	return b
}

func (b *browser) post(f form, headers ...string) {
	b.t.Helper()
	if f.method == http.MethodGet {
		b.send(http.MethodGet, f.action+"?"+f.values.Encode(), "", headers...)
		return
	}
	b.send(http.MethodPost, f.action, f.values.Encode(), headers...)
}

// choices returns the values of a question's radio buttons, with what they say.
func (b *browser) choices(name string) (values []string, says map[string]string) {
	labels := map[string]string{}
	for _, e := range b.all {
		if e.Name == "label" {
			labels[e.Attrs["for"]] = e.Text
		}
	}
	says = map[string]string{}
	for _, e := range b.all {
		if e.Attrs["type"] == "radio" && e.Attrs["name"] == name {
			values = append(values, e.Attrs["value"])
			says[e.Attrs["value"]] = labels[e.Attrs["id"]]
		}
	}
	return values, maps.Clone(says)
}

// reference returns the reference that the page shows.
func (b *browser) reference() string {
	for _, e := range b.all {
		if e.Attrs["class"] == "reference" {
			return e.Text
		}
	}
	return ""
}

// book goes all the way to a booking.
func (b *browser) book(date, at string, answers map[string]string) *browser {
	b.t.Helper()
	b.get("/book/L01").submit("下一步", map[string]string{"date": date})
	b.submit("下一步", map[string]string{"time": at})
	b.submit("下一步", answers)
	return b.submit("确认预约", nil)
}

// open opens a booking by its reference.
func (b *browser) open(reference, digits string) *browser {
	b.t.Helper()
	return b.get("/booking").submit("打开预约",
		map[string]string{"reference": reference, "digits": digits})
}
