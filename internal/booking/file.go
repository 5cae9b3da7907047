package booking

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// Venue is what a calendar file says of the laboratory.
type Venue struct {
	Name    string
	Address string
	Phone   string
	Bring   string // what to bring, in one sentence
}

// zone is the one zone of all bookings, without daylight saving. Phones differ in whether they
// know the name, so the file brings the definition.
var zone = []string{
	"BEGIN:VTIMEZONE", "TZID:Asia/Shanghai", "BEGIN:STANDARD", "DTSTART:19700101T000000",
	"TZOFFSETFROM:+0800", "TZOFFSETTO:+0800", "TZNAME:CST", "END:STANDARD", "END:VTIMEZONE",
}

// CalendarFile returns a booking as an iCalendar file (RFC 5545) with one event and as few
// properties as there can be, because some phones refuse files for what they do not know. The
// file of a moved booking has a higher SEQUENCE and replaces the entry; that of a cancelled one
// has the method CANCEL and removes it. It holds neither name nor number.
func CalendarFile(b Booking, at Venue) []byte {
	method, status := "PUBLISH", "CONFIRMED"
	if b.State == Cancelled {
		method, status = "CANCEL", "CANCELLED"
	}
	local := func(t time.Time) string { return t.In(calendar.Shanghai).Format("20060102T150405") }
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mingtian//Rapid tests//ZH"}
	lines = append(lines, "METHOD:"+method)
	lines = append(lines, zone...)
	lines = append(lines,
		"BEGIN:VEVENT",
		"UID:"+string(b.Reference)+"@booking.mingtian",
		"DTSTAMP:"+b.UpdatedAt.UTC().Format("20060102T150405Z"),
		"DTSTART;TZID=Asia/Shanghai:"+local(b.StartsAt()),
		"DTEND;TZID=Asia/Shanghai:"+local(b.EndsAt()),
		fmt.Sprintf("SEQUENCE:%d", b.Sequence),
		"STATUS:"+status,
		"SUMMARY:"+escape("农产品免费快检："+at.Name),
		"LOCATION:"+escape(strings.TrimSpace(at.Address+" "+at.Name)),
		"DESCRIPTION:"+escape(describe(b, at)),
		"END:VEVENT", "END:VCALENDAR")
	var file strings.Builder
	for _, line := range lines {
		fold(&file, line)
	}
	return []byte(file.String())
}

func describe(b Booking, at Venue) string {
	text := fmt.Sprintf("预约号 %s，样品 %d 个。", b.Reference, b.Samples)
	if at.Bring != "" {
		text += "\n" + at.Bring
	}
	if at.Phone != "" {
		text += "\n电话 " + at.Phone
	}
	return text
}

// escape writes a TEXT value of RFC 5545 §3.3.11; other control characters are dropped.
func escape(s string) string {
	s = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`).Replace(s)
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// lineOctets is the longest line without its CRLF (RFC 5545 §3.1).
const lineOctets = 75

// fold writes a content line in pieces of at most 75 octets that split no character.
func fold(file *strings.Builder, line string) {
	room := lineOctets
	for len(line) > room {
		n := room
		for !utf8.RuneStart(line[n]) {
			n--
		}
		file.WriteString(line[:n] + "\r\n ")
		line, room = line[n:], lineOctets-1
	}
	file.WriteString(line + "\r\n")
}
