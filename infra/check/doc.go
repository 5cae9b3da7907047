// Package check proves of template.yaml what can be proved without an AWS account.
//
// # Model
//
// The template is expanded as CloudFormation would, by the SAM translator, for each region and
// parameter file of infra/params. An expansion with its parameters put in and its conditions
// decided is a stack; a rule looks at a stack and complains. The same rules run over templates
// that were broken on purpose: every rule must complain of the mutation that is named after it,
// so that none is there which cannot fail.
//
//	expand.py         the SAM translator, without AWS
//	stack_test.go     parameters, conditions, references
//	rule_test.go      the list of rules         gateway_test.go   who answers which address
//	access_test.go    who may do what           cdn_test.go       what the CDN makes of it
//	event_test.go     what wakes publish        forward_test.go   what headers come through it
//	key_test.go       the bookings' secret      mutation_test.go  the template broken on purpose
//	tools_test.go     cfn-lint and checkov      cost_test.go      the table of costs in deploy.md
//
// The tools are Python; setup.sh puts them into .venv. Tests that need them fail when they are
// missing, and are left out of a -short run.
//
// What none of this proves: how IAM evaluates, real throttling and conflicts, what CloudFront
// caches, a canary's way back, and whatever China asks of an account.
package check
