// Command staff is the Lambda function of the desk. It has its table open and its frame up; the
// table of its routes is empty, so every address answers as what it is: not there.
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
		fmt.Fprintln(os.Stderr, "staff:", err)
		os.Exit(1)
	}
	lambda.Start(h)
}
