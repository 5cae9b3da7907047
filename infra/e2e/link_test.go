package e2e

import (
	"io"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// link passes TCP connections on to an address, until it is cut.
type link struct {
	listener net.Listener
	to       string

	mu   sync.Mutex
	cut  bool
	open map[net.Conn]bool
}

// newLink returns a link on a free port, which ends with the test.
func newLink(t testing.TB, to string) *link {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l := &link{listener: listener, to: to, open: map[net.Conn]bool{}}
	var serving sync.WaitGroup
	serving.Go(func() { l.serve(&serving) })
	t.Cleanup(func() {
		assert.NoError(t, listener.Close())
		l.switchOff()
		serving.Wait()
	})
	return l
}

// url returns where the link begins.
func (l *link) url() string { return "http://" + l.listener.Addr().String() }

// switchOff ends every connection, and every one that somebody tries to make from now on.
func (l *link) switchOff() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	for c := range l.open {
		_ = c.Close() // the other side may have been first
	}
}

func (l *link) switchOn() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = false
}

func (l *link) serve(serving *sync.WaitGroup) {
	for {
		from, err := l.listener.Accept()
		if err != nil {
			return
		}
		serving.Go(func() {
			defer l.close(from)
			if l.keep(from) {
				l.pass(from)
			}
		})
	}
}

// keep notes a connection, and reports whether it may be.
func (l *link) keep(c net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[c] = true
	return !l.cut
}

func (l *link) close(c net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, c)
	_ = c.Close() // the link may have been cut
}

// pass copies both ways until one side ends.
func (l *link) pass(from net.Conn) {
	to, err := net.Dial("tcp", l.to)
	if err != nil {
		return
	}
	defer l.close(to)
	if !l.keep(to) {
		return
	}
	ended := make(chan struct{}, 2)
	for _, way := range [][2]net.Conn{{to, from}, {from, to}} {
		go func() {
			_, _ = io.Copy(way[0], way[1]) // an error is an end as well
			ended <- struct{}{}
		}()
	}
	<-ended
}

func TestLink(t *testing.T) {
	t.Parallel()
	echo, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, echo.Close()) })
	go func() {
		for {
			c, err := echo.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(c, c) }()
		}
	}()
	l := newLink(t, echo.Addr().String())
	dial := func() net.Conn {
		c, err := net.Dial("tcp", l.listener.Addr().String())
		require.NoError(t, err)
		t.Cleanup(func() { assert.NoError(t, c.Close()) })
		return c
	}
	heard := func(c net.Conn) error {
		if _, err := c.Write([]byte("x")); err != nil {
			return err
		}
		_, err := io.ReadFull(c, make([]byte, 1))
		return err
	}
	before := dial()
	require.NoError(t, heard(before))
	l.switchOff()
	require.Error(t, heard(before))
	require.Error(t, heard(dial()))
	l.switchOn()
	require.NoError(t, heard(dial()))
}
