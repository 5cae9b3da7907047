package check

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/openapi"
)

// address is a path that somebody asks for, and who is to answer.
type address struct {
	path     string
	function string
	person   bool // the answer is one person's
	live     bool // made when it is asked for, from path and query
}

// livePages are the pages that no publisher writes. Every one also stands under /en.
var livePages = []address{
	{"/search", "registry", false, true},
	{"/check", "registry", false, true},
	{"/status", "registry", false, true},
	{"/book", "booking", true, true},
	{"/book/L01/20261201", "booking", true, true},
	{"/booking", "booking", true, true},
	{"/booking/B7K2/cancel", "booking", true, true},
	{"/desk", "staff", true, true},
	{"/desk/imports/1", "staff", true, true},
}

// others are addresses that lie near those of booking and desk, and addresses that are nothing.
var others = []address{
	{"/", "registry", false, false},
	{"/en", "registry", false, false},
	{"/p/P000001", "registry", false, false},
	{"/en/c/C000001", "registry", false, false},
	{"/labs/L01", "registry", false, false},
	{"/assets/site-1f3a9c07.css", "registry", false, false},
	{"/nothing/at/all", "registry", false, false},
	{"/booklet", "registry", false, false},
	{"/desks", "registry", false, false},
	{"/v1", "registry", false, false},
	{"/v1/nothing", "registry", false, true},
	{"/v1/bookingsx", "registry", false, true},
	{"/v1/labs/L01/slots/1", "registry", false, true},
	{"/v1/labs/L01/slots", "booking", false, true},
	{"/v1/bookings", "booking", true, true},
	{"/v1/bookings/B7K2", "booking", true, true},
}

var variable = regexp.MustCompile(`\{[^}]+\}`)

// addresses returns every path of the contract, every live page and the others.
func addresses() ([]address, error) {
	var contract struct {
		Paths map[string]any
	}
	if err := json.Unmarshal(openapi.JSON(), &contract); err != nil {
		return nil, err
	}
	all := slices.Clone(others)
	for path := range contract.Paths {
		a := address{variable.ReplaceAllString(path, "x"), "registry", false, false}
		a.live = strings.HasPrefix(path, "/v1/")
		a.person = strings.HasPrefix(path, "/v1/bookings")
		if a.person || strings.HasPrefix(path, "/v1/labs/{") && strings.HasSuffix(path, "/slots") {
			a.function = "booking"
		}
		all = append(all, a)
	}
	for _, a := range livePages {
		all = append(all, a)
		a.path = "/en" + a.path
		all = append(all, a)
	}
	return all, nil
}

// defaultRoute is where everything goes that no route names.
const defaultRoute = "$default"

// body returns the gateway's own description of its routes.
func body(s *stack) map[string]any { return object(s.resources["Api"].at("Body", "paths")) }

var aliasOf = regexp.MustCompile(`\$\{(\w+)Aliaslive\}`)

// integrations returns the function behind each route, as a resource, "" if a route does not take
// every method or asks for a token.
func integrations(s *stack) map[string]string {
	found := map[string]string{}
	for path, methods := range body(s) {
		found[path] = ""
		operation := at(methods, "x-amazon-apigateway-any-method")
		uri := text(at(operation, "x-amazon-apigateway-integration", "uri"))
		alias := aliasOf.FindStringSubmatch(uri)
		if len(object(methods)) == 1 && alias != nil && at(operation, "security") == nil {
			found[path] = alias[1]
		}
	}
	return found
}

// route returns the route that the gateway takes for a path: by literal segments before
// variables, and by those before greedy ones.
func route(s *stack, path string) string {
	best := defaultRoute
	for candidate := range body(s) {
		if matches(candidate, path) && (best == defaultRoute || weight(candidate) > weight(best)) {
			best = candidate
		}
	}
	return best
}

func matches(pattern, path string) bool {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	for i, segment := range want {
		switch {
		case i >= len(have):
			return false
		case strings.HasSuffix(segment, "+}"):
			return have[i] != ""
		case !strings.HasPrefix(segment, "{") && segment != have[i]:
			return false
		}
	}
	return len(want) == len(have)
}

// weight orders patterns that match the same path: letters sort in the order of preference.
func weight(pattern string) string {
	var w strings.Builder
	for segment := range strings.SplitSeq(pattern, "/") {
		switch {
		case strings.HasSuffix(segment, "+}"):
			w.WriteByte('a')
		case strings.HasPrefix(segment, "{"):
			w.WriteByte('b')
		default:
			w.WriteByte('c')
		}
	}
	return w.String()
}

// routes: every address reaches its function with any method, so that HEAD, OPTIONS, a method that
// is not allowed and an address that is not there get the portal's own answers.
func routes(s *stack) []string {
	all, err := addresses()
	if err != nil {
		return []string{err.Error()}
	}
	var complaints []string
	behind := integrations(s)
	for _, a := range all {
		r := route(s, a.path)
		name := text(s.resources[behind[r]].at("FunctionName"))
		if name != "mingtian-"+a.function {
			complaints = append(complaints,
				fmt.Sprintf("%s goes by %s to %q, not to %s", a.path, r, name, a.function))
		}
	}
	api := s.resources["Api"]
	if api.at("CorsConfiguration") != nil || api.at("Body", "x-amazon-apigateway-cors") != nil {
		complaints = append(complaints, "the gateway answers OPTIONS in our place")
	}
	for id, f := range s.of("AWS::Lambda::Permission") {
		if !strings.HasSuffix(text(f.at("FunctionName")), "Aliaslive}") {
			complaints = append(complaints, id+": the gateway may call no alias")
		}
	}
	return complaints
}

// throttles: the gateway holds back what comes too fast, persons' routes sooner than the rest.
func throttles(s *stack) []string {
	stage := s.resources["ApiApiGatewayDefaultStage"]
	general, _ := stage.at("DefaultRouteSettings", "ThrottlingRateLimit").(float64)
	var complaints []string
	if general <= 0 {
		complaints = append(complaints, "no throttle")
	}
	own := object(stage.at("RouteSettings"))
	for path := range body(s) {
		limit, _ := at(own["ANY "+path], "ThrottlingRateLimit").(float64)
		if path != defaultRoute && (limit <= 0 || limit >= general) {
			complaints = append(complaints, "no throttle for "+path)
		}
		delete(own, "ANY "+path)
	}
	for key := range own {
		complaints = append(complaints, "a throttle for no route: "+key)
	}
	return complaints
}
