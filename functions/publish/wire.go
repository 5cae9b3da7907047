package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mingtian-portal/mingtian/functions/internal/cloud"
	"github.com/mingtian-portal/mingtian/functions/internal/diary"
	"github.com/mingtian-portal/mingtian/internal/app"
	"github.com/mingtian-portal/mingtian/internal/blob/s3"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/pinyin"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot/build"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo"
)

// wire opens the store and the objects.
func wire(ctx context.Context, lookup cloud.Lookup) (*worker, error) {
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
	client := dynamodb.NewFromConfig(fn.AWS)
	st, err := dynamo.Open(ctx, client, table, time.Now)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	holidays, err := calendar.LoadHolidays(calendar.Shipped())
	if err != nil {
		return nil, err
	}
	book, err := diary.OpenKeyless(st, holidays, time.Now)
	if err != nil {
		return nil, err
	}
	blobs, schema := s3.Open(awss3.NewFromConfig(fn.AWS), bucket, ""), registry.Load()
	return &worker{
		publisher: &build.Publisher{
			Log: revision.New(st, schema, time.Now, rand.Reader), Blobs: blobs, Schema: schema,
			Now: time.Now, Build: app.Build(), Readings: pinyin.Readings, SortKey: pinyin.SortKey,
			Live: build.LabDays(book.Calendars, schema), LiveVersion: book.CalendarVersion,
		},
		site: pages.Options{
			Schema: schema, Mount: fn.Config.Mount, Origin: fn.Config.PublicURL, Logger: fn.Log,
			Bookable: true,
		},
		purge: book.Purge,
		log:   fn.Log, metrics: fn.Metrics,
	}, nil
}
