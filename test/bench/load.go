package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"relevo/test/rig"
)

const (
	people  = 1000 // who write
	clients = 64   // at once, of a closed loop
)

func phone(n int64) string { return fmt.Sprintf("1555%07d", n%people) }

func send(ctx context.Context, i *rig.Instance, client *http.Client, url string, n int64) error {
	return i.Deliver(ctx, client, url, rig.Text(phone(n), fmt.Sprintf("wamid.%d", n), "hello", time.Now()))
}

// together runs do by all clients until the time is over or most calls are
// made, and gives the calls per second. next numbers the calls.
func together(lasts time.Duration, most int64, next *atomic.Int64, do func(n int64) error) (float64, error) {
	var wg sync.WaitGroup
	var made atomic.Int64
	failed := make([]error, clients)
	began := time.Now()
	for c := range clients {
		wg.Go(func() {
			for time.Since(began) < lasts && failed[c] == nil && made.Add(1) <= most {
				failed[c] = do(next.Add(1))
			}
		})
	}
	wg.Wait()
	return float64(min(made.Load(), most)) / time.Since(began).Seconds(), errors.Join(failed...)
}

// paced calls do at a rate per second, with at most 256 calls under way, and
// gives how long each took from the instant at which it was due, sorted. A
// machine that is too slow for the rate ends a fourth later with fewer calls.
func paced(rate int, lasts time.Duration, do func(n int, due time.Time) error) ([]time.Duration, error) {
	total := int(lasts.Seconds() * float64(rate))
	took, failed := make([]time.Duration, total), make([]error, total)
	slots := make(chan struct{}, 256)
	var wg sync.WaitGroup
	began := time.Now()
	made := 0
	for n := range total {
		if time.Since(began) > lasts+lasts/4 {
			break
		}
		made++
		due := began.Add(time.Duration(n) * time.Second / time.Duration(rate))
		time.Sleep(time.Until(due))
		slots <- struct{}{}
		wg.Go(func() {
			failed[n] = do(n, due)
			took[n] = time.Since(due)
			<-slots
		})
	}
	wg.Wait()
	took = took[:made]
	slices.Sort(took)
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return took, nil
}

// at gives a percentile of sorted times, in milliseconds.
func at(sorted []time.Duration, percent int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[min(len(sorted)*percent/100, len(sorted)-1)].Microseconds()) / 1000
}

// answering is the floor of what is asked over HTTP: a server that reads the
// body and gives an answer that it has already.
func answering(answer []byte) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = w.Write(answer)
	}))
}

// pause waits, or ends with the context.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
