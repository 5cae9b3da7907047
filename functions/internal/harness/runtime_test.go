package harness

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// invocationPath is where the Runtime API has its invocations.
const invocationPath = "/2018-06-01/runtime/invocation/"

// patience is how long an invocation may take where a test does not say: only what hangs does.
const patience = time.Minute

// process is a function's process and the Runtime API that it alone talks to.
type process struct {
	tb     testing.TB
	cmd    *exec.Cmd
	queue  chan *invocation
	begun  time.Time
	ready  chan time.Time // when it first asked for an event
	exited chan struct{}
	output lines

	mu      sync.Mutex
	count   int
	current *invocation
}

// invocation is one event on its way through a function.
type invocation struct {
	id      string
	event   []byte
	within  time.Duration
	sent    time.Time
	outcome chan outcome
}

// outcome is how an invocation ended.
type outcome struct {
	Payload  []byte
	Failed   bool // by an error of the function
	TimedOut bool // the process was killed
	Exited   bool // the process ended before it answered
	Took     time.Duration
}

// start starts a function's binary. The process ends with the test.
func start(tb testing.TB, function string, settings ...string) *process {
	tb.Helper()
	p := &process{
		tb: tb, queue: make(chan *invocation), ready: make(chan time.Time, 1),
		exited: make(chan struct{}),
	}
	server := httptest.NewServer(http.HandlerFunc(p.serve))
	p.cmd = exec.Command(binary(tb, function))
	p.cmd.Stdout, p.cmd.Stderr = &p.output, &p.output
	p.cmd.Env = append([]string{
		"AWS_LAMBDA_RUNTIME_API=" + strings.TrimPrefix(server.URL, "http://"),
		"AWS_LAMBDA_FUNCTION_NAME=mingtian-" + function, "AWS_LAMBDA_LOG_FORMAT=JSON",
		"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test",
	}, settings...)
	p.begun = time.Now()
	require.NoError(tb, p.cmd.Start())
	go func() {
		_ = p.cmd.Wait() // how it ended is in ProcessState
		close(p.exited)
	}()
	tb.Cleanup(func() {
		p.stop()
		server.Close()
		if tb.Failed() {
			tb.Logf("%s said:\n%s", function, p.output.String())
		}
	})
	return p
}

// says waits until the process has written a text: what it writes before it answers may arrive
// after the answer, because it comes through a pipe of its own.
func (p *process) says(t *testing.T, text string) {
	t.Helper()
	assert.Eventually(t, func() bool { return strings.Contains(p.output.String(), text) },
		10*time.Second, 5*time.Millisecond, "it says %s", text)
}

// stop ends the process at once, as Lambda does.
func (p *process) stop() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.exited
}

// serve is the Runtime API.
func (p *process) serve(w http.ResponseWriter, r *http.Request) {
	path, known := strings.CutPrefix(r.URL.Path, invocationPath)
	id, verb, _ := strings.Cut(path, "/")
	switch {
	case known && r.Method == http.MethodGet && path == "next":
		p.next(w, r)
	case known && r.Method == http.MethodPost && (verb == "response" || verb == "error"):
		p.end(w, r, id, verb == "error")
	default:
		assert.Fail(p.tb, "the Runtime API was asked for "+r.Method+" "+r.URL.Path)
		http.NotFound(w, r)
	}
}

func (p *process) next(w http.ResponseWriter, r *http.Request) {
	select {
	case p.ready <- time.Now():
	default:
	}
	select {
	case i := <-p.queue:
		p.mu.Lock()
		i.sent, p.current = time.Now(), i
		p.mu.Unlock()
		h := w.Header()
		h.Set("Lambda-Runtime-Aws-Request-Id", i.id)
		h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(i.sent.Add(i.within).UnixMilli(), 10))
		h.Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:f")
		_, _ = w.Write(i.event)
	case <-r.Context().Done():
	}
}

func (p *process) end(w http.ResponseWriter, r *http.Request, id string, failed bool) {
	body, err := io.ReadAll(r.Body)
	p.mu.Lock()
	i := p.current
	p.current = nil
	p.mu.Unlock()
	if i == nil || i.id != id || err != nil {
		assert.Fail(p.tb, "an answer to no invocation", "%s: %v", id, err)
		return
	}
	w.WriteHeader(http.StatusAccepted)
	i.outcome <- outcome{Payload: body, Failed: failed, Took: time.Since(i.sent)}
}

// invoke sends an event, and returns how that ended.
func (p *process) invoke(event any) outcome { return p.invokeWithin(patience, event) }

// invokeWithin sends an event that a function has so long for. Then the process is killed.
func (p *process) invokeWithin(within time.Duration, event any) outcome {
	p.tb.Helper()
	body, err := json.Marshal(event)
	require.NoError(p.tb, err)
	p.count++
	i := &invocation{
		id:    fmt.Sprintf("8476a536-e9f4-11e8-9739-%012d", p.count),
		event: body, within: within, outcome: make(chan outcome, 1),
	}
	select {
	case p.queue <- i:
	case <-p.exited:
		return outcome{Exited: true}
	}
	late := time.NewTimer(within)
	defer late.Stop()
	select {
	case o := <-i.outcome:
		return o
	case <-p.exited:
		return outcome{Exited: true}
	case <-late.C:
		p.stop()
		return outcome{TimedOut: true}
	}
}

// lines is what a process prints.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String returns all of it.
func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestRuntime(t *testing.T) {
	t.Parallel()
	p := start(t, bare)
	for _, event := range []any{map[string]any{"a": "漠河"}, nil, []any{1.0, "x"}} {
		o := p.invoke(event)
		require.False(t, o.Failed || o.Exited || o.TimedOut)
		want, err := json.Marshal(event)
		require.NoError(t, err)
		assert.JSONEq(t, string(want), string(o.Payload))
	}
	p.stop()
	assert.True(t, p.invoke(nil).Exited)
}
