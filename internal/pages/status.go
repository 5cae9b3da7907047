package pages

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// statusPath is the one page whose bytes also follow from the moment and from what the reader of
// snapshots knows.
const statusPath = "/status"

// health is how the portal is, as /v1/health has it.
type health struct {
	Tone, Word, Says string
	Facts            []fact
}

// status makes the page on the state of the portal.
func (s *Site) status(ctx context.Context, e *edition) (Page, error) {
	now := time.Now
	if s.Now != nil {
		now = s.Now
	}
	st, err := e.health(ctx, now())
	if err != nil {
		return Page{}, err
	}
	var list []offered
	for _, d := range s.Schema.Datasets {
		list = append(list, e.offer(d))
	}
	return Sheet{e}.Page(View{
		Kind: "status", Path: statusPath, Title: e.t("status.title"), Here: "data",
		Description: e.t("status.description"),
		Body: struct {
			State    health
			Datasets []offered
		}{st, list},
	})
}

// health judges by the rules of /v1/health, and adds that nobody can look for a newer snapshot.
func (e *edition) health(ctx context.Context, now time.Time) (health, error) {
	st := health{
		Tone: good, Word: e.t("status.ok"),
		Says: e.t("status.ok_says"),
	}
	if now.Sub(e.snap.Date.Midnight()) > snapshot.FreshFor {
		st.Tone, st.Word, st.Says = warn, e.t("status.stale"), e.t("status.stale_says")
	}
	if e.Reader != nil {
		held, is, err := e.Reader.Held(ctx)
		away, stale := e.Reader.Stale()
		switch {
		case stale:
			st.Tone, st.Word = warn, e.t("status.away")
			st.Says = e.t("status.away_says", "time", e.atClock(away.Checked))
		case err != nil:
			return st, err
		case is:
			st.Tone, st.Word, st.Says = warn, e.t("status.held"), e.heldSays(held)
		}
	}
	today := calendar.DateOf(now)
	st.Facts = []fact{
		{e.t("frame.as_of"), []text{
			{Date: e.snap.Date.String()}, {Text: e.ago(e.snap.Date, today)},
		}},
		{e.t("data.snapshot"), []text{{Text: e.snap.Snapshot, Code: true}}},
		{e.t("status.revision"), []text{{Text: strconv.Itoa(e.snap.Revision)}}},
	}
	if at := e.snap.RevisedAt; !at.IsZero() {
		st.Facts = append(st.Facts, fact{e.t("data.revised"), []text{
			{Date: civil(at)}, {Text: e.ago(calendar.DateOf(at), today)},
		}})
	}
	st.Facts = append(st.Facts, fact{e.t("status.seen"), []text{
		{Date: today.String()}, {Text: clockOf(now)},
	}})
	return st, nil
}

func (e *edition) heldSays(h snapshot.Held) string {
	title := h.Dataset
	if d, ok := e.Schema.Dataset(h.Dataset); ok {
		title = d.Title.In(e.lang)
	}
	return e.t("status.held_says", "revision", strconv.Itoa(h.Revision), "dataset", title,
		"removed", number(h.Removed), "of", number(h.Of), "time", e.atClock(h.At))
}

// ago says how long ago a date was.
func (e *edition) ago(then, today calendar.Date) string {
	switch n := then.DaysUntil(today); {
	case n <= 0:
		return e.t("status.today")
	case n == 1:
		return e.t("status.yesterday")
	default:
		return e.t("status.days_ago", "n", number(n))
	}
}

// atClock writes a moment as the calendars and clocks here show it.
func (e *edition) atClock(at time.Time) string {
	return day(e.lang, calendar.DateOf(at)) + " " + clockOf(at)
}

func clockOf(at time.Time) string {
	minutes := int(at.Sub(calendar.DateOf(at).Midnight()).Minutes())
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}
