package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/app"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
	"github.com/mingtian-portal/mingtian/internal/store/bolt"
)

var shanghai = calendar.Shanghai

// deliver carries out a command where the register is open: here, or, when another process has
// the store, in that one. The action is the same.
func deliver(ctx context.Context, cfg app.Config, c command, args []string, w world) error {
	do, rest, err := parse(c, &cfg, args[1:], w.stderr)
	if err != nil {
		return err
	}
	j := job{Args: args, Author: cfg.Author, rest: rest, stdout: w.stdout, notes: w.stderr}
	if c.input {
		if err := j.read(c); err != nil {
			return err
		}
	}
	out := &outFile{path: outputPath(c, args, rest)}
	if out.path != "" {
		j.file = out
	}
	o, err := openOffice(ctx, cfg, w.now)
	switch {
	case errors.Is(err, bolt.ErrLocked):
		err = j.send(ctx, cfg.Socket())
	case err == nil:
		err = do(ctx, o, j)
		if o.madeKey != "" {
			fmt.Fprintf(w.stderr, "已生成预约密钥 a booking key was made: %s\n", o.madeKey)
		}
		err = errors.Join(err, o.close())
	}
	return errors.Join(err, out.close(err == nil || errors.Is(err, errRefused)))
}

// read reads the file that a command's one argument names.
func (j *job) read(c command) error {
	if len(j.rest) != 1 {
		return wrongUsage("portal %s takes one file", c.name)
	}
	info, err := os.Stat(j.rest[0])
	if err != nil {
		return fault.Wrap(fault.NotFound, err, "The file "+j.rest[0]+" cannot be read.",
			"无法读取文件 "+j.rest[0]+"。")
	}
	if info.Size() > sheet.MaxBytes {
		return fault.New(fault.TooLarge,
			fmt.Sprintf("The file has %d MB; at most %d MB can be read. Split it by town.",
				info.Size()>>20, sheet.MaxBytes>>20),
			fmt.Sprintf("文件大小 %d MB，超过 %d MB 上限，请按乡镇拆分后再导入。",
				info.Size()>>20, sheet.MaxBytes>>20))
	}
	j.Name = filepath.Base(j.rest[0])
	if j.input, err = os.ReadFile(j.rest[0]); err != nil {
		return fault.Wrap(fault.NotFound, err, "The file "+j.rest[0]+" cannot be read.",
			"无法读取文件 "+j.rest[0]+"。")
	}
	return nil
}

// outputPath returns the file that a command writes on the user's side, "" for none.
func outputPath(c command, args, rest []string) string {
	if c.output && len(rest) == 1 {
		return rest[0]
	}
	for i, arg := range args {
		name, value, has := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if name != "marked" || !strings.HasPrefix(arg, "-") {
			continue
		}
		if !has && i+1 < len(args) {
			value = args[i+1]
		}
		return value
	}
	return ""
}

// outFile is a file that appears under its name only when it is whole.
type outFile struct {
	path string
	f    *os.File
}

func (o *outFile) Write(b []byte) (int, error) {
	if o.f == nil {
		f, err := os.OpenFile(o.path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return 0, fault.Wrap(fault.Invalid, err, "The file "+o.path+" cannot be written.",
				"无法写入文件 "+o.path+"。")
		}
		o.f = f
	}
	return o.f.Write(b)
}

func (o *outFile) close(whole bool) error {
	if o.f == nil {
		return nil
	}
	err := errors.Join(o.f.Sync(), o.f.Close())
	if err != nil || !whole {
		return errors.Join(err, os.Remove(o.f.Name()))
	}
	return os.Rename(o.f.Name(), o.path)
}

// frame is a piece of an answer on the private socket.
type frame struct {
	Out  string       `json:"out,omitempty"`  // for the user to read
	Note string       `json:"note,omitempty"` // how far it has come
	File []byte       `json:"file,omitempty"` // for the output file
	Done bool         `json:"done,omitempty"` // nothing follows
	Err  *fault.Error `json:"err,omitempty"`  // why it could not be done
	Kind fault.Kind   `json:"kind,omitempty"`
	// Refused says that it was done, without rows that were refused.
	Refused bool `json:"refused,omitempty"`
}

// send sends the job to the portal that serves, and writes what comes back.
func (j *job) send(ctx context.Context, socket string) error {
	head, err := json.Marshal(j)
	if err != nil {
		return fmt.Errorf("encode command: %w", err)
	}
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", socket)
		},
	}}
	body := io.MultiReader(bytes.NewReader(head), strings.NewReader("\n"), bytes.NewReader(j.input))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://portal/run", body)
	if err != nil {
		return fmt.Errorf("ask the portal that serves: %w", err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err,
			"Another process has the register open, and does not answer on "+socket+". Wait for it "+
				"to end, or stop it.",
			"名录正被另一进程占用，且其未在 "+socket+" 应答。请等待其结束或将其停止。")
	}
	defer resp.Body.Close()
	return j.receive(json.NewDecoder(resp.Body))
}

func (j *job) receive(dec *json.Decoder) error {
	for {
		var f frame
		if err := dec.Decode(&f); err != nil {
			return fault.Wrap(fault.Unavailable, err,
				"The portal that serves ended before it answered. Look at portal revisions to see "+
					"whether the command was carried out.",
				"提供服务的进程中途退出。请用 portal revisions 查看命令是否已执行。")
		}
		if _, err := io.WriteString(j.stdout, f.Out); err != nil {
			return err
		}
		if _, err := io.WriteString(j.notes, f.Note); err != nil {
			return err
		}
		if len(f.File) > 0 && j.file != nil {
			if _, err := j.file.Write(f.File); err != nil {
				return err
			}
		}
		if f.Err != nil {
			if f.Refused {
				return fault.Wrap(f.Kind, errRefused, f.Err.Message, f.Err.Zh)
			}
			f.Err.Kind = f.Kind
			return f.Err
		}
		if f.Done {
			return nil
		}
	}
}
