package harness

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob/s3"
	"github.com/mingtian-portal/mingtian/internal/blob/s3/s3test"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/demo"
	"github.com/mingtian-portal/mingtian/internal/pinyin"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/snapshot/build"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo/dynamotest"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

// large is how many producers a large county has.
const large = 10_000

// county returns the change set that makes a county.
func county(producers int) revision.ChangeSet {
	schema := registry.Load()
	rows := demo.County(schema, calendar.DateOf(time.Now()), 1, producers)
	cs := revision.ChangeSet{Author: "demo"}
	for _, def := range schema.Datasets {
		for _, r := range rows[def.Name] {
			cs.Changes = append(cs.Changes, revision.Change{
				Dataset: def.Name, ID: r.ID(), After: revision.Row(def.Encode(r)),
			})
		}
	}
	return cs
}

// largeBucket returns a bucket with the snapshot of a large county, and the size of its index.
func largeBucket(b *testing.B) (*s3test.Server, int) {
	server := s3test.Start(b, bucket)
	log := revision.New(storetest.NewMemory(time.Now), registry.Load(), time.Now,
		rand.NewChaCha8([32]byte{1}))
	_, err := log.Commit(b.Context(), 0, county(large))
	require.NoError(b, err)
	blobs := s3.Open(server.Client(), bucket, "")
	p := &build.Publisher{
		Log: log, Blobs: blobs, Schema: registry.Load(), Now: time.Now, Build: "bench",
		Readings: pinyin.Readings, SortKey: pinyin.SortKey,
	}
	res, err := p.Publish(b.Context(), false)
	require.NoError(b, err)
	object, err := blobs.Get(b.Context(), snapshot.Key(res.Snapshot, snapshot.IndexFile))
	require.NoError(b, err)
	return server, len(object.Body)
}

// search is what a first reader asks: 蓝莓, a product.
var search = request(http.MethodGet, "/v1/search?q=%E8%93%9D%E8%8E%93&limit=20", "")

// contender is a function that is measured, with what it is asked first.
type contender struct {
	name     string
	settings []string
	event    any
	runs     []run
}

// run is one start of a process: up to its first answer, and what that took.
type run struct {
	ready, first, cpu time.Duration
	peak              int // KiB of memory
}

func (c *contender) run(b *testing.B) {
	p := start(b, c.name, c.settings...)
	o := p.invoke(c.event)
	r := run{first: time.Since(p.begun), ready: (<-p.ready).Sub(p.begun), peak: peakMemory(b, p)}
	p.stop()
	require.False(b, o.Failed || o.Exited || o.TimedOut, "%s: %+v %s", c.name, o, p.output.String())
	r.cpu = p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
	c.runs = append(c.runs, r)
}

// peakMemory returns how much memory a process had at most, as the kernel counts it.
func peakMemory(b *testing.B, p *process) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	require.NoError(b, err)
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kib, err := strconv.Atoi(strings.Fields(rest)[0])
	require.NoError(b, err)
	return kib
}

// median returns the median of what a run is measured by, in milliseconds.
func (c *contender) median(of func(run) time.Duration) float64 {
	var all []time.Duration
	for _, r := range c.runs {
		all = append(all, of(r))
	}
	slices.Sort(all)
	return all[len(all)/2].Seconds() * 1000
}

func (c *contender) first() float64 { return c.median(func(r run) time.Duration { return r.first }) }

func (c *contender) cpu() float64 { return c.median(func(r run) time.Duration { return r.cpu }) }

func (c *contender) peak() float64 {
	return c.median(func(r run) time.Duration { return time.Duration(r.peak) * time.Second }) / 1024 / 1000
}

// BenchmarkColdStart starts each function once per round, in turns, and prints medians against
// the function that does nothing: from exec to the first answer, processor time until then,
// memory, and the size of the binary.
func BenchmarkColdStart(b *testing.B) {
	server, index := largeBucket(b)
	c := newCloud(b, dynamotest.Start(b))
	published := &contender{name: "publish", settings: c.settings}
	published.run(b)
	published.runs = nil
	missing := request(http.MethodGet, "/desk", "")
	places := request(http.MethodGet, "/v1/labs/L01/slots?days=1", "")
	booking := append(slices.Clone(c.settings), plainKey, "AWS_ENDPOINT_URL_S3="+server.URL)
	all := []*contender{
		{name: bare, event: search},
		{name: "registry", settings: inBucket(server), event: search},
		{name: "booking", settings: booking, event: places},
		{name: "staff", settings: c.settings, event: missing},
		published,
	}
	for b.Loop() {
		for _, c := range all {
			c.run(b)
		}
	}
	b.Logf("medians of %d rounds; index.bin of %d producers: %.2f MB\n%s", len(all[0].runs), large,
		float64(index)/1e6, table(b, all))
	for _, c := range all[1:] {
		b.ReportMetric(c.first()/all[0].first(), c.name+"-x-bare")
	}
}

func table(b *testing.B, all []*contender) string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "function\tfirst next ms\tfirst answer ms\tx bare\tCPU ms\tx bare\tpeak MiB\tbinary MB\t")
	for _, c := range all {
		info, err := os.Stat(binary(b, c.name))
		require.NoError(b, err)
		fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%.2f\t%.1f\t%.2f\t%.1f\t%.2f\t\n", c.name,
			c.median(func(r run) time.Duration { return r.ready }),
			c.first(), c.first()/all[0].first(), c.cpu(), c.cpu()/all[0].cpu(), c.peak(),
			float64(info.Size())/1e6)
	}
	require.NoError(b, w.Flush())
	return out.String()
}

// BenchmarkWarm is one answer of a process that runs: from the event's leaving the Runtime API to
// the answer's arrival there. The function that does nothing is what the way itself takes.
func BenchmarkWarm(b *testing.B) {
	server, _ := largeBucket(b)
	for _, tt := range []struct {
		name, function string
		event          any
	}{
		{"bare", bare, search},
		{"search", "registry", search},
		{"list", "registry", request(http.MethodGet, "/v1/producers?q=%E8%93%9D%E8%8E%93&limit=20", "")},
		{"pinyin", "registry", request(http.MethodGet, "/v1/search?q=hezuoshe&limit=20", "")},
		{"item", "registry", request(http.MethodGet, "/v1/producers/P000042", "")},
		{"page", "registry", request(http.MethodGet, "/p/P000042", "")},
	} {
		b.Run(tt.name, func(b *testing.B) {
			p := start(b, tt.function, inBucket(server)...)
			var took []time.Duration
			for b.Loop() {
				o := p.invoke(tt.event)
				require.False(b, o.Failed || o.Exited || o.TimedOut)
				took = append(took, o.Took)
			}
			slices.Sort(took)
			ms := func(percent int) float64 { return took[(len(took)-1)*percent/100].Seconds() * 1000 }
			b.ReportMetric(ms(50), "p50-ms")
			b.ReportMetric(ms(99), "p99-ms")
		})
	}
}

// BenchmarkPublish is a large county's first publication, pages and all, in a function of 512 MB.
func BenchmarkPublish(b *testing.B) {
	client := dynamotest.Start(b)
	cs := county(large)
	peak := 0
	for b.Loop() {
		c := newCloud(b, client)
		_, err := c.log.Commit(b.Context(), 0, cs)
		require.NoError(b, err)
		p := start(b, "publish", append(c.settings, "GOMEMLIMIT=435MiB")...)
		o := p.invokeWithin(15*time.Minute, nil)
		require.False(b, o.Failed || o.Exited || o.TimedOut, p.output.String())
		peak = max(peak, peakMemory(b, p))
		b.Logf("%s", o.Payload)
		p.stop()
	}
	b.ReportMetric(float64(peak)/1024, "peak-MiB")
}
