package pools

import (
	"errors"
	"io"
	"net"
	"net/url"
	"testing"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestSlowPoolerIsNotTakenForSessionPooling lets a pooler notice the end of a server connection together with its
// answer, as one does that gets no time to run: it closes the client, whatever its pooling is.
func TestSlowPoolerIsNotTakenForSessionPooling(t *testing.T) {
	t.Parallel()
	at := dbtest.URL(t)
	to, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	database := to.Host
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go passLate(client, database)
		}
	}()
	to.Host = listener.Addr().String()
	config, err := pq.NewConfig(to.String())
	if err != nil {
		t.Fatal(err)
	}
	through, err := pq.NewConnectorConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	through.Dialer(&dialer{})
	if shared, err := shares(t.Context(), through); !errors.Is(err, ErrRefused) || shared {
		t.Errorf("shared %v, %v; want it refused", shared, err)
	}
}

// passLate passes a client's packets on, and the answers to all but the first when the server has closed.
func passLate(client net.Conn, to string) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	go func() { _, _ = io.Copy(server, client) }()
	const endOfLogin = "\x05I" // the last bytes of ReadyForQuery
	var late []byte
	for login := true; ; {
		part := make([]byte, 4096)
		n, err := server.Read(part)
		part = part[:n]
		switch {
		case !login:
			late = append(late, part...)
		default:
			login = len(part) < len(endOfLogin) || string(part[len(part)-len(endOfLogin):]) != endOfLogin
			_, _ = client.Write(part)
		}
		if err != nil {
			_, _ = client.Write(late)
			return
		}
	}
}
