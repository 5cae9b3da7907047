package calendar

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"time"
)

// DayKind says what a civil date is for those who keep office hours.
type DayKind uint8

// The kinds of days. A public holiday that falls on a weekend is a Holiday.
const (
	Working DayKind = iota
	Weekend
	Holiday // off by the yearly notice
	Makeup  // a Saturday or Sunday that the yearly notice makes a working day (调休上班)
	Unknown // the notice for the year is not known yet (待国务院公布)
)

var kindNames = [...]string{"working", "weekend", "holiday", "makeup", "unknown"}

// String returns the kind as one lower-case English word.
func (k DayKind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

//go:embed holidays/*.json
var shipped embed.FS

// Shipped returns the holiday files that the program carries, for [LoadHolidays].
func Shipped() fs.FS {
	files, err := fs.Sub(shipped, "holidays")
	if err != nil {
		return shipped // the folder is embedded above; Sub fails on malformed names alone
	}
	return files
}

// Holidays knows the days off and the make-up working days of every year whose notice it was
// given. Which days are swapped is decided by the State Council each autumn and cannot be
// computed, so every date of another year is Unknown.
type Holidays struct {
	years map[int]bool
	days  map[Date]special
}

type special struct {
	kind           DayKind
	nameZh, nameEn string
}

// yearFile is the form of one file:
//
//	{"year": 2026, "notice": "https://…",
//	 "holidays": [{"name_zh": "春节", "name_en": "Spring Festival",
//	   "off_from": "2026-02-15", "off_to": "2026-02-23",
//	   "makeup": ["2026-02-14", "2026-02-28"]}]}
type yearFile struct {
	Year     int    `json:"year"`
	Notice   string `json:"notice"` // where the notice of the State Council's office stands
	Holidays []struct {
		NameZh  string   `json:"name_zh"`
		NameEn  string   `json:"name_en"`
		OffFrom string   `json:"off_from"`
		OffTo   string   `json:"off_to"` // the last day off
		Makeup  []string `json:"makeup"`
	} `json:"holidays"`
}

// LoadHolidays reads every *.json file at the top of the file systems, one file a year. A year
// in a later file system takes the place of the same year in an earlier one, so that a file
// put beside the program corrects or continues what it carries.
func LoadHolidays(systems ...fs.FS) (*Holidays, error) {
	files := map[int]yearFile{}
	for _, system := range systems {
		names, err := fs.Glob(system, "*.json")
		if err != nil {
			return nil, fmt.Errorf("list holiday files: %w", err)
		}
		for _, name := range names {
			f, err := readYear(system, name)
			if err != nil {
				return nil, fmt.Errorf("read holiday file %s: %w", name, err)
			}
			files[f.Year] = f
		}
	}
	h := &Holidays{years: map[int]bool{}, days: map[Date]special{}}
	for _, year := range slices.Sorted(maps.Keys(files)) {
		if err := h.add(files[year]); err != nil {
			return nil, fmt.Errorf("holidays of %d: %w", year, err)
		}
	}
	return h, nil
}

func readYear(system fs.FS, name string) (yearFile, error) {
	var f yearFile
	body, err := fs.ReadFile(system, name)
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal(body, &f); err != nil {
		return f, err
	}
	if want := fmt.Sprintf("%04d.json", f.Year); path.Base(name) != want {
		return f, fmt.Errorf("it is about %d and should be named %s", f.Year, want)
	}
	if len(f.Holidays) == 0 {
		return f, fmt.Errorf("it has no holidays; leave the file out until the notice is there")
	}
	return f, nil
}

func (h *Holidays) add(f yearFile) error {
	h.years[f.Year] = true
	for _, holiday := range f.Holidays {
		if holiday.NameZh == "" || holiday.NameEn == "" {
			return fmt.Errorf("a holiday from %s without a name in both languages", holiday.OffFrom)
		}
		from, err := ParseDate(holiday.OffFrom)
		if err != nil {
			return err
		}
		to, err := ParseDate(holiday.OffTo)
		if err != nil {
			return err
		}
		if to < from || from.DaysUntil(to) > 30 {
			return fmt.Errorf("%s lasts from %s to %s", holiday.NameZh, from, to)
		}
		off := special{kind: Holiday, nameZh: holiday.NameZh, nameEn: holiday.NameEn}
		for d := from; d <= to; d = d.AddDays(1) {
			if err := h.mark(f.Year, d, off); err != nil {
				return err
			}
		}
		work := special{kind: Makeup, nameZh: holiday.NameZh, nameEn: holiday.NameEn}
		for _, s := range holiday.Makeup {
			d, err := ParseDate(s)
			if err != nil {
				return err
			}
			if !d.weekend() {
				return fmt.Errorf("%s is to make up for %s but is no weekend", d, holiday.NameZh)
			}
			if err := h.mark(f.Year, d, work); err != nil {
				return err
			}
		}
	}
	return nil
}

// mark notes one day. New Year's Day may reach back into December: then the later notice is the
// one that counts for those days.
func (h *Holidays) mark(year int, d Date, s special) error {
	back := d.Year() == year-1 && d.Month() == 12
	if d.Year() != year && !back {
		return fmt.Errorf("%s is not a day of %d", d, year)
	}
	if old, ok := h.days[d]; ok && !back {
		return fmt.Errorf("%s stands there twice, for %s and %s", d, old.nameZh, s.nameZh)
	}
	h.days[d] = s
	return nil
}

// Years returns the years whose notice is known, in order.
func (h *Holidays) Years() []int { return slices.Sorted(maps.Keys(h.years)) }

// Kind says what a date is.
func (h *Holidays) Kind(d Date) DayKind {
	if s, ok := h.days[d]; ok && h.years[d.Year()] {
		return s.kind
	}
	switch {
	case !h.years[d.Year()]:
		return Unknown
	case d.weekend():
		return Weekend
	}
	return Working
}

// Name returns the name of the holiday that a Holiday is part of or a Makeup day makes up for,
// in Chinese and English; nothing for other days.
func (h *Holidays) Name(d Date) (zh, en string) {
	if !h.years[d.Year()] {
		return "", ""
	}
	s := h.days[d]
	return s.nameZh, s.nameEn
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.Midnight().Weekday() }

func (d Date) weekend() bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}
