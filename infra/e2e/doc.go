// Package e2e deploys the whole stack to an emulator of AWS on this machine, and uses it.
//
// # Model
//
// The emulator is ministack: it creates template.yaml as CloudFormation would, runs the functions'
// own binaries behind an HTTP API, and feeds the table's stream to the publisher. The template
// goes to it without CDN, alarms and canary, which it has not, and with the API's routes as
// resources of their own, since it does not read the API's description (explode). Nothing else
// of the template is changed.
//
// Registers are imported with the portal command, as infra/deploy.md says. What the API then
// answers must be what a portal on this machine answers, whose register had the same imports. The
// key of the bookings is made with the emulator's KMS, and reaches the stack by an update of it.
// Functions reach DynamoDB and S3 by a link each, which a test can cut.
//
//	emulator.py       ministack, for as long as somebody holds its input
//	emulator_test.go  start, stop, calls to its services
//	stack_test.go     expand, deploy               explode_test.go  the API's routes as resources
//	portal_test.go    the portal's command line    answer_test.go   what is asked, and compared
//	deployed_test.go  the story, step by step      booking_test.go  a visitor, by API and by pages
//	link_test.go      a connection that can be cut
//
// setup.sh puts the emulator into .venv. The test fails when it is missing, and is left out of a
// -short run.
//
// What none of this proves: how IAM evaluates (the emulator lets everybody do everything), OPTIONS
// (the emulator answers in the place of the function), throttling, batching windows, the retries
// and halving of a batch, schedules, log delivery, the CDN, a bucket that takes TLS only, alarms,
// the canary, the other architecture, and China's partition.
package e2e
