package s3

import (
	"bytes"
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

// markName is the metadata that tells a conditional put's own object: x-amz-meta-put.
const markName = "put"

// Put implements [blob.Store]. The client has let go of the body when it returns.
func (s *Store) Put(
	ctx context.Context, key string, body []byte, cond blob.Condition,
) (string, error) {
	if err := blob.ValidatePut(key, len(body), cond); err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	meta := blob.MetaOf(key)
	in := &sdk.PutObjectInput{
		Bucket:       &s.bucket,
		Key:          s.name(key),
		Body:         bytes.NewReader(body),
		ContentType:  &meta.ContentType,
		CacheControl: &meta.CacheControl,
	}
	if cond != (blob.Condition{}) {
		return s.putIf(ctx, key, in, cond)
	}
	out, err := s.client.PutObject(ctx, in, lean)
	if err != nil {
		return "", failure(ctx, "put", key, err)
	}
	return unquote(out.ETag), nil
}

func (s *Store) putIf(
	ctx context.Context, key string, in *sdk.PutObjectInput, cond blob.Condition,
) (string, error) {
	if cond.Absent {
		in.IfNoneMatch = aws.String("*")
	} else {
		in.IfMatch = quote(cond.Match)
	}
	mark := s.mark()
	in.Metadata = map[string]string{markName: mark}
	tries := &attempts{}
	out, err := s.client.PutObject(ctx, in, lean, tries.watch)
	switch {
	case err == nil:
		return unquote(out.ETag), nil
	case !refused(err):
		return "", failure(ctx, "put", key, err)
	case tries.unsure:
		return s.settle(ctx, key, mark, err)
	}
	return "", blob.ErrPrecondition
}

// settle finds out whether a put whose reply was lost, and which was then refused, had been
// done. If the object bears its mark, it had. If it bears another, nobody can tell.
func (s *Store) settle(
	ctx context.Context, key, mark string, refusal error,
) (string, error) {
	in := &sdk.HeadObjectInput{Bucket: &s.bucket, Key: s.name(key)}
	out, err := s.client.HeadObject(ctx, in, lean)
	if err == nil && out.Metadata[markName] == mark {
		return unquote(out.ETag), nil
	}
	if err == nil {
		err = refusal
	}
	if ctx.Err() != nil {
		return "", failure(ctx, "put", key, err)
	}
	return "", fmt.Errorf("put %s: a reply was lost, and whether it was done is unknown: %w",
		key, err)
}

// attempts decides which attempts of one conditional put are repeated. It is the client's
// own rule, with its pauses and its limit, and a conflict besides.
type attempts struct {
	aws.Retryer
	unsure bool // an attempt failed that may have been done all the same
}

// watch puts itself before the client's rule.
func (a *attempts) watch(o *sdk.Options) {
	a.Retryer = o.Retryer
	o.Retryer = a
}

// IsErrorRetryable implements [aws.Retryer]. The client asks after each failed attempt.
func (a *attempts) IsErrorRetryable(err error) bool {
	if !rejected(err) {
		a.unsure = true
	}
	return code(err) == codeConflict || a.Retryer.IsErrorRetryable(err)
}
