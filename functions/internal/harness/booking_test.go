package harness

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/functions/internal/kmstest"
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
)

const (
	plainKey = "MINGTIAN_BOOKING_KEY=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="
	otherKey = "MINGTIAN_BOOKING_KEY=CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg="
	phone    = "13899990001"
	// opensIn is after how many days the laboratory is open in tests: on a date that staff have
	// opened by hand, so that it depends on no notice of holidays.
	opensIn = 2
)

// sealedKey returns the setting with the same key as plainKey, for a KMS of the test's own.
func sealedKey(server *kmstest.Server, context map[string]string) []string {
	sealed := server.Seal(bytes.Repeat([]byte{7}, 32), context)
	return []string{
		"AWS_ENDPOINT_URL_KMS=" + server.URL,
		"MINGTIAN_BOOKING_KEY=kms:" + base64.StdEncoding.EncodeToString(sealed),
	}
}

// laboratory gives the register a laboratory that is open on one date, with one place a slot, and
// publishes. It returns the date.
func (c *cloud) laboratory(t *testing.T) calendar.Date {
	t.Helper()
	def := registry.Load().Def(registry.Labs)
	lab := registry.Lab{
		ID: "L01", Name: "演示快检室", Address: "演示路1号", Phone: "0457-9999999",
		Items: []string{"有机磷"}, SampleKinds: []string{"蔬菜"}, Turnaround: 40,
	}
	c.commit(t, revision.Change{
		Dataset: registry.Labs, ID: lab.ID, After: revision.Row(def.Encode(dataset.Pack(def, &lab))),
	})
	date := calendar.DateOf(time.Now()).AddDays(opensIn)
	_, err := c.diary.Edit(t.Context(), booking.Edit{
		LabID: lab.ID, By: booking.Staff("演示员"),
		Apply: booking.Hours(nil, booking.DefaultRules()),
	})
	require.NoError(t, err)
	_, err = c.diary.Edit(t.Context(), booking.Edit{
		LabID: lab.ID, By: booking.Staff("演示员"), Apply: booking.Except(booking.Exception{
			Date: date, Reason: booking.Text{Zh: "演示加开", En: "Demonstration."},
			Sessions: []booking.Session{{Open: 9 * 60, Close: 11 * 60, SlotMinutes: 30, Capacity: 1}},
		}),
	})
	require.NoError(t, err)
	publish(t, start(t, "publish", c.settings...), nil)
	return date
}

// receipt is what the API says of a booking that was made or opened.
type receipt struct {
	Data struct {
		Reference, Token string
		Booking          struct {
			State, Phone string
			StartsAt     time.Time `json:"starts_at"`
			Moves        int
		}
	}
	Links map[string]string
}

func readReceipt(t *testing.T, a answer) receipt {
	t.Helper()
	var r receipt
	require.NoError(t, json.Unmarshal([]byte(a.Body), &r), a.Body)
	return r
}

func wanted(at time.Time) string {
	return fmt.Sprintf(`{"lab_id":"L01","starts_at":%q,"samples":1,"phone":%q,"name":"演示人"}`,
		at.UTC().Format(time.RFC3339), phone)
}

// The binary takes a booking, moves it, shows it, hands out its calendar file and cancels it. Two
// processes know the same key, one from KMS and one as it stands in the setting.
func testBooking(t *testing.T, c *cloud) {
	date := c.laboratory(t)
	vault := kmstest.Start(t)
	ours := sealedKey(vault, map[string]string{"mingtian": "booking"})
	p := start(t, "booking", append(ours, c.settings...)...)
	other := start(t, "booking", append(c.settings, plainKey)...)
	nine := date.Midnight().Add(9 * time.Hour)
	slots := get(t, p, "/v1/labs/L01/slots?days=1&from="+date.String())
	assert.Equal(t, http.StatusOK, slots.Status, slots.Body)
	assert.Equal(t, "public, max-age=5", slots.Header.Get("Cache-Control"))
	assert.Contains(t, slots.Body, `"left":1,"bookable":true`)

	create := func(p *process, key string, at time.Time) answer {
		return ask(t, p, http.MethodPost, "/v1/bookings", wanted(at),
			"Content-Type: application/json", "Idempotency-Key: "+key)
	}
	first := create(p, "one", nine)
	require.Equal(t, http.StatusCreated, first.Status, first.Body)
	made := readReceipt(t, first)
	again := create(other, "one", nine)
	assert.Equal(t, "true", again.Header.Get("Idempotency-Replayed"))
	assert.Equal(t, made.Data.Reference, readReceipt(t, again).Data.Reference)
	taken := create(other, "two", nine)
	assert.Equal(t, http.StatusConflict, taken.Status)
	assert.Contains(t, taken.Body, nine.Add(30*time.Minute).UTC().Format(time.RFC3339), "instead")

	self, token := "/v1/bookings/"+made.Data.Reference, "Booking-Token: "+made.Data.Token
	send := func(path, body string) answer {
		return ask(t, other, http.MethodPost, path, body, "Content-Type: application/json", token)
	}
	moved := send(self+"/reschedule", fmt.Sprintf(`{"starts_at":%q}`,
		nine.Add(time.Hour).UTC().Format(time.RFC3339)))
	assert.Equal(t, http.StatusOK, moved.Status, moved.Body)
	opened := readReceipt(t, send("/v1/bookings/lookup", fmt.Sprintf(
		`{"reference":%q,"phone_last4":"0001"}`, made.Data.Reference)))
	assert.Equal(t, nine.Add(time.Hour).UTC(), opened.Data.Booking.StartsAt)
	assert.Equal(t, "138****0001", opened.Data.Booking.Phone)
	assert.Equal(t, 1, opened.Data.Booking.Moves)
	file := get(t, p, opened.Links["calendar"])
	assert.Equal(t, "text/calendar; charset=utf-8", file.Header.Get("Content-Type"))
	assert.Contains(t, file.Body, "SEQUENCE:1\r\n")
	assert.Equal(t, http.StatusForbidden, get(t, p, self, "Booking-Token: wrong").Status)
	assert.Equal(t, http.StatusOK, send(self+"/cancel", `{}`).Status)
	assert.Contains(t, get(t, p, self, token).Body, `"state":"cancelled"`)

	assert.Equal(t, 1, vault.Asked(), "KMS is asked once for a process")
	stranger := start(t, "booking", append(c.settings, otherKey)...)
	assert.True(t, stranger.invoke(nil).Exited, "with a key that sealed nothing here")
	stranger.says(t, "another booking key")
	p.says(t, `"Route":"bookings.create","StatusClass":"2xx"`)
	for _, private := range []string{phone, "演示人", made.Data.Reference, made.Data.Token} {
		assert.NotContains(t, p.output.String()+other.output.String(), private, "the log")
	}
}

var formField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// The pages take a booking as well: one question each, and what was answered travels along.
func testBookingPages(t *testing.T, c *cloud) {
	date := c.laboratory(t)
	p := start(t, "booking", append(c.settings, plainKey)...)
	labs := get(t, p, "/book")
	assert.Equal(t, http.StatusOK, labs.Status)
	assert.Equal(t, "no-store", labs.Header.Get("Cache-Control"))
	assert.Contains(t, labs.Body, "演示快检室")
	assert.Contains(t, get(t, p, "/en/book/L01").Body, date.String())
	assert.Equal(t, http.StatusNotFound, get(t, p, "/booking/none/at/all").Status)
	assert.Equal(t, http.StatusMethodNotAllowed, ask(t, p, http.MethodDelete, "/book", "").Status)

	address := "/book/L01/" + date.String() + "/0900"
	send := func(method, to string, values url.Values) answer {
		return ask(t, p, method, to, values.Encode(),
			"Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin")
	}
	form := func(a answer, more url.Values) url.Values {
		for _, m := range formField.FindAllStringSubmatch(a.Body, -1) {
			more.Set(m[1], m[2])
		}
		return more
	}
	asked := get(t, p, address)
	require.Equal(t, http.StatusOK, asked.Status, asked.Body)
	check := send(http.MethodPost, address, form(asked, url.Values{
		"samples": {"1"}, "phone": {phone}, "name": {""}, "step": {"check"},
	}))
	require.Contains(t, check.Body, "确认预约")
	require.Contains(t, check.Body, phone)
	done := send(http.MethodPost, address, form(check, url.Values{"step": {"book"}}))
	require.Equal(t, http.StatusSeeOther, done.Status, done.Body)
	assert.Contains(t, get(t, p, done.Header.Get("Location")).Body, "138****0001")
	p.says(t, `"Route":"visitConfirm","StatusClass":"3xx"`)
	assert.NotContains(t, p.output.String(), `"Route":"visitLabs"`, "each is paid for")
}

// While the bucket is away nobody can be told where to go; afterwards everything is there.
func testBookingWithoutBucket(t *testing.T, c *cloud) {
	c.laboratory(t)
	c.bucket.Down(true)
	p := start(t, "booking", append(c.settings, plainKey)...)
	assert.Equal(t, http.StatusServiceUnavailable, get(t, p, "/v1/labs/L01/slots").Status)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		away := ask(t, p, method, "/book/L01", "")
		assert.Equal(t, http.StatusServiceUnavailable, away.Status)
		assert.Contains(t, away.Body, "<!doctype html>")
	}
	c.bucket.Down(false)
	assert.Equal(t, http.StatusOK, get(t, p, "/v1/labs/L01/slots").Status)
	assert.Equal(t, http.StatusOK, get(t, p, "/book/L01").Status)
}

// The nightly purge is the publisher's. It needs no key and publishes nothing.
func testPurge(t *testing.T, c *cloud) {
	p := start(t, "publish", c.settings...)
	o := p.invoke(map[string]any{"purge": true})
	require.False(t, o.Failed, "%s", o.Payload)
	assert.Contains(t, string(o.Payload), `"bookings":0,"remaining":0`)
	p.says(t, `"Purged":1`)
	p.says(t, `"removed":0,"remaining":0`)
	assert.Empty(t, c.bucket.Names())
}
