package read

import (
	"net/http"
	"time"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// The states of the portal.
const (
	stateOK    = "ok"
	stateHeld  = "held"  // a publication waits for somebody to confirm it
	stateStale = "stale" // today's snapshot has not been made
)

// Health says how the portal is.
type Health struct {
	Status     string `json:"status"`
	AgeSeconds int    `json:"age_seconds"` // since the snapshot's date began
	Held       *Held  `json:"held"`
}

// Held is a publication that is held back.
type Held struct {
	Revision int       `json:"revision"`
	Dataset  string    `json:"dataset"`
	Removed  int       `json:"removed"` // rows that it takes out
	Of       int       `json:"of"`
	At       time.Time `json:"at"`
}

// HealthAnswer is the body of health.
type HealthAnswer struct {
	Data Health `json:"data"`
	Meta Source `json:"meta"`
}

// health answers GET /v1/health. Being held or stale is not being down: the status is 200 as long
// as there is a snapshot to answer from.
func (a *api) health(w http.ResponseWriter, r *http.Request) error {
	if _, err := httpapi.ParseParams(r, httpapi.Grammar{}); err != nil {
		return err
	}
	v, err := a.open(r.Context(), w, moment{})
	if err != nil {
		return err
	}
	held, is, err := a.Reader.Held(r.Context())
	if err != nil {
		return err
	}
	age := a.Now().Sub(v.Date.Midnight())
	h := Health{Status: stateOK, AgeSeconds: int(age.Seconds())}
	if age > snapshot.FreshFor {
		h.Status = stateStale
	}
	if is {
		h.Status = stateHeld
		h.Held = &Held{held.Revision, held.Dataset, held.Removed, held.Of, held.At.UTC()}
	}
	return httpapi.WriteJSON(w, HealthAnswer{Data: h, Meta: v.source()})
}
