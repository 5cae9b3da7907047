package e2e

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

const (
	phone = "13899990001"
	// opensIn is after how many days the laboratory is open: on dates that staff open by hand, so
	// that it depends on no notice of holidays.
	opensIn = 3
)

// opening is the first of the two dates on which the laboratory is open.
func opening() calendar.Date { return calendar.DateOf(time.Now()).AddDays(opensIn) }

// openLab opens the laboratory on two dates, as staff do. On AWS they need the key of the bookings
// as the functions have it.
func (p *portal) openLab(t *testing.T) {
	t.Helper()
	for _, date := range []calendar.Date{opening(), opening().AddDays(1)} {
		out, err := p.command(within(t, commandFor), t, "lab", "open", "-lab", "L01", "-date",
			date.String(), "-hours", "09:00-11:00", "-reason", "演示加开",
			"-reason-en", "Demonstration.").CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
}

// visitor is somebody who books at a site, with what they were told in answer.
type visitor struct {
	*site
	reference, token, link string
	told                   []answer
}

// names are what each visitor is told differently.
var names = []substitute{
	{regexp.MustCompile(`\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\b`), "REFERENCE"},
	{regexp.MustCompile(`/booking/[\w.~-]{20,}`), "/booking/PASS"},
	{regexp.MustCompile(`(name="(?:form|pass)" value=")[^"]+`), "${1}TOKEN"},
	{regexp.MustCompile(`\d{8}T\d{6}Z`), "TIME"},
	{regexp.MustCompile(`\blink=[\w.-]+`), "link=LINK"}, // it says until when, by the second
}

// say asks, and keeps the answer without what is this visitor's alone.
func (v *visitor) say(t *testing.T, q question) answer {
	t.Helper()
	a := v.ask(t, q)
	told := v.content(a)
	told.Header.Set("Cache-Control", a.Header.Get("Cache-Control"))
	if a.Body == "" {
		told.Header.Del("Content-Type") // the gateway names one for nothing as well
	}
	for own, name := range map[string]string{
		v.reference: "REFERENCE", v.token: "TOKEN",
	} {
		if own != "" {
			told.Body = strings.ReplaceAll(told.Body, own, name)
		}
	}
	told.Body = replaced(told.Body, names)
	v.told = append(v.told, told)
	return a
}

func (v *visitor) post(t *testing.T, path, body string, headers ...string) answer {
	t.Helper()
	return v.say(t, question{
		method: http.MethodPost, path: path, body: body,
		headers: append(headers, "Content-Type: application/json"),
	})
}

// byAPI books, books again with the same key, looks the booking up, moves it, takes its calendar
// file and cancels it.
func (v *visitor) byAPI(t *testing.T) {
	nine := opening().Midnight().Add(9 * time.Hour).UTC()
	at := func(d time.Duration) string { return nine.Add(d).Format(time.RFC3339) }
	v.say(t, get("/v1/labs/L01/slots?days=2&from="+opening().String()))
	body := fmt.Sprintf(`{"lab_id":"L01","starts_at":%q,"samples":2,"phone":%q,"name":"演示人"}`,
		at(0), phone)
	made := v.ask(t, question{
		method: http.MethodPost, path: "/v1/bookings", body: body,
		headers: []string{"Content-Type: application/json", "Idempotency-Key: one"},
	})
	require.Equal(t, http.StatusCreated, made.Status, made.Body)
	v.remember(t, made)
	again := v.post(t, "/v1/bookings", body, "Idempotency-Key: one")
	assert.Equal(t, "true", again.Header.Get("Idempotency-Replayed"))
	v.post(t, "/v1/bookings", body)
	v.post(t, "/v1/bookings", `{"samples":0}`, "Idempotency-Key: two", "Accept-Language: en")

	self, token := "/v1/bookings/"+v.reference, "Booking-Token: "+v.token
	v.say(t, get(self, token))
	v.say(t, get(self, "Booking-Token: wrong"))
	v.post(t, "/v1/bookings/lookup", fmt.Sprintf(`{"reference":%q,"phone_last4":"0000"}`,
		v.reference))
	v.remember(t, v.ask(t, question{
		method: http.MethodPost, path: "/v1/bookings/lookup",
		body:    fmt.Sprintf(`{"reference":%q,"phone_last4":"0001"}`, strings.ToLower(v.reference)),
		headers: []string{"Content-Type: application/json"},
	}))
	token = "Booking-Token: " + v.token
	move := self + "/reschedule"
	v.post(t, move, fmt.Sprintf(`{"starts_at":%q}`, at(12*time.Hour)), token)
	moved := v.post(t, move, fmt.Sprintf(`{"starts_at":%q}`, at(25*time.Hour)), token)
	assert.Contains(t, moved.Body, at(25*time.Hour))
	v.say(t, get(self+"/calendar.ics", token))
	file := v.say(t, get(self+"/calendar.ics?link="+v.link))
	assert.Contains(t, file.Body, "SEQUENCE:1\r\n")
	v.post(t, self+"/cancel", `{}`, token)
	v.post(t, self+"/cancel", `{}`, token)
	v.say(t, get(self+"/calendar.ics", token))
	v.say(t, get("/v1/labs/L01/slots?days=2&from="+opening().String()))
}

// remember notes what an answer tells of a booking that opens it.
func (v *visitor) remember(t *testing.T, a answer) {
	t.Helper()
	var receipt struct {
		Data  struct{ Reference, Token string }
		Links struct{ Calendar string }
	}
	require.NoError(t, json.Unmarshal([]byte(a.Body), &receipt), a.Body)
	_, link, found := strings.Cut(receipt.Links.Calendar, "?link=")
	require.True(t, found, a.Body)
	v.reference, v.token, v.link = receipt.Data.Reference, receipt.Data.Token, link
}

var (
	hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
	bigNumber   = regexp.MustCompile(`class="reference"[^>]*>([^<]+)<`)
)

// send fills in the form of a page and sends it, as a browser without script does.
func (v *visitor) send(t *testing.T, page answer, path string, answers ...string) answer {
	t.Helper()
	form := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(page.Body, -1) {
		form.Add(m[1], html.UnescapeString(m[2]))
	}
	for i := 0; i < len(answers); i += 2 {
		form.Set(answers[i], answers[i+1])
	}
	return v.follow(t, v.say(t, question{
		method: http.MethodPost, path: path, body: form.Encode(),
		headers: []string{
			"Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin",
		},
	}))
}

// follow reads the page that an answer sends the visitor to.
func (v *visitor) follow(t *testing.T, a answer) answer {
	t.Helper()
	if a.Status != http.StatusSeeOther {
		return a
	}
	return v.say(t, get(a.Header.Get("Location")))
}

// byPages books, opens the booking by its reference, moves it and cancels it, a page at a time.
func (v *visitor) byPages(t *testing.T) {
	day := opening().String()
	next := opening().AddDays(1).String()
	v.say(t, get("/book"))
	v.say(t, get("/book/L01"))
	v.say(t, get("/en/book/L01/"+day))
	place := "/book/L01/" + day + "/0930"
	asked := v.say(t, get(place))
	wrong := v.send(t, asked, place, "step", "check", "samples", "1", "phone", "1", "name", "")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
	check := v.send(t, asked, place, "step", "check", "samples", "1", "phone", phone, "name", "")
	require.Contains(t, check.Body, phone)
	done := v.send(t, check, place, "step", "book")
	big := bigNumber.FindStringSubmatch(done.Body)
	require.NotNil(t, big, done.Body)

	form := v.say(t, get("/booking"))
	v.send(t, form, "/booking", "reference", big[1], "digits", "0000")
	opened := v.send(t, form, "/booking", "reference", big[1], "digits", "0001")
	require.Contains(t, opened.Body, big[1])
	place = "/book/L01/" + next + "/1000"
	check = v.send(t, opened, place)
	moved := v.send(t, check, place, "step", "move")
	require.Contains(t, moved.Body, next[:4])
	pass := regexp.MustCompile(`/booking/[\w.~-]{20,}/cancel`).FindString(moved.Body)
	require.NotEmpty(t, pass, moved.Body)
	sure := v.say(t, get(pass))
	v.send(t, sure, pass)
	v.say(t, get("/booking/nothing/at/all"))
}

// booksAlike: both homes take the same bookings and say the same.
func (w *world) booksAlike(t *testing.T) {
	until(t, lookFor, "the pages of the stack have the laboratory", func() bool {
		return w.reader.ask(t, get("/book/L01")).Status == http.StatusOK
	})
	here, there := &visitor{site: newSite(w.local.serve(t), "")}, &visitor{site: w.reader}
	for _, way := range []func(*visitor, *testing.T){(*visitor).byAPI, (*visitor).byPages} {
		way(here, t)
		way(there, t)
		require.Len(t, there.told, len(here.told))
		for i := range here.told {
			assert.Equal(t, here.told[i], there.told[i])
		}
	}
	var purged struct{ Bookings, Remaining *int }
	said := w.invoke(t, w.publish, `{"purge":true}`)
	require.NoError(t, json.Unmarshal([]byte(said), &purged))
	require.NotNil(t, purged.Remaining, said)
	assert.Equal(t, [2]int{}, [2]int{*purged.Bookings, *purged.Remaining}, "nothing is that old")
}
