package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"relevo/test/rig"

	"github.com/gorilla/websocket"
)

const (
	sockets  = 100
	liveRate = 500 // webhooks per second

	lateAfter = 20 * time.Second // what is not seen then is missing

	email, password = "owner@example.com", "correct horse battery"
	liveWAMID       = "wamid.live."
)

// live measures how long a message takes from the instant at which its webhook
// is due to each of 100 screens that look at the project. The floor is the
// answer to the webhook in the same run: what is shown is on disk before.
func (b *bench) live(ctx context.Context) error {
	h, err := b.hook(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	cookie, err := logIn(ctx, h)
	if err != nil {
		return err
	}
	total := int((b.lasts / 4).Seconds() * liveRate)
	l := &screens{due: make([]time.Time, total), seen: make([][]time.Duration, sockets), full: make(chan struct{}, sockets)}
	var clients []*websocket.Conn
	for n := range sockets {
		client, err := l.open(ctx, n, h.server.URL, cookie)
		if err != nil {
			return err
		}
		clients = append(clients, client)
	}
	own := ownCPU()
	server, err := cpuOf(h.server.PID())
	if err != nil {
		return err
	}
	acknowledged, err := paced(liveRate, b.lasts/4, func(n int, due time.Time) error {
		l.due[n] = due
		return h.Deliver(ctx, h.client, h.server.URL, rig.Text(phone(int64(n)), liveWAMID+strconv.Itoa(n), "hello", time.Now()))
	})
	if err != nil {
		return err
	}
	if err := l.wait(ctx); err != nil {
		return err
	}
	own = ownCPU() - own
	after, err := cpuOf(h.server.PID())
	if err != nil {
		return err
	}
	cut := l.cut.Load()
	for _, c := range clients {
		c.Close()
	}
	l.readers.Wait()
	seen := slices.Concat(l.seen...)
	slices.Sort(seen)
	show("webhook to 100 screens", "p50 %.1f ms, p99 %.1f ms at 500/s (aim p99 ≤ 50; floor, the webhook's answer: p50 %.1f, p99 %.1f)",
		at(seen, 50), at(seen, 99), at(acknowledged, 50), at(acknowledged, 99))
	show("", "CPU %.0f µs each in the server, %.0f in the screens", each(after-server, float64(len(acknowledged))), each(own, float64(len(acknowledged))))
	if missing := sockets*len(acknowledged) - len(seen); missing > 0 || cut > 0 {
		show("", "NOT SEEN: %d of %d publications; %d connections were cut, as the server does with one that lags behind",
			missing, sockets*len(acknowledged), cut)
	}
	return h.server.Stop()
}

// screens are the open connections. due is written before a message is sent
// and read after it came back, seen by the one goroutine of its connection.
type screens struct {
	due     []time.Time
	seen    [][]time.Duration
	full    chan struct{} // one for each screen that has seen everything
	cut     atomic.Int64  // connections that ended before all was seen
	readers sync.WaitGroup
}

// open connects a screen and returns when the server has subscribed it. The
// screens share the cores with the server and stand for machines of their own,
// so they do as little as one can: they read JSON frames, as a browser gets
// them, and look for the id of the message.
func (l *screens) open(ctx context.Context, n int, server, cookie string) (*websocket.Conn, error) {
	conn, answer, err := websocket.DefaultDialer.DialContext(ctx, "ws"+strings.TrimPrefix(server, "http")+"/realtime", http.Header{"Cookie": {cookie}})
	if answer != nil {
		defer answer.Body.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("connect screen: %w", err)
	}
	if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"id":1,"connect":{}}`)); err != nil {
		return nil, fmt.Errorf("connect screen: %w", err)
	}
	_, reply, err := conn.ReadMessage()
	if err != nil || !bytes.Contains(reply, []byte(`"subs":`)) {
		return nil, fmt.Errorf("connect screen: %s: %w", reply, err)
	}
	l.readers.Go(func() { l.read(n, conn) })
	return conn, nil
}

// read notes what a screen is shown until its connection ends. The engine
// sends one or more JSON objects in a frame, one a line; {} is its ping.
func (l *screens) read(screen int, conn *websocket.Conn) {
	frame := bytes.Buffer{}
	for {
		_, r, err := conn.NextReader()
		if err == nil {
			frame.Reset()
			_, err = frame.ReadFrom(r)
		}
		if err != nil {
			l.cut.Add(1)
			return
		}
		now := time.Now()
		for line := range bytes.Lines(frame.Bytes()) {
			if string(bytes.TrimSpace(line)) != "{}" {
				l.note(screen, line, now)
			} else if err := conn.WriteMessage(websocket.TextMessage, []byte("{}")); err != nil {
				l.cut.Add(1)
				return
			}
		}
	}
}

// note finds the message in a publication without reading all of it.
func (l *screens) note(screen int, publication []byte, now time.Time) {
	_, rest, found := bytes.Cut(publication, []byte(liveWAMID))
	digits, _, closed := bytes.Cut(rest, []byte(`"`))
	n, err := strconv.Atoi(string(digits))
	if !found || !closed || err != nil {
		return
	}
	l.seen[screen] = append(l.seen[screen], now.Sub(l.due[n]))
	if len(l.seen[screen]) == len(l.due) {
		l.full <- struct{}{}
	}
}

// wait returns when every screen has seen every message, or after a time.
func (l *screens) wait(ctx context.Context) error {
	late := time.After(lateAfter)
	for range sockets {
		select {
		case <-l.full:
		case <-late:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// logIn makes an owner and gives the cookie of their session.
func logIn(ctx context.Context, h *hook) (string, error) {
	create := exec.CommandContext(ctx, h.Binary, "user", "create", "--data", h.Data, "--json", "--project", h.Project,
		"--email", email, "--name", "Owner", "--role", "owner", "--password-stdin")
	create.Stdin, create.Stderr = strings.NewReader(password+"\n"), os.Stderr
	if err := create.Run(); err != nil {
		return "", fmt.Errorf("run user create: %w", err)
	}
	body, err := json.Marshal(map[string]any{"session": map[string]string{"email": email, "password": password}})
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.server.URL+"/platform/v1/session", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := h.client.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	cookies := answer.Cookies()
	if answer.StatusCode >= http.StatusBadRequest || len(cookies) == 0 {
		return "", fmt.Errorf("log in: %s", answer.Status)
	}
	return cookies[0].Name + "=" + cookies[0].Value, nil
}
