package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/mingtian-portal/mingtian/internal/app"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

// world is what a command sees of the machine.
type world struct {
	lookup         func(string) (string, bool)
	stdout, stderr io.Writer
	now            func() time.Time
}

// command is one word of the command line.
type command struct {
	name  string
	args  string // what follows the flags, for the usage line
	about string
	// flags declares the command's flags and returns what it does with the register open.
	flags func(fs *flag.FlagSet) action
	subs  []command // the second words, for a command that is a family
	// input says that the command reads the file its argument names; output that it writes it.
	input, output bool
}

// action is a command with its flags parsed. It runs where the register is open: in this process,
// or in the one that serves.
type action func(ctx context.Context, o *office, j job) error

// job is a command line on its way to where the register is open.
type job struct {
	Args   []string `json:"args"`             // the command and its flags
	Name   string   `json:"name,omitempty"`   // name of the input file, without its folder
	Author string   `json:"author,omitempty"` // who asks

	input  []byte    // content of the input file
	rest   []string  // arguments after the flags
	stdout io.Writer // what the user reads
	notes  io.Writer // how far long work has come
	file   io.Writer // content of the output file
}

func commands() []command {
	return []command{
		{name: "serve", about: "serve the pages and the API"},
		{
			name: "import", args: "FILE", input: true, flags: importFlags,
			about: "read a workbook, report every problem and the difference; -publish commits it",
		},
		{name: "publish", flags: publishFlags, about: "publish the register as it is now"},
		{name: "revisions", flags: revisionFlags, about: "list the revisions of the register"},
		{name: "undo", args: "N", flags: undoFlags, about: "take back revision N as a new revision"},
		{
			name: "redact", args: "ID…", flags: redactFlags,
			about: "take the content of rows out of the log for good",
		},
		{
			name: "export", args: "[FILE]", output: true, flags: exportFlags,
			about: "write a dataset of the newest snapshot as a file",
		},
		{name: "lab", args: "WORD", subs: labCommands(), about: "run a laboratory's day: portal lab -h"},
		{name: "demo", flags: demoFlags, about: "fill an empty register with the demo county"},
		{
			name: "backup", args: "FILE", output: true, flags: backupFlags,
			about: "write everything into one file, also while the portal serves",
		},
		{
			name: "restore", args: "FILE", about: "make an empty data folder from a backup",
		},
		{name: "check", flags: checkFlags, about: "prove the log, the store and the snapshots whole"},
		{name: "help", about: "list the commands"},
	}
}

// Exit codes: 0 done; 1 it could not be done; 2 the command line is wrong; 3 it was done for some
// rows, and others were refused.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitRefused = 3
)

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, w world) int {
	if len(args) == 0 {
		args = []string{"help"}
	}
	cfg, err := app.FromLookup(w.lookup)
	if err != nil {
		fmt.Fprintln(w.stderr, "portal:", err)
		return exitUsage
	}
	all := commands()
	i := slices.IndexFunc(all, func(c command) bool { return c.name == args[0] })
	if i < 0 {
		fmt.Fprintf(w.stderr, "portal: there is no command %q; portal help lists them\n", args[0])
		return exitUsage
	}
	switch all[i].name {
	case "help":
		usage(w.stdout, all)
		return exitDone
	case "serve":
		err = serve(ctx, cfg, args[1:], w)
	case "restore":
		err = restore(ctx, cfg, args[1:], w)
	default:
		err = deliver(ctx, cfg, all[i], args, w)
	}
	return report(err, w.stderr)
}

// report tells the user what went wrong, in Chinese where there are words for it, and returns the
// exit code.
func report(err error, stderr io.Writer) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return exitDone
	}
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		fmt.Fprintln(stderr, "portal:", err)
	} else if f.Zh == "" {
		fmt.Fprintln(stderr, "portal:", f.Message)
	} else {
		fmt.Fprintf(stderr, "portal: %s\n%s\n", f.Zh, f.Message)
	}
	if ok {
		for _, field := range f.Fields {
			fmt.Fprintf(stderr, "  %s: %s\n", field.Name, cmp.Or(field.Zh, field.Reason))
		}
	}
	switch {
	case errors.Is(err, errUsage):
		return exitUsage
	case errors.Is(err, errRefused):
		return exitRefused
	}
	return exitFailed
}

var errUsage = errors.New("usage")

func wrongUsage(format string, args ...any) error {
	return fault.Wrap(fault.Invalid, errUsage, fmt.Sprintf(format, args...), "")
}

func usage(w io.Writer, all []command) {
	fmt.Fprintln(w, "portal: registers of safe farm produce, published.\n\nCommands:")
	for _, c := range all {
		fmt.Fprintf(w, "  %-10s %-8s %s\n", c.name, c.args, c.about)
	}
	fmt.Fprintln(w, "\nEvery command takes -data DIR; portal COMMAND -h shows its flags. Exit status: 0 done;\n"+
		"1 it could not be done; 2 the command line is wrong; 3 import -publish refused some rows and\n"+
		"took the others. Settings:")
	for _, s := range app.Settings() {
		fmt.Fprintf(w, "  %-20s %s (%s)\n", s.Name, s.Meaning, s.Default)
	}
}

// parse reads the flags of a command. The action is nil for a command without one.
func parse(c command, cfg *app.Config, args []string, out io.Writer) (action, []string, error) {
	if len(c.subs) > 0 {
		return parseSub(c, cfg, args, out)
	}
	fs := flag.NewFlagSet("portal "+c.name, flag.ContinueOnError)
	fs.SetOutput(out)
	fs.StringVar(&cfg.Data, "data", cfg.Data, "folder of the register")
	fs.Usage = func() {
		fmt.Fprintf(out, "portal %s [flags] %s\n%s\n", c.name, c.args, c.about)
		fs.PrintDefaults()
	}
	var do action
	if c.flags != nil {
		do = c.flags(fs)
	}
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, nil, err
		}
		return nil, nil, fault.Wrap(fault.Invalid, errUsage, strings.TrimSpace(err.Error()), "")
	}
	return do, fs.Args(), nil
}
