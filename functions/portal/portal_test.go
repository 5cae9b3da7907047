package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// asPortal makes the test binary be the portal, for tests that kill one.
const asPortal = "MINGTIAN_TEST_AS_PORTAL"

// TestMain lets the test binary be the portal: scripts, and the tests that kill one, run it.
func TestMain(m *testing.M) {
	if os.Getenv(asPortal) != "" {
		main()
	}
	testscript.Main(m, map[string]func(){"portal": atTestTime, "fetch": fetch})
}

// testTime is the variable in which a script says what time it is for the portal.
const testTime = "MINGTIAN_TEST_TIME"

// atTestTime is the command, at the time that the script says: its clock stands.
func atTestTime() {
	w := environment()
	if at := os.Getenv(testTime); at != "" {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			panic(err)
		}
		w.now = func() time.Time { return now }
	}
	os.Exit(obey(w))
}

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("MINGTIAN_DATA", filepath.Join(e.WorkDir, "data"))
			e.Setenv("USER", "clerk")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve":   serveInBackground,
			"capture": capture,
		},
	})
}

// capture is the script command "capture NAME PATTERN": it sets a variable to the first group of
// the pattern in what the last command printed.
func capture(ts *testscript.TestScript, _ bool, args []string) {
	found := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if found == nil {
		ts.Fatalf("nothing matches %s", args[1])
	}
	ts.Setenv(args[0], found[1])
}

var siteLine = regexp.MustCompile(`http://[^/\s]+`)

// serveInBackground is the script command "serve FLAGS": it starts a portal, which ends with the
// script, and sets $SITE to its address when it takes requests.
func serveInBackground(ts *testscript.TestScript, _ bool, args []string) {
	path := filepath.Join(strings.Split(ts.Getenv("PATH"), string(os.PathListSeparator))[0], "portal")
	cmd := exec.Command(path, append([]string{"serve", "-addr", "127.0.0.1:0"}, args...)...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "MINGTIAN_DATA="+ts.Getenv("MINGTIAN_DATA"),
		testTime+"="+ts.Getenv(testTime))
	var log strings.Builder
	cmd.Stderr = &log
	stdout, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Defer(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
		if err := cmd.Wait(); err != nil {
			ts.Logf("portal serve: %v\n%s", err, log.String())
		}
	})
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if site := siteLine.FindString(lines.Text()); site != "" {
			ts.Setenv("SITE", site)
			go io.Copy(io.Discard, stdout) //nolint:errcheck // it ends with the process
			return
		}
	}
	ts.Fatalf("the portal did not come up:\n%s", log.String())
}

// fetch is the script command "fetch URL": it prints the status and the body.
func fetch() {
	resp, err := http.Get(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer resp.Body.Close()
	fmt.Println(resp.StatusCode)
	if _, err := io.Copy(os.Stdout, resp.Body); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
