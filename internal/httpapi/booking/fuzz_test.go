package booking_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// Whatever is sent as a body is understood or refused, and no number in it comes back.
func FuzzCreate(f *testing.F) {
	for _, body := range []string{
		wanted(slot, 1), `{}`, `null`, `[1]`, `{"phone": 13912345678}`, `{"phone": null}`,
		`{"lab_id":"L01","lab_id":"L01"}`, `{"13912345678": 1}`, `{"samples": 1e400}`,
		`{"samples": 13912345678}`, "\xff", "", `{"starts_at":"2026-11-25T01:00:00+99:00"}`,
		`{"phone":"１３９１２３４５６７８","name":"13912345678"}`, `{"a":{"b":[{}]}} x`,
	} {
		f.Add(body)
	}
	s := testkit.New(f, testkit.Options{
		Diary: &testkit.DiaryOptions{Capacity: 100, Rules: wide()},
	})
	f.Fuzz(func(t *testing.T, body string) {
		res := s.Client(t, nil).Do(http.MethodPost, "/v1/bookings", body, "Idempotency-Key: "+t.Name(),
			"Content-Type: application/json")
		assert.Less(t, res.Status, http.StatusInternalServerError, string(res.Body))
		if res.Status >= http.StatusBadRequest {
			discreet(t, string(res.Body))
		}
	})
}
