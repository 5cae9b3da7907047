package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
)

// listenPrivate listens on the private socket, which only the user who serves may use. A socket
// that a dead process left is in nobody's way: whoever has the store's lock owns it.
func listenPrivate(path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("remove old socket: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen on private socket (its path may have 100 characters): %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// privateHandler carries out commands that are sent to the private socket, one at a time.
func (o *office) privateHandler(log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /run", func(w http.ResponseWriter, r *http.Request) {
		body := bufio.NewReader(http.MaxBytesReader(w, r.Body, sheet.MaxBytes+1<<20))
		out := &frameWriter{enc: json.NewEncoder(w), flush: http.NewResponseController(w).Flush}
		err := o.receiveJob(r.Context(), body, out)
		if err != nil {
			log.Warn("command failed", "error", err.Error())
		}
		out.end(err)
	})
	return mux
}

func (o *office) receiveJob(ctx context.Context, body *bufio.Reader, out *frameWriter) error {
	head, err := body.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("read command: %w", err)
	}
	var j job
	if err := json.Unmarshal(head, &j); err != nil || len(j.Args) == 0 {
		return errors.Join(err, errors.New("not a command"))
	}
	if j.input, err = io.ReadAll(body); err != nil {
		return fmt.Errorf("read file of command: %w", err)
	}
	all := commands()
	i := slices.IndexFunc(all, func(c command) bool { return c.name == j.Args[0] })
	if i < 0 || all[i].flags == nil && len(all[i].subs) == 0 {
		return wrongUsage("there is no command %q", j.Args[0])
	}
	cfg := o.cfg
	do, rest, err := parse(all[i], &cfg, j.Args[1:], io.Discard)
	if err != nil {
		return err
	}
	j.rest, j.stdout, j.notes = rest, out, noteFrames{out}
	if outputPath(all[i], j.Args, rest) != "" {
		j.file = fileFrames{out}
	}
	o.busy.Lock()
	defer o.busy.Unlock()
	return do(ctx, o, j)
}

// frameWriter turns what a command prints into frames.
type frameWriter struct {
	mu    sync.Mutex
	enc   *json.Encoder
	flush func() error
}

func (w *frameWriter) Write(b []byte) (int, error) {
	return len(b), w.frame(frame{Out: string(b)})
}

func (w *frameWriter) frame(f frame) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.enc.Encode(f); err != nil {
		return err
	}
	return w.flush()
}

func (w *frameWriter) end(err error) {
	f := frame{Done: true}
	if err != nil {
		e, ok := errors.AsType[*fault.Error](err)
		if !ok {
			e = fault.New(fault.Internal, err.Error(), "")
		}
		f.Err = &fault.Error{Message: e.Message, Zh: e.Zh, Fields: e.Fields}
		f.Kind, f.Refused = e.Kind, errors.Is(err, errRefused)
	}
	_ = w.frame(f) // nobody is left to tell
}

// noteFrames turns what a command says of its progress into frames.
type noteFrames struct{ w *frameWriter }

func (f noteFrames) Write(b []byte) (int, error) {
	return len(b), f.w.frame(frame{Note: string(b)})
}

// fileFrames turns the output file of a command into frames.
type fileFrames struct{ w *frameWriter }

func (f fileFrames) Write(b []byte) (int, error) {
	return len(b), f.w.frame(frame{File: b})
}
