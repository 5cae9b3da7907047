package lambdahttp

import (
	"crypto/subtle"
	"net/netip"
	"strconv"
	"strings"
)

// SecretHeader is the header in which the CDN proves that it is the CDN. The value that a viewer
// sends is replaced there.
const SecretHeader = "X-Origin-Secret"

// viewerHeader is where CloudFront says who asks. Anybody can send it who reaches the gateway.
const viewerHeader = "Cloudfront-Viewer-Address"

// client returns the address of who asks, in the form of http.Request.RemoteAddr. Behind the CDN
// the gateway knows the address of the CDN's edge only; what X-Forwarded-For holds besides is
// the client's own word. A port that nobody told is 0.
func (x *exchange) client() string {
	if x.trusts(x.header.Get(SecretHeader)) {
		if a, ok := viewer(x.header.Get(viewerHeader)); ok {
			return a.String()
		}
	}
	ip, err := netip.ParseAddr(x.event.RequestContext.HTTP.SourceIP)
	if err != nil {
		ip = netip.IPv4Unspecified()
	}
	return netip.AddrPortFrom(ip.Unmap(), 0).String()
}

// trusts reports whether a secret is one of ours, in a time that does not depend on which one.
// An empty one never is: it would match a header that is not there.
func (g *gateway) trusts(secret string) bool {
	found := 0
	for _, s := range g.OriginSecrets {
		if s != "" {
			found |= subtle.ConstantTimeCompare([]byte(s), []byte(secret))
		}
	}
	return found == 1
}

// viewer reads "198.51.100.10:46532". CloudFront puts no brackets around an IPv6 address.
func viewer(s string) (netip.AddrPort, bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return netip.AddrPort{}, false
	}
	ip, err := netip.ParseAddr(strings.Trim(s[:i], "[]"))
	if err != nil || ip.Zone() != "" {
		return netip.AddrPort{}, false
	}
	port, err := strconv.ParseUint(s[i+1:], 10, 16)
	return netip.AddrPortFrom(ip.Unmap(), uint16(port)), err == nil
}
