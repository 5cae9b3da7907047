package visit_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/pages/pagetest"
)

var update = flag.Bool("update", false, "write the golden files again")

// The pages of one journey. Tokens and references are the same in every run, because chance and
// time are given.
func TestPages_Golden(t *testing.T) {
	t.Parallel()
	b := newPortal(t, "").browse()
	golden := func(name string) {
		t.Helper()
		file := filepath.Join("testdata", name+".html")
		page := pagetest.Unhashed(b.body)
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(page), 0o600))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, string(want), page, "%s; -update writes it again", name)
	}
	b.get("/book")
	golden("lab")
	b.get("/en/book")
	golden("lab-en")
	b.get("/book/L02")
	golden("day")
	b.submit("下一步", map[string]string{"date": "2026-11-25"})
	golden("time")
	b.submit("下一步", map[string]string{"time": "1330"})
	b.submit("下一步", map[string]string{"phone": "1"})
	golden("contact-wrong")
	b.submit("下一步", map[string]string{"phone": phone, "samples": "2", "name": "演示人"})
	golden("check")
	b.submit("确认预约", nil)
	golden("booked")
	address := b.address
	b.get("/en" + address)
	golden("booked-en")
	b.get(address + "/cancel")
	golden("cancel")
	b.get("/booking")
	golden("open")
	b.open("AC4-7KM-2H1", "0001")
	golden("unknown")
}
