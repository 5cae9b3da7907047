package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

const (
	// contenders is how many want the places of one slot.
	contenders = 500
	// roundsVariable is set by `make soak`: how often they do.
	roundsVariable = "MINGTIAN_TEST_ROUNDS"
)

// Four processes on one table, and one on a file: nothing is oversold, and nothing is lost.
func TestOversell(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it starts DynamoDB Local, and builds a portal")
	}
	t.Parallel()
	binary := buildPortal(t)
	for _, home := range []struct {
		name  string
		fleet func(t *testing.T, binary string) *fleet
	}{{"four processes on DynamoDB", onDynamo}, {"one process on a file", onFile}} {
		t.Run(home.name, func(t *testing.T) {
			f := home.fleet(t, binary)
			for round := range rounds(t) {
				f.oversell(t, round)
			}
			f.sendOneKey(t)
			f.crowd(t)
			for round := range outages {
				f.outage(t, round)
			}
			f.settle(t)
		})
	}
}

// rounds returns how often 500 want one slot: ten times, unless `make soak` wants more.
func rounds(t *testing.T) int {
	t.Helper()
	text, set := os.LookupEnv(roundsVariable)
	if !set {
		return 10
	}
	var n int
	_, err := fmt.Sscanf(text, "%d", &n)
	require.NoError(t, err, roundsVariable)
	require.LessOrEqual(t, n, 100, "the days of the test are full then")
	return n
}

// answer is what the tests read of an answer of the booking API.
type answer struct {
	Status int `json:"-"`
	Data   struct {
		Reference string `json:"reference"`
		Token     string `json:"token"`
		Booking   struct {
			State    string    `json:"state"`
			StartsAt time.Time `json:"starts_at"`
		} `json:"booking"`
	} `json:"data"`
	Next []time.Time `json:"next"`
	body string
}

// together runs f n times at once.
func together(n int, f func(i int)) {
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		group.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	group.Wait()
}

// ask sends a request by a connection of its own, and returns an error if it got no answer.
func (p *instance) ask(method, path, body string, header ...string) (answer, error) {
	req, err := http.NewRequest(method, p.url+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Close = true
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{Status: res.StatusCode, body: string(text)}
	return a, json.Unmarshal(text, &a)
}

// book asks for a place by the n-th phone.
func (p *instance) book(at time.Time, n int, key string) (answer, error) {
	return p.ask(http.MethodPost, "/v1/bookings", fmt.Sprintf(
		`{"lab_id":%q,"starts_at":%q,"samples":1,"phone":%q}`,
		fleetLab, at.UTC().Format(time.RFC3339), number(n)), "Idempotency-Key", key)
}

// move asks for another time of a booking.
func (p *instance) move(booked answer, to time.Time) (answer, error) {
	return p.ask(http.MethodPost, "/v1/bookings/"+booked.Data.Reference+"/reschedule",
		fmt.Sprintf(`{"starts_at":%q}`, to.UTC().Format(time.RFC3339)),
		"Booking-Token", booked.Data.Token)
}

// oversell lets 500 want one slot. As many have it as it has places, all others hear of the next
// three free times, and every process shows that it is full.
func (f *fleet) oversell(t *testing.T, round int) {
	t.Helper()
	day, n := round%10, round/10
	at, places := f.slot(day, n), capacities[day]
	answers := make([]answer, contenders)
	together(contenders, func(i int) {
		var err error
		answers[i], err = f.by(i).book(at, round*contenders+i, fmt.Sprintf("%d/%d", round, i))
		assert.NoError(t, err)
	})
	next := []time.Time{f.slot(day, n+1).UTC(), f.slot(day, n+2).UTC(), f.slot(day, n+3).UTC()}
	won := map[string]bool{}
	for _, a := range answers {
		if a.Status == http.StatusCreated {
			won[a.Data.Reference] = true
			continue
		}
		assert.Equal(t, http.StatusConflict, a.Status, a.body)
		assert.Equal(t, next, a.Next)
	}
	assert.Len(t, won, places, "round %d", round)
	f.claims[at] = won
	for _, p := range f.portals {
		assert.Equal(t, 0, p.left(t, at))
	}
}

// by returns the process that the i-th client talks to.
func (f *fleet) by(i int) *instance { return f.portals[i%len(f.portals)] }

// left returns how many places a process says are left.
func (p *instance) left(t *testing.T, at time.Time) int {
	t.Helper()
	a, err := p.ask(http.MethodGet, fmt.Sprintf("/v1/labs/%s/slots?from=%s&days=1", fleetLab,
		calendar.DateOf(at)), "")
	require.ErrorContains(t, err, "cannot unmarshal array", "an answer with days")
	var slots struct {
		Data []struct {
			Places []struct {
				StartsAt time.Time `json:"starts_at"`
				Left     int       `json:"left"`
			} `json:"places"`
		} `json:"data"`
	}
	require.NoError(t, json.Unmarshal([]byte(a.body), &slots))
	require.Len(t, slots.Data, 1)
	for _, place := range slots.Data[0].Places {
		if place.StartsAt.Equal(at) {
			return place.Left
		}
	}
	require.Fail(t, "the slot is not offered")
	return 0
}

// sendOneKey sends one request 50 times at once: it is one booking.
func (f *fleet) sendOneKey(t *testing.T) {
	t.Helper()
	at := f.slot(12, 0)
	answers := make([]answer, 50)
	together(len(answers), func(i int) {
		var err error
		answers[i], err = f.by(i).book(at, 90_000_000, "one key")
		assert.NoError(t, err)
	})
	for _, a := range answers {
		assert.Equal(t, http.StatusCreated, a.Status)
		assert.Equal(t, answers[0].Data, a.Data)
	}
	f.claims[at] = map[string]bool{answers[0].Data.Reference: true}
}

// crowd lets 200 with a booking move to one slot of five places. Everybody keeps the one booking,
// and has it there or where it was.
func (f *fleet) crowd(t *testing.T) {
	t.Helper()
	const movers = 200
	from, to := f.slot(10, 0), f.slot(11, 0)
	booked, moved := make([]answer, movers), make([]answer, movers)
	together(movers, func(i int) {
		var err error
		booked[i], err = f.by(i).book(from, 91_000_000+i, fmt.Sprintf("mover %d", i))
		assert.NoError(t, err)
		assert.Equal(t, http.StatusCreated, booked[i].Status, booked[i].body)
	})
	together(movers, func(i int) {
		var err error
		moved[i], err = f.by(i+1).move(booked[i], to)
		assert.NoError(t, err)
	})
	f.claims[from], f.claims[to] = map[string]bool{}, map[string]bool{}
	for i, a := range moved {
		if a.Status == http.StatusOK {
			f.claims[to][booked[i].Data.Reference] = true
			continue
		}
		assert.Equal(t, http.StatusConflict, a.Status, a.body)
		f.claims[from][booked[i].Data.Reference] = true
	}
	assert.Len(t, f.claims[to], capacities[11])
	assert.Len(t, f.claims[from], movers-capacities[11])
}
