package booking

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	diary "github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
)

const (
	paramLink = "link"
	// linkHolds is how long a link opens a calendar file: as long as people keep the page open
	// that shows it.
	linkHolds = time.Hour
)

// calendar answers GET /v1/bookings/{reference}/calendar.ics, to the token or to a signed link: a
// calendar on a phone sends no header.
func (a *api) calendar(w http.ResponseWriter, r *http.Request) error {
	p, err := httpapi.ParseParams(r, httpapi.Grammar{Names: []string{paramLink}})
	if err != nil {
		return err
	}
	var b diary.Booking
	if link, given := p[paramLink]; given {
		b, err = a.follow(r, link)
	} else {
		b, err = a.resume(r)
	}
	if err != nil {
		return err
	}
	at, err := a.venue(r, b.LabID)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `inline; filename="`+string(b.Reference)+`.ics"`)
	httpapi.Write(w, "text/calendar; charset=utf-8", diary.CalendarFile(b, at))
	return nil
}

// venue returns what the file says of the laboratory. A booking outlives a laboratory that has
// left the register, and its file then says which one it was.
func (a *api) venue(r *http.Request, id string) (diary.Venue, error) {
	lab, err := a.lab(r.Context(), id)
	if fault.Is(err, fault.NotFound) {
		return diary.Venue{Name: id}, nil
	}
	return diary.Venue{
		Name: lab.Name, Address: lab.Address, Phone: lab.Phone, Bring: lab.SampleAmount,
	}, err
}

// follow returns the booking that a signed link opens.
func (a *api) follow(r *http.Request, link string) (diary.Booking, error) {
	ref, err := reference(r)
	if err != nil {
		return diary.Booking{}, err
	}
	until, _, _ := strings.Cut(link, ".")
	seconds, err := strconv.ParseInt(until, 36, 64)
	if err != nil || !hmac.Equal([]byte(link), []byte(a.signed(ref, seconds))) ||
		a.Now().Unix() >= seconds {
		return diary.Booking{}, httpapi.CannotOpen.Fault(
			"This link has expired or is not whole. Open the booking again for a new one.",
			"链接已过期或不完整，请重新打开预约获取新链接。")
	}
	return a.Diary.Find(r.Context(), ref)
}

// minSecret is how many bytes a secret has that nobody guesses.
const minSecret = 32

// deriveLinkKey returns the key that signs links (HKDF, RFC 5869). It is none of those that the
// diary seals and hashes with.
func deriveLinkKey(secret []byte) []byte {
	key, err := hkdf.Key(sha256.New, secret, nil, "mingtian booking link 1", minSecret)
	if err != nil || len(secret) < minSecret {
		panic("httpapi/booking: the booking secret is too short")
	}
	return key
}

// sign returns a link's parameter: until when it holds, and the proof that we said so.
func (a *api) sign(ref diary.Reference) string {
	return a.signed(ref, a.Now().Add(linkHolds).Unix())
}

func (a *api) signed(ref diary.Reference, until int64) string {
	text := strconv.FormatInt(until, 36)
	mac := hmac.New(sha256.New, a.linkKey)
	mac.Write([]byte("calendar file\x00" + string(ref) + "\x00" + text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}
