package check

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/openapi"
)

// tokenHeader opens one person's booking: an answer to it is kept, if at all, for it alone.
const tokenHeader = "Booking-Token"

// mostHeaders is how many names CloudFront takes in one list of headers.
const mostHeaders = 10

// forwarded: every header that the contract has reaches the function behind the CDN.
func forwarded(s *stack) []string {
	contract, err := contractHeaders()
	if err != nil {
		return []string{err.Error()}
	}
	if len(contract) == 0 {
		return []string{"the contract has no headers"}
	}
	var complaints []string
	for _, d := range s.of("AWS::CloudFront::Distribution") {
		for path, names := range contract {
			b := behaviour(d, path)
			key := texts(at(referred(s, b, "CachePolicyId").at("CachePolicyConfig"),
				"ParametersInCacheKeyAndForwardedToOrigin", "HeadersConfig", "Headers"))
			sent := texts(referred(s, b, "OriginRequestPolicyId").
				at("OriginRequestPolicyConfig", "HeadersConfig", "Headers"))
			for _, name := range names {
				if !slices.Contains(key, name) && !slices.Contains(sent, name) {
					complaints = append(complaints, path+": nobody hears "+name)
				}
				if name == tokenHeader && !slices.Contains(key, name) {
					complaints = append(complaints, path+": one answer for all tokens")
				}
			}
			if len(key) > mostHeaders || len(sent) > mostHeaders {
				complaints = append(complaints, fmt.Sprintf("%s: %d and %d headers", path, len(key),
					len(sent)))
			}
		}
	}
	return complaints
}

// contractHeaders returns the headers that the contract has for paths, by path.
func contractHeaders() (map[string][]string, error) {
	var contract map[string]any
	if err := json.Unmarshal(openapi.JSON(), &contract); err != nil {
		return nil, err
	}
	found := map[string][]string{}
	for path, item := range object(contract["paths"]) {
		parameters := list(at(item, "parameters"))
		for _, operation := range object(item) {
			parameters = append(parameters, list(at(operation, "parameters"))...)
		}
		path = variable.ReplaceAllString(path, "x")
		for _, p := range parameters {
			if ref, ok := strings.CutPrefix(text(at(p, "$ref")), "#/components/parameters/"); ok {
				p = at(contract, "components", "parameters", ref)
			}
			if text(at(p, "in")) == "header" {
				found[path] = append(found[path], text(at(p, "name")))
			}
		}
	}
	return found, nil
}
