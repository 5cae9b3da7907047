package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mingtian-portal/mingtian/functions/internal/cloud"
	"github.com/mingtian-portal/mingtian/functions/internal/diary"
	"github.com/mingtian-portal/mingtian/functions/internal/vault"
	"github.com/mingtian-portal/mingtian/internal/blob/s3"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/lambdahttp"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo"
)

// handler is a function behind the gateway.
type handler = func(context.Context, events.APIGatewayV2HTTPRequest) (
	events.APIGatewayV2HTTPResponse, error)

// wire returns the function. Opening the table asks DynamoDB once: a wrong name or a missing right
// shows when the function starts, and the first booking finds a warm connection. A secret that is
// not the one of the bookings in the table is a reason not to start; that the bucket is away is
// none.
func wire(ctx context.Context, lookup cloud.Lookup) (handler, error) {
	fn, err := cloud.Load(lookup)
	if err != nil {
		return nil, err
	}
	table, err := fn.Table()
	if err != nil {
		return nil, err
	}
	bucket, err := fn.Bucket()
	if err != nil {
		return nil, err
	}
	holidays, err := calendar.LoadHolidays(calendar.Shipped())
	if err != nil {
		return nil, err
	}
	secret, err := secretOf(ctx, fn)
	if err != nil {
		return nil, err
	}
	st, err := dynamo.Open(ctx, dynamodb.NewFromConfig(fn.AWS), table, time.Now)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	book, err := diary.Open(st, holidays, secret, time.Now)
	if err != nil {
		return nil, err
	}
	if err := book.VerifyKey(ctx); err != nil {
		return nil, err
	}
	d := newDesk(fn, s3.Open(awss3.NewFromConfig(fn.AWS), bucket, ""), book, secret)
	d.prefetch(ctx)
	return lambdahttp.New(d.handler(), lambdahttp.Options{
		PublicURL: fn.Config.PublicURL, OriginSecrets: fn.Config.OriginSecrets,
		Base: fn.Config.Mount, Log: fn.Log,
	}), nil
}

// secretOf returns the secret of the bookings. A function has no file that it could be in.
func secretOf(ctx context.Context, fn *cloud.Function) ([]byte, error) {
	switch c := fn.Config; {
	case c.SealedBookingKey != nil:
		return vault.Unseal(ctx, kms.NewFromConfig(fn.AWS), c.SealedBookingKey)
	case c.BookingKey != nil:
		return c.BookingKey, nil
	}
	return nil, errors.New("MINGTIAN_BOOKING_KEY: a Lambda function is told it, as kms: and a " +
		"ciphertext; infra/deploy.md says how to make one")
}
