package check

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// stack is an expanded template with its parameters put in and its conditions decided. What is
// known only once the stack exists stays in the form in which Fn::Sub names it: a reference is
// "${Table}", an attribute "${Table.Arn}".
type stack struct {
	region    string
	source    string // the expansion as text
	resources map[string]resource
	outputs   map[string]any
}

// resource is one resource of a stack.
type resource struct {
	kind       string
	properties any
	attributes map[string]any // DeletionPolicy and the like
}

// at returns what is under a path of keys in the properties, nil if there is nothing.
func (r resource) at(path ...string) any { return at(r.properties, path...) }

func at(v any, path ...string) any {
	for _, key := range path {
		object, _ := v.(map[string]any)
		v = object[key]
	}
	return v
}

// text returns a value as text, "" if there is none.
func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// list returns a value as a list: one that is none has one element, nil has none.
func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// texts returns a value as a list of texts.
func texts(v any) []string {
	var all []string
	for _, one := range list(v) {
		all = append(all, text(one))
	}
	return all
}

// of returns the resources of a type, by name.
func (s *stack) of(kind string) map[string]resource {
	found := map[string]resource{}
	for name, r := range s.resources {
		if r.kind == kind {
			found[name] = r
		}
	}
	return found
}

// names returns the names of the resources of a type, sorted.
func (s *stack) names(kind string) []string {
	return slices.Sorted(maps.Keys(s.of(kind)))
}

// china reports whether the stack's region is one of China's.
func (s *stack) china() bool { return strings.HasPrefix(s.region, "cn-") }

// absent is what AWS::NoValue resolves to.
type absent struct{}

// resolver decides what a template says.
type resolver struct {
	values     map[string]any // of parameters and pseudo parameters
	conditions map[string]any // as the template writes them
}

// newStack resolves an expanded template.
func newStack(region, source string, template, given map[string]any) *stack {
	partition, suffix := "aws", "amazonaws.com"
	if strings.HasPrefix(region, "cn-") {
		partition, suffix = "aws-cn", "amazonaws.com.cn"
	}
	r := &resolver{conditions: object(template["Conditions"]), values: map[string]any{
		"AWS::Partition": partition, "AWS::URLSuffix": suffix, "AWS::Region": region,
		"AWS::AccountId": "123456789012", "AWS::StackName": "mingtian", "AWS::NoValue": absent{},
	}}
	for name, p := range object(template["Parameters"]) {
		r.values[name] = at(p, "Default")
		if v, ok := given[name]; ok {
			r.values[name] = v
		}
	}
	s := &stack{region: region, source: source, resources: map[string]resource{}}
	for name, v := range object(template["Resources"]) {
		attributes := object(v)
		if condition, ok := attributes["Condition"]; ok && !r.holds(condition) {
			continue
		}
		s.resources[name] = resource{
			text(attributes["Type"]), r.resolve(attributes["Properties"]), attributes,
		}
	}
	s.outputs, _ = r.resolve(template["Outputs"]).(map[string]any)
	return s
}

func object(v any) map[string]any {
	o, _ := v.(map[string]any)
	return o
}

// resolve returns a value with its functions worked out.
func (r *resolver) resolve(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, argument := range v {
			if len(v) == 1 && (name == "Ref" || strings.HasPrefix(name, "Fn::")) {
				return r.call(name, argument)
			}
		}
		result := map[string]any{}
		for key, one := range v {
			if one = r.resolve(one); one != (absent{}) {
				result[key] = one
			}
		}
		return result
	case []any:
		result := []any{}
		for _, one := range v {
			if one = r.resolve(one); one != (absent{}) {
				result = append(result, one)
			}
		}
		return result
	}
	return v
}

// call works one function out. One that is not known here stays visible in the result.
func (r *resolver) call(name string, argument any) any {
	words := list(argument)
	switch name {
	case "Ref":
		return r.ref(text(argument))
	case "Fn::GetAtt":
		if len(words) > 1 {
			return "${" + strings.Join(texts(argument), ".") + "}"
		}
		return "${" + text(argument) + "}"
	case "Fn::If":
		if r.holds(words[0]) {
			return r.resolve(words[1])
		}
		return r.resolve(words[2])
	case "Fn::Sub":
		own := map[string]any{}
		if len(words) > 1 {
			own = object(words[1])
		}
		return r.sub(text(words[0]), own)
	case "Fn::Join":
		return strings.Join(texts(r.resolve(words[1])), text(words[0]))
	}
	return name + "(" + text(argument) + ")"
}

func (r *resolver) ref(name string) any {
	if v, ok := r.values[name]; ok {
		return v
	}
	return "${" + name + "}"
}

var placeholder = regexp.MustCompile(`\$\{([\w:.]+)\}`)

func (r *resolver) sub(pattern string, own map[string]any) string {
	return placeholder.ReplaceAllStringFunc(pattern, func(match string) string {
		name := placeholder.FindStringSubmatch(match)[1]
		if v, ok := own[name]; ok {
			return text(r.resolve(v))
		}
		return text(r.ref(name))
	})
}

// holds decides a condition, by name or as written.
func (r *resolver) holds(v any) bool {
	if name, ok := v.(string); ok {
		return r.holds(r.conditions[name])
	}
	for name, argument := range object(v) {
		words := list(argument)
		switch name {
		case "Condition":
			return r.holds(argument)
		case "Fn::Equals":
			return text(r.resolve(words[0])) == text(r.resolve(words[1]))
		case "Fn::Not":
			return !r.holds(words[0])
		case "Fn::And":
			return !slices.ContainsFunc(words, func(w any) bool { return !r.holds(w) })
		case "Fn::Or":
			return slices.ContainsFunc(words, r.holds)
		}
	}
	panic(fmt.Sprintf("no condition: %v", v))
}
