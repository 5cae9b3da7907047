package demo

import (
	"fmt"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// LabHours are the opening hours of one of the demo laboratories.
type LabHours struct {
	LabID      string
	Timetables []booking.Timetable
	Rules      booking.Rules
}

// opening is the usual week of a laboratory. Its days are short in winter.
type opening struct {
	days     []int // 1 for Monday
	capacity int   // places of each half hour
	mornings bool  // and no afternoons
	makeupAs int   // see booking.Timetable
}

// openings are those of the city's laboratory and of the towns', in the order of their ids. Three
// of them follow the make-up working days.
var openings = []opening{
	{days: []int{1, 2, 3, 4, 5}, capacity: 4, makeupAs: 1},
	{days: []int{1, 2, 3, 4, 5}, capacity: 3, makeupAs: 1},
	{days: []int{1, 3, 5}, capacity: 2, makeupAs: 1},
	{days: []int{1, 2, 3, 4, 5}, capacity: 2},
	{days: []int{2, 4}, capacity: 2},
	{days: []int{1, 2, 3, 4, 5}, capacity: 2, mornings: true},
	{days: []int{2, 4}, capacity: 1, mornings: true},
}

// yearsAhead is for how many years after the present one the demo laboratories have timetables.
const yearsAhead = 2

// Hours returns the opening hours of the demo laboratories: winter and summer timetables from the
// year before a date on.
func Hours(today calendar.Date) []LabHours {
	def := registry.Load().Def(registry.Labs)
	list := make([]LabHours, len(openings))
	for i, o := range openings {
		list[i] = LabHours{LabID: def.ID(i + 1), Rules: booking.DefaultRules()}
		for year := today.Year() - 1; year <= today.Year()+yearsAhead; year++ {
			list[i].Timetables = append(list[i].Timetables, o.summer(year), o.winter(year))
		}
	}
	return list
}

// summer is from May to October of a year.
func (o opening) summer(year int) booking.Timetable {
	return o.timetable("夏季", day(year, 5, 1), day(year, 10, 31), summerHours)
}

// winter is from November of a year to April of the next.
func (o opening) winter(year int) booking.Timetable {
	return o.timetable("冬季", day(year, 11, 1), day(year+1, 4, 30), winterHours)
}

func (o opening) timetable(name string, from, to calendar.Date, hours []span) booking.Timetable {
	t := booking.Timetable{
		Name: fmt.Sprintf("%d年%s", from.Year(), name), From: from, To: to, MakeupAs: o.makeupAs,
	}
	for _, s := range o.sessions(hours) {
		t.Sessions = append(t.Sessions, booking.WeeklySession{
			Weekdays: o.days,
			Session: booking.Session{
				Open: s.open, Close: s.closed, SlotMinutes: 30, Capacity: o.capacity,
			},
		})
	}
	return t
}

func (o opening) sessions(hours []span) []span {
	if o.mornings {
		return hours[:1]
	}
	return hours
}

// text says the hours as a laboratory's row does.
func (o opening) text() string {
	var days []string
	for _, d := range o.days {
		days = append(days, string([]rune("一二三四五六日")[d-1]))
	}
	week := "周" + strings.Join(days, "、")
	if len(days) == 5 {
		week = "周一至周五"
	}
	return week + " 夏季（5–10月）" + o.list(summerHours) + "，冬季（11–4月）" + o.list(winterHours) +
		"，节假日以开放日历为准（演示）"
}

func (o opening) list(hours []span) string {
	var texts []string
	for _, s := range o.sessions(hours) {
		texts = append(texts, s.open.String()+"–"+s.closed.String())
	}
	return strings.Join(texts, "、")
}

// span is a session's hours.
type span struct{ open, closed booking.TimeOfDay }

// The hours of a whole day, by the timetable.
var (
	summerHours = []span{{clock(8, 30), clock(11, 30)}, {clock(13, 30), clock(17, 0)}}
	winterHours = []span{{clock(9, 0), clock(11, 30)}, {clock(13, 30), clock(16, 0)}}
)

func clock(hour, minute int) booking.TimeOfDay { return booking.TimeOfDay(hour*60 + minute) }

// day returns a date that exists.
func day(year, month, of int) calendar.Date {
	d, _ := calendar.NewDate(year, month, of)
	return d
}
