package dynamo

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/mingtian-portal/mingtian/internal/store"
)

const (
	tokenLife = 15 * time.Minute // the ten of the contract and some, for clocks that disagree
	isAbsent  = "attribute_not_exists(PK) OR expires <= :now"
	isLive    = "(attribute_not_exists(expires) OR expires > :now)"
	refused   = "ConditionalCheckFailed" // the code of a write whose condition does not hold
	allOld    = types.ReturnValuesOnConditionCheckFailureAllOld
)

// transaction is a commit on its way.
type transaction struct {
	commit  store.Commit
	writes  []store.Write // as they are sent, the token last
	table   string
	now     time.Time
	version string // does not come back: no token is applied twice at one time
}

// Commit implements [store.Store].
func (s *Store) Commit(ctx context.Context, c store.Commit) error {
	if err := c.Validate(); err != nil {
		return err
	}
	now, digest := s.now(), c.Digest()
	hash := sha256.Sum256(fmt.Appendf(nil, "%d %s", now.UnixNano(), c.Token))
	version := base64.RawURLEncoding.EncodeToString(hash[:15])
	t := &transaction{commit: c, table: s.table, now: now, version: version}
	t.writes = append(slices.Clone(c.Writes), store.Write{
		Key:   store.Key{Partition: "§token/" + c.Token, Sort: "t"},
		Value: digest[:], Expires: now.Add(tokenLife), If: store.Condition{Absent: true},
	})
	for { // ends: settle asks for another round once per write at most
		in := &dynamodb.TransactWriteItemsInput{TransactItems: t.items()}
		_, err := s.client.TransactWriteItems(ctx, in,
			func(o *dynamodb.Options) { o.RetryMaxAttempts = 2 })
		again := false
		if cancelled, ok := errors.AsType[*types.TransactionCanceledException](err); ok {
			again, err = t.settle(cancelled.CancellationReasons)
		}
		if !again {
			return failure(ctx, "commit", err)
		}
	}
}

// items says the writes in DynamoDB's words. An addition is put like a value if its counter is
// to be absent, as an Update cannot set aside what has expired.
func (t *transaction) items() []types.TransactWriteItem {
	items := make([]types.TransactWriteItem, len(t.writes))
	for i, w := range t.writes {
		condition, values := t.condition(w.If)
		free := w
		free.If = store.Condition{}
		first, starts := free.Apply(nil)
		switch {
		case w.Op == store.OpDelete:
			items[i].Delete = &types.Delete{
				TableName: &t.table, Key: keyRow(w.Key),
				ConditionExpression: condition, ExpressionAttributeValues: values,
			}
		case w.Op == store.OpCheck:
			items[i].ConditionCheck = &types.ConditionCheck{
				TableName: &t.table, Key: keyRow(w.Key),
				ConditionExpression: condition, ExpressionAttributeValues: values,
			}
		case w.Op == store.OpPut || w.If.Absent && starts:
			items[i].Put = &types.Put{
				TableName: &t.table, Item: encode(*first, t.version),
				ConditionExpression: condition, ExpressionAttributeValues: values,
			}
		default:
			items[i].Update = t.move(w, starts)
		}
	}
	items[len(items)-1].Put.ReturnValuesOnConditionCheckFailure = allOld
	return items
}

func (t *transaction) condition(c store.Condition) (*string, row) {
	switch {
	case c.Absent:
		return aws.String(isAbsent), row{":now": number(t.now.Unix())}
	case c.Version != "":
		return aws.String("version = :if AND " + isLive),
			row{":if": text(c.Version), ":now": number(t.now.Unix())}
	}
	return nil, nil
}

// move adds to the counter that is there, or begins one if it may and there is none.
func (t *transaction) move(w store.Write, starts bool) *types.Update {
	holds, bound := "#counter <= :bound AND "+isLive, number(w.Cap-w.Delta)
	if w.Delta < 0 {
		holds, bound = "#counter >= :bound AND "+isLive, number(uint64(-w.Delta))
	}
	values := row{
		":bound": bound, ":now": number(t.now.Unix()),
		":delta": number(w.Delta), ":version": text(t.version),
	}
	switch {
	case w.If.Absent: // in vain, as it may not begin
		holds = "attribute_not_exists(PK) AND " + holds
	case w.If.Version != "":
		holds += " AND version = :if"
		values[":if"] = text(w.If.Version)
	case starts:
		holds = "attribute_not_exists(PK) OR " + holds
	}
	change := "ADD #counter :delta SET version = :version REMOVE expires"
	if !w.Expires.IsZero() {
		change = "ADD #counter :delta SET version = :version, expires = :expires"
		values[":expires"] = number(w.Expires.Unix())
	}
	return &types.Update{
		TableName: &t.table, Key: keyRow(w.Key),
		ConditionExpression: &holds, UpdateExpression: &change,
		ExpressionAttributeNames:  map[string]string{"#counter": "counter"},
		ExpressionAttributeValues: values, ReturnValuesOnConditionCheckFailure: allOld,
	}
}

// settle reads why a transaction was cancelled, and whether to send it again, changed. A token
// that is there outweighs all else: the commit was applied, and its conditions meet its own
// work. A conflict outweighs refused conditions, because their list may lack some.
func (t *transaction) settle(reasons []types.CancellationReason) (again bool, err error) {
	last := len(t.commit.Writes)
	if len(reasons) != last+1 {
		return false, fmt.Errorf("%d reasons for %d writes", len(reasons), last+1)
	}
	if aws.ToString(reasons[last].Code) == refused {
		past, err := decode(reasons[last].Item)
		if err == nil && string(past.Value) != string(t.writes[last].Value) {
			err = fmt.Errorf("%w: the token was applied with other writes", store.ErrInvalid)
		}
		return false, err
	}
	var failed []int
	for i, reason := range reasons {
		code := aws.ToString(reason.Code)
		switch {
		case code == "None":
		case code == refused && t.writes[i].If != t.commit.Writes[i].If:
			return false, store.ErrConflict // somebody else has started the counter anew
		case code == refused && t.startsAnew(t.writes[i], reason.Item):
			t.writes[i].If.Absent, again = true, true
		case code == refused:
			failed = append(failed, i)
		default:
			return false, &smithy.GenericAPIError{Code: code, Message: aws.ToString(reason.Message)}
		}
	}
	return again, &store.ConditionError{Failed: failed}
}

// startsAnew reports whether an addition was refused by a counter that has expired.
func (t *transaction) startsAnew(w store.Write, old row) bool {
	item, err := decode(old)
	begins := 0 < w.Delta && w.Delta <= w.Cap && w.If.Version == ""
	return begins && err == nil && expired(item, t.now)
}

// failure explains an error of the client, if it is one. Others in the way are a conflict.
func failure(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	contended := []string{
		"TransactionConflict", "TransactionInProgress", "Throttling", "ThrottlingError",
		"ProvisionedThroughputExceeded", "RequestLimitExceeded",
	}
	e, ok := errors.AsType[smithy.APIError](err)
	if ctx.Err() != nil {
		err = ctx.Err()
	} else if ok && slices.Contains(contended, strings.TrimSuffix(e.ErrorCode(), "Exception")) {
		err = fmt.Errorf("%w: %w", store.ErrConflict, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
