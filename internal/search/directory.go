package search

import "encoding/binary"

// writer collects the directory and the blocks that it refers to. What it writes, a reader
// reads in the same order.
type writer struct {
	directory []byte
	body      []byte
}

func (w *writer) number(n int) { w.directory = binary.AppendUvarint(w.directory, uint64(n)) }

func (w *writer) flag(b bool) {
	if b {
		w.number(1)
		return
	}
	w.number(0)
}

func (w *writer) text(s string) {
	w.number(len(s))
	w.directory = append(w.directory, s...)
}

func (w *writer) block(b []byte) {
	w.body = pad(w.body)
	w.number(len(w.body))
	w.number(len(b))
	w.body = append(w.body, b...)
}

func (w *writer) codes(c codes) {
	w.number(c.width)
	w.number(int(c.least))
	w.block(c.data)
}

// texts writes texts that are in the pool of the file.
func (w *writer) texts(t texts) {
	w.number(t.n)
	w.codes(t.places)
}

// file returns the whole file.
func (w *writer) file() []byte {
	head := []byte(magic)
	head = binary.LittleEndian.AppendUint32(head, format)
	head = binary.LittleEndian.AppendUint32(head, uint32(len(w.directory)))
	head = append(head, make([]byte, 8)...)
	head = pad(append(head, w.directory...))
	binary.LittleEndian.PutUint64(head[headerSize-8:], uint64(len(head)+len(w.body)))
	return append(head, w.body...)
}

func pad(b []byte) []byte {
	for len(b)%blockAlign != 0 {
		b = append(b, 0)
	}
	return b
}

// reader reads a directory. After the first thing that cannot be, it is damaged and reads
// nothing but zeros.
type reader struct {
	directory []byte
	body      []byte
	pool      []byte // set as soon as it is read
	damaged   bool
}

// newReader checks the header.
func newReader(data []byte) (*reader, error) {
	if len(data) < headerSize || string(data[:len(magic)]) != magic ||
		binary.LittleEndian.Uint32(data[8:]) != format {
		return nil, ErrFormat
	}
	end := headerSize + uint64(binary.LittleEndian.Uint32(data[12:]))
	body := (end + blockAlign - 1) / blockAlign * blockAlign
	if binary.LittleEndian.Uint64(data[16:]) != uint64(len(data)) || body > uint64(len(data)) {
		return nil, errDamaged
	}
	return &reader{directory: data[headerSize:end], body: data[body:]}, nil
}

func (r *reader) number() int {
	n, size := binary.Uvarint(r.directory)
	if size <= 0 || n > 1<<40 {
		r.fail()
		return 0
	}
	r.directory = r.directory[size:]
	return int(n)
}

func (r *reader) flag() bool { return r.number() == 1 }

func (r *reader) text() string {
	n := r.number()
	if n > len(r.directory) {
		r.fail()
		return ""
	}
	s := string(r.directory[:n])
	r.directory = r.directory[n:]
	return s
}

func (r *reader) block() []byte {
	from, n := r.number(), r.number()
	if from > len(r.body) || n > len(r.body)-from {
		r.fail()
		return nil
	}
	return r.body[from : from+n : from+n]
}

// uints reads an array of n numbers, or of any length if n is negative.
func (r *reader) uints(n int) uints {
	b := r.block()
	r.check(len(b)%4 == 0 && (n < 0 || len(b)/4 == n))
	return b
}

// codes reads an array of n numbers.
func (r *reader) codes(n int) codes {
	c := codes{width: r.number(), least: uint32(r.number()), data: r.block()}
	switch c.width {
	case 0, 8, 16, 24, 32:
		r.check(len(c.data) == codesSize(c.width, n))
	default:
		r.fail()
	}
	return c
}

func (r *reader) texts() texts {
	n := r.number()
	return texts{n: n, places: r.codes(n), pool: r.pool}
}

func (r *reader) check(ok bool) {
	if !ok {
		r.fail()
	}
}

func (r *reader) fail() { r.damaged, r.directory = true, nil }
