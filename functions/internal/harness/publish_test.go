package harness

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/functions/internal/diary"
	"github.com/mingtian-portal/mingtian/functions/internal/kmstest"
	"github.com/mingtian-portal/mingtian/internal/blob/s3/s3test"
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo"
	"github.com/mingtian-portal/mingtian/internal/store/dynamo/dynamotest"
)

// cloud is a table with a log, and an empty bucket.
type cloud struct {
	log      *revision.Log
	diary    *booking.Diary
	bucket   *s3test.Server
	settings []string
}

func newCloud(tb testing.TB, client *dynamodb.Client) *cloud {
	tb.Helper()
	table := dynamotest.Table(tb, client)
	st, err := dynamo.Open(tb.Context(), client, table, time.Now)
	require.NoError(tb, err)
	c := &cloud{bucket: s3test.Start(tb, bucket)}
	c.log = revision.New(st, registry.Load(), time.Now, rand.NewChaCha8([32]byte{1}))
	holidays, err := calendar.LoadHolidays(calendar.Shipped())
	require.NoError(tb, err)
	c.diary, err = diary.OpenKeyless(st, holidays, time.Now)
	require.NoError(tb, err)
	c.settings = []string{
		"AWS_ENDPOINT_URL_S3=" + c.bucket.URL, "MINGTIAN_BLOB=s3:" + bucket,
		"AWS_ENDPOINT_URL_DYNAMODB=" + *client.Options().BaseEndpoint,
		"MINGTIAN_STORE=dynamo:" + table,
	}
	return c
}

// commit appends a revision, made of changes of producers by number.
func (c *cloud) commit(t *testing.T, changes ...revision.Change) {
	t.Helper()
	head, err := c.log.Head(t.Context())
	require.NoError(t, err)
	_, err = c.log.Commit(t.Context(), head, revision.ChangeSet{Changes: changes, Author: "test"})
	require.NoError(t, err)
}

func producer(n int) registry.Producer {
	return registry.Producer{ID: fmt.Sprintf("P%06d", n), Name: fmt.Sprintf("演示第%d合作社", n)}
}

func version(n int) *revision.Version {
	def, p := registry.Load().Def(registry.Producers), producer(n)
	return revision.Row(def.Encode(dataset.Pack(def, &p)))
}

func added(n int) revision.Change {
	return revision.Change{Dataset: registry.Producers, ID: producer(n).ID, After: version(n)}
}

func ended(n int) revision.Change {
	return revision.Change{
		Dataset: registry.Producers, ID: producer(n).ID, Before: version(n),
		After: revision.Ended(version(n), revision.Withdrawn, calendar.DateOf(time.Now()), "演示"),
	}
}

// recorded returns a recorded event.
func recorded(t *testing.T, name string) json.RawMessage {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	require.NoError(t, err)
	return b
}

// failures returns the records that a function wants to have again.
func failures(t *testing.T, o outcome) []string {
	t.Helper()
	require.False(t, o.Failed || o.Exited || o.TimedOut, "%+v %s", o, o.Payload)
	var res events.DynamoDBEventResponse
	require.NoError(t, json.Unmarshal(o.Payload, &res))
	require.NotNil(t, res.BatchItemFailures, "null would mean that all failed")
	list := []string{}
	for _, f := range res.BatchItemFailures {
		list = append(list, f.ItemIdentifier)
	}
	return list
}

// said is what the publish function says to whoever invokes it.
type said struct {
	Snapshot string `json:"snapshot"`
	Revision int    `json:"revision"`
	Changed  bool   `json:"changed"`
	Held     string `json:"held"`
	Written  int    `json:"pages_written"`
}

func publish(t *testing.T, p *process, event any) said {
	t.Helper()
	o := p.invoke(event)
	require.False(t, o.Failed || o.Exited || o.TimedOut, "%+v %s", o, o.Payload)
	var s said
	require.NoError(t, json.Unmarshal(o.Payload, &s))
	return s
}

// TestOnDynamo runs the functions that have a table, with one DynamoDB Local for all.
func TestOnDynamo(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: DynamoDB Local takes seconds to start")
	}
	client := dynamotest.Start(t)
	for name, test := range map[string]func(*testing.T, *cloud){
		"stream": testStream, "schedule": testSchedule, "bucket away": testBucketAway,
		"held": testHeld, "doors": testDoors, "purge": testPurge,
		"booking": testBooking, "booking pages": testBookingPages,
		"booking without bucket": testBookingWithoutBucket,
	} {
		t.Run(name, func(t *testing.T) { test(t, newCloud(t, client)) })
	}
}

// A batch wakes the function once, whatever its records say. Poison among them poisons nothing.
func testStream(t *testing.T, c *cloud) {
	c.commit(t, added(1), added(2))
	p := start(t, "publish", c.settings...)
	assert.Empty(t, failures(t, p.invoke(recorded(t, "stream"))))
	assert.Contains(t, c.bucket.Names(), snapshot.LatestKey)
	assert.Contains(t, c.bucket.Names(), pages.Key("/p/P000002"))
	p.says(t, `"Published":1`)

	before := len(c.bucket.Requests())
	assert.Empty(t, failures(t, p.invoke(recorded(t, "stream"))), "the same batch again")
	for _, r := range c.bucket.Requests()[before:] {
		assert.NotEqual(t, "PUT", r.Method, r.Key)
	}
	reader := start(t, "registry", "AWS_ENDPOINT_URL="+c.bucket.URL, "MINGTIAN_BLOB=s3:"+bucket)
	assert.Contains(t, get(t, reader, "/v1/producers").Body, `"total":2`)
}

func testSchedule(t *testing.T, c *cloud) {
	p := start(t, "publish", c.settings...)
	first := publish(t, p, recorded(t, "schedule"))
	assert.True(t, first.Changed, "an empty register is published as well")
	assert.Positive(t, first.Written)
	c.commit(t, added(1))
	second := publish(t, p, map[string]any{})
	assert.Equal(t, 1, second.Revision)
	assert.NotEqual(t, first.Snapshot, second.Snapshot)
	third := publish(t, p, nil)
	assert.Equal(t, said{Snapshot: second.Snapshot, Revision: 1}, third)

	o := p.invoke(map[string]any{"confrim": true})
	assert.True(t, o.Failed, "a word that it does not know is not passed over")
	assert.Contains(t, string(o.Payload), "confirm")
}

// What cannot be published now is published when the batch comes again.
func testBucketAway(t *testing.T, c *cloud) {
	c.commit(t, added(1))
	c.bucket.Down(true)
	p := start(t, "publish", c.settings...)
	assert.Equal(t, []string{"100000000003498069978"}, failures(t, p.invoke(recorded(t, "stream"))))
	assert.True(t, p.invoke(recorded(t, "schedule")).Failed, "a schedule has its own retries")
	p.says(t, `"Published":0`)
	c.bucket.Down(false)
	assert.Empty(t, failures(t, p.invoke(recorded(t, "stream"))))
	assert.Contains(t, c.bucket.Names(), snapshot.LatestKey)
}

// A publication that is held back is told and measured, and its batch is done with.
func testHeld(t *testing.T, c *cloud) {
	c.commit(t, added(1), added(2), added(3))
	p := start(t, "publish", c.settings...)
	first := publish(t, p, nil)
	c.commit(t, ended(1), ended(2))
	assert.Empty(t, failures(t, p.invoke(recorded(t, "stream"))))
	p.says(t, `"Held":1`)
	held := publish(t, p, recorded(t, "schedule"))
	assert.Equal(t, first.Snapshot, held.Snapshot)
	assert.Contains(t, held.Held, "2 of 3 rows of producers")

	released := publish(t, p, map[string]any{"confirm": true})
	assert.Equal(t, 2, released.Revision)
	assert.Empty(t, released.Held)
}

// The function that has no routes yet answers every address as what it is.
func testDoors(t *testing.T, c *cloud) {
	p := start(t, "staff", c.settings...)
	for _, url := range []string{"/", "/v1/bookings", "/desk", "/v1/100%25"} {
		for _, method := range []string{"GET", "POST", "OPTIONS"} {
			got := ask(t, p, method, url, "{}")
			assert.Equal(t, 404, got.Status, method, url)
			assert.Equal(t, "application/problem+json", got.Header.Get("Content-Type"))
		}
	}
	assert.Equal(t, 200, get(t, p, "/problems/not-found").Status)
	assert.Equal(t, 405, ask(t, p, "DELETE", "/problems/not-found", "").Status)
	p.says(t, `"status":405`)
}

// A function whose settings are wrong does not start, and names what is wrong.
func TestStart_Refused(t *testing.T) {
	t.Parallel()
	away := "AWS_ENDPOINT_URL=http://127.0.0.1:1"
	table := []string{"MINGTIAN_STORE=dynamo:t", "MINGTIAN_BLOB=s3:b", away}
	vault := kmstest.Start(t)
	another := sealedKey(vault, map[string]string{"mingtian": "register"})
	for _, tt := range []struct {
		function string
		settings []string
		says     string
	}{
		{"registry", nil, "MINGTIAN_BLOB"},
		{"registry", []string{"MINGTIAN_BLOB=dir:x"}, "MINGTIAN_BLOB"},
		{"registry", []string{"MINGTIAN_BLOB=s3:b", "MINGTIAN_MOUNT=nqa"}, "MINGTIAN_MOUNT"},
		{"publish", []string{"MINGTIAN_BLOB=s3:b"}, "MINGTIAN_STORE"},
		{"publish", []string{"MINGTIAN_STORE=dynamo:t"}, "MINGTIAN_BLOB"},
		{"booking", []string{"MINGTIAN_STORE=bolt:x"}, "MINGTIAN_STORE"},
		{"staff", nil, "MINGTIAN_STORE"},
		{"booking", []string{"MINGTIAN_STORE=dynamo:t"}, "MINGTIAN_BLOB"},
		{"booking", table, "MINGTIAN_BOOKING_KEY"},
		{"booking", append(another, table...), "MINGTIAN_BOOKING_KEY: ask KMS"},
		{"booking", append(table, "MINGTIAN_BOOKING_KEY=kms:AQID"), "MINGTIAN_BOOKING_KEY: ask KMS"},
		{"booking", append(table, plainKey), "open store"},
	} {
		p := start(t, tt.function, tt.settings...)
		assert.True(t, p.invoke(nil).Exited, tt)
		assert.Equal(t, 1, p.cmd.ProcessState.ExitCode(), tt)
		p.says(t, tt.function+": ")
		p.says(t, tt.says)
	}
}
