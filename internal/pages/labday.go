package pages

import (
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// Codes of the codelist lab_day_status.
const (
	dayOpen    = "open"
	dayPending = "pending"
)

// labDay is what a laboratory offers on a date, for people. It speaks of the date and never of
// now, so that a page that was kept for a day says nothing wrong.
type labDay struct {
	Date    string // 2026-11-24
	Words   string // 2026年11月24日（星期二）
	Short   string // the same without the year
	Badge   badge
	Hours   string // 8:30—11:30、13:30—16:00, "" if it is closed
	Notes   []text // why it is closed, or what is special
	Pending bool   // the holidays of the year are not announced
}

// state is what a script needs to say whether a laboratory is open at the moment somebody reads:
// Open are its hours as intervals of ISO 8601, apart by spaces. Until is the last date they are
// about; what is later nobody knows. On is the date of the data.
type state struct {
	Open, Until, On string
}

// days returns the rows of lab_days of a laboratory from the date of the data on.
func (e *edition) days(lab string, n int) []registry.LabDay {
	t := e.table(registry.LabDays)
	var list []registry.LabDay
	for i := range n {
		row, ok := t.Find(registry.LabDayID(lab, e.snap.Date.AddDays(i)))
		if !ok {
			break
		}
		list = append(list, unpack[registry.LabDay](t, row))
	}
	return list
}

func (e *edition) labDays(lab string, n int) []labDay {
	var list []labDay
	for _, d := range e.days(lab, n) {
		list = append(list, e.labDay(&d))
	}
	return list
}

func (e *edition) labDay(d *registry.LabDay) labDay {
	column := func(name, code string) string {
		c, _ := e.Schema.Def(registry.LabDays).Column(name)
		return c.Codes.Label(code).In(e.lang)
	}
	words, year := Sheet{e}.Day(d.Date), strconv.Itoa(d.Date.Year())
	out := labDay{
		Date: d.Date.String(), Words: words,
		Short: strings.TrimSuffix(strings.TrimPrefix(words, year+"年"), " "+year),
		Badge: badge{column("status", d.Status), neutral},
		Hours: e.spans(d.Hours), Pending: d.Status == dayPending,
	}
	if d.Status == dayOpen {
		out.Badge.Tone = good
	}
	if d.DayKind == calendar.Makeup.String() {
		out.Notes = append(out.Notes, text{Text: column("day_kind", d.DayKind)})
	}
	switch {
	case e.lang == english && d.ReasonEn != "":
		out.Notes = append(out.Notes, text{Text: d.ReasonEn})
	case d.Reason != "":
		out.Notes = append(out.Notes, e.said(d.Reason))
	}
	if d.LastSample != "" {
		out.Notes = append(out.Notes, text{
			Text: e.t("labs.last_sample", "time", e.clock(d.LastSample)),
		})
	}
	return out
}

// state returns the hours of the next n days for a script.
func (e *edition) state(lab string, n int) state {
	s := state{On: e.snap.Date.String()}
	var open []string
	for _, d := range e.days(lab, n) {
		s.Until = d.Date.String()
		for _, hours := range d.Hours {
			if from, to, ok := strings.Cut(hours, "–"); ok {
				open = append(open, moment(d.Date, from)+"/"+moment(d.Date, to))
			}
		}
	}
	s.Open = strings.Join(open, " ")
	return s
}

// moment writes a time of day in China: 2026-11-24T08:30+08:00.
func moment(d calendar.Date, clock string) string { return d.String() + "T" + clock + "+08:00" }

// spans writes hours such as 08:30–11:30 as people read them: 8:30—11:30, 8:30am to 11:30am.
func (e *edition) spans(hours []string) string {
	list := make([]string, len(hours))
	for i, h := range hours {
		from, to, _ := strings.Cut(h, "–")
		list[i] = e.t("labs.span", "from", e.clock(from), "to", e.clock(to))
	}
	return strings.Join(list, e.t("frame.comma"))
}

// clock writes a time such as 08:30 as people read it: 8:30, 8:30am.
func (e *edition) clock(clock string) string {
	hour, minute, _ := strings.Cut(clock, ":")
	h, _ := strconv.Atoi(hour)
	if e.lang != english {
		return strconv.Itoa(h) + ":" + minute
	}
	half := "am"
	if h >= 12 {
		half = "pm"
	}
	return strconv.Itoa((h+11)%12+1) + ":" + minute + half
}
