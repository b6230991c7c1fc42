package live

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"relevo/internal/fault"

	client "github.com/centrifugal/centrifuge-go"
)

// patience bounds every wait of these tests; nothing waits that long when the
// hub is right.
const patience = 20 * time.Second

// rig is a hub behind a real server on loopback.
type rig struct {
	*Hub
	server *httptest.Server
	stop   func()
}

// byToken reads an identity written as user/session/channel,channel.
func byToken(_ context.Context, c Connect) (Identity, error) {
	parts := strings.Split(c.Token, "/")
	if len(parts) != 3 {
		return Identity{}, fault.New(fault.Unauthenticated, fault.CodeUnauthenticated, "Log in.")
	}
	i := Identity{User: parts[0], Session: parts[1]}
	if parts[2] != "" {
		i.Channels = strings.Split(parts[2], ",")
	}
	return i, nil
}

func allButSecret(_ context.Context, _ Identity, channel string) error {
	if strings.HasSuffix(channel, "secret") {
		return fault.New(fault.NotFound, fault.CodeNotFound, "There is no such conversation.")
	}
	return nil
}

func start(t testing.TB, o Options) *rig {
	t.Helper()
	if o.Authenticate == nil {
		o.Authenticate = byToken
	}
	if o.MaySubscribe == nil {
		o.MaySubscribe = allButSecret
	}
	hub, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := hub.Start(); err != nil {
		t.Fatal(err)
	}
	r := &rig{Hub: hub, server: httptest.NewServer(hub.Handler())}
	r.stop = sync.OnceFunc(func() {
		hub.Stop()
		r.server.Close()
	})
	t.Cleanup(r.stop)
	return r
}

func (r *rig) publish(t testing.TB, channel string, from, to int) {
	t.Helper()
	for pos := from; pos < to; pos++ {
		if err := r.Publish(channel, fmt.Appendf(nil, `{"pos":%d}`, pos)); err != nil {
			t.Fatal(err)
		}
	}
}

// person is a connected client with what it was told.
type person struct {
	*client.Client
	line       *line
	connected  chan client.ConnectedEvent
	connecting chan client.ConnectingEvent
	ended      chan client.DisconnectedEvent
	server     chan client.ServerSubscribedEvent
	pos        chan int // of publications on server-side channels
}

// dial makes a client that is not connected yet.
func (r *rig) dial(t testing.TB, token string) *person {
	t.Helper()
	p := &person{line: &line{}, connected: make(chan client.ConnectedEvent, 64), connecting: make(chan client.ConnectingEvent, 64),
		ended: make(chan client.DisconnectedEvent, 64), server: make(chan client.ServerSubscribedEvent, 64), pos: make(chan int, 4096)}
	p.Client = client.NewJsonClient("ws"+strings.TrimPrefix(r.server.URL, "http")+Path, client.Config{
		Token: token, NetDialContext: p.line.dial, HandshakeTimeout: patience, WriteTimeout: patience, ReadTimeout: patience,
	})
	p.OnConnected(func(e client.ConnectedEvent) { p.connected <- e })
	p.OnConnecting(func(e client.ConnectingEvent) { p.connecting <- e })
	p.OnDisconnected(func(e client.DisconnectedEvent) { p.ended <- e })
	p.Client.OnSubscribed(func(e client.ServerSubscribedEvent) { p.server <- e })
	p.Client.OnPublication(func(e client.ServerPublicationEvent) { p.pos <- posOf(e.Data) })
	t.Cleanup(p.Close)
	return p
}

func (r *rig) connect(t testing.TB, token string) *person {
	t.Helper()
	p := r.dial(t, token)
	if err := p.Connect(); err != nil {
		t.Fatal(err)
	}
	wait(t, p.connected)
	wait(t, p.connecting)
	return p
}

// subscription is one that the client asked for, with what it was told.
type subscription struct {
	*client.Subscription
	subscribed   chan client.SubscribedEvent
	unsubscribed chan client.UnsubscribedEvent
	pos          chan int
}

func (p *person) subscribe(t testing.TB, channel string) *subscription {
	t.Helper()
	sub, err := p.NewSubscription(channel)
	if err != nil {
		t.Fatal(err)
	}
	s := &subscription{Subscription: sub, subscribed: make(chan client.SubscribedEvent, 64), unsubscribed: make(chan client.UnsubscribedEvent, 64),
		pos: make(chan int, 4096)}
	sub.OnSubscribed(func(e client.SubscribedEvent) { s.subscribed <- e })
	sub.OnUnsubscribed(func(e client.UnsubscribedEvent) { s.unsubscribed <- e })
	sub.OnPublication(func(e client.PublicationEvent) { s.pos <- posOf(e.Data) })
	if err := sub.Subscribe(); err != nil {
		t.Fatal(err)
	}
	return s
}

func posOf(data []byte) int {
	var payload struct {
		Pos int `json:"pos"`
	}
	if err := json.Unmarshal(data, &payload); err != nil {
		return -1
	}
	return payload.Pos
}

// line is a client's network, which a test can cut and mend.
type line struct {
	mu    sync.Mutex
	conns []net.Conn
	gate  chan struct{} // nil while the line works
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	l.mu.Lock()
	gate := l.gate
	l.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err == nil {
		l.mu.Lock()
		l.conns = append(l.conns, conn)
		l.mu.Unlock()
	}
	return conn, err
}

func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gate = make(chan struct{})
	for _, c := range l.conns {
		c.Close()
	}
	l.conns = nil
}

func (l *line) mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.gate)
	l.gate = nil
}

func wait[T any](t testing.TB, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("nothing came in %s", patience)
		panic("unreachable")
	}
}

// expect reads the positions from..to-1, each once and in order.
func expect(t testing.TB, c <-chan int, from, to int) {
	t.Helper()
	for want := from; want < to; want++ {
		if got := wait(t, c); got != want {
			t.Fatalf("pos %d, want %d", got, want)
		}
	}
}
