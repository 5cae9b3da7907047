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

	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	h, err := wire(context.Background(), os.LookupEnv)
	if err != nil {
		fmt.Fprintln(os.Stderr, "registry:", err)
		os.Exit(1)
	}
	lambda.Start(h)
}
