// Package revision is the register's truth: an append-only log of numbered revisions.
//
// An import, an edit, an undo and a redaction are all one thing: a change set that is appended.
// History, the state on a date, the feed of changes and the audit trail are readings of the log.
//
// # Model
//
// A [Version] is what the register says of one id: its row, or how it ended. A [Change] takes an
// id from one version to the next and gives the reason. Revision n is a list of changes and a
// [Record] that says who, when, from what and why. [Fold] applies revisions in order and gives
// the [State] after the last of them.
//
// # Key layout
//
//	("log", "head")            → number of the newest revision
//	("rev", n)                 → Record of revision n, n as a tuple
//	("stages", {stage})        → when a stage was begun, until a record names it
//	("stage/{stage}", "c" i)   → chunk i of the changes, zstd
//	("stage/{stage}", "k" i)   → chunk i of the private keys, zstd
//	("redactions", {n})        → a redaction whose older chunks are still to be rewritten
//	("register", "key")        → the secret under which private keys are hashed
//
// A writer stages its changes under a partition of its own. Then one commit moves the head from
// n−1 to n and writes rev/n, which names the stage: only what a record names is in the log. A
// stage that nothing names after a day is swept. Two writers at once: the head has moved for the
// second, who is told to look again.
//
// # Proof
//
// A record's digest is a SHA-256 over the digest of the record before it and, per change, the
// salted hashes of the versions before and after. A redaction replaces a version by its hash, so
// that the rest of the log still proves, and says nothing of what was there.
package revision
