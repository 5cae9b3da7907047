package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/functions/internal/diary"
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/bolt"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo/dynamotest"
)

// fleet is one appointment book and the processes that serve it: portals that were built as for
// a county, each with an address and objects of its own.
type fleet struct {
	portals []*instance
	// open opens the book beside the processes; on a file they have to be stopped first.
	open func() (store.Store, error)
	// alone says that nobody else can open the book while a process has it.
	alone bool
	// first is the first day of the fleet's laboratory, which is open every day from then on.
	first calendar.Date
	// claims are what tests say of the bookings of an hour, to be compared when all is done.
	claims map[time.Time]map[string]bool
}

const (
	fleetLab  = "L01"
	fleetKey  = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	fleetDays = 13
)

// capacities are the places of every slot on each of the fleet's days.
var capacities = [fleetDays]int{1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 200, 5, 1}

// onDynamo returns a fleet of four with one table of DynamoDB Local.
func onDynamo(t *testing.T, binary string) *fleet {
	t.Helper()
	client := dynamotest.Start(t)
	table := dynamotest.QuietTable(t, client)
	f := &fleet{open: func() (store.Store, error) {
		return dynamo.Open(t.Context(), client, table, time.Now)
	}}
	for range 4 {
		f.portals = append(f.portals, newInstance(t, binary,
			"MINGTIAN_STORE=dynamo:"+table, "AWS_ENDPOINT_URL="+*client.Options().BaseEndpoint,
			"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local",
			"AWS_EC2_METADATA_DISABLED=true"))
	}
	f.begin(t)
	return f
}

// onFile returns a fleet of one with a file.
func onFile(t *testing.T, binary string) *fleet {
	t.Helper()
	p := newInstance(t, binary)
	f := &fleet{portals: []*instance{p}, alone: true, open: func() (store.Store, error) {
		return bolt.Open(filepath.Join(p.data, "register.db"), time.Now)
	}}
	f.begin(t)
	return f
}

// begin fills the register, opens the laboratory and starts the processes.
func (f *fleet) begin(t *testing.T) {
	t.Helper()
	f.claims = map[time.Time]map[string]bool{}
	f.portals[0].run(t, "demo", "-producers", "5")
	f.first = calendar.DateOf(time.Now()).AddDays(2)
	d, closeBook := f.diary(t)
	_, err := d.Edit(t.Context(), booking.Edit{
		LabID: fleetLab, By: booking.Staff("演示员"), Apply: func(s *booking.Schedule) error {
			s.Rules.HorizonDays = fleetDays + 3
			s.Rules.Limits.AddressPerDay = 100_000
			s.Exceptions = nil
			for i, capacity := range capacities {
				s.Exceptions = append(s.Exceptions, booking.Exception{
					Date: f.first.AddDays(i), Sessions: []booking.Session{{
						Open: 8 * 60, Close: 18 * 60, SlotMinutes: 30, Capacity: capacity,
					}},
				})
			}
			return nil
		},
	})
	require.NoError(t, err)
	closeBook()
	for _, p := range f.portals {
		p.start(t)
	}
}

// slot returns the n-th time of the fleet's i-th day.
func (f *fleet) slot(i, n int) time.Time {
	return f.first.AddDays(i).Midnight().Add(8*time.Hour + time.Duration(n)*30*time.Minute)
}

// settle compares what answers said with what is in the book: no booking was lost, none is there
// that nobody was told of, and all counters are those of the bookings.
func (f *fleet) settle(t *testing.T) {
	t.Helper()
	assert.Contains(t, f.portals[0].run(t, "check"), "预约 bookings 完好")
	if f.alone {
		f.portals[0].end(syscall.SIGTERM)
	}
	d, closeBook := f.diary(t)
	defer closeBook()
	for at, claimed := range f.claims {
		list, err := d.Today(t.Context(), fleetLab, calendar.DateOf(at))
		require.NoError(t, err)
		found := map[string]bool{}
		for _, b := range list {
			if b.State != booking.Cancelled && b.StartsAt().Equal(at) {
				found[string(b.Reference)] = true
			}
		}
		assert.Equal(t, claimed, found, at)
	}
}

// diary opens the appointment book beside the processes.
func (f *fleet) diary(t *testing.T) (d *booking.Diary, closeBook func()) {
	t.Helper()
	s, err := f.open()
	require.NoError(t, err)
	secret, err := base64.StdEncoding.DecodeString(fleetKey)
	require.NoError(t, err)
	holidays, err := calendar.LoadHolidays(calendar.Shipped())
	require.NoError(t, err)
	d, err = diary.Open(s, holidays, secret, time.Now)
	require.NoError(t, err)
	return d, func() { require.NoError(t, s.Close()) }
}

// instance is one process of the portal, or will be.
type instance struct {
	binary, data string
	settings     []string
	cmd          *exec.Cmd
	url          string
	drained      chan struct{}
	log          *bytes.Buffer
}

func newInstance(t *testing.T, binary string, settings ...string) *instance {
	t.Helper()
	p := &instance{binary: binary, data: t.TempDir()}
	p.settings = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "USER=clerk", "MINGTIAN_DATA=" + p.data,
		"MINGTIAN_BOOKING_KEY=" + fleetKey,
	}, settings...)
	return p
}

func (p *instance) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, p.binary, args...)
	cmd.Env = p.settings
	return cmd
}

// run runs a command to its end and returns what it prints.
func (p *instance) run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := p.command(t.Context(), args...).CombinedOutput()
	require.NoError(t, err, "portal %s: %s", args, out)
	return string(out)
}

// start starts the process, and returns when it takes requests. It ends with the test.
func (p *instance) start(t *testing.T) {
	t.Helper()
	cmd := p.command(context.WithoutCancel(t.Context()), "serve", "-addr", "127.0.0.1:0")
	log := &bytes.Buffer{}
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	p.cmd, p.url, p.log, p.drained = cmd, "", log, make(chan struct{})
	t.Cleanup(func() { p.end(syscall.SIGKILL) })
	lines := bufio.NewScanner(out)
	for p.url == "" && lines.Scan() {
		p.url = siteLine.FindString(lines.Text())
	}
	go func(drained chan struct{}) {
		defer close(drained)
		_, _ = io.Copy(io.Discard, out) // what it says after that
	}(p.drained)
	if p.url == "" {
		p.end(syscall.SIGKILL)
		require.Fail(t, "the portal did not come up", "%s", log)
	}
}

// end ends the process by a signal, if it has not ended yet.
func (p *instance) end(signal syscall.Signal) {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Signal(signal) // it may have ended by itself
	<-p.drained
	_ = p.cmd.Wait() // how it ended is the signal's doing
	p.cmd = nil
}

// buildPortal builds the portal as for a county and returns the path of the binary.
func buildPortal(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "portal")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o",
		binary, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return binary
}

// number returns the n-th made-up phone.
func number(n int) string { return fmt.Sprintf("139%08d", n) }
