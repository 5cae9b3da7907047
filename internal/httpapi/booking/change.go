package booking

import (
	"fmt"
	"net/http"

	diary "github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
)

const tokenHeader = "Booking-Token"

// RescheduleRequest is the body of a request to move a booking.
type RescheduleRequest struct {
	StartsAt string `json:"starts_at" zh:"时间" validate:"required,instant"`
}

// CancelRequest is the body of a cancellation: nothing that anybody has to say.
type CancelRequest struct{}

// get answers GET /v1/bookings/{reference}.
func (a *api) get(w http.ResponseWriter, r *http.Request) error {
	if _, err := httpapi.ParseParams(r, httpapi.Grammar{}); err != nil {
		return err
	}
	b, err := a.resume(r)
	if err != nil {
		return err
	}
	return httpapi.WriteJSON(w, a.opened(b))
}

// reschedule answers POST /v1/bookings/{reference}/reschedule. To move to the time that a booking
// has changes nothing, so a request that comes twice does no harm.
func (a *api) reschedule(w http.ResponseWriter, r *http.Request) error {
	if _, err := httpapi.ParseParams(r, httpapi.Grammar{}); err != nil {
		return err
	}
	var req RescheduleRequest
	if err := a.read(r, &req); err != nil {
		return err
	}
	b, err := a.resume(r)
	if err != nil {
		return err
	}
	b, err = a.Diary.Reschedule(r.Context(), b.Reference, instant(req.StartsAt), diary.Visitor)
	if err != nil {
		return refusal(err)
	}
	return httpapi.WriteJSON(w, a.opened(b))
}

// cancel answers POST /v1/bookings/{reference}/cancel.
func (a *api) cancel(w http.ResponseWriter, r *http.Request) error {
	if _, err := httpapi.ParseParams(r, httpapi.Grammar{}); err != nil {
		return err
	}
	if r.ContentLength != 0 {
		if err := a.read(r, &CancelRequest{}); err != nil {
			return err
		}
	}
	b, err := a.resume(r)
	if err != nil {
		return err
	}
	b, err = a.Diary.Cancel(r.Context(), b.Reference, diary.Visitor, "")
	if err != nil {
		return err
	}
	return httpapi.WriteJSON(w, a.opened(b))
}

// resume returns the booking that a request names and has the token of.
func (a *api) resume(r *http.Request) (diary.Booking, error) {
	ref, err := reference(r)
	if err != nil {
		return diary.Booking{}, err
	}
	token := r.Header.Get(tokenHeader)
	if token == "" {
		return diary.Booking{}, headerFault(tokenHeader,
			"Send the token of the booking; POST /v1/bookings/lookup gives it.",
			"请发送该预约的令牌；可由 POST /v1/bookings/lookup 取得。")
	}
	b, err := a.Diary.Resume(r.Context(), ref, token)
	if fault.Is(err, fault.Forbidden) {
		return diary.Booking{}, httpapi.CannotOpen.Of(fault.Wrap(fault.Forbidden, err,
			"This token does not belong to this reference.", "令牌与预约号不符。"))
	}
	if err != nil {
		return diary.Booking{}, fmt.Errorf("open a booking: %w", err)
	}
	return b, nil
}

// reference reads the reference in the path, as people type it.
func reference(r *http.Request) (diary.Reference, error) {
	ref, err := diary.ParseReference(r.PathValue("reference"))
	if err != nil {
		return "", named(err, "reference")
	}
	return ref, nil
}
