package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
)

// Whom a limit counts, by who the peer is and what X-Forwarded-For says.
func TestClientAddress(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128"),
	}
	for _, tt := range []struct {
		name, peer string
		forwarded  []string
		want       string
	}{
		{"no proxy", "192.0.2.1:1234", nil, "192.0.2.1"},
		{"a stranger's word", "192.0.2.1:1234", []string{"198.51.100.7"}, "192.0.2.1"},
		{"a proxy of ours", "10.0.0.1:80", []string{"198.51.100.7"}, "198.51.100.7"},
		{"a lie before it", "10.0.0.1:80", []string{"203.0.113.9, 198.51.100.7"}, "198.51.100.7"},
		{"two headers", "10.0.0.1:80", []string{"203.0.113.9", "198.51.100.7"}, "198.51.100.7"},
		{"two proxies", "10.0.0.1:80", []string{"198.51.100.7, 10.2.3.4"}, "198.51.100.7"},
		{"with a port", "[::1]:80", []string{"198.51.100.7:4711"}, "198.51.100.7"},
		{"nobody but us", "10.0.0.1:80", []string{"10.9.9.9, 10.2.3.4"}, "10.9.9.9"},
		{"nonsense", "10.0.0.1:80", []string{"198.51.100.7, unknown"}, "10.0.0.1"},
		{"nonsense before us", "10.0.0.1:80", []string{"unknown, 10.2.3.4"}, "10.2.3.4"},
		{"an empty header", "10.0.0.1:80", []string{""}, "10.0.0.1"},
		{"no header", "10.0.0.1:80", nil, "10.0.0.1"},
		{"mapped", "[::ffff:10.0.0.1]:80", []string{"::ffff:198.51.100.7"}, "198.51.100.7"},
		{"a home", "10.0.0.1:80", []string{"2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::/64"},
		{"brackets", "10.0.0.1:80", []string{"[2001:db8:1:2::9]:443"}, "2001:db8:1:2::/64"},
		{"a zone", "[fe80::1%eth0]:80", nil, "fe80::/64"},
		{"a socket", "@", nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := "not asked"
			h := httpapi.ClientAddress(trusted)(http.HandlerFunc(
				func(_ http.ResponseWriter, r *http.Request) { got = httpapi.Network(r) }))
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = tt.peer
			for _, value := range tt.forwarded {
				r.Header.Add("X-Forwarded-For", value)
			}
			before := r.RemoteAddr
			h.ServeHTTP(httptest.NewRecorder(), r)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, before, r.RemoteAddr, "the request is the server's")
		})
	}
}

func TestClientAddress_NobodyIsTrusted(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = "10.0.0.1:80"
	r.Header.Set("X-Forwarded-For", "198.51.100.7")
	httpapi.ClientAddress(nil)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "10.0.0.1", httpapi.Network(r))
	})).ServeHTTP(httptest.NewRecorder(), r)
}
