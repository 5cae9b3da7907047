// Package dynamo keeps a [store.Store] in one table of DynamoDB.
//
//	PK       S  partition, the hash key
//	SK       B  sort key, the range key
//	value    B  the value, or
//	counter  N  the counter
//	version  S  a hash of the token and the moment of the commit
//	expires  N  Unix second, absent if the item stays; the table's TTL attribute
//
// DynamoDB removes expired items days late, so readers and conditions look at expires. The
// token of a commit is an item too, in the partition "§token/" and the token, which no caller
// can name; its value is the digest of the writes.
//
// A commit is one TransactWriteItems: its writes in their order, and last the token, which must
// be absent. DynamoDB's own ClientRequestToken cannot serve callers, because the time in our
// conditions makes a repeated commit another request; the SDK draws one for each call.
//
// A conflict, and throttling of any call, is [store.ErrConflict]: the pause before the next
// attempt is the business of [store.Retry].
package dynamo

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mingtian-portal/mingtian/internal/store"
)

// API is what the driver asks of a client; [*dynamodb.Client] has it.
type API interface {
	DescribeTable(context.Context, *dynamodb.DescribeTableInput, ...func(*dynamodb.Options)) (
		*dynamodb.DescribeTableOutput, error)
	GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (
		*dynamodb.GetItemOutput, error)
	Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (
		*dynamodb.QueryOutput, error)
	TransactWriteItems(
		context.Context, *dynamodb.TransactWriteItemsInput, ...func(*dynamodb.Options)) (
		*dynamodb.TransactWriteItemsOutput, error)
}

// Store is a table. It is safe for concurrent use.
type Store struct {
	client API
	table  string
	now    func() time.Time
}

// Open returns the store in a table, once DynamoDB has said that it is there. Expiries go by
// now. Reads that a stale connection loses or DynamoDB throttles are repeated by the client, so
// its RetryMaxAttempts stays at the SDK's 3. Commits are sent twice at most, whatever it is.
func Open(ctx context.Context, client API, table string, now func() time.Time) (*Store, error) {
	_, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table})
	if err != nil {
		return nil, failure(ctx, "open table "+table, err)
	}
	return &Store{client: client, table: table, now: now}, nil
}

// Get implements [store.Store].
func (s *Store) Get(ctx context.Context, key store.Key) (store.Item, error) {
	if err := key.Validate(); err != nil {
		return store.Item{}, err
	}
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.table, Key: keyRow(key), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return store.Item{}, failure(ctx, "get an item", err)
	}
	item, err := decode(out.Item)
	if len(out.Item) == 0 || err == nil && expired(item, s.now()) {
		return store.Item{}, store.ErrNotFound
	}
	return item, err
}

// Scan implements [store.Store]. A page is one Query: it ends after a megabyte, and where all
// has expired it is empty.
func (s *Store) Scan(ctx context.Context, q store.Query) (page store.Page, err error) {
	if err := q.Validate(); err != nil {
		return page, err
	}
	if q.Limit == 0 {
		q.Limit = store.MaxScan
	}
	first, last := bounds(q)
	if first > last {
		return page, ctx.Err()
	}
	out, err := s.client.Query(ctx, &dynamodb.QueryInput{
		TableName:              &s.table,
		KeyConditionExpression: aws.String("PK = :partition AND SK BETWEEN :first AND :last"),
		ExpressionAttributeValues: row{
			":partition": text(q.Partition), ":first": binary(first), ":last": binary(last),
		},
		ScanIndexForward: aws.Bool(!q.Reverse), Limit: aws.Int32(int32(q.Limit)),
		ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return page, failure(ctx, "scan a partition", err)
	}
	for _, r := range out.Items {
		item, err := decode(r)
		if err != nil {
			return store.Page{}, err
		}
		if !expired(item, s.now()) {
			page.Items = append(page.Items, item)
		}
	}
	if place, ok := out.LastEvaluatedKey["SK"].(*types.AttributeValueMemberB); ok {
		page.More, page.Last = true, string(place.Value)
	}
	return page, nil
}

// Close implements [store.Store]. The client has nothing to close.
func (s *Store) Close() error { return nil }

// row is an item as DynamoDB has it, or the values of an expression.
type row = map[string]types.AttributeValue

func text(s string) types.AttributeValue   { return &types.AttributeValueMemberS{Value: s} }
func binary(s string) types.AttributeValue { return &types.AttributeValueMemberB{Value: []byte(s)} }

func keyRow(k store.Key) row { return row{"PK": text(k.Partition), "SK": binary(k.Sort)} }

func number[N int64 | uint64](n N) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: fmt.Sprint(n)}
}

func encode(item store.Item, version string) row {
	r := keyRow(item.Key)
	r["version"] = text(version)
	if item.Value == nil {
		r["counter"] = number(item.Counter)
	} else {
		r["value"] = binary(string(item.Value))
	}
	if !item.Expires.IsZero() {
		r["expires"] = number(item.Expires.Unix())
	}
	return r
}

func decode(r row) (store.Item, error) {
	partition, isText := r["PK"].(*types.AttributeValueMemberS)
	sort, isBinary := r["SK"].(*types.AttributeValueMemberB)
	version, versioned := r["version"].(*types.AttributeValueMemberS)
	value, valued := r["value"].(*types.AttributeValueMemberB)
	_, counts := r["counter"].(*types.AttributeValueMemberN)
	if !isText || !isBinary || !versioned || counts == valued {
		return store.Item{}, errors.New("the table has an item that is not of a store")
	}
	counter, err := integer(r["counter"])
	second, err2 := integer(r["expires"])
	key := store.Key{Partition: partition.Value, Sort: string(sort.Value)}
	item := store.Item{Key: key, Counter: counter, Version: version.Value}
	if valued {
		item.Value = append([]byte{}, value.Value...)
	}
	if second != 0 {
		item.Expires = time.Unix(second, 0).UTC()
	}
	return item, errors.Join(err, err2)
}

// integer returns 0 if there is no number.
func integer(v types.AttributeValue) (int64, error) {
	if n, ok := v.(*types.AttributeValueMemberN); ok {
		return strconv.ParseInt(n.Value, 10, 64)
	}
	return 0, nil
}

func expired(item store.Item, now time.Time) bool {
	return !item.Expires.IsZero() && item.Expires.Unix() <= now.Unix()
}

// bounds returns the first and the last sort key that a query may find, as BETWEEN takes them:
// with both. There is none if first is after last.
func bounds(q store.Query) (first, last string) {
	longest := store.MaxKey - len(q.Partition)
	last = strings.Repeat("\xff", longest)
	switch end := len(q.To) - 1; {
	case end >= longest:
		last = q.To[:longest]
	case end >= 0 && q.To[end] == 0:
		last = q.To[:end]
	case end >= 0:
		last = q.To[:end] + string([]byte{q.To[end] - 1}) + last[end+1:]
	}
	return max(q.From, "\x00"), last
}
