package crash

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	client "github.com/centrifugal/centrifuge-go"

	"relevo/test/rig"
)

// follower is a screen that follows /realtime and, after each cut, catches up
// by GET /platform/v1/events. It keeps the position of every event it shows.
type follower struct {
	*world
	socket *client.Client

	mu           sync.Mutex
	shown        []int64
	live, caught int      // how each event came
	on           string   // the server it follows, once it has caught up
	behind       bool     // it has yet to catch up, and what comes live would leave a gap
	news         chan any // something above has changed
}

const slow = 30 * time.Second // what a loaded machine may need for an answer

func (w *world) follow() *follower {
	cookie, err := w.instance.LogIn(w.ctx, w.client, w.server.URL)
	must(w.T, err)
	f := &follower{world: w, news: make(chan any, 1)}
	f.socket = client.NewJsonClient("ws"+strings.TrimPrefix(w.door.URL, "http")+"/realtime", client.Config{
		Header:      http.Header{"Cookie": {cookie}},
		ReadTimeout: slow, WriteTimeout: slow, HandshakeTimeout: slow,
	})
	// The client library calls one of these after the other.
	f.socket.OnSubscribed(func(e client.ServerSubscribedEvent) { f.subscribed(e.Recovered) })
	f.socket.OnPublication(func(e client.ServerPublicationEvent) {
		var event struct {
			Pos  int64
			Type string
		}
		if err := json.Unmarshal(e.Data, &event); err != nil {
			w.Errorf("an event is no JSON: %s", e.Data)
		}
		if event.Type == "gap" {
			f.subscribed(false)
		} else if !f.isBehind() {
			f.show(event.Pos, &f.live)
		}
	})
	must(w.T, f.socket.Connect())
	w.Cleanup(f.socket.Close)
	return f
}

// subscribed catches up, unless the server filled the gap itself. When that
// fails the server is gone, and the next one is another.
func (f *follower) subscribed(recovered bool) {
	server := f.door.Server()
	f.mu.Lock()
	f.behind = f.behind || !recovered
	f.mu.Unlock()
	if f.isBehind() && !f.catchUp() {
		return
	}
	f.mu.Lock()
	f.on, f.behind = server, false
	f.mu.Unlock()
	f.tellNews()
}

func (f *follower) isBehind() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.behind
}

func (f *follower) catchUp() bool {
	visitor := rig.Client(1)
	defer visitor.CloseIdleConnections()
	for {
		var page struct {
			Data []struct{ Pos int64 }
		}
		url := f.door.URL + "/platform/v1/events?limit=500&after=" + strconv.FormatInt(f.last(), 10)
		if f.instance.Get(f.ctx, visitor, url, &page) != nil {
			return false
		}
		for _, event := range page.Data {
			f.show(event.Pos, &f.caught)
		}
		if len(page.Data) == 0 {
			return true
		}
	}
}

// show takes an event in, unless it was shown before.
func (f *follower) show(pos int64, way *int) {
	f.mu.Lock()
	if n := len(f.shown); n == 0 || pos > f.shown[n-1] {
		f.shown = append(f.shown, pos)
		*way++
	}
	f.mu.Unlock()
	f.tellNews()
}

func (f *follower) last() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.shown) == 0 {
		return 0
	}
	return f.shown[len(f.shown)-1]
}

func (f *follower) tellNews() {
	select {
	case f.news <- nil:
	default:
	}
}

// until waits for something that the follower comes to.
func (f *follower) until(what string, come func() bool) {
	f.Helper()
	for {
		f.mu.Lock()
		reached := come()
		f.mu.Unlock()
		if reached {
			return
		}
		select {
		case <-f.news:
		case <-f.ctx.Done():
			f.Fatalf("the follower waits for %s, with %d events until now", what, len(f.shown))
		}
	}
}

// isLive waits until the follower has caught up with a server.
func (f *follower) isLive(s *rig.Server) {
	f.Helper()
	f.until("a connection", func() bool { return f.on == s.URL })
}

// sawEverything holds what was shown against the table.
func (f *follower) sawEverything() {
	f.Helper()
	var want []int64
	for _, pos := range f.query(`SELECT CAST(pos AS TEXT) FROM events ORDER BY events.pos`) {
		n, err := strconv.ParseInt(pos, 10, 64)
		must(f.T, err)
		want = append(want, n)
	}
	f.until("the last event", func() bool { return len(f.shown) > 0 && f.shown[len(f.shown)-1] >= want[len(want)-1] })
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.Equal(f.shown, want) {
		f.Errorf("the follower was shown %d events, the table has %d", len(f.shown), len(want))
	}
	if f.live == 0 || f.caught == 0 {
		f.Errorf("%d events came live and %d by catching up: one way was not tried", f.live, f.caught)
	}
	f.Logf("%d events came live, %d by catching up", f.live, f.caught)
}
