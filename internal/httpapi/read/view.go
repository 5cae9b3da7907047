package read

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// when are the parameters that say which snapshot is asked.
const (
	paramAsOf     = "as_of"
	paramSnapshot = "snapshot"
)

// view is the snapshot that a request is answered from.
type view struct {
	*snapshot.Snapshot
	asOf string // the date that was asked for, "" for none
}

// Source says in every answer which snapshot it is from.
type Source struct {
	SnapshotID string    `json:"snapshot_id"`
	SnapshotAt time.Time `json:"snapshot_at"`
	Revision   int       `json:"revision"`
	Date       string    `json:"date"`
	AsOf       string    `json:"as_of,omitempty"`
}

func (v view) source() Source {
	return Source{
		SnapshotID: v.Snapshot.Snapshot, SnapshotAt: v.At.UTC(), Revision: v.Revision,
		Date: v.Date.String(), AsOf: v.asOf,
	}
}

// moment is which snapshot a query asks for.
type moment struct {
	asOf     calendar.Date
	snapshot string
}

// parseMoment reads as_of and snapshot, and notes them in a canonical query.
func parseMoment(p httpapi.Params, canonical url.Values) (moment, error) {
	var m moment
	text, dated := p[paramAsOf]
	if dated {
		date, err := calendar.ParseDate(text)
		if err != nil {
			return m, httpapi.Bad(paramAsOf, "It is a date like 2026-11-24.",
				"日期形如 2026-11-24。", "")
		}
		m.asOf = date
		canonical.Set(paramAsOf, date.String())
	}
	id, named := p[paramSnapshot]
	switch {
	case named && dated:
		return m, httpapi.Bad(paramSnapshot, "Give either a snapshot or a date, not both.",
			"快照与日期只能二选一。", "")
	case named:
		if _, _, ok := snapshot.ParseID(id); !ok {
			return m, httpapi.Bad(paramSnapshot, "It is an id like 20261124-r000042-1f3a9c07.",
				"快照编号形如 20261124-r000042-1f3a9c07。", "")
		}
		m.snapshot = id
		canonical.Set(paramSnapshot, id)
	}
	return m, nil
}

// open returns the snapshot of a moment, and says in the header which it is.
func (a *api) open(ctx context.Context, w http.ResponseWriter, m moment) (view, error) {
	var (
		v   view
		err error
	)
	switch {
	case m.snapshot != "":
		v.Snapshot, err = a.Reader.ByID(ctx, m.snapshot)
		if fault.Is(err, fault.Gone) {
			err = httpapi.SnapshotRetired.Of(err)
		}
	case m.asOf != 0:
		v.asOf = m.asOf.String()
		v.Snapshot, err = a.Reader.AsOf(ctx, m.asOf)
	default:
		v.Snapshot, err = a.Reader.Current(ctx)
	}
	if err != nil {
		return v, fmt.Errorf("open snapshot: %w", err)
	}
	if m.snapshot != "" {
		httpapi.SetCache(w, httpapi.CachePinned)
	}
	w.Header().Set(httpapi.SnapshotHeader, v.Snapshot.Snapshot)
	return v, nil
}

// tag is the ETag of an answer: a hash of everything that the answer is a function of.
func (v view) tag(operation, path string, canonical url.Values) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s %s %t %s", operation, path, v.Snapshot.Snapshot, v.Current,
		canonical.Encode())
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// pinned returns the address of the same answer from this very snapshot for ever.
func (v view) pinned(path string, canonical url.Values) string {
	q := clone(canonical, paramAsOf, "cursor")
	q.Set(paramSnapshot, v.Snapshot.Snapshot)
	return address(path, q)
}

// locate says where an answer that was asked for by date stands for ever.
func (v view) locate(w http.ResponseWriter, pinned string) {
	if v.asOf != "" {
		w.Header().Set("Content-Location", pinned)
	}
}

func clone(q url.Values, without ...string) url.Values {
	out := url.Values{}
	for name, values := range q {
		out[name] = values
	}
	for _, name := range without {
		out.Del(name)
	}
	return out
}

func address(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
