package check

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rule is something that holds of every stack. Its name is what a mutation is caught by.
type rule struct {
	name  string
	check func(s *stack) []string // complaints
}

// rules returns all rules.
func rules() []rule {
	return []rule{
		{"partition", partition},
		{"iam", permissions},
		{"listing", listing},
		{"function", functions},
		{"edition", editions},
		{"timeout", timeouts},
		{"canary", canaries},
		{"kept", kept},
		{"key", bookingKey},
		{"stream", stream},
		{"filter", filter},
		{"schedule", schedules},
		{"route", routes},
		{"throttle", throttles},
		{"cdn", cdn},
		{"behaviour", behaviours},
		{"forward", forwarded},
		{"origin access", originAccess},
		{"public", public},
		{"header", headers},
		{"china", china},
		{"alarm", alarms},
	}
}

// obey lets every rule look at a stack.
func obey(t *testing.T, s *stack) {
	t.Helper()
	require.Greater(t, len(s.resources), 60)
	for _, r := range rules() {
		assert.Empty(t, r.check(s), r.name)
	}
}

// The whole must hold without a CDN, alarms and canaries as well: so it runs on one machine.
func TestStack_Bare(t *testing.T) {
	t.Parallel()
	s := expand(t, "us-east-1", map[string]any{
		"Cdn": "false", "Monitoring": "false", "Canary": "false",
	})
	assert.Empty(t, s.names("AWS::CloudFront::Distribution"))
	assert.Empty(t, s.names("AWS::CloudWatch::Alarm"))
	assert.Empty(t, s.names("AWS::CodeDeploy::DeploymentGroup"))
	for _, r := range rules() {
		if r.name != "alarm" {
			assert.Empty(t, r.check(s), r.name)
		}
	}
}

// A restored table takes the place of the stack's own wherever it is named.
func TestStack_Restored(t *testing.T) {
	t.Parallel()
	values := parameters(t, "global")
	values["RestoredTable"], values["RestoredStream"] = "restored", "2026-11-24T00:05:00.000"
	s := expand(t, "us-east-1", values)
	const table = "arn:aws:dynamodb:us-east-1:123456789012:table/restored"
	assert.Equal(t, table+"/stream/2026-11-24T00:05:00.000",
		s.resources["PublishFunctionStream"].at("EventSourceArn"))
	for _, name := range []string{"Booking", "Staff", "Publish"} {
		assert.Equal(t, "dynamo:restored", s.resources[name+"Function"].
			at("Environment", "Variables", "MINGTIAN_STORE"), name)
		assert.Contains(t, text(s.resources[name+"Role"].at("Policies")), table, name)
	}
	delete(s.resources, "Table")
	body, err := json.Marshal(s.resources["Dashboard"].properties)
	require.NoError(t, err)
	assert.Contains(t, string(body), "restored")
}

var (
	literalARN  = regexp.MustCompile(`arn:aws[a-z-]*:`)
	literalHost = regexp.MustCompile(`[\w.*-]*amazonaws\.com(?:\.cn)?`)
)

// partition: an ARN names its partition by ${AWS::Partition}, a host its suffix.
func partition(s *stack) []string {
	var complaints []string
	for _, found := range literalARN.FindAllString(s.source, -1) {
		complaints = append(complaints, "a partition is written out: "+found)
	}
	for _, found := range literalHost.FindAllString(s.source, -1) {
		// A principal is lambda.amazonaws.com everywhere.
		service, ok := strings.CutSuffix(found, ".amazonaws.com")
		if !ok || service == "" || strings.Contains(service, ".") {
			complaints = append(complaints, "a host is written out: "+found)
		}
	}
	return complaints
}

// function is what is fixed for each of them.
type function struct {
	memory, timeout string
	own             []string // settings that not every function has
}

var table = map[string]function{
	"registry": {"512", "10", nil},
	"booking":  {"512", "10", []string{"MINGTIAN_BOOKING_KEY", "MINGTIAN_STORE"}},
	"staff":    {"1024", "29", []string{"MINGTIAN_STORE"}},
	"publish":  {"1024", "900", []string{"MINGTIAN_STORE"}},
}

// functions: each has its runtime, log, alias, dead letters and settings.
func functions(s *stack) []string {
	var complaints []string
	complain := func(format string, args ...any) {
		complaints = append(complaints, fmt.Sprintf(format, args...))
	}
	found := map[string]bool{}
	for id, f := range s.of("AWS::Lambda::Function") {
		name := strings.TrimPrefix(text(f.at("FunctionName")), "mingtian-")
		want, ok := table[name]
		if found[name] = true; !ok {
			complain("%s: no function is called %s", id, name)
			continue
		}
		for path, value := range map[string]string{
			"Runtime": "provided.al2023", "Handler": "bootstrap",
			"MemorySize": want.memory, "Timeout": want.timeout,
			"LoggingConfig/LogFormat":    "JSON",
			"DeadLetterConfig/TargetArn": "${DeadLetters.Arn}",
		} {
			if got := text(f.at(strings.Split(path, "/")...)); got != value {
				complain("%s: %s is %q, not %q", name, path, got, value)
			}
		}
		if a := texts(f.at("Architectures")); len(a) != 1 || a[0] != "arm64" && a[0] != "x86_64" {
			complain("%s: architectures %v", name, a)
		}
		if f.at("ReservedConcurrentExecutions") != nil {
			complain("%s: concurrency is reserved by default", name)
		}
		complaints = append(complaints, logged(s, name, f)...)
		complaints = append(complaints, settings(name, f, want.own)...)
		if !aliased(s, id) {
			complain("%s: no alias live", name)
		}
	}
	if len(found) != len(table) {
		complain("there are %d functions and not %d", len(found), len(table))
	}
	if s.resources["DeadLetters"].kind != "AWS::SQS::Queue" {
		complain("DeadLetters is no queue")
	}
	return complaints
}

// logged: a log group that the stack made, with an end to its lines.
func logged(s *stack, name string, f resource) []string {
	group := strings.Trim(text(f.at("LoggingConfig", "LogGroup")), "${}")
	r := s.resources[group]
	if r.kind != "AWS::Logs::LogGroup" || text(r.at("RetentionInDays")) == "" {
		return []string{name + ": no log group with a retention"}
	}
	return nil
}

// settings: what the function is told, and nothing else.
func settings(name string, f resource, own []string) []string {
	want := append([]string{
		"GOMEMLIMIT", "MINGTIAN_BLOB", "MINGTIAN_MOUNT", "MINGTIAN_ORIGIN_SECRET",
		"MINGTIAN_ORIGIN_SECRET_OLD", "MINGTIAN_PUBLIC_URL",
	}, own...)
	slices.Sort(want)
	var got []string
	variables := object(f.at("Environment", "Variables"))
	for variable := range variables {
		got = append(got, variable)
	}
	slices.Sort(got)
	var complaints []string
	if !slices.Equal(want, got) {
		complaints = append(complaints, fmt.Sprintf("%s: settings %v, not %v", name, got, want))
	}
	if blob := text(variables["MINGTIAN_BLOB"]); blob != "s3:${Bucket}" {
		complaints = append(complaints, name+": MINGTIAN_BLOB is "+blob)
	}
	if at, ok := variables["MINGTIAN_STORE"]; ok && !strings.HasPrefix(text(at), "dynamo:") {
		complaints = append(complaints, name+": MINGTIAN_STORE is "+text(at))
	}
	return complaints
}

func aliased(s *stack, id string) bool {
	for _, a := range s.of("AWS::Lambda::Alias") {
		if text(a.at("FunctionName")) == "${"+id+"}" && text(a.at("Name")) == "live" {
			return true
		}
	}
	return false
}

// editions: what changes a function makes a new version of it, and what does not makes none, which
// Lambda would refuse. Secrets stand in no description; their edition does.
func editions(s *stack) []string {
	var template map[string]any
	if err := json.Unmarshal([]byte(s.source), &template); err != nil {
		return []string{err.Error()}
	}
	with := func(given map[string]any) *stack {
		return newStack(s.region, s.source, template, given)
	}
	before := with(nil)
	var complaints []string
	for parameter, value := range map[string]any{
		"SecretEdition": 2, "PublicUrl": "https://www.example.gov.cn", "Mount": "/nqa",
		"RestoredTable": "restored", "BookingKey": "kms:AQID", "LogDays": 7,
	} {
		after := with(map[string]any{parameter: value})
		for id := range s.of("AWS::Lambda::Function") {
			changed := text(before.resources[id].properties) != text(after.resources[id].properties)
			renewed := before.version(id) != after.version(id)
			if changed != renewed {
				complaints = append(complaints, fmt.Sprintf("%s: %s changes it: %t, its version: %t",
					id, parameter, changed, renewed))
			}
		}
	}
	return complaints
}

// version returns the description of a function's version.
func (s *stack) version(function string) string {
	for _, v := range s.of("AWS::Lambda::Version") {
		if text(v.at("FunctionName")) == "${"+function+"}" {
			return text(v.at("Description"))
		}
	}
	return ""
}

// gatewayTimeout is how many seconds the HTTP API waits for a function, at most.
const gatewayTimeout = 30

// timeouts: who is asked by the gateway answers before the gateway gives up.
func timeouts(s *stack) []string {
	var complaints []string
	asked := map[string]bool{}
	for _, id := range integrations(s) {
		asked[id] = true
	}
	for id := range asked {
		seconds, ok := s.resources[id].at("Timeout").(float64)
		if !ok || seconds >= gatewayTimeout {
			complaints = append(complaints, fmt.Sprintf("%s: %v s behind a gateway that waits %d",
				id, seconds, gatewayTimeout))
		}
	}
	return complaints
}

// canaries: on the functions that people ask, with the alarm on the share of failures, and on no
// other: a weighted alias would read one stream with two versions.
func canaries(s *stack) []string {
	groups := s.names("AWS::CodeDeploy::DeploymentGroup")
	if len(groups) == 0 {
		return nil
	}
	var complaints []string
	want := []string{
		"BookingFunctionDeploymentGroup", "RegistryFunctionDeploymentGroup",
		"StaffFunctionDeploymentGroup",
	}
	if !slices.Equal(want, groups) {
		complaints = append(complaints, "canaries: "+quoted(groups))
	}
	for name, g := range s.of("AWS::CodeDeploy::DeploymentGroup") {
		for _, a := range list(g.at("AlarmConfiguration", "Alarms")) {
			alarm := s.resources[strings.Trim(text(at(a, "Name")), "${}")]
			if !strings.Contains(text(alarm.at("Metrics")), "/ calls") {
				complaints = append(complaints, name+": its alarm is on no share of the calls")
			}
		}
		if text(g.at("DeploymentConfigName")) != "CodeDeployDefault.LambdaCanary10Percent5Minutes" {
			complaints = append(complaints, name+": no canary")
		}
	}
	return complaints
}

// kept: table and bucket outlive the stack, mistakes and whoever asks without TLS.
func kept(s *stack) []string {
	var complaints []string
	for _, name := range []string{"Table", "Bucket"} {
		for _, attribute := range []string{"DeletionPolicy", "UpdateReplacePolicy"} {
			if s.resources[name].attributes[attribute] != "Retain" {
				complaints = append(complaints, name+" is not retained: "+attribute)
			}
		}
	}
	want := map[string]map[string]string{
		"Table": {
			"DeletionProtectionEnabled":                                   "true",
			"PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled": "true",
			"BillingMode":                           "PAY_PER_REQUEST",
			"SSESpecification/SSEEnabled":           "true",
			"TimeToLiveSpecification/Enabled":       "true",
			"TimeToLiveSpecification/AttributeName": "expires",
		},
		"Bucket": {
			"VersioningConfiguration/Status":                       "Enabled",
			"PublicAccessBlockConfiguration/BlockPublicAcls":       "true",
			"PublicAccessBlockConfiguration/BlockPublicPolicy":     "true",
			"PublicAccessBlockConfiguration/IgnorePublicAcls":      "true",
			"PublicAccessBlockConfiguration/RestrictPublicBuckets": "true",
		},
	}
	for name, properties := range want {
		for path, value := range properties {
			if got := text(s.resources[name].at(strings.Split(path, "/")...)); got != value {
				complaints = append(complaints, fmt.Sprintf("%s: %s is %q", name, path, got))
			}
		}
	}
	for _, r := range list(s.resources["Bucket"].at("LifecycleConfiguration", "Rules")) {
		if at(r, "ExpirationInDays") != nil {
			complaints = append(complaints, "Bucket: current objects expire by age")
		}
	}
	statements := list(s.resources["BucketPolicy"].at("PolicyDocument", "Statement"))
	tls := slices.ContainsFunc(statements, func(v any) bool {
		return text(at(v, "Effect")) == "Deny" && text(at(v, "Principal")) == "*" &&
			text(at(v, "Action")) == "s3:*" && len(texts(at(v, "Resource"))) == 2 &&
			text(at(v, "Condition", "Bool", "aws:SecureTransport")) == "false"
	})
	if !tls {
		complaints = append(complaints, "Bucket: TLS is not demanded")
	}
	return complaints
}

// china: what its regions do not have.
func china(s *stack) []string {
	if !s.china() {
		return nil
	}
	var complaints []string
	for name, r := range s.resources {
		switch {
		case strings.HasPrefix(r.kind, "AWS::Cognito::"),
			r.kind == "AWS::CloudFront::OriginAccessControl", r.kind == "AWS::Lambda::Url",
			r.kind == "AWS::CloudFront::Function", r.kind == "AWS::CloudFront::KeyValueStore",
			r.kind == "AWS::Lambda::EventSourceMapping" && (r.at("MetricsConfig") != nil ||
				r.at("Tags") != nil || r.at("ProvisionedPollerConfig") != nil),
			r.kind == "AWS::Lambda::Function" && r.at("TracingConfig") != nil:
			complaints = append(complaints, name+" cannot be in China")
		}
	}
	for _, d := range s.of("AWS::CloudFront::Distribution") {
		if version := text(d.at("DistributionConfig", "HttpVersion")); version != "http2" {
			complaints = append(complaints, "the CDN in China speaks no "+version)
		}
		if text(d.at("DistributionConfig", "ViewerCertificate", "AcmCertificateArn")) != "" {
			complaints = append(complaints, "the CDN in China takes no certificate from ACM")
		}
	}
	return complaints
}

// alarms: each has a page of its name, and each page an alarm.
func alarms(s *stack) []string {
	var complaints []string
	pages, _ := filepath.Glob("../playbooks/*.md")
	for i, page := range pages {
		pages[i] = strings.TrimSuffix(filepath.Base(page), ".md")
	}
	var names []string
	for id, a := range s.of("AWS::CloudWatch::Alarm") {
		name := strings.TrimPrefix(text(a.at("AlarmName")), "mingtian-")
		names = append(names, name)
		if !strings.HasSuffix(text(a.at("AlarmDescription")), " See infra/playbooks/"+name+".md.") {
			complaints = append(complaints, id+": its description does not name its page")
		}
		if !slices.Equal([]string{"${AlarmTopic}"}, texts(a.at("AlarmActions"))) {
			complaints = append(complaints, id+": nobody hears it")
		}
	}
	slices.Sort(names)
	if !slices.Equal(names, pages) {
		complaints = append(complaints, "alarms "+quoted(names)+"; pages "+quoted(pages))
	}
	var board struct {
		Widgets []struct{ Type string }
	}
	body := text(s.resources["Dashboard"].at("DashboardBody"))
	if err := json.Unmarshal([]byte(body), &board); err != nil || len(board.Widgets) < 5 {
		complaints = append(complaints, fmt.Sprintf("dashboard: %d widgets, %v",
			len(board.Widgets), err))
	}
	return complaints
}

// A page says what the alarm means, what to look at and what to do.
func TestPlaybooks(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../playbooks/*.md")
	require.NoError(t, err)
	require.NotEmpty(t, pages)
	for _, page := range pages {
		body, err := os.ReadFile(page)
		require.NoError(t, err)
		name := strings.TrimSuffix(filepath.Base(page), ".md")
		assert.True(t, strings.HasPrefix(string(body), "# "+name+"\n"), page)
		for _, heading := range []string{"## It means", "## Look", "## Do"} {
			assert.Contains(t, string(body), "\n"+heading+"\n", page)
		}
	}
}
