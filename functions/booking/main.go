// Command booking is the Lambda function of the free rapid tests: the booking API and its pages,
// which take bookings into the table and read from the published snapshot which laboratories and
// producers there are.
//
// The secret that bookings are sealed and found with comes from AWS KMS, once, while the process
// starts. Without it, or without the table, there is no function: whoever asks meanwhile is told
// by the gateway that it cannot be had.
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
		fmt.Fprintln(os.Stderr, "booking:", err)
		os.Exit(1)
	}
	lambda.Start(h)
}
