package main

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/mingtian-portal/mingtian/internal/app"
	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/blob/dir"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/store/bolt"
)

// A backup is a tar under zstd: the store as store.db, then every object under objects/. The
// store is copied first: whatever is published meanwhile is published again from the log.
const (
	backupStore   = "store.db"
	backupObjects = "objects/"
)

// backupFlags declares "portal backup".
func backupFlags(*flag.FlagSet) action {
	return func(ctx context.Context, o *office, j job) error {
		if j.file == nil {
			return wrongUsage("portal backup takes the file to write")
		}
		file, ok := o.store.(*bolt.Store)
		if !ok {
			return fault.New(fault.Invalid,
				"A register on AWS is backed up there: see infra/deploy.md.",
				"部署在 AWS 上的名录请在 AWS 备份，见 infra/deploy.md。")
		}
		z, err := zstd.NewWriter(j.file)
		if err != nil {
			return fmt.Errorf("begin backup: %w", err)
		}
		t := tar.NewWriter(z)
		if err := errors.Join(o.backup(ctx, file, t), t.Close(), z.Close()); err != nil {
			return err
		}
		fmt.Fprintln(j.stdout, "备份完成 backup written")
		return nil
	}
}

func (o *office) backup(ctx context.Context, file *bolt.Store, t *tar.Writer) error {
	var copied bytes.Buffer
	if err := file.Backup(&copied); err != nil {
		return fmt.Errorf("copy store: %w", err)
	}
	if err := add(t, backupStore, copied.Bytes()); err != nil {
		return err
	}
	after := ""
	for {
		keys, err := o.blobs.List(ctx, "", after, 0)
		if err != nil {
			return fmt.Errorf("list objects: %w", err)
		}
		if len(keys) == 0 {
			return nil
		}
		for _, key := range keys {
			after = key
			object, err := o.blobs.Get(ctx, key)
			if errors.Is(err, blob.ErrNotFound) {
				continue // pruned meanwhile
			}
			if err != nil {
				return fmt.Errorf("read object %s: %w", key, err)
			}
			if err := add(t, backupObjects+key, object.Body); err != nil {
				return err
			}
		}
	}
}

func add(t *tar.Writer, name string, body []byte) error {
	err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(body))})
	if err == nil {
		_, err = t.Write(body)
	}
	if err != nil {
		return fmt.Errorf("write %s to backup: %w", name, err)
	}
	return nil
}

// restore makes the data folder from a backup. The folder must hold no register yet.
func restore(ctx context.Context, cfg app.Config, args []string, w world) error {
	c := command{name: "restore", args: "FILE", about: "make an empty data folder from a backup"}
	_, rest, err := parse(c, &cfg, args, w.stderr)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return wrongUsage("portal restore takes the backup file")
	}
	if cfg.Store().Scheme != "bolt" || cfg.Objects().Scheme != "dir" {
		return wrongUsage("portal restore makes a data folder: MINGTIAN_STORE is bolt:…, MINGTIAN_BLOB dir:…")
	}
	if _, err := os.Stat(cfg.Store().Name); !errors.Is(err, os.ErrNotExist) {
		return fault.New(fault.Conflict,
			"There is a register in "+cfg.Data+" already. Name an empty folder with -data.",
			cfg.Data+" 中已有名录。请用 -data 指定一个空目录。")
	}
	f, err := os.Open(rest[0])
	if err != nil {
		return fault.Wrap(fault.NotFound, err, "The backup "+rest[0]+" cannot be read.",
			"无法读取备份文件 "+rest[0]+"。")
	}
	defer f.Close()
	n, err := unpackBackup(ctx, cfg, f)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "已恢复 restored: the store and %d objects in %s\n", n, cfg.Data)
	if cfg.BookingKey == nil {
		fmt.Fprintf(w.stdout, "请放回预约密钥 put the booking key back before you serve: %s\n",
			cfg.BookingKeyFile())
	}
	return nil
}

func unpackBackup(ctx context.Context, cfg app.Config, f io.Reader) (objects int, err error) {
	if err := os.MkdirAll(cfg.Data, 0o750); err != nil {
		return 0, fmt.Errorf("make data folder: %w", err)
	}
	blobs, err := dir.Open(cfg.Objects().Name)
	if err != nil {
		return 0, fmt.Errorf("open objects: %w", err)
	}
	z, err := zstd.NewReader(f)
	if err != nil {
		return 0, notABackup(err)
	}
	defer z.Close()
	t := tar.NewReader(z)
	part := cfg.Store().Name + ".part"
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return objects, notABackup(err)
		}
		body, err := io.ReadAll(io.LimitReader(t, 8<<30))
		if err != nil {
			return objects, notABackup(err)
		}
		key, isObject := strings.CutPrefix(h.Name, backupObjects)
		switch {
		case h.Name == backupStore:
			err = os.WriteFile(part, body, 0o600)
		case isObject:
			objects++
			_, err = blobs.Put(ctx, key, body, blob.Condition{})
		}
		if err != nil {
			return objects, fmt.Errorf("restore %s: %w", h.Name, err)
		}
	}
	// The store appears last and at once: a restore that dies half-way is begun again.
	if err := os.Rename(part, cfg.Store().Name); err != nil {
		return objects, notABackup(err)
	}
	return objects, syncFolder(filepath.Dir(cfg.Store().Name))
}

func notABackup(err error) error {
	return fault.Wrap(fault.Invalid, err,
		"The file is not a whole backup of a portal. Nothing that was there before was changed.",
		"该文件不是完整的备份。原有数据未被改动。")
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	return errors.Join(d.Sync(), d.Close())
}
