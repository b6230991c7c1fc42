package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"relevo/test/rig"
)

const (
	listRate  = 50  // list requests per second
	writeRate = 100 // messages per second that come in meanwhile
)

// bigText is a message of the length that people write.
var bigText = strings.TrimSpace(strings.Repeat("the order of Tuesday ", 5))

// inbox measures the list of a big inbox while messages come in, how soon a
// server is ready on it, and its memory afterwards. One hundredth of the
// messages comes in through the real line; the others are written by SQL and
// compared with them. Events and raw deliveries are not seeded: lists don't
// read them. The floor is a server that has the answer already.
func (b *bench) inbox(ctx context.Context) error {
	h, err := b.hook(ctx)
	if err != nil {
		return err
	}
	defer func() { h.close() }()
	if err := b.fill(ctx, h); err != nil {
		return err
	}
	floor, err := b.version(ctx)
	if err != nil {
		return err
	}
	if h.server, err = h.Start(ctx); err != nil {
		return err
	}
	show("start to ready", "%d ms (aim ≤ 500; floor %d)", h.server.ReadyIn.Milliseconds(), floor.Milliseconds())
	if err := b.lists(ctx, h); err != nil {
		return err
	}
	if _, err := h.settled(ctx); err != nil {
		return err
	}
	h.client.CloseIdleConnections()
	return b.atRest(ctx, &idleServer{Server: h.server, since: time.Now()}, "on the big inbox")
}

// fill stores the messages and stops the server.
func (b *bench) fill(ctx context.Context, h *hook) error {
	people := b.messages / perConversation
	line := max(people/100, 1)
	began := time.Now()
	_, err := together(time.Hour, int64(line*perConversation), &h.next, func(n int64) error {
		from := fmt.Sprintf("15550%06d", n%int64(line))
		return h.Deliver(ctx, h.client, h.server.URL, rig.Text(from, fmt.Sprintf("wamid.line.%044d", n), bigText, time.Now()))
	})
	if err != nil {
		return err
	}
	if _, err := h.settled(ctx); err != nil {
		return err
	}
	if err := h.server.Stop(); err != nil {
		return err
	}
	if _, err := seed(ctx, filepath.Join(h.Data, "relevo.db"), people-line, began, bigText); err != nil {
		return err
	}
	show("inbox", "%d messages in %d conversations, %d of them through the line, in %.0f s",
		b.messages, people, line*perConversation, time.Since(began).Seconds())
	return nil
}

// lists reads pages of 30 in turns: the first, those of a filter, and the next.
func (b *bench) lists(ctx context.Context, h *hook) error {
	list := h.server.URL + "/platform/v1/whatsapp/conversations?limit=30"
	var first struct {
		Paging struct{ Cursors struct{ After string } }
	}
	if err := h.Get(ctx, h.client, list, &first); err != nil {
		return err
	}
	pages := []string{list, list + "&status=active", list + "&phone_number_id=" + rig.PhoneNumberID,
		list + "&after=" + url.QueryEscape(first.Paging.Cursors.After)}
	body, err := fetch(ctx, h, list)
	if err != nil {
		return err
	}
	server := answering(body)
	defer server.Close()
	var stop atomic.Bool
	var writing sync.WaitGroup
	var failed error
	writing.Go(func() { failed = b.trickle(ctx, h, &stop) })
	own, err := paced(listRate, b.lasts/3, func(n int, _ time.Time) error { _, err := fetch(ctx, h, pages[n%len(pages)]); return err })
	stop.Store(true)
	writing.Wait()
	if err != nil || failed != nil {
		return fmt.Errorf("list: %w; write: %w", err, failed)
	}
	idle, err := paced(listRate, b.lasts/12, func(int, time.Time) error { _, err := fetch(ctx, h, server.URL); return err })
	if err != nil {
		return err
	}
	show("inbox list while 100/s come", "p50 %.1f ms, p99 %.1f ms (aim p99 ≤ 15; floor p50 %.1f, p99 %.1f)", at(own, 50), at(own, 99), at(idle, 50), at(idle, 99))
	return nil
}

// trickle lets messages come in until it is stopped.
func (b *bench) trickle(ctx context.Context, h *hook, stop *atomic.Bool) error {
	for !stop.Load() {
		if _, err := paced(writeRate, time.Second/4, func(int, time.Time) error {
			n := h.next.Add(1)
			from := fmt.Sprintf("16660%06d", n*7919%int64(b.messages/perConversation/2))
			return h.Deliver(ctx, h.client, h.server.URL, rig.Text(from, fmt.Sprintf("wamid.%d", n), bigText, time.Now()))
		}); err != nil {
			return err
		}
	}
	return nil
}

// fetch reads an answer with the API key.
func fetch(ctx context.Context, h *hook, address string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("X-API-Key", h.Key)
	return read(h.client, r)
}

func read(client *http.Client, r *http.Request) ([]byte, error) {
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: %s: %s", r.URL, answer.Status, body)
	}
	return body, err
}
