package booking_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/httpapi/booking"
	"github.com/mingtian-portal/mingtian/internal/lambdahttp"
	"github.com/mingtian-portal/mingtian/internal/lambdahttp/eventtest"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// Every script holds as well where requests are events of the gateway.
func TestScripts_OnLambda(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			s := testkit.New(t, testkit.Options{Diary: &testkit.DiaryOptions{}})
			s.Handler = eventtest.Handler(lambdahttp.New(s.Handler, lambdahttp.Options{}))
			testkit.RunScript(t, file, s, s.Client(t, nil), verbs(t))
		})
	}
}

// Bookings are counted by the network that they come from, which only a proxy of ours can name.
func TestCreate_LimitByNetwork(t *testing.T) {
	t.Parallel()
	rules := wide()
	rules.Limits.AddressPerDay = 1
	s := testkit.New(t, testkit.Options{Diary: &testkit.DiaryOptions{Capacity: 9, Rules: rules}})
	h := httpapi.ClientAddress([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})(s.Handler)
	for i, tt := range []struct {
		peer, forwarded string
		want            int
	}{
		{"192.0.2.1:1000", "", http.StatusCreated},
		{"192.0.2.1:2000", "", http.StatusTooManyRequests},
		{"192.0.2.1:3000", "198.51.100.1", http.StatusTooManyRequests},
		{"10.0.0.1:80", "198.51.100.1", http.StatusCreated},
		{"10.0.0.1:80", "203.0.113.1, 198.51.100.1", http.StatusTooManyRequests},
		{"10.0.0.1:80", "2001:db8:1:2::1", http.StatusCreated},
		{"10.0.0.1:80", "2001:db8:1:2:ffff::1", http.StatusTooManyRequests},
		{"10.0.0.1:80", "2001:db8:1:3::1", http.StatusCreated},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/bookings",
			strings.NewReader(wanted(slot, i)))
		r.RemoteAddr = tt.peer
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", strconv.Itoa(i))
		r.Header.Set("X-Forwarded-For", tt.forwarded)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		assert.Equal(t, tt.want, w.Code, "%d %s: %s", i, tt.forwarded, w.Body)
	}
	assert.NotContains(t, s.Logged.String(), "192.0.2.1")
}

// A link that anybody can sign would open bookings.
func TestRoutes_ShortSecret(t *testing.T) {
	t.Parallel()
	assert.Panics(t, func() { booking.Routes(booking.Config{Secret: make([]byte, 31)}) })
}

// Under a mount path every link begins with it.
func TestRoutes_Base(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{Base: "/nqa", Diary: &testkit.DiaryOptions{}})
	c, of := s.Client(t, nil), booked(t, s, 1)
	list := readExamples(t)
	for _, name := range []string{"bookings.create", "bookings.slots", "bookings.get"} {
		res := list[name].send(c, of)
		body := string(res.Body)
		assert.Contains(t, body, `"/nqa/v1/`, name)
		assert.NotRegexp(t, `"/v1/`, body, name)
		if res.Status == http.StatusCreated {
			assert.True(t, strings.HasPrefix(res.Header.Get("Location"), "/nqa/v1/bookings/"))
		}
	}
}
