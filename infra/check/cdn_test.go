package check

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// origins returns a distribution's origins by id.
func origins(d resource) map[string]any {
	byID := map[string]any{}
	for _, o := range list(d.at("DistributionConfig", "Origins")) {
		byID[text(at(o, "Id"))] = o
	}
	return byID
}

// cdn: the bucket is asked first and the API after it; no answer of theirs is ever replaced.
func cdn(s *stack) []string {
	var complaints []string
	complain := func(format string, args ...any) {
		complaints = append(complaints, fmt.Sprintf(format, args...))
	}
	for _, d := range s.of("AWS::CloudFront::Distribution") {
		group := list(d.at("DistributionConfig", "OriginGroups", "Items"))[0]
		var members []string
		for _, m := range list(at(group, "Members", "Items")) {
			members = append(members, text(at(m, "OriginId")))
		}
		if !slices.Equal([]string{"bucket", "api"}, members) {
			complain("pages are asked for at %s", quoted(members))
		}
		codes := texts(at(group, "FailoverCriteria", "StatusCodes", "Items"))
		if !slices.Contains(codes, "403") || !slices.Contains(codes, "404") {
			complain("the API is asked on %s", quoted(codes))
		}
		for _, e := range list(d.at("DistributionConfig", "CustomErrorResponses")) {
			if at(e, "ResponsePagePath") != nil || at(e, "ResponseCode") != nil {
				complain("the CDN replaces answers of status %s", text(at(e, "ErrorCode")))
			}
			if ttl, ok := at(e, "ErrorCachingMinTTL").(float64); !ok || ttl > 5 {
				complain("errors stay for %v s", ttl)
			}
		}
		for _, id := range []string{"api", "desk"} {
			o := origins(d)[id]
			header := list(at(o, "OriginCustomHeaders"))
			if len(header) != 1 || text(at(header[0], "HeaderName")) != "X-Origin-Secret" ||
				text(at(header[0], "HeaderValue")) != secret {
				complain("%s does not learn the secret", id)
			}
			if text(at(o, "CustomOriginConfig", "OriginProtocolPolicy")) != "https-only" {
				complain("%s is reached without TLS", id)
			}
		}
		if text(d.at("DistributionConfig", "DefaultRootObject")) != pages.HomeKey {
			complain("/ is not the home page")
		}
	}
	return complaints
}

// behaviour returns what the CDN does with a path.
func behaviour(d resource, path string) any {
	for _, b := range list(d.at("DistributionConfig", "CacheBehaviors")) {
		if wildcard(text(at(b, "PathPattern")), path) {
			return b
		}
	}
	return d.at("DistributionConfig", "DefaultCacheBehavior")
}

// behaviours: what is made on request is asked of the API with its query and any method, and what
// is one person's is never kept; all else is a file first.
func behaviours(s *stack) []string {
	all, err := addresses()
	if err != nil {
		return []string{err.Error()}
	}
	var complaints []string
	for _, d := range s.of("AWS::CloudFront::Distribution") {
		for _, a := range all {
			for _, c := range a.asked(s, behaviour(d, a.path)) {
				complaints = append(complaints, a.path+": "+c)
			}
		}
		for _, b := range list(d.at("DistributionConfig", "CacheBehaviors")) {
			if text(at(b, "ViewerProtocolPolicy")) == "allow-all" {
				complaints = append(complaints, text(at(b, "PathPattern"))+": without TLS")
			}
		}
	}
	return complaints
}

// asked complains about the behaviour that an address has.
func (a address) asked(s *stack, b any) []string {
	var complaints []string
	origin := text(at(b, "TargetOriginId"))
	want := map[bool]string{false: "pages", true: "api"}[a.live]
	if a.function == "staff" {
		want = "desk"
	}
	if origin != want {
		return []string{"asked of " + origin + ", not of " + want}
	}
	if !a.live {
		return nil
	}
	methods := texts(at(b, "AllowedMethods"))
	if len(methods) != 7 {
		complaints = append(complaints, "methods "+quoted(methods))
	}
	cache := referred(s, b, "CachePolicyId").at("CachePolicyConfig")
	key := at(cache, "ParametersInCacheKeyAndForwardedToOrigin")
	if text(at(key, "QueryStringsConfig", "QueryStringBehavior")) != "all" {
		complaints = append(complaints, "the query is not part of the question")
	}
	cookies := text(at(key, "CookiesConfig", "CookieBehavior"))
	if limit, ok := at(cache, "MaxTTL").(float64); a.person && (!ok || limit > 1 || cookies != "all") {
		complaints = append(complaints, "one person's answer may be kept")
	}
	sent := referred(s, b, "OriginRequestPolicyId").at("OriginRequestPolicyConfig", "HeadersConfig")
	if names := texts(at(sent, "Headers")); !slices.Contains(names, "CloudFront-Viewer-Address") ||
		slices.Contains(names, "Host") {
		complaints = append(complaints, "the API hears "+quoted(names))
	}
	return complaints
}

// referred returns the resource that a property of a behaviour refers to.
func referred(s *stack, b any, property string) resource {
	return s.resources[strings.Trim(text(at(b, property)), "${}")]
}

// headers: objects of the bucket leave the CDN with the headers that the functions set on pages.
func headers(s *stack) []string {
	site, err := pages.New(pages.Options{Schema: registry.Load()})
	if err != nil {
		return []string{err.Error()}
	}
	answer := httptest.NewRecorder()
	none := func(context.Context) (*snapshot.Snapshot, error) { return nil, http.ErrNotSupported }
	site.Handler(none).ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/", nil))
	var complaints []string
	for _, d := range s.of("AWS::CloudFront::Distribution") {
		for _, path := range []string{"/", "/search", "/booking"} {
			policy := referred(s, behaviour(d, path), "ResponseHeadersPolicyId").
				at("ResponseHeadersPolicyConfig")
			got := map[string]string{
				"Content-Security-Policy": text(at(policy, "SecurityHeadersConfig",
					"ContentSecurityPolicy", "ContentSecurityPolicy")),
				"Referrer-Policy": text(at(policy, "SecurityHeadersConfig", "ReferrerPolicy",
					"ReferrerPolicy")),
			}
			if at(policy, "SecurityHeadersConfig", "ContentTypeOptions") != nil {
				got["X-Content-Type-Options"] = "nosniff"
			}
			for _, h := range list(at(policy, "CustomHeadersConfig", "Items")) {
				got[text(at(h, "Header"))] = text(at(h, "Value"))
			}
			for name := range answer.Header() {
				want := answer.Header().Get(name)
				if !slices.Contains(ownHeaders, name) && got[name] != want {
					complaints = append(complaints,
						fmt.Sprintf("%s: %s is %q, not %q", path, name, got[name], want))
				}
			}
			if at(policy, "SecurityHeadersConfig", "StrictTransportSecurity") == nil {
				complaints = append(complaints, path+": no Strict-Transport-Security")
			}
		}
	}
	return complaints
}

// ownHeaders belong to the one answer and not to every page.
var ownHeaders = []string{"Allow", "Cache-Control", "Content-Length", "Content-Type"}

var (
	link = regexp.MustCompile(`(?:href|src)="(/[^"#]*)`)
	form = regexp.MustCompile(`(?s)<form[^>]* action="(/[^"]*)"[^>]*>(.*?)</form>`)
)

// Every static page of a county can be read in the bucket, and every link on it leads somewhere:
// to a page, to an asset, or to what the CDN asks the API for. Forms with fields, and links with a
// query, lead to live pages alone, because static ones lose their query on the way. A form that
// leads to its own page, as the showcase has one, loses nothing.
func TestLinks(t *testing.T) {
	t.Parallel()
	s := expand(t, "us-east-1", parameters(t, "global"))
	system := testkit.New(t, testkit.Options{})
	snap, err := system.Reader.Current(t.Context())
	require.NoError(t, err)
	site, err := pages.New(pages.Options{Schema: system.Schema})
	require.NoError(t, err)

	static := map[string]bool{}
	linked, asked := map[string]string{}, map[string]string{}
	for path := range site.Static(snap) {
		static[path] = true
		assert.True(t, readable(s, pages.Key(path)), path)
		page, err := site.Page(t.Context(), snap, path, nil)
		require.NoError(t, err)
		for _, m := range link.FindAllStringSubmatch(string(page.Body), -1) {
			u, err := url.Parse(m[1])
			require.NoError(t, err)
			linked[u.Path] = path
			if u.RawQuery != "" {
				asked[u.Path] = path
			}
		}
		for _, m := range form.FindAllStringSubmatch(string(page.Body), -1) {
			if strings.Contains(m[2], ` name="`) && m[1] != path {
				asked[m[1]] = path
			}
		}
	}
	require.Greater(t, len(linked), 20)
	require.Contains(t, asked, "/search")
	require.Contains(t, asked, "/en/search")
	d := s.resources["Distribution"]
	for _, path := range slices.Sorted(maps.Keys(asked)) {
		b := behaviour(d, path)
		assert.Contains(t, []string{"api", "desk"}, text(at(b, "TargetOriginId")),
			"%s, linked from %s, is not among the behaviours", path, asked[path])
	}
	for _, path := range slices.Sorted(maps.Keys(linked)) {
		if !static[path] && !strings.HasPrefix(path, "/assets/") && asked[path] == "" {
			assert.NotEmpty(t, integrations(s)[route(s, path)], "%s of %s", path, linked[path])
		}
	}
}
