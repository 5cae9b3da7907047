package revision

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// End says how a row left the register.
type End string

// The ends. A withdrawn row still answers, with its end; one that was entered in error, or was
// redacted, answers 410 and shows nothing.
const (
	Listed    End = ""
	Withdrawn End = "withdrawn"
	Erased    End = "entered_in_error"
	Redacted  End = "redacted"
)

// Version is what the register says of one id at one time.
type Version struct {
	Row    json.RawMessage `json:"row,omitempty"` // canonical; empty if erased or redacted
	End    End             `json:"end,omitempty"`
	EndOn  calendar.Date   `json:"end_on,omitempty"`   // yyyymmdd
	Reason string          `json:"reason,omitempty"`   // why it ended
	Salt   string          `json:"salt,omitempty"`     // hex; makes the hash say nothing of the row
	Hash   string          `json:"redacted,omitempty"` // in place of all else, after a redaction
}

// hash returns the salted hash of the version, or the one that a redaction left; 64 zeros for
// no version.
func (v *Version) hash() string {
	switch {
	case v == nil:
		return hex.EncodeToString(make([]byte, sha256.Size))
	case v.Hash != "":
		return v.Hash
	}
	h := sha256.New()
	var on [4]byte
	binary.BigEndian.PutUint32(on[:], uint32(v.EndOn))
	for _, part := range [][]byte{
		[]byte(v.Salt), v.Row, []byte(v.End), on[:], []byte(v.Reason),
	} {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(part)))
		h.Write(n[:])
		h.Write(part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// same reports whether two versions say the same, whatever their salts.
func (v *Version) same(w *Version) bool {
	if v == nil || w == nil {
		return v == w
	}
	return string(v.Row) == string(w.Row) && v.End == w.End && v.EndOn == w.EndOn &&
		v.Reason == w.Reason && v.Hash == w.Hash
}

// Change takes one id from one version to the next. Before is nil for an id that is new.
type Change struct {
	Dataset string   `json:"dataset"`
	ID      string   `json:"id"`
	Before  *Version `json:"before,omitempty"`
	After   *Version `json:"after"`
	Reason  string   `json:"reason,omitempty"`
}

// Op names what a change does to its row.
type Op string

// The operations.
const (
	OpNew      Op = "new"
	OpChange   Op = "change"
	OpRevive   Op = "revive"   // a row that had left is listed again, under its old id
	OpWithdraw Op = "withdraw" // the row leaves the register, and still answers
	OpErase    Op = "erase"    // the row was entered in error
	OpRedact   Op = "redact"   // the row's content is taken out of the log
)

// Op returns what the change does.
func (c *Change) Op() Op {
	switch {
	case c.After.End == Withdrawn:
		return OpWithdraw
	case c.After.End == Erased:
		return OpErase
	case c.After.End == Redacted:
		return OpRedact
	case c.Before == nil:
		return OpNew
	case c.Before.End != Listed:
		return OpRevive
	default:
		return OpChange
	}
}

// PrivateKey recognises a row by something that is not published, such as the unmasked name of a
// natural person: an HMAC under the register's key (see [Log.Hash]), hex.
type PrivateKey struct {
	Key string `json:"key"`
	ID  string `json:"id"`
}

// ChangeSet is what a revision is made from.
type ChangeSet struct {
	Changes []Change
	Keys    []PrivateKey
	Author  string // who: the name of a user or of a machine, never of a citizen
	Source  string // from what: a file's name and digest
	Reason  string // why, in the words of whoever did it
	// Confirmed says that somebody looked at what it removes and agreed.
	Confirmed bool
	undoes    int
	redacts   []Target
}

// Target names one row.
type Target struct {
	Dataset string `json:"dataset"`
	ID      string `json:"id"`
}

// Record is one revision, without its changes.
type Record struct {
	Revision  int            `json:"revision"`
	At        time.Time      `json:"at"`
	Author    string         `json:"author"`
	Source    string         `json:"source,omitempty"`
	Reason    string         `json:"reason,omitempty"`
	Stage     string         `json:"stage"`
	Chunks    int            `json:"chunks"`
	KeyChunks int            `json:"key_chunks,omitempty"`
	Counts    map[string]Ops `json:"counts"` // by dataset
	Confirmed bool           `json:"confirmed,omitempty"`
	Undoes    int            `json:"undoes,omitempty"`
	Redacts   []Target       `json:"redacts,omitempty"`
	Digest    string         `json:"digest"`
}

// Ops counts the changes of a dataset by operation.
type Ops map[Op]int

// Removed returns how many rows left the register.
func (o Ops) Removed() int { return o[OpWithdraw] + o[OpErase] + o[OpRedact] }

func (cs *ChangeSet) counts() map[string]Ops {
	m := map[string]Ops{}
	for i := range cs.Changes {
		c := &cs.Changes[i]
		if m[c.Dataset] == nil {
			m[c.Dataset] = Ops{}
		}
		m[c.Dataset][c.Op()]++
	}
	return m
}

// salt gives every version that has none a salt from random.
func (cs *ChangeSet) salt(random io.Reader) error {
	for i := range cs.Changes {
		after := cs.Changes[i].After
		if after == nil {
			return errors.New("a change without a version after it")
		}
		if after.Salt != "" || after.Hash != "" {
			continue
		}
		var b [12]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return err
		}
		v := *after
		v.Salt = hex.EncodeToString(b[:])
		cs.Changes[i].After = &v
	}
	return nil
}

// digest returns the digest of a revision over the one before it.
func digest(previous string, changes []Change) string {
	h := sha256.New()
	io.WriteString(h, previous+"\n")
	for i := range changes {
		c := &changes[i]
		io.WriteString(h, c.Dataset+" "+c.ID+" "+c.Before.hash()+" "+c.After.hash()+"\n")
	}
	return hex.EncodeToString(h.Sum(nil))
}
