package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	region = "us-east-1"
	// stopFor is how long the emulator may take to end before it is killed.
	stopFor = 10 * time.Second
	// commandFor is how long a command may take, buildFor how long the compiler.
	commandFor, buildFor = time.Minute, 10 * time.Minute
	// tick is how often something is looked at again that takes its time.
	tick = 200 * time.Millisecond
)

// nobody are credentials that are good for nothing but the emulator.
var nobody = aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}

var anybody = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
	return nobody, nil
})

// emulator is AWS on this machine.
type emulator struct {
	port   string
	client *http.Client
	// By these the functions reach the table and the bucket.
	tables, objects *link
}

// startEmulator starts an empty emulator, which ends with the test.
func startEmulator(t *testing.T) *emulator {
	t.Helper()
	e := &emulator{port: freePort(t), client: &http.Client{Timeout: commandFor}}
	at := "127.0.0.1:" + e.port
	e.tables, e.objects = newLink(t, at), newLink(t, at)
	cmd := exec.Command(python(t), "emulator.py")
	cmd.Env = e.environment(t)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	input, err := cmd.StdinPipe()
	require.NoError(t, err)
	said := logFile(t, "emulator")
	cmd.Stdout, cmd.Stderr = said, said
	require.NoError(t, cmd.Start())
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // it is stopped by a signal
		close(ended)
	}()
	t.Cleanup(func() {
		assert.NoError(t, input.Close())
		select {
		case <-ended:
		case <-time.After(stopFor):
			assert.Fail(t, "the emulator did not end")
		}
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // whatever is left of its functions
		<-ended
	})
	until(t, 30*time.Second, "the emulator answers", func() bool { return e.healthy(t) })
	return e
}

// python returns the interpreter that has the emulator.
func python(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(".venv/bin/python")
	require.NoError(t, err)
	require.FileExists(t, path, "the emulator is not installed: run infra/e2e/setup.sh")
	return path
}

// until waits for something to be so, and fails when it takes too long.
func until(t *testing.T, within time.Duration, what string, so func() bool) {
	t.Helper()
	late := time.NewTimer(within)
	defer late.Stop()
	again := time.NewTicker(tick)
	defer again.Stop()
	for !so() {
		select {
		case <-again.C:
		case <-late.C:
			require.Fail(t, "not within "+within.String()+": "+what)
		}
	}
}

// within returns a context that ends with the test, or earlier.
func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return port
}

// logFile returns a file whose content is shown when the test fails.
func logFile(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), name+".log"))
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, f.Close())
		if text, err := os.ReadFile(f.Name()); t.Failed() {
			const last = 20_000
			t.Logf("%s said (%v):\n%s", name, err, text[max(0, len(text)-last):])
		}
	})
	return f
}

// environment returns the emulator's whole environment. Its functions inherit it, and find the
// services by it.
func (e *emulator) environment(t *testing.T) []string {
	t.Helper()
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir(),
		"LANG=C.UTF-8", "PYTHONUNBUFFERED=1",
		"BIND_HOST=127.0.0.1", "GATEWAY_PORT=" + e.port, "MINISTACK_HOST=localhost",
		"MINISTACK_REGION=" + region, "AWS_DEFAULT_REGION=" + region,
		"AWS_ACCESS_KEY_ID=" + nobody.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY=" + nobody.SecretAccessKey, "AWS_EC2_METADATA_DISABLED=true",
		"AWS_ENDPOINT_URL=" + e.url(), "AWS_ENDPOINT_URL_DYNAMODB=" + e.tables.url(),
		"AWS_ENDPOINT_URL_S3=" + e.objects.url(),
	}
}

func (e *emulator) url() string { return "http://127.0.0.1:" + e.port }

func (e *emulator) healthy(t *testing.T) bool {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
		e.url()+"/_ministack/health", http.NoBody)
	if err != nil {
		return false
	}
	res, err := e.client.Do(req)
	if err != nil {
		return false
	}
	return res.Body.Close() == nil && res.StatusCode == http.StatusOK
}

// call sends a signed request to a service: it is told by the signature which one is meant.
func (e *emulator) call(
	t *testing.T, service, path, contentType string, body []byte,
) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, e.url()+path,
		bytes.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", contentType)
	sum := sha256.Sum256(body)
	require.NoError(t, v4.NewSigner().SignHTTP(t.Context(), nobody, req,
		hex.EncodeToString(sum[:]), service, region, time.Now()))
	res, err := e.client.Do(req)
	require.NoError(t, err, "%s %s", service, path)
	answer, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusOK, res.StatusCode, "%s %s: %s", service, path, answer)
	return res, answer
}

// invoke calls a function, which must answer well, and returns what it answers.
func (e *emulator) invoke(t *testing.T, function, event string) string {
	t.Helper()
	answer, failed := e.tryInvoke(t, function, event)
	require.Empty(t, failed, "%s: %s", function, answer)
	return answer
}

// tryInvoke calls a function, and returns what it answers and whether that is an error.
func (e *emulator) tryInvoke(t *testing.T, function, event string) (answer, failed string) {
	t.Helper()
	res, body := e.call(t, "lambda",
		fmt.Sprintf("/2015-03-31/functions/%s/invocations", function),
		"application/json", []byte(event))
	return string(body), res.Header.Get("X-Amz-Function-Error")
}

// s3 returns a client of the buckets that no link can cut off.
func (e *emulator) s3() *awss3.Client {
	url := e.url()
	return awss3.New(awss3.Options{
		BaseEndpoint: &url, Region: region, UsePathStyle: true,
		Credentials: anybody,
	})
}
