package booking

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	diary "github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

const (
	keyHeader = "Idempotency-Key"
	// maxKey is how many characters an Idempotency-Key may have.
	maxKey = 200
	// lockedFor is how long the diary keeps a reference closed after too many wrong tries.
	lockedFor = 15 * time.Minute
)

// BookRequest is the body of a request for a place.
type BookRequest struct {
	LabID      string `json:"lab_id" zh:"实验室" validate:"required,alphanum,max=32"`
	StartsAt   string `json:"starts_at" zh:"时间" validate:"required,instant"`
	Samples    int    `json:"samples" zh:"样品数" validate:"min=1"`
	Phone      string `json:"phone" zh:"手机号" validate:"required,mobile"`
	Name       string `json:"name,omitempty" zh:"姓名" validate:"max=60"`
	ProducerID string `json:"producer_id,omitempty" zh:"主体编号" validate:"omitempty,alphanum,max=32"`
}

// LookupRequest is the body of a request to open a booking.
type LookupRequest struct {
	Reference  string `json:"reference" zh:"预约号" validate:"required,max=64"`
	PhoneLast4 string `json:"phone_last4" zh:"手机号后四位" validate:"required,last4"`
}

// create answers POST /v1/bookings. The same request with the same key is answered by the same
// booking.
func (a *api) create(w http.ResponseWriter, r *http.Request) error {
	if _, err := httpapi.ParseParams(r, httpapi.Grammar{}); err != nil {
		return err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return err
	}
	var req BookRequest
	if err := a.read(r, &req); err != nil {
		return err
	}
	if err := a.known(r, req); err != nil {
		return err
	}
	phone, err := diary.ParsePhone(req.Phone)
	if err != nil {
		return err
	}
	receipt, err := a.Diary.Book(r.Context(), diary.Request{
		LabID: req.LabID, StartsAt: instant(req.StartsAt), Samples: req.Samples,
		Contact:    diary.Contact{Name: req.Name, Phone: phone},
		ProducerID: req.ProducerID, Key: key, Address: httpapi.Network(r),
	})
	if err != nil {
		return refusal(err)
	}
	w.Header().Set("Location", a.address(receipt.Booking.Reference))
	if receipt.Replayed {
		w.Header().Set("Idempotency-Replayed", "true")
	}
	return httpapi.WriteCreated(w, a.receipt(receipt))
}

// idempotencyKey reads the header. The draft that describes it writes a text in quotes, most
// clients write it without.
func idempotencyKey(r *http.Request) (string, error) {
	values := r.Header.Values(keyHeader)
	if len(values) == 1 {
		key := strings.TrimSpace(values[0])
		if inner, quoted := strings.CutPrefix(key, `"`); quoted {
			key = strings.TrimSuffix(inner, `"`)
		}
		strange := func(c rune) bool { return c < ' ' || c > '~' }
		if key != "" && len(key) <= maxKey && !strings.ContainsFunc(key, strange) {
			return key, nil
		}
	}
	return "", headerFault(keyHeader,
		"Send one Idempotency-Key of 1 to 200 printable characters, a new one for every booking, "+
			"such as a UUID.",
		"请发送一个 Idempotency-Key（1 至 200 个可见字符），每次新预约换一个，例如 UUID。")
}

// known refuses laboratories and producers that the register does not have.
func (a *api) known(r *http.Request, req BookRequest) error {
	if _, err := a.lab(r.Context(), req.LabID); err != nil || req.ProducerID == "" {
		return err
	}
	_, ok, err := a.row(r.Context(), registry.Producers, req.ProducerID)
	if err != nil || ok {
		return err
	}
	return wrong(complaint{
		"/producer_id", "There is no producer with this id; /v1/producers lists all.",
		"名录中没有这个编号的生产主体；见 /v1/producers。",
	})
}

// lookup answers POST /v1/bookings/lookup.
func (a *api) lookup(w http.ResponseWriter, r *http.Request) error {
	if _, err := httpapi.ParseParams(r, httpapi.Grammar{}); err != nil {
		return err
	}
	var req LookupRequest
	if err := a.read(r, &req); err != nil {
		return err
	}
	ref, err := diary.ParseReference(req.Reference)
	if err != nil {
		return named(err, "/reference")
	}
	receipt, err := a.Diary.Open(r.Context(), ref, req.PhoneLast4)
	switch {
	case fault.Is(err, fault.Exhausted):
		w.Header().Set("Retry-After", strconv.Itoa(int(lockedFor/time.Second)))
		return err
	case fault.Is(err, fault.Forbidden):
		return httpapi.CannotOpen.Of(err)
	case err != nil:
		return err
	}
	return httpapi.WriteJSON(w, a.receipt(receipt))
}

// refusal turns what the diary refuses into what the API says: free times beside a time that is
// taken, and parts of a body by their pointers.
func refusal(err error) error {
	if taken, ok := errors.AsType[*diary.TakenError](err); ok {
		next := make([]time.Time, len(taken.Next))
		for i, at := range taken.Next {
			next[i] = at.UTC()
		}
		return httpapi.PlaceTaken.Of(httpapi.Instead(err, next))
	}
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || len(f.Fields) != 1 {
		return err
	}
	field := f.Fields[0]
	if slices.Contains(fieldsOf(BookRequest{}), field.Name) {
		field.Name = "/" + field.Name
	}
	field.Zh = f.Zh
	return &fault.Error{
		Kind: f.Kind, Message: f.Message, Zh: f.Zh, Fields: []fault.Field{field}, Err: err,
	}
}
