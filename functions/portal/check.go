package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/opendata/table"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/store/bolt"
)

// checkFlags declares "portal check".
func checkFlags(*flag.FlagSet) action {
	return func(ctx context.Context, o *office, j job) error {
		steps := []struct {
			what string
			do   func(context.Context) error
		}{
			{"存储 store", o.checkStore},
			{"修订日志 log", o.log.Verify},
			{"快照 snapshots", o.checkSnapshots},
			{"折叠 fold", o.checkFold},
		}
		for _, s := range steps {
			if err := s.do(ctx); err != nil {
				return fault.Wrap(fault.Internal, err,
					fmt.Sprintf("%s is damaged: %v. Restore a backup.", s.what, err),
					fmt.Sprintf("%s 已损坏，请用备份恢复。", s.what))
			}
			fmt.Fprintln(j.stdout, s.what, "完好 whole")
		}
		return o.checkBookings(ctx, j)
	}
}

// checkBookings compares the bookings with the counters of places and quotas. A backup is no
// remedy for a difference: it would give up what was booked since.
func (o *office) checkBookings(ctx context.Context, j job) error {
	state, err := o.state(ctx)
	if err != nil {
		return err
	}
	audit, err := o.diary.Audit(ctx, state.IDs(registry.Labs))
	if err != nil {
		return err
	}
	if len(audit.Wrong) > 0 {
		return fault.New(fault.Internal,
			"The bookings and their counters do not match: "+strings.Join(audit.Wrong, "; ")+".",
			fmt.Sprintf("预约与名额、限额的计数有 %d 处不一致，详见下列英文说明。", len(audit.Wrong)))
	}
	fmt.Fprintf(j.stdout, "预约 bookings 完好 whole: %d bookings, %d counters\n",
		audit.Bookings, audit.Counters)
	return nil
}

// checkStore checks a store in a file. DynamoDB looks after itself.
func (o *office) checkStore(context.Context) error {
	if file, ok := o.store.(*bolt.Store); ok {
		return file.Check()
	}
	return nil
}

// checkSnapshots hashes every file of every kept snapshot against its manifest.
func (o *office) checkSnapshots(ctx context.Context) error {
	ids, err := snapshot.List(ctx, o.blobs)
	if err != nil {
		return err
	}
	for _, id := range ids {
		var m snapshot.Manifest
		object, err := o.blobs.Get(ctx, snapshot.Key(id, snapshot.ManifestFile))
		if err != nil {
			return fmt.Errorf("manifest of %s: %w", id, err)
		}
		if err := json.Unmarshal(object.Body, &m); err != nil {
			return fmt.Errorf("manifest of %s: %w", id, err)
		}
		for _, name := range slices.Sorted(maps.Keys(m.Files)) {
			object, err := o.blobs.Get(ctx, snapshot.Key(id, name))
			if err != nil {
				return fmt.Errorf("%s of %s: %w", name, id, err)
			}
			sum := sha256.Sum256(object.Body)
			if hex.EncodeToString(sum[:]) != m.Files[name].SHA256 {
				return fmt.Errorf("%s of %s does not have the hash of its manifest", name, id)
			}
		}
	}
	return nil
}

// checkFold proves that folding on from the newest snapshot gives what folding from nothing does.
func (o *office) checkFold(ctx context.Context) error {
	short, err := o.state(ctx)
	if err != nil {
		return err
	}
	long, err := o.log.Fold(ctx, nil, short.Revision)
	if err != nil {
		return err
	}
	a, err := short.Encode(nil)
	if err != nil {
		return err
	}
	b, err := long.Encode(nil)
	if err != nil {
		return err
	}
	if !bytes.Equal(a, b) {
		return fmt.Errorf("the rows of the newest snapshot do not follow from the log")
	}
	return nil
}

// exportFlags declares "portal export".
func exportFlags(fs *flag.FlagSet) action {
	name := fs.String("dataset", "producers", "the dataset to write")
	format := fs.String("format", "csv", "csv or ndjson")
	return func(ctx context.Context, o *office, j job) error {
		def, ok := o.schema.Dataset(*name)
		if !ok || (*format != "csv" && *format != "ndjson") {
			return wrongUsage("-dataset names a dataset, -format is csv or ndjson")
		}
		current, err := o.reader.Current(ctx)
		if err != nil {
			return err
		}
		object, err := o.blobs.Get(ctx, snapshot.Key(current.Snapshot, def.Name+"."+*format))
		if err != nil {
			return fmt.Errorf("read %s of %s: %w", def.Name, current.Snapshot, err)
		}
		out := j.stdout
		if j.file != nil {
			out = j.file
		}
		_, err = out.Write(bytes.TrimPrefix(object.Body, bomUnlessFile(j.file != nil)))
		return err
	}
}

// bomUnlessFile returns what is left out of an export: the byte-order mark is for spreadsheets,
// not for pipes.
func bomUnlessFile(file bool) []byte {
	if file {
		return nil
	}
	return []byte(table.BOM)
}
