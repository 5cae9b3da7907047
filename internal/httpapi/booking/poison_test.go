package booking_test

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// secret stands in whatever fails below the handlers. It must never be seen.
const secret = "secret-7f3a"

var errSecret = errors.New(secret)

// Nothing that went wrong inside is ever told, and the log that tells it holds nobody's phone.
func TestPoison(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func() error{
		"error": func() error { return errSecret },
		"panic": func() error { panic(secret) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, f := onFailing(t, fail)
			c, of, list := s.Client(t, nil), booked(t, s, 1), readExamples(t)
			f.now.Store(true)
			for _, name := range slices.Sorted(maps.Keys(list)) {
				res := list[name].send(c, of)
				require.GreaterOrEqual(t, res.Status, http.StatusInternalServerError, name)
				assert.NotContains(t, string(res.Body), secret, name)
				for header, values := range res.Header {
					assert.NotContains(t, strings.Join(values, " "), secret, header)
				}
				assert.Equal(t, "no-store", res.Header.Get("Cache-Control"), name)
			}
			logged := s.Logged.String()
			assert.Contains(t, logged, secret)
			discreet(t, logged)
			assert.NotContains(t, logged, "演示人")
			assert.NotContains(t, logged, of.Token)
			assert.NotContains(t, logged, string(of.Booking.Reference))
		})
	}
}
