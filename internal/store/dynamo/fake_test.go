package dynamo_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

const (
	table     = "table"
	pageBytes = 1 << 20 // of a Query
)

// fake is a table of DynamoDB in memory: what the driver uses of it, and no more. The ordinary
// tests run on it, as minidyn cannot bring the whole contract: see TestMinidyn.
type fake struct {
	mu    sync.Mutex
	items map[string]map[string]row // by partition and sort key
}

func newFake() *fake { return &fake{items: map[string]map[string]row{}} }

var _ dynamo.API = (*fake)(nil)

// place returns the partition and the sort key of an item or a key.
func place(r row) [2]string {
	return [2]string{
		r["PK"].(*types.AttributeValueMemberS).Value,
		string(r["SK"].(*types.AttributeValueMemberB).Value),
	}
}

func (f *fake) at(k [2]string) row { return f.items[k[0]][k[1]] }

func (f *fake) set(k [2]string, item row) {
	if f.items[k[0]] == nil {
		f.items[k[0]] = map[string]row{}
	}
	if f.items[k[0]][k[1]] = item; item == nil {
		delete(f.items[k[0]], k[1])
	}
}

func bytesOf(r row) int {
	n := 0
	for name, v := range r {
		n += len(name)
		switch v := v.(type) {
		case *types.AttributeValueMemberB:
			n += len(v.Value)
		case *types.AttributeValueMemberS:
			n += len(v.Value)
		}
	}
	return n
}

// lend copies an item, since the wire does.
func lend(r row) row {
	r = maps.Clone(r)
	for name, v := range r {
		if b, ok := v.(*types.AttributeValueMemberB); ok {
			r[name] = &types.AttributeValueMemberB{Value: bytes.Clone(b.Value)}
		}
	}
	return r
}

func (f *fake) DescribeTable(
	ctx context.Context, in *dynamodb.DescribeTableInput, _ ...func(*dynamodb.Options),
) (*dynamodb.DescribeTableOutput, error) {
	if *in.TableName != table {
		return nil, &types.ResourceNotFoundException{Message: aws.String("no such table")}
	}
	return &dynamodb.DescribeTableOutput{Table: &types.TableDescription{}}, ctx.Err()
}

func (f *fake) GetItem(
	ctx context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options),
) (*dynamodb.GetItemOutput, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if !aws.ToBool(in.ConsistentRead) {
		return nil, errors.New("fake: a read that may be stale")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return &dynamodb.GetItemOutput{Item: lend(f.at(place(in.Key)))}, nil
}

func (f *fake) Query(
	ctx context.Context, in *dynamodb.QueryInput, _ ...func(*dynamodb.Options),
) (*dynamodb.QueryOutput, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if !aws.ToBool(in.ConsistentRead) {
		return nil, errors.New("fake: a read that may be stale")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	name := in.ExpressionAttributeValues[":partition"].(*types.AttributeValueMemberS).Value
	partition := f.items[name]
	places := slices.Sorted(maps.Keys(partition))
	if !aws.ToBool(in.ScanIndexForward) {
		slices.Reverse(places)
	}
	out, size := &dynamodb.QueryOutput{}, 0
	for _, k := range places {
		item := partition[k]
		e := parse(*in.KeyConditionExpression, nil, in.ExpressionAttributeValues, item)
		if found := e.holds(); e.finish() != nil {
			return nil, e.finish()
		} else if !found {
			continue
		}
		out.Items = append(out.Items, lend(item))
		size += bytesOf(item)
		if len(out.Items) == int(aws.ToInt32(in.Limit)) || size >= pageBytes {
			out.LastEvaluatedKey = row{"PK": item["PK"], "SK": item["SK"]}
			break
		}
	}
	return out, nil
}

// step is one item of a transaction, whatever it does.
type step struct {
	key       row
	condition *string
	values    row
	names     map[string]string
	returns   types.ReturnValuesOnConditionCheckFailure
	put       row
	update    *string
	remove    bool
}

func stepOf(item types.TransactWriteItem) step {
	switch {
	case item.Put != nil:
		p := item.Put
		return step{
			key: p.Item, condition: p.ConditionExpression, values: p.ExpressionAttributeValues,
			returns: p.ReturnValuesOnConditionCheckFailure, put: lend(p.Item),
		}
	case item.Delete != nil:
		d := item.Delete
		return step{
			key: d.Key, condition: d.ConditionExpression, values: d.ExpressionAttributeValues,
			remove: true,
		}
	case item.ConditionCheck != nil:
		c := item.ConditionCheck
		return step{
			key: c.Key, condition: c.ConditionExpression, values: c.ExpressionAttributeValues,
		}
	}
	u := item.Update
	return step{
		key: u.Key, condition: u.ConditionExpression, values: u.ExpressionAttributeValues,
		names: u.ExpressionAttributeNames, returns: u.ReturnValuesOnConditionCheckFailure,
		update: u.UpdateExpression,
	}
}

func (f *fake) TransactWriteItems(
	ctx context.Context, in *dynamodb.TransactWriteItemsInput, _ ...func(*dynamodb.Options),
) (*dynamodb.TransactWriteItemsOutput, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if n := len(in.TransactItems); n == 0 || n > 100 {
		return nil, errors.New("ValidationException: not 1 to 100 items")
	}
	next := map[[2]string]row{}
	reasons := make([]types.CancellationReason, len(in.TransactItems))
	cancelled := false
	for i, item := range in.TransactItems {
		s := stepOf(item)
		if _, twice := next[place(s.key)]; twice {
			return nil, errors.New("ValidationException: two operations on one item")
		}
		old := f.at(place(s.key))
		reasons[i].Code = aws.String("None")
		ok, err := s.apply(old, next)
		if err != nil {
			return nil, err
		}
		if !ok {
			cancelled = true
			reasons[i].Code = aws.String("ConditionalCheckFailed")
			if s.returns == types.ReturnValuesOnConditionCheckFailureAllOld {
				reasons[i].Item = lend(old)
			}
		}
	}
	if cancelled {
		return nil, &types.TransactionCanceledException{CancellationReasons: reasons}
	}
	for k, item := range next {
		f.set(k, item)
	}
	return &dynamodb.TransactWriteItemsOutput{}, nil
}

// apply says in next what a step makes of the item that is there, if its condition holds.
func (s step) apply(old row, next map[[2]string]row) (bool, error) {
	used := " "
	if s.update != nil {
		used = *s.update
	}
	ok := true
	if s.condition != nil {
		e := parse(*s.condition, s.names, s.values, old)
		ok = e.holds()
		for name := range s.values { // those of the update
			e.used[name] = e.used[name] || strings.Contains(used, name)
		}
		if err := e.finish(); err != nil {
			return false, err
		}
	} else if s.values != nil {
		return false, errors.New("ValidationException: values without an expression")
	}
	switch k := place(s.key); {
	case s.put != nil:
		next[k] = s.put
	case s.update != nil:
		e := parse(*s.update, s.names, s.values, old)
		next[k] = e.update(s.key)
		for name := range s.values { // those of the condition
			e.used[name] = e.used[name] || strings.Contains(*s.condition, name)
		}
		return ok, e.finish()
	case s.remove:
		next[k] = nil
	default:
		next[k] = old
	}
	return ok, nil
}

// openFake returns a store on a table of its own.
func openFake(t *testing.T, client dynamo.API, now func() time.Time) *dynamo.Store {
	t.Helper()
	s, err := dynamo.Open(t.Context(), client, table, now)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Test(t, func(t *testing.T, now func() time.Time) store.Store {
		return openFake(t, newFake(), now)
	})
}
