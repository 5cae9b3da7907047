package s3_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob/s3"
	"github.com/mingtian-portal/mingtian/internal/blob/s3/s3test"
)

// TestList_ShortPages: a page that S3 cuts short, or that holds names which are no keys, is
// filled up; only the last may be short.
func TestList_ShortPages(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t, bucket)
	server.PageLimit = 3
	client := server.Client()
	s := s3.Open(client, bucket, "")
	var keys []string
	for i := range 10 {
		key := fmt.Sprintf("p/%d", i)
		keys = append(keys, key)
		put(t, s, key, "x")
		for _, name := range []string{key + "/", key + "//x", key + "/\x01"} {
			_, err := client.PutObject(t.Context(), &sdk.PutObjectInput{
				Bucket: aws.String(bucket), Key: aws.String(name),
			})
			require.NoError(t, err)
		}
	}
	for limit := 1; limit <= 11; limit++ {
		got, err := s.List(t.Context(), "p/", "", limit)
		require.NoError(t, err)
		assert.Equal(t, keys[:min(limit, 10)], got)
		got, err = s.List(t.Context(), "p/", "p/4", limit)
		require.NoError(t, err)
		assert.Equal(t, keys[5:min(5+limit, 10)], got)
	}
}

// TestList_Names: keys that XML cannot hold, or that look encoded, come back as they are.
func TestList_Names(t *testing.T) {
	t.Parallel()
	_, s := open(t)
	keys := []string{"%2B", "+ +", "<&>\"'", "a%20b", "a+b", "a\ufffeb", "田/水 稻"}
	for _, key := range keys {
		put(t, s, key, "x")
	}
	got, err := s.List(t.Context(), "", "", 0)
	require.NoError(t, err)
	assert.Equal(t, keys, got)
}

// TestList_Bounds: bounds that end within a character, or hold what no key does, count by
// their bytes like any other.
func TestList_Bounds(t *testing.T) {
	t.Parallel()
	_, s := open(t)
	keys := []string{"a", "a\ufffd", "a\ufffdb", "b", "漠", "漠/a", "田"}
	for _, key := range keys {
		put(t, s, key, "x")
	}
	tests := []struct {
		prefix, after string
		want          []string
	}{
		{"\xe6", "", keys[4:6]},
		{"\xe6\xbc", "漠", keys[5:6]},
		{"", "\xe6", keys[4:]},
		{"", "a\xff", keys[3:]},
		{"", "a\x00", keys[1:]},
		{"a", "a\ufffd", keys[2:3]},
		{"a\ufffd", "", keys[1:3]},
		{"a\x00", "", nil},
		{"\xff", "", nil},
		{"", "\xff", nil},
	}
	for _, tt := range tests {
		got, err := s.List(t.Context(), tt.prefix, tt.after, 0)
		require.NoError(t, err)
		assert.Equal(t, tt.want, got, "%q after %q", tt.prefix, tt.after)
	}
}

// damaged changes the lists of a client on their way.
type damaged struct {
	s3.API
	damage func(*sdk.ListObjectsV2Output)
}

func (d damaged) ListObjectsV2(
	ctx context.Context, in *sdk.ListObjectsV2Input, options ...func(*sdk.Options),
) (*sdk.ListObjectsV2Output, error) {
	out, err := d.API.ListObjectsV2(ctx, in, options...)
	if err == nil {
		d.damage(out)
	}
	return out, err
}

// TestList_Damaged: a list that cannot be read to its end is an error, not a short list.
func TestList_Damaged(t *testing.T) {
	t.Parallel()
	server, s := open(t)
	put(t, s, "a", "x")
	for want, damage := range map[string]func(*sdk.ListObjectsV2Output){
		"list : the list is cut off": func(out *sdk.ListObjectsV2Output) {
			out.IsTruncated = aws.Bool(true)
		},
		"list : invalid URL escape": func(out *sdk.ListObjectsV2Output) {
			out.Contents[0].Key = aws.String("%zz")
		},
	} {
		keys, err := s3.Open(damaged{server.Client(), damage}, bucket, "").
			List(t.Context(), "", "", 0)
		require.ErrorContains(t, err, want)
		assert.Empty(t, keys)
	}
}

// TestList_Plain: a service that does not encode the names is taken at its word.
func TestList_Plain(t *testing.T) {
	t.Parallel()
	server, s := open(t)
	put(t, s, "plain", "x")
	plain := damaged{server.Client(), func(out *sdk.ListObjectsV2Output) {
		out.EncodingType = ""
		out.Contents[0].Key = aws.String("a+b")
	}}
	keys, err := s3.Open(plain, bucket, "").List(t.Context(), "", "", 0)
	require.NoError(t, err)
	assert.Equal(t, []string{"a+b"}, keys)
}
