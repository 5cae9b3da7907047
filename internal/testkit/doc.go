// Package testkit is the whole system in one process, for tests: a log, a blob store, a publisher,
// on demand a diary of bookings, the handler, and a client that holds every exchange to the
// contract.
//
// # Model
//
// [New] publishes rows and serves them. Time is a [Clock] that stands until a test moves it; ids,
// salts and the order of everything are the same on every run. [System.Commit] and
// [System.Publish] go on from there.
//
// A [Client] sends requests to the handler without a network. Each answer is validated against
// openapi.yaml, with fields that it does not declare refused, and so is each request that was
// answered well. The pairs of operation and status that were seen are kept in a [Coverage], so
// that a test can tell which promises nobody has tried.
//
// A [Script] is a conversation with a system, written as a text.
//
// The rows of [County] are made up: 演示数据, from the reserved ranges.
package testkit
