package main

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/mingtian-portal/mingtian/functions/internal/cloud"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/lambdahttp"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo"
)

// handler is a function behind the gateway.
type handler = func(context.Context, events.APIGatewayV2HTTPRequest) (
	events.APIGatewayV2HTTPResponse, error)

// wire opens the table and returns the function. Opening it asks DynamoDB once: a wrong name or a
// missing right shows when the function starts, and the first import finds a warm connection.
func wire(ctx context.Context, lookup cloud.Lookup) (handler, error) {
	fn, err := cloud.Load(lookup)
	if err != nil {
		return nil, err
	}
	table, err := fn.Table()
	if err != nil {
		return nil, err
	}
	client := dynamodb.NewFromConfig(fn.AWS)
	if _, err := dynamo.Open(ctx, client, table, time.Now); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	h := httpapi.New(nil, httpapi.Options{Logger: fn.Log, Base: fn.Config.Mount})
	return lambdahttp.New(h, lambdahttp.Options{
		PublicURL: fn.Config.PublicURL, OriginSecrets: fn.Config.OriginSecrets,
		Base: fn.Config.Mount, Log: fn.Log,
	}), nil
}
