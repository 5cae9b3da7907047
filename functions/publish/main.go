// Command publish is the Lambda function that publishes: the log folded into a snapshot, its files
// and its pages. It runs when the table's stream says that the log or a calendar moved, on
// schedules, and when it is asked to.
//
// Whatever wakes it, it does the same and all of it: what a record says besides "look" is never
// read. Two runs at once are decided by the compare-and-swap on latest.json.
//
// Once a day a schedule asks it for something else: to purge the bookings that were kept long
// enough. It has the rights for it and needs no key, since what is removed is not opened.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	w, err := wire(context.Background(), os.LookupEnv)
	if err != nil {
		fmt.Fprintln(os.Stderr, "publish:", err)
		os.Exit(1)
	}
	lambda.Start(w.handle)
}
