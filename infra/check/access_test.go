package check

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

const (
	objects = "${Bucket.Arn}/"
	letters = "sqs:SendMessage ${DeadLetters.Arn}"
	listed  = "s3:ListBucket ${Bucket.Arn}"
)

// reading is what a function may do that answers from snapshots.
var reading = []string{
	letters, listed,
	"s3:GetObject " + objects + "latest.json", "s3:GetObject " + objects + "held.json",
	"s3:GetObject " + objects + "site.json", "s3:GetObject " + objects + "overlay/*",
	"s3:GetObject " + objects + "s/*",
}

// storing is what a function may do that has the table. No Scan: there is none on any path.
var storing = []string{
	"dynamodb:DescribeTable TABLE", "dynamodb:GetItem TABLE", "dynamodb:Query TABLE",
	"dynamodb:PutItem TABLE", "dynamodb:UpdateItem TABLE", "dynamodb:DeleteItem TABLE",
	"dynamodb:ConditionCheckItem TABLE",
}

// allowed is all that each role may do: an action and a resource.
var allowed = map[string][]string{
	"RegistryRole": reading,
	"BookingRole": slices.Concat(reading, storing, []string{
		"kms:Decrypt ${BookingMasterKey.Arn} if kms:EncryptionContext:mingtian is booking",
	}),
	"StaffRole": slices.Concat(reading, storing),
	"PublishRole": slices.Concat([]string{
		letters, listed,
		"s3:GetObject " + objects + "*", "s3:PutObject " + objects + "*",
		"s3:DeleteObject " + objects + "*",
		"dynamodb:DescribeStream STREAM", "dynamodb:GetRecords STREAM",
		"dynamodb:GetShardIterator STREAM", "dynamodb:ListStreams STREAM",
	}, storing),
	"ScheduleRole": {letters, "lambda:InvokeFunction FUNCTION-publish:live"},
	"DeployRole": {
		"lambda:GetAlias FUNCTION-*", "lambda:UpdateAlias FUNCTION-*",
		"lambda:GetProvisionedConcurrencyConfig FUNCTION-*",
		"cloudwatch:DescribeAlarms *", // the action knows no resource
	},
}

// grants returns what a role's policies allow, one line for each action and resource. What they
// do not say plainly is a line of its own, which nothing allows.
func grants(r resource) []string {
	var lines []string
	if r.at("ManagedPolicyArns") != nil {
		lines = append(lines, "a managed policy")
	}
	for _, policy := range list(r.at("Policies")) {
		for _, v := range list(at(policy, "PolicyDocument", "Statement")) {
			statement := object(v)
			for key := range statement {
				if !slices.Contains([]string{"Effect", "Action", "Resource", "Condition"}, key) {
					lines = append(lines, "a statement with "+key)
				}
			}
			for _, action := range texts(statement["Action"]) {
				for _, on := range texts(statement["Resource"]) {
					lines = append(lines, action+" "+on+provided(statement["Condition"]))
				}
			}
		}
	}
	return lines
}

// provided returns a statement's condition in words, "" if there is none.
func provided(condition any) string {
	var words []string
	for operator, operands := range object(condition) {
		for key, value := range object(operands) {
			if operator != "StringEquals" {
				key = operator + " " + key
			}
			words = append(words, " if "+key+" is "+text(value))
		}
	}
	slices.Sort(words)
	return strings.Join(words, "")
}

// permissions: every role may do what its line says, no less and no more.
func permissions(s *stack) []string {
	names := strings.NewReplacer(
		"${Table.StreamArn}", "STREAM", "${Table.Arn}", "TABLE",
		fmt.Sprintf("arn:%s:lambda:%s:123456789012:function:mingtian",
			map[bool]string{false: "aws", true: "aws-cn"}[s.china()], s.region), "FUNCTION",
	)
	var complaints []string
	roles := s.of("AWS::IAM::Role")
	for _, name := range slices.Sorted(maps.Keys(allowed)) {
		if _, ok := roles[name]; !ok {
			complaints = append(complaints, "no role "+name)
		}
	}
	for name, r := range roles {
		want := slices.Clone(allowed[name])
		if group := strings.TrimSuffix(name, "Role"); s.resources[group+"Log"].kind != "" {
			log := "${" + group + "Log.Arn}"
			want = append(want, "logs:CreateLogStream "+log, "logs:PutLogEvents "+log)
		}
		var got []string
		for _, line := range grants(r) {
			got = append(got, names.Replace(line))
		}
		for _, line := range got {
			if !slices.Contains(want, line) {
				complaints = append(complaints, name+" may "+line)
			}
		}
		for _, line := range want {
			if !slices.Contains(got, line) {
				complaints = append(complaints, name+" may not "+line)
			}
		}
	}
	for id, f := range s.of("AWS::Lambda::Function") {
		if text(f.at("Role")) != "${"+strings.TrimSuffix(id, "Function")+"Role.Arn}" {
			complaints = append(complaints, id+" has another's role")
		}
	}
	return complaints
}

// listing: who reads objects may list them, without a condition: else a missing object is a 403,
// and whoever waits for a 404 waits in vain.
func listing(s *stack) []string {
	var complaints []string
	for name, r := range s.of("AWS::IAM::Role") {
		lines := grants(r)
		reads := slices.ContainsFunc(lines, func(line string) bool {
			return strings.HasPrefix(line, "s3:GetObject ")
		})
		if reads && !slices.Contains(lines, listed) {
			complaints = append(complaints, name+" reads the bucket and may not list it")
		}
	}
	return complaints
}

// originAccess: the CDN reads the bucket by access control, in China by an identity, never by both.
func originAccess(s *stack) []string {
	var complaints []string
	for _, d := range s.of("AWS::CloudFront::Distribution") {
		origin := origins(d)["bucket"]
		control := text(at(origin, "OriginAccessControlId"))
		identity := text(at(origin, "S3OriginConfig", "OriginAccessIdentity"))
		if (control != "") == (identity != "") {
			complaints = append(complaints,
				fmt.Sprintf("the bucket is read by control %q and identity %q", control, identity))
		}
		if s.china() == (control != "") {
			complaints = append(complaints, "the region wants the other way of access")
		}
	}
	controls := len(s.of("AWS::CloudFront::OriginAccessControl"))
	identities := len(s.of("AWS::CloudFront::CloudFrontOriginAccessIdentity"))
	if controls+identities != len(s.of("AWS::CloudFront::Distribution")) {
		complaints = append(complaints,
			fmt.Sprintf("%d access controls and %d identities", controls, identities))
	}
	grant := cdnGrant(s)
	service := text(at(grant, "Principal", "Service"))
	source := text(at(grant, "Condition", "StringEquals", "aws:SourceArn"))
	if service != "" && !strings.HasSuffix(source, ":distribution/${Distribution}") {
		complaints = append(complaints, "any distribution of anybody may read the bucket")
	}
	return complaints
}

// cdnGrant returns the statement of the bucket's policy that lets the CDN in.
func cdnGrant(s *stack) any {
	for _, v := range list(s.resources["BucketPolicy"].at("PolicyDocument", "Statement")) {
		if text(at(v, "Effect")) == "Allow" {
			return v
		}
	}
	return nil
}

// A snapshot's name, and keys of objects that everybody may have and that nobody may.
const snapshotID = "20261124-r000042-1f3a9c07"

var (
	open = []string{
		"index", "en", "p/P000001", "en/p/P000001", "c/C000001", "t/T000001", "labs", "labs/L01",
		"data", "en/data", "assets/site-1f3a9c07.css", "s/" + snapshotID + "/manifest.json",
		"s/" + snapshotID + "/producers.csv", "s/" + snapshotID + "/producers.ndjson",
	}
	closed = []string{
		"latest.json", "held.json", "site.json", "pages.json", "overlay/" + snapshotID + ".json",
		"s/" + snapshotID + "/index.bin", "s/" + snapshotID + "/rows",
	}
)

// public: the CDN may read what people may have, nothing else, and may not list: what is missing
// and what is private look the same to it.
func public(s *stack) []string {
	if len(s.of("AWS::CloudFront::Distribution")) == 0 {
		if cdnGrant(s) != nil {
			return []string{"the bucket is open to a CDN that is not there"}
		}
		return nil
	}
	var complaints []string
	if actions := texts(at(cdnGrant(s), "Action")); !slices.Equal([]string{"s3:GetObject"}, actions) {
		complaints = append(complaints, "the CDN may "+quoted(actions))
	}
	for _, key := range open {
		if !readable(s, key) {
			complaints = append(complaints, "the CDN may not read "+key)
		}
	}
	for _, key := range closed {
		if readable(s, key) {
			complaints = append(complaints, "the CDN may read "+key)
		}
	}
	return complaints
}

// readable reports whether the CDN may read an object.
func readable(s *stack, key string) bool {
	return slices.ContainsFunc(texts(at(cdnGrant(s), "Resource")), func(pattern string) bool {
		return wildcard(pattern, objects+key)
	})
}

// wildcard matches as IAM and CloudFront do: "*" is any characters, slashes among them.
func wildcard(pattern, name string) bool {
	flat := strings.NewReplacer("/", "|", "[", "(", "]", ")")
	ok, _ := path.Match(flat.Replace(pattern), flat.Replace(name))
	return ok
}
