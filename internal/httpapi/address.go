package httpapi

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ClientAddress returns the middleware that makes r.RemoteAddr the address of who asks. Only a
// proxy of ours is believed: the header X-Forwarded-For is read from its end, where the nearest
// proxy wrote, up to the first address that is none of ours. What stands before it is the
// client's own word. Without proxies, nothing is changed.
func ClientAddress(trusted []netip.Prefix) Middleware {
	return func(next http.Handler) http.Handler {
		if len(trusted) == 0 {
			return next
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if address, ok := forwarded(r, trusted); ok {
				r = r.WithContext(r.Context()) // a copy: the request is the server's
				r.RemoteAddr = netip.AddrPortFrom(address, 0).String()
			}
			next.ServeHTTP(w, r)
		})
	}
}

// forwarded returns for whom a proxy of ours forwards a request.
func forwarded(r *http.Request, trusted []netip.Prefix) (netip.Addr, bool) {
	ours := func(a netip.Addr) bool {
		return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	var client netip.Addr
	peer, ok := addressOf(r.RemoteAddr)
	if !ok || !ours(peer) {
		return client, false
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		address, ok := addressOf(strings.TrimSpace(hop))
		if !ok {
			break
		}
		if client = address; !ours(address) {
			break
		}
	}
	return client, client.IsValid()
}

// addressOf reads an address with or without a port.
func addressOf(s string) (netip.Addr, bool) {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone(""), true
	}
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return a.Unmap().WithZone(""), err == nil
}

// homeBits is how much of an IPv6 address names a subscriber; the rest is theirs to choose.
const homeBits = 64

// Network returns the network that a request comes from, as limits count it: an IPv4 address, or
// the /64 of an IPv6 one. It is empty if nobody knows.
func Network(r *http.Request) string {
	address, ok := addressOf(r.RemoteAddr)
	if !ok {
		return ""
	}
	if address.Is4() {
		return address.String()
	}
	home, err := address.Prefix(homeBits)
	if err != nil {
		return ""
	}
	return home.String()
}
