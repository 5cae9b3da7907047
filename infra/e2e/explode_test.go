package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// explode takes the description out of an HTTP API, and adds to the resources the integrations
// and routes that AWS makes of it: one integration for each function and one route for each path
// and method.
func explode(resources map[string]any, name string) {
	body := at(resources[name], "Properties", "Body")
	if at(resources[name], "Type") != "AWS::ApiGatewayV2::Api" || body == nil {
		return
	}
	properties := object(at(resources[name], "Properties"))
	delete(properties, "Body")
	properties["Name"], properties["ProtocolType"] = at(body, "info", "title"), "HTTP"
	ref := map[string]any{"Ref": name}
	add := func(kind, id string, properties map[string]any) {
		properties["ApiId"] = ref
		resources[id] = map[string]any{
			"Type": "AWS::ApiGatewayV2::" + kind, "Properties": properties,
		}
	}
	known := map[string]string{} // integrations by the address of the function
	paths := object(at(body, "paths"))
	for i, path := range slices.Sorted(maps.Keys(paths)) {
		for method, operation := range object(paths[path]) {
			to := at(operation, "x-amazon-apigateway-integration")
			uri := fmt.Sprint(at(to, "uri"))
			if known[uri] == "" {
				known[uri] = fmt.Sprintf("%sIntegration%d", name, len(known))
				add("Integration", known[uri], map[string]any{
					"IntegrationType": "AWS_PROXY", "IntegrationUri": at(to, "uri"),
					"IntegrationMethod":    at(to, "httpMethod"),
					"PayloadFormatVersion": at(to, "payloadFormatVersion"),
				})
			}
			add("Route", fmt.Sprintf("%sRoute%d%s", name, i, letters(method)), map[string]any{
				"RouteKey": routeKey(method, path),
				"Target": map[string]any{"Fn::Join": []any{
					"/", []any{"integrations", map[string]any{"Ref": known[uri]}},
				}},
			})
		}
	}
}

func routeKey(method, path string) string {
	switch {
	case strings.TrimPrefix(path, "/") == "$default":
		return "$default"
	case method == "x-amazon-apigateway-any-method":
		return "ANY " + path
	}
	return strings.ToUpper(method) + " " + path
}

func letters(s string) string { return strings.ReplaceAll(s, "-", "") }

func TestExplode(t *testing.T) {
	t.Parallel()
	to := func(uri string) map[string]any {
		return map[string]any{"x-amazon-apigateway-integration": map[string]any{
			"uri": uri, "httpMethod": "POST", "payloadFormatVersion": "2.0",
		}}
	}
	resources := map[string]any{
		"Queue": map[string]any{"Type": "AWS::SQS::Queue"},
		"Api": map[string]any{
			"Type": "AWS::ApiGatewayV2::Api",
			"Properties": map[string]any{"Body": map[string]any{
				"info": map[string]any{"title": "x"},
				"paths": map[string]any{
					"$default": map[string]any{"x-amazon-apigateway-any-method": to("a")},
					"/b":       map[string]any{"x-amazon-apigateway-any-method": to("b"), "get": to("a")},
				},
			}},
		},
	}
	explode(resources, "Queue")
	explode(resources, "Api")
	assert.Equal(t, map[string]any{"Name": "x", "ProtocolType": "HTTP"},
		at(resources, "Api", "Properties"))
	routes := map[string]string{}
	for _, r := range resources {
		if at(r, "Type") == "AWS::ApiGatewayV2::Route" {
			target := at(r, "Properties", "Target", "Fn::Join").([]any)[1].([]any)[1]
			integration := resources[fmt.Sprint(at(target, "Ref"))]
			routes[fmt.Sprint(at(r, "Properties", "RouteKey"))] = fmt.Sprint(
				at(integration, "Properties", "IntegrationUri"))
		}
	}
	assert.Equal(t, map[string]string{"$default": "a", "ANY /b": "b", "GET /b": "a"}, routes)
	assert.Len(t, resources, 2+3+2, "one integration for each function")
}

func object(v any) map[string]any {
	o, _ := v.(map[string]any)
	return o
}

// at returns what is under a path of keys.
func at(v any, path ...string) any {
	for _, key := range path {
		v = object(v)[key]
	}
	return v
}
