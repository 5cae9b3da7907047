// Package s3 keeps a [blob.Store] in a bucket of Amazon S3, or of a service that speaks as
// S3 does.
//
// # Layout
//
// An object's name is the store's prefix and its key, unescaped. Its content type and
// caching are those of [blob.MetaOf]: what is in front of the bucket serves them as they
// are. Names that are no keys are not seen. The order of a list is that of a general
// purpose bucket; a directory bucket has none and will not do.
//
// # Conditions
//
// S3 judges If-None-Match and If-Match itself. Two answers are kept apart: 412 says that the
// condition does not hold, 409 that another write was under way and nothing was judged, so
// it is asked again. A put that is sent again because its reply was lost may find its own
// bytes in the way. So a conditional put leaves a random mark in the object's metadata, by
// which it knows them.
//
// # Rights
//
// s3:GetObject, s3:PutObject and s3:DeleteObject on the names, and s3:ListBucket on the
// bucket, for readers too: without it S3 answers 403 for what is not there, and the store
// does not take that for absence.
package s3

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

// reads is how often a body that breaks off is asked for. The client itself repeats only
// what fails before the first byte.
const reads = 3

// API is what the store needs of an S3 client. How often a request is repeated, how long it
// may take and where it goes are the client's settings.
type API interface {
	GetObject(context.Context, *sdk.GetObjectInput, ...func(*sdk.Options)) (
		*sdk.GetObjectOutput, error)
	HeadObject(context.Context, *sdk.HeadObjectInput, ...func(*sdk.Options)) (
		*sdk.HeadObjectOutput, error)
	PutObject(context.Context, *sdk.PutObjectInput, ...func(*sdk.Options)) (
		*sdk.PutObjectOutput, error)
	DeleteObject(context.Context, *sdk.DeleteObjectInput, ...func(*sdk.Options)) (
		*sdk.DeleteObjectOutput, error)
	ListObjectsV2(context.Context, *sdk.ListObjectsV2Input, ...func(*sdk.Options)) (
		*sdk.ListObjectsV2Output, error)
}

// Store is a bucket, or what lies under one prefix of it. It holds no resources of its own.
type Store struct {
	client API
	bucket string
	prefix string        // empty, or ends in a slash
	mark   func() string // a new one for each conditional put
}

var (
	_ blob.Store       = (*Store)(nil)
	_ blob.Conditional = (*Store)(nil)
)

// Open returns the store in a bucket, without asking S3 anything. A prefix that is not empty
// is a folder of the bucket and at most 500 bytes; slashes around it do not matter.
func Open(client API, bucket, prefix string) *Store {
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		prefix += "/"
	}
	return &Store{client: client, bucket: bucket, prefix: prefix, mark: rand.Text}
}

// lean switches off the checksums that S3 does not demand: the signature covers the hash of
// what is put, the readers of a snapshot verify its own hashes, and services that speak as
// S3 does need not know them.
func lean(o *sdk.Options) {
	o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
	o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
}

func (s *Store) name(key string) *string { return aws.String(s.prefix + key) }

// quote returns an ETag as it stands in a header.
func quote(etag string) *string { return aws.String(`"` + etag + `"`) }

func unquote(etag *string) string { return strings.Trim(aws.ToString(etag), `"`) }

// Get implements [blob.Store].
func (s *Store) Get(ctx context.Context, key string) (blob.Object, error) {
	object, _, err := s.GetIfChanged(ctx, key, "")
	return object, err
}

// GetIfChanged implements [blob.Conditional]. An unchanged object costs a request and no body.
func (s *Store) GetIfChanged(
	ctx context.Context, key, etag string,
) (blob.Object, bool, error) {
	if err := blob.ValidateKey(key); err != nil {
		return blob.Object{}, false, err
	}
	if err := ctx.Err(); err != nil {
		return blob.Object{}, false, err
	}
	in := &sdk.GetObjectInput{Bucket: &s.bucket, Key: s.name(key)}
	if etag != "" {
		in.IfNoneMatch = quote(etag)
	}
	var object blob.Object
	err := errBroken
	for n := 0; n < reads && errors.Is(err, errBroken) && ctx.Err() == nil; n++ {
		object, err = s.read(ctx, in)
	}
	switch {
	case err == nil:
		return object, true, nil
	case status(err) == http.StatusNotModified:
		return blob.Object{}, false, nil
	}
	return blob.Object{}, false, failure(ctx, "get", key, err)
}

// read gets an object into memory that is asked for once: growing it would cost a cold
// start more than the transfer.
func (s *Store) read(ctx context.Context, in *sdk.GetObjectInput) (blob.Object, error) {
	out, err := s.client.GetObject(ctx, in, lean)
	if err != nil {
		return blob.Object{}, err
	}
	defer out.Body.Close()
	size := aws.ToInt64(out.ContentLength) // 0 if the service does not tell
	if size > blob.MaxObject {
		return blob.Object{}, fmt.Errorf("%d bytes, of at most %d", size, blob.MaxObject)
	}
	body := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	if _, err := body.ReadFrom(io.LimitReader(out.Body, blob.MaxObject+1)); err != nil {
		return blob.Object{}, fmt.Errorf("%w: %w", errBroken, err)
	}
	if body.Len() > blob.MaxObject {
		return blob.Object{}, fmt.Errorf("more than %d bytes", blob.MaxObject)
	}
	return blob.Object{Body: body.Bytes(), ETag: unquote(out.ETag)}, nil
}

// Delete implements [blob.Store]. In a bucket with versions S3 keeps the bytes as an old one.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := blob.ValidateKey(key); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	in := &sdk.DeleteObjectInput{Bucket: &s.bucket, Key: s.name(key)}
	_, err := s.client.DeleteObject(ctx, in, lean)
	if err != nil && !missing(err) {
		return failure(ctx, "delete", key, err)
	}
	return nil
}
