package s3

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

// List implements [blob.Store]. S3 may cut a page short, and names that are no keys take
// room in it, so pages are read until the limit is reached or nothing is left.
func (s *Store) List(ctx context.Context, prefix, after string, limit int) ([]string, error) {
	size, err := blob.PageSize(limit)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	in := &sdk.ListObjectsV2Input{
		Bucket: &s.bucket,
		Prefix: s.name(sendable(prefix)),
		// XML cannot hold every key.
		EncodingType: types.EncodingTypeUrl,
	}
	if from := sendable(after); from != "" {
		in.StartAfter = s.name(from)
	}
	var keys []string
	for {
		in.MaxKeys = aws.Int32(int32(size - len(keys)))
		out, err := s.client.ListObjectsV2(ctx, in, lean)
		if err != nil {
			return nil, failure(ctx, "list", prefix, err)
		}
		page, err := s.keys(out)
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", prefix, err)
		}
		for _, key := range page {
			if strings.HasPrefix(key, prefix) && key > after {
				keys = append(keys, key)
			}
		}
		if len(keys) >= size || !aws.ToBool(out.IsTruncated) {
			return keys, nil
		}
		if in.ContinuationToken = out.NextContinuationToken; in.ContinuationToken == nil {
			return nil, fmt.Errorf("list %s: %w", prefix, errCutOff)
		}
	}
}

var errCutOff = errors.New("the list is cut off and does not say where it goes on")

// keys returns the keys on a page.
func (s *Store) keys(out *sdk.ListObjectsV2Output) ([]string, error) {
	keys := make([]string, 0, len(out.Contents))
	for _, object := range out.Contents {
		name := aws.ToString(object.Key)
		if out.EncodingType == types.EncodingTypeUrl {
			var err error
			if name, err = url.QueryUnescape(name); err != nil {
				return nil, err
			}
		}
		key, ours := strings.CutPrefix(name, s.prefix)
		if ours && blob.ValidateKey(key) == nil {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// sendable returns what of a bound can stand in a request: as far as it could begin a key.
// A list from there on holds what was asked for, and more.
func sendable(bound string) string {
	for i, r := range bound {
		if r == utf8.RuneError || unicode.IsControl(r) {
			return bound[:i]
		}
	}
	return bound
}
