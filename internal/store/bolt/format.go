package bolt

import (
	"fmt"
	"strconv"

	"go.etcd.io/bbolt"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

// format is the number of the layout in the package comment. Whoever raises it teaches
// prepare to carry a file of the number before over to the new one.
const format = 1

var formatKey = []byte("format")

// prepare lays out a new file, and refuses one that this program cannot read unchanged.
func prepare(db *bbolt.DB, durable bool) error {
	fresh := false
	err := db.View(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(metaBucket)
		if meta == nil {
			first, _ := tx.Cursor().First()
			fresh = first == nil
			return refuseStranger(fresh)
		}
		return checkFormat(string(meta.Get(formatKey)))
	})
	if err != nil || !fresh {
		return err
	}
	if err := db.Update(layOut); err != nil {
		return err
	}
	if !durable {
		return nil
	}
	return syncFolder(db.Path())
}

func layOut(tx *bbolt.Tx) error {
	for _, name := range [][]byte{metaBucket, itemBucket, dueBucket} {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	return tx.Bucket(metaBucket).Put(formatKey, []byte(strconv.Itoa(format)))
}

func refuseStranger(fresh bool) error {
	if fresh {
		return nil
	}
	return fault.New(fault.Precondition,
		"The file is not a store of this program: name another file.",
		"该文件不是本程序的数据文件，请另选文件。")
}

func checkFormat(text string) error {
	switch n, err := strconv.Atoi(text); {
	case err != nil:
		return fmt.Errorf("the format %q is not a number", text)
	case n != format:
		return fault.New(fault.Precondition,
			fmt.Sprintf("The store has format %d and this program reads format %d: "+
				"start the program that wrote it, or restore an older backup.", n, format),
			fmt.Sprintf("数据文件格式为 %d，本程序只能读取格式 %d："+
				"请使用写入该文件的程序版本，或恢复较早的备份。", n, format))
	}
	return nil
}
