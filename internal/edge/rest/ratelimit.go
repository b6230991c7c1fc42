package rest

import (
	"container/list"
	"context"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"relevo/internal/clock"
	"relevo/internal/fault"
	"relevo/internal/policy"

	"golang.org/x/time/rate"
)

// limiters holds one token bucket per name, the most recently used ones only:
// a bucket that was forgotten starts full.
type limiters struct {
	clock    clock.Clock
	most     int
	interval time.Duration // in which one token comes back
	burst    int

	mu     sync.Mutex
	byName map[string]*list.Element
	recent *list.List // of *bucket, most recently used first
}

type bucket struct {
	name    string
	limiter *rate.Limiter
}

func newLimiters(c clock.Clock, most int, interval time.Duration, burst int) *limiters {
	return &limiters{clock: c, most: most, interval: interval, burst: burst, byName: map[string]*list.Element{}, recent: list.New()}
}

func (l *limiters) of(name string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if element, found := l.byName[name]; found {
		l.recent.MoveToFront(element)
		return element.Value.(*bucket).limiter
	}
	b := &bucket{name, rate.NewLimiter(rate.Every(l.interval), l.burst)}
	l.byName[name] = l.recent.PushFront(b)
	if l.recent.Len() > l.most {
		oldest := l.recent.Remove(l.recent.Back()).(*bucket)
		delete(l.byName, oldest.name)
	}
	return b.limiter
}

// take uses one token. When there is none it says after how many whole seconds
// there will be; remaining is what is left.
func (l *limiters) take(name string) (remaining int, retryAfter int, ok bool) {
	limiter, now := l.of(name), l.clock.Now()
	ok = limiter.AllowN(now, 1)
	tokens := limiter.TokensAt(now)
	if !ok {
		retryAfter = max(int(math.Ceil((1-tokens)*l.interval.Seconds())), 1)
	}
	return max(int(tokens), 0), retryAfter, ok
}

// limitKey counts a request of an API key and tells the key where it stands.
func (s *Server) limitKey(w http.ResponseWriter, actor policy.Actor) error {
	if s.keys == nil {
		return nil
	}
	remaining, retryAfter, ok := s.keys.take(actor.ID)
	h := w.Header()
	h.Set("X-RateLimit-Limit", strconv.Itoa(s.keys.burst))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(remaining))
	if ok {
		return nil
	}
	return limited("This API key made too many requests.", retryAfter)
}

// LimitLogIn counts an attempt to log in from the request's address, and from
// it as this email; too many of either give a rate_limited fault.
func (s *Server) LimitLogIn(ctx context.Context, email string) error {
	address := clientAddress(RequestOf(ctx))
	_, retryAfter, ok := s.logins.take(address + " " + strings.ToLower(strings.TrimSpace(email)))
	if ok {
		_, retryAfter, ok = s.addresses.take(address)
	}
	if ok {
		return nil
	}
	return limited("Too many attempts to log in.", retryAfter)
}

func limited(message string, retryAfter int) error {
	return fault.New(fault.RateLimited, fault.CodeRateLimited, message+" Try again in "+strconv.Itoa(retryAfter)+" s.").
		With(FieldRetryAfter, retryAfter)
}

// clientAddress gives the peer's address, or what a proxy on this machine says
// about it: the last entry of X-Forwarded-For, which the proxy itself wrote.
func clientAddress(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return host
	}
	entries := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	if last := strings.TrimSpace(entries[len(entries)-1]); last != "" {
		return last
	}
	return host
}
