// Package harness runs the functions as Lambda does, on this machine: the very binaries that are
// deployed, as processes of their own under a Runtime API, with recorded events. It holds tests
// and a benchmark alone.
//
// # Model
//
// The binaries are built once per run, with the flags of a deployment. A process gets a clean
// environment, asks its Runtime API for an event, answers and asks again. Its bucket is s3test on
// a loopback port, its KMS is kmstest, and its table is on DynamoDB Local. What the harness does not know of Lambda:
// slices of a processor, freezing, permissions, and the time that the network takes.
//
// BenchmarkColdStart measures each function against a binary with nothing in it but the runtime's
// client, in interleaved rounds; BenchmarkPublish measures a whole publication.
package harness
