package cloud_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/functions/internal/cloud"
)

func lookup(m map[string]string) cloud.Lookup {
	return func(name string) (string, bool) {
		v, ok := m[name]
		return v, ok
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	fn, err := cloud.Load(lookup(map[string]string{
		"MINGTIAN_BLOB": "s3:bucket", "MINGTIAN_STORE": "dynamo:table", "MINGTIAN_MOUNT": "/nqa",
		"AWS_REGION": "cn-north-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret",
		"AWS_SESSION_TOKEN": "token",
	}))
	require.NoError(t, err)
	bucket, err := fn.Bucket()
	require.NoError(t, err)
	table, err := fn.Table()
	require.NoError(t, err)
	assert.Equal(t, []string{"bucket", "table", "/nqa", "cn-north-1"},
		[]string{bucket, table, fn.Config.Mount, fn.AWS.Region})
	who, err := fn.AWS.Credentials.Retrieve(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"id", "secret", "token"},
		[]string{who.AccessKeyID, who.SecretAccessKey, who.SessionToken})
	assert.Nil(t, s3.NewFromConfig(fn.AWS).Options().BaseEndpoint, "AWS's own")
}

func TestLoad_Endpoints(t *testing.T) {
	t.Parallel()
	fn, err := cloud.Load(lookup(map[string]string{
		"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:2",
	}))
	require.NoError(t, err)
	assert.Equal(t, "http://127.0.0.1:1", *s3.NewFromConfig(fn.AWS).Options().BaseEndpoint)
	assert.Equal(t, "http://127.0.0.1:2", *dynamodb.NewFromConfig(fn.AWS).Options().BaseEndpoint)
}

func TestLoad_RefusesByName(t *testing.T) {
	t.Parallel()
	_, err := cloud.Load(lookup(map[string]string{"MINGTIAN_MOUNT": "nqa/"}))
	require.ErrorContains(t, err, "MINGTIAN_MOUNT")
	for _, at := range []map[string]string{
		nil, {"MINGTIAN_BLOB": "dir:x", "MINGTIAN_STORE": "bolt:y"},
	} {
		fn, err := cloud.Load(lookup(at))
		require.NoError(t, err)
		_, err = fn.Bucket()
		require.ErrorContains(t, err, "MINGTIAN_BLOB: a Lambda function takes s3:NAME, not dir:")
		_, err = fn.Table()
		require.ErrorContains(t, err, "MINGTIAN_STORE: a Lambda function takes dynamo:NAME, not bolt:")
	}
}
