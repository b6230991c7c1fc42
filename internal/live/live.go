// Package live is the realtime engine: it carries what happened to the screens
// that may see it.
//
// It promises that a subscriber gets the publications of a channel in order,
// without a gap, or is told that there is one; that nobody subscribes without
// a check and nobody publishes from outside; and that a right that was taken
// away ends the connection, at once where Disconnect is called and within the
// time of a re-check everywhere else. It keeps nothing: publications come from
// the event log, each payload carries the position `pos` that its publisher
// gave it, and a client that is told of a gap reads the log from its last
// `pos`. It knows channels, not what they are about. May import fault, clock,
// Prometheus's client and centrifuge, which no other package imports.
package live

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"sync/atomic"
	"time"

	"relevo/internal/clock"

	"github.com/centrifugal/centrifuge"
	"github.com/prometheus/client_golang/prometheus"
)

// Connect is what a client shows when it connects.
type Connect struct {
	Token  string      // of the connect frame; "" when the cookie is the proof
	Header http.Header // Cookie, Authorization and X-Api-Key of the HTTP request
	Query  url.Values  // of the HTTP request
	Origin string      // of the HTTP request; "" when the client is no browser
}

// Identity is who a connection belongs to.
type Identity struct {
	User      string    // for Disconnect
	Session   string    // for DisconnectSession; "" when there is none
	ExpiresAt time.Time // end of the right to be connected; zero: none
	Channels  []string  // subscribed by the server, at most 128
}

// Options configures a Hub. Authenticate and MaySubscribe are needed.
type Options struct {
	Log   *slog.Logger // nil: no log
	Clock clock.Clock  // nil: the system's

	// Authenticate tells who connects. It is asked again every Recheck and when
	// ExpiresAt has come; another user, session or list of channels then makes
	// the client connect anew. A fault of kind Unauthenticated, Forbidden or
	// NotFound ends the connection for good; any other error lets the client
	// try again, and leaves a connection that stands until it expires.
	Authenticate func(context.Context, Connect) (Identity, error)
	// MaySubscribe allows one channel that the client asks for, and is asked
	// again at each re-check. The same faults are answered with code 103
	// (permission denied), other errors as temporary.
	MaySubscribe func(ctx context.Context, who Identity, channel string) error
	// CheckOrigin judges the Origin of every request; nil allows the request's
	// own host and requests without Origin.
	CheckOrigin func(*http.Request) bool
	// Recheck is the time between two re-checks of a connection, in whole
	// seconds; 0: 10 min.
	Recheck time.Duration
	// Metrics receives the engine's own metrics; nil: a registry nobody reads.
	Metrics *prometheus.Registry
}

const (
	queueBytes    = 1 << 20 // per client; who lags more is cut and recovers
	channelLimit  = 128     // per client
	recoveryLimit = 500     // publications in one recovery
	recheck       = 10 * time.Minute
	askTimeout    = 10 * time.Second // for Authenticate and MaySubscribe
	staleDelay    = 10 * time.Second // from the socket to its connect frame
	drainTimeout  = 5 * time.Second
	// positionTTL is how long the engine knows the position of a silent
	// channel; a client that was away longer is told of a gap.
	positionTTL = time.Hour
)

// Hub holds the connections of this process.
type Hub struct {
	o       Options
	node    *centrifuge.Node
	running atomic.Bool

	arrivals atomic.Int64     // steps of clients on their way in
	skipped  map[string]int64 // arrivals when a channel's gap was made
}

// New makes a hub; Start must be called before it serves or publishes.
func New(o Options) (*Hub, error) {
	if o.Authenticate == nil || o.MaySubscribe == nil {
		return nil, fmt.Errorf("make live hub: Authenticate and MaySubscribe are needed")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.CheckOrigin == nil {
		o.CheckOrigin = sameHost
	}
	if o.Recheck == 0 {
		o.Recheck = recheck
	}
	if o.Metrics == nil {
		o.Metrics = prometheus.NewRegistry()
	}
	node, err := centrifuge.New(centrifuge.Config{
		Name:                        "relevo",
		LogLevel:                    centrifuge.LogLevelWarn,
		LogHandler:                  logger(o.Log),
		ClientStaleCloseDelay:       staleDelay,
		ClientQueueMaxSize:          queueBytes,
		ClientChannelLimit:          channelLimit,
		ChannelMaxLength:            channelLength,
		RecoveryMaxPublicationLimit: recoveryLimit,
		HistoryMetaTTL:              positionTTL,
		Metrics:                     centrifuge.MetricsConfig{MetricsNamespace: "relevo_live", RegistererGatherer: o.Metrics},
	})
	if err != nil {
		return nil, fmt.Errorf("make live hub: %w", err)
	}
	h := &Hub{o: o, node: node, skipped: map[string]int64{}}
	node.OnConnecting(h.connecting)
	node.OnConnect(h.connected)
	return h, nil
}

// Start lets connections in.
func (h *Hub) Start() error {
	if err := h.node.Run(); err != nil {
		return fmt.Errorf("start live hub: %w", err)
	}
	h.running.Store(true)
	return nil
}

// Stop lets nobody in any more, delivers what is queued and tells each client
// to connect again, to another node or after the restart. It waits at most 5 s
// for clients to answer. A stopped hub does not start again.
func (h *Hub) Stop() {
	h.running.Store(false)
	ctx, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	if err := h.node.Shutdown(ctx); err != nil {
		h.o.Log.Warn("live connections did not all close in time", "err", err)
	}
	for _, late := range h.node.Hub().Connections() { // connected while the others were closed
		late.Disconnect(centrifuge.DisconnectShutdown)
	}
}

// Publish sends a JSON payload to the subscribers of a channel on this node
// and keeps it for those who are away for a moment. Call it in the order of
// `pos`, from one goroutine for each channel. A hub that does not run, an unknown kind of
// channel and a payload that is no JSON are errors.
func (h *Hub) Publish(channel string, payload []byte) error {
	k, ok := kindOf(channel)
	switch {
	case !ok:
		return fmt.Errorf("publish to channel of unknown kind")
	case !json.Valid(payload):
		return fmt.Errorf("publish what is no JSON")
	case !h.running.Load():
		return fmt.Errorf("publish: the live hub does not run")
	}
	var options []centrifuge.PublishOption
	if k.history > 0 {
		options = append(options, centrifuge.WithHistory(k.history, k.keep))
	}
	if _, err := h.node.Publish(channel, payload, options...); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	return nil
}

// Disconnect makes the connections of a user on this node connect again, and
// so be judged by the rights of now. Call it after the change is committed.
func (h *Hub) Disconnect(user string) {
	h.end(centrifuge.DisconnectForceReconnect, func(i Identity) bool { return i.User == user })
}

// DisconnectSession ends the connections of a session on this node for good.
// Call it after the session's end is committed.
func (h *Hub) DisconnectSession(session string) {
	h.end(centrifuge.DisconnectInvalidToken, func(i Identity) bool { return session != "" && i.Session == session })
}

func (h *Hub) end(how centrifuge.Disconnect, whose func(Identity) bool) {
	for _, client := range h.node.Hub().Connections() {
		if c := connectionOf(client); c != nil && whose(c.identity) {
			client.Disconnect(how)
		}
	}
}

// Clients counts the connections of this node.
func (h *Hub) Clients() int { return h.node.Hub().NumClients() }

// Present lists the users who are subscribed to a conversation's channel on
// this node, sorted. Clients cannot ask for it themselves.
func (h *Hub) Present(channel string) ([]string, error) {
	result, err := h.node.Presence(channel)
	if err != nil {
		return nil, fmt.Errorf("list who is present: %w", err)
	}
	var users []string
	for _, info := range result.Presence {
		users = append(users, info.UserID)
	}
	slices.Sort(users)
	return slices.Compact(users), nil
}
