package check

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Prices in US dollars, us-east-1, as known on 24 November 2026, without the free tiers that end
// or that an account may have used up.
const (
	cdnFree      = 10.0   // millions of requests a month that cost nothing, for ever
	cdnRequests  = 1.00   // a million, HTTPS
	cdnFreeGB    = 1000.0 // a month, for ever
	cdnGB        = 0.085
	apiRequests  = 1.00 // a million
	lambdaCalls  = 0.20 // a million
	lambdaGBs    = 0.0000133334
	logGB        = 0.50
	s3Gets       = 0.40 // a million
	s3Puts       = 5.00 // a million
	s3GB         = 0.023
	dynamoWrites = 0.625 // a million units
	dynamoReads  = 0.125 // a million units
	dynamoGB     = 0.25
	backupGB     = 0.20
	alarmMetric  = 0.10 // for each metric that an alarm looks at
	ownMetric    = 0.30
	kmsKey       = 1.00 // its rotations and a call for each start are below a cent
	dashboard    = 3.00
)

// What a county does with it. Requests are those that reach the CDN.
const (
	misses      = 0.15  // of all requests; half of them are pages, half go to the API
	answerGB    = 8e-6  // 8 kB, compressed
	callGBs     = 0.005 // 10 ms with 512 MB
	callLogGB   = 1.2e-6
	bookings    = 0.001 // of all requests
	bookingCost = 10.0  // write units: four items in a transaction, and the index rows
	sheets      = 3400  // of 1,000 producers and 500 certificates, in two languages
	sheetGB     = 10e-6
	publishGBs  = 60.0 // of a day's full run
	hourlyGBs   = 1.0
	tableGB     = 1.0
	ownMetrics  = 10 // four, and how two operations ended, by class of status
)

// bill is what a month costs, line by line.
type bill struct {
	cdn, api, lambda, logs, s3, dynamo, key, watching float64
}

func (b bill) lines() []float64 {
	return []float64{b.cdn, b.api, b.lambda, b.logs, b.s3, b.dynamo, b.key, b.watching}
}

var billed = []string{
	"CloudFront", "HTTP API", "Lambda", "Logs", "S3", "DynamoDB", "Key of the bookings",
	"Alarms, metrics, dashboard",
}

// month works out the bill for a number of requests, in millions. alarmed is how many metrics the
// alarms look at.
func month(millions float64, alarmed int) bill {
	const days = 30.0
	toAPI, toBucket := millions*misses/2, millions*misses/2
	writes := millions*bookings*bookingCost + 0.1 // and the imports
	return bill{
		cdn: max(0, millions-cdnFree)*cdnRequests +
			max(0, millions*1e6*answerGB-cdnFreeGB)*cdnGB,
		api: toAPI * apiRequests,
		lambda: toAPI*(lambdaCalls+1e6*callGBs*lambdaGBs) +
			days*(publishGBs+24*hourlyGBs)*lambdaGBs,
		logs: toAPI * 1e6 * callLogGB * logGB,
		s3: toBucket*s3Gets + days*sheets/1e6*s3Puts + // every page names its date
			(1+days)*sheets*sheetGB*s3GB, // and its versions stay for a month
		dynamo:   writes*dynamoWrites + writes*dynamoReads + tableGB*(dynamoGB+backupGB),
		key:      kmsKey,
		watching: float64(alarmed)*alarmMetric + ownMetrics*ownMetric + dashboard,
	}
}

// costs is the table of deploy.md.
func costs(alarmed int) string {
	volumes := []float64{0.01, 1, 100}
	var bills []bill
	for _, millions := range volumes {
		bills = append(bills, month(millions, alarmed))
	}
	var b strings.Builder
	b.WriteString("| US dollars a month | 10 thousand | 1 million | 100 million |\n" +
		"| --- | ---: | ---: | ---: |\n")
	sums := make([]float64, len(bills))
	for i, name := range billed {
		fmt.Fprintf(&b, "| %s |", name)
		for j := range bills {
			amount := bills[j].lines()[i]
			sums[j] += amount
			fmt.Fprintf(&b, " %.2f |", amount)
		}
		b.WriteByte('\n')
	}
	b.WriteString("| **all** |")
	for _, sum := range sums {
		fmt.Fprintf(&b, " **%.2f** |", sum)
	}
	return b.String() + "\n"
}

var update = flag.Bool("update", false, "write the table of costs into deploy.md")

const begin, end = "<!-- costs: begin -->\n", "<!-- costs: end -->\n"

// The table in deploy.md is what the prices and the template's alarms come to.
func TestCosts(t *testing.T) {
	t.Parallel()
	s := expand(t, "us-east-1", parameters(t, "global"))
	alarmed := 0
	for _, a := range s.of("AWS::CloudWatch::Alarm") {
		alarmed++
		if metrics := list(a.at("Metrics")); len(metrics) > 0 {
			alarmed += len(metrics) - 2 // one is the expression, one was counted
		}
	}
	want := costs(alarmed)
	const name = "../deploy.md"
	page, err := os.ReadFile(name)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(page), begin)
	require.True(t, found, begin)
	got, after, found := strings.Cut(rest, end)
	require.True(t, found, end)
	if *update {
		require.NoError(t, os.WriteFile(name, []byte(before+begin+want+end+after), 0o644))
		return
	}
	assert.Equal(t, want, got, "go test ./infra/check -run TestCosts -update")
}
