package s3test_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob/s3/s3test"
)

// TestServer_Checksums: a client with the settings of a loaded
// configuration sends a CRC-32 and verifies it.
func TestServer_Checksums(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t, "b")
	client := server.Client(func(o *s3.Options) {
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenSupported
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenSupported
	})
	_, err := client.PutObject(t.Context(), &s3.PutObjectInput{
		Bucket: aws.String("b"), Key: aws.String("k"), Body: strings.NewReader("body"),
		Metadata: map[string]string{"Mark": "1"},
	})
	require.NoError(t, err)
	assert.NotEmpty(t, server.Requests()[0].Header.Get("X-Amz-Checksum-Crc32"))
	out, err := client.GetObject(t.Context(), &s3.GetObjectInput{
		Bucket: aws.String("b"), Key: aws.String("k"),
	})
	require.NoError(t, err)
	body, err := io.ReadAll(out.Body)
	require.NoError(t, err)
	assert.Equal(t, "body", string(body))
	assert.NotEmpty(t, aws.ToString(out.ChecksumCRC32))
	assert.Equal(t, map[string]string{"mark": "1"}, out.Metadata)
}

// TestServer_Answers is the server seen without the SDK.
func TestServer_Answers(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t, "b")
	tests := []struct {
		method, path string
		header       http.Header
		status       int
		body         string
	}{
		{"PUT", "/b/k", nil, 200, ""},
		{
			"PUT", "/b/k",
			http.Header{"X-Amz-Content-Sha256": {strings.Repeat("0", 64)}},
			400,
			"<Code>XAmzContentSHA256Mismatch</Code>",
		},
		{
			"PUT", "/b/k",
			http.Header{"X-Amz-Checksum-Crc32": {"AAAA"}},
			400,
			"<Code>BadDigest</Code>",
		},
		{"PUT", "/b/k", http.Header{
			"X-Amz-Content-Sha256": {"STREAMING-UNSIGNED-PAYLOAD-TRAILER"},
		}, 400, "<Code>NotImplemented</Code>"},
		{"PUT", "/b/k", http.Header{"If-None-Match": {`"x"`}}, 501, "NotImplemented"},
		{"PUT", "/b/k", http.Header{"If-None-Match": {"*"}}, 412, "PreconditionFailed"},
		{"GET", "/b/k", nil, 200, "body"},
		{"HEAD", "/b/k", nil, 200, ""},
		{"GET", "/b/k", http.Header{"If-None-Match": {`"841a2d689ad86bd1611447453c22c6fc"`}}, 304, ""},
		{"GET", "/b/k", http.Header{"Range": {"bytes=0-1"}}, 501, "NotImplemented"},
		{"GET", "/b/k?acl", nil, 501, "NotImplemented"},
		{"GET", "/b/none", nil, 404, "<Code>NoSuchKey</Code>"},
		{"HEAD", "/b/none", nil, 404, ""},
		{"GET", "/c/k", nil, 404, "<Code>NoSuchBucket</Code>"},
		{"GET", "/b?list-type=2", nil, 200, "<Key>k</Key>"},
		{"GET", "/b?list-type=2&max-keys=-1", nil, 400, "InvalidArgument"},
		{"GET", "/b?list-type=2&max-keys=x", nil, 400, "InvalidArgument"},
		{"GET", "/b?list-type=2&continuation-token=!", nil, 400, "InvalidArgument"},
		{"GET", "/b?list-type=2&delimiter=/", nil, 501, "NotImplemented"},
		{"POST", "/b/k", nil, 501, "NotImplemented"},
		{"DELETE", "/b/k", nil, 204, ""},
		{"DELETE", "/b/k", nil, 204, ""},
	}
	for _, tt := range tests {
		request, err := http.NewRequestWithContext(t.Context(), tt.method, server.URL+tt.path,
			strings.NewReader("body"))
		require.NoError(t, err)
		if tt.header != nil {
			request.Header = tt.header
		}
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, tt.status, response.StatusCode, "%s %s", tt.method, tt.path)
		assert.Contains(t, string(body), tt.body, "%s %s", tt.method, tt.path)
		if tt.body == "" {
			assert.Empty(t, body)
		}
	}
	assert.Len(t, server.Requests(), len(tests))
	assert.Empty(t, server.Names())
}
