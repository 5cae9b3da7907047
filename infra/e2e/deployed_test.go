package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	// answerFor is how long an answer may take.
	answerFor = 30 * time.Second
	// wakeFor is how long the stream may take to wake the publisher, and that to publish.
	wakeFor = 30 * time.Second
	// lookFor is how long the registry may take to look for a newer snapshot: it does so on a
	// request, once its copy is 15 seconds old.
	lookFor = 45 * time.Second
)

// world is the stack, and a portal of this machine whose register has had the same imports.
type world struct {
	*stack
	binaries string
	books    []book
	local    *portal
	cloud    *portal
	reader   *site // of the stack's API
}

// TestStack tells one story, whose steps follow from one another.
func TestStack(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short: the emulator is Python, and the story takes a minute")
	}
	binaries := build(t)
	s := deploy(t, startEmulator(t), binaries)
	w := &world{
		stack: s, binaries: binaries, books: books(t), local: localPortal(t, binaries),
		cloud: portalOf(t, s, binaries), reader: newSite(s.url(), s.api+".execute-api.localhost"),
	}
	for _, step := range []struct {
		name string
		do   func(*world, *testing.T)
	}{
		{"the first publication fills the empty site", (*world).publishesEmpty},
		{"an import wakes the publisher, which writes the pages", (*world).importWakes},
		{"the publisher publishes what nobody else has", (*world).publisherPublishes},
		{"it answers as a portal of one machine does", (*world).answersAlike},
		{"it takes bookings as a portal of one machine does", (*world).booksAlike},
		{"readers do not need the table", (*world).withoutTable},
		{"readers do not need the bucket for what they have", (*world).withoutBucket},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.do(w, t) }) {
			t.FailNow()
		}
	}
}

// publishesEmpty: as `make deploy` does at its end.
func (w *world) publishesEmpty(t *testing.T) {
	health := w.reader.ask(t, get("/v1/health"))
	assert.Equal(t, http.StatusServiceUnavailable, health.Status, health.Body)
	assert.Contains(t, w.invoke(t, w.publish, "{}"), `-r000000-`)
	health = w.reader.ask(t, get("/v1/health"))
	assert.Equal(t, http.StatusOK, health.Status, health.Body)
	assert.Equal(t, http.StatusOK, w.reader.ask(t, get("/")).Status)
}

// importWakes: the command publishes a snapshot, and nobody but the publisher writes pages.
func (w *world) importWakes(t *testing.T) {
	for _, b := range w.books[:len(w.books)-1] {
		w.cloud.importBook(t, b)
		w.local.importBook(t, b)
	}
	until(t, wakeFor, "the page of a producer is in the bucket", func() bool {
		return strings.Contains(w.object(t, "p/P000001"), "演示蓝莓种植专业合作社")
	})
}

// publisherPublishes: the last import's own publication goes to a folder, where the stack does not
// see it.
func (w *world) publisherPublishes(t *testing.T) {
	last := w.books[len(w.books)-1]
	before := w.latest(t)
	w.cloud.with("MINGTIAN_BLOB=dir:"+t.TempDir()).importBook(t, last)
	w.local.importBook(t, last)
	until(t, wakeFor, "latest.json names another snapshot", func() bool {
		return w.latest(t) != before
	})
	until(t, lookFor, "the API has the certificates", func() bool {
		return w.reader.ask(t, get("/v1/certificates/C000001")).Status == http.StatusOK
	})
	w.cloud.openLab(t)
	w.local.openLab(t)
}

// answersAlike: to the byte, tags and cursors included, as a portal does that serves from the
// same table and bucket; and in content as one whose register is a file with the same imports.
func (w *world) answersAlike(t *testing.T) {
	before := w.latest(t)
	beside := newSite(w.cloud.serve(t), "")
	assert.Equal(t, before, w.latest(t), "where the publisher was there is nothing to publish")
	until(t, lookFor, "both have the same snapshot", func() bool {
		return beside.snapshot(t) == w.reader.snapshot(t)
	})
	agree(t, beside, w.reader, (*site).plain)
	agree(t, newSite(w.local.serve(t), ""), w.reader, (*site).content)
	unchanged(t, w.reader)
}

// withoutTable: what writes cannot work. Staff opens the table when it starts, which it does here
// for the first time; booking has started, and asks the table for every place.
func (w *world) withoutTable(t *testing.T) {
	before := w.answers(t)
	w.tables.switchOff()
	defer w.tables.switchOn()
	answer, failed := w.tryInvoke(t, w.publish, "{}")
	assert.NotEmpty(t, failed, answer)
	writers := []question{get("/v1/labs/L01/slots"), get("/desk")}
	for _, q := range writers {
		assert.GreaterOrEqual(t, w.reader.ask(t, q).Status, 500, q.String())
	}
	assert.Equal(t, before, w.answers(t))

	w.tables.switchOn()
	w.invoke(t, w.publish, "{}")
	for _, q := range writers {
		assert.Less(t, w.reader.ask(t, q).Status, 500, q.String())
	}
}

// withoutBucket waits for the registry to look for a newer snapshot in vain, so that what it
// answers is from memory.
func (w *world) withoutBucket(t *testing.T) {
	before := w.answers(t)
	w.objects.switchOff()
	defer w.objects.switchOn()
	stale := func() bool {
		return w.reader.ask(t, get("/v1/producers")).Header.Get("X-Snapshot-Stale") != ""
	}
	until(t, lookFor, "the API says that its snapshot may be old", stale)
	after := w.answers(t)
	for _, q := range questions {
		if q.bucket {
			assert.Equal(t, http.StatusServiceUnavailable, after[q.String()].Status, q.String())
			delete(before, q.String())
			delete(after, q.String())
		}
	}
	assert.Equal(t, before, after)

	w.objects.switchOn()
	until(t, lookFor, "the API has looked again", func() bool { return !stale() })
	assert.Equal(t, http.StatusOK, w.reader.ask(t, get("/v1/health")).Status)
}

// answers returns the content of the answer to every question.
func (w *world) answers(t *testing.T) map[string]answer {
	t.Helper()
	all := map[string]answer{}
	for _, q := range questions {
		all[q.String()] = w.reader.content(w.reader.ask(t, q))
	}
	return all
}

// latest returns the id of the published snapshot.
func (w *world) latest(t *testing.T) string {
	t.Helper()
	var pointer struct{ Snapshot string }
	require.NoError(t, json.Unmarshal([]byte(w.object(t, "latest.json")), &pointer))
	return pointer.Snapshot
}

// object returns an object of the stack's bucket, "" if it is not there.
func (w *world) object(t *testing.T, key string) string {
	t.Helper()
	res, err := w.s3().GetObject(t.Context(), &awss3.GetObjectInput{
		Bucket: aws.String(w.bucket), Key: &key,
	})
	if err != nil {
		require.ErrorContains(t, err, "NoSuchKey")
		return ""
	}
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return string(body)
}
