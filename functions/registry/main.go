// Command registry is the Lambda function that readers reach: the read API and the pages, from the
// published snapshot alone. It reads one bucket, knows no table and writes nothing.
//
// The snapshot is loaded while the process starts and kept; latest.json is looked at again on a
// request when the last look is older than 15 seconds. When the bucket is away the function goes
// on with what it has for a day, and says so in the header X-Snapshot-Stale.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/aws/aws-lambda-go/lambda"
)

// gcPercent is by how much the heap may grow before it is swept. Most of what lives is the index,
// in which there is nothing to look for; at the usual 100 the first sweep falls into the start of
// the process, and takes a tenth of it.
const gcPercent = 400

func main() {
	debug.SetGCPercent(gcPercent)
	h, err := wire(context.Background(), os.LookupEnv)
	if err != nil {
		fmt.Fprintln(os.Stderr, "registry:", err)
		os.Exit(1)
	}
	lambda.Start(h)
}
