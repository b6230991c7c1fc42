package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"relevo/internal/fault"

	"github.com/centrifugal/centrifuge"
)

// connection is what the hub knows of a client. It does not change: another
// identity is another connection.
type connection struct {
	asked    Connect
	identity Identity
}

type connectionKey struct{}

func connectionOf(client *centrifuge.Client) *connection {
	c, _ := client.Context().Value(connectionKey{}).(*connection)
	return c
}

// connecting answers the connect frame.
func (h *Hub) connecting(ctx context.Context, e centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
	h.arrivals.Add(1)
	if !h.running.Load() {
		return centrifuge.ConnectReply{}, centrifuge.DisconnectShutdown
	}
	asked := askedOf(ctx)
	asked.Token = e.Token
	identity, err := h.authenticate(ctx, asked)
	if err != nil {
		return centrifuge.ConnectReply{}, h.refusedConnection(err)
	}
	if h.over(identity.ExpiresAt) {
		return centrifuge.ConnectReply{}, centrifuge.DisconnectInvalidToken
	}
	subscriptions := make(map[string]centrifuge.SubscribeOptions, len(identity.Channels))
	for _, channel := range identity.Channels {
		k, ok := kindOf(channel)
		if !ok {
			h.o.Log.Error("live identity with a channel of unknown kind")
			return centrifuge.ConnectReply{}, centrifuge.ErrorInternal
		}
		subscriptions[channel] = k.subscription()
	}
	return centrifuge.ConnectReply{
		Context:       context.WithValue(ctx, connectionKey{}, &connection{asked: asked, identity: identity}),
		Credentials:   &centrifuge.Credentials{UserID: identity.User, ExpireAt: h.nextCheck(identity.ExpiresAt).Unix()},
		Subscriptions: subscriptions,
	}, nil
}

func (h *Hub) authenticate(ctx context.Context, asked Connect) (Identity, error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	return h.o.Authenticate(ctx, asked)
}

// connected sets what a client can do: subscribe. It has no handler for
// publishing, calls, history or presence, which are therefore refused.
func (h *Hub) connected(client *centrifuge.Client) {
	h.arrivals.Add(1)
	client.OnSubscribe(func(e centrifuge.SubscribeEvent, answer centrifuge.SubscribeCallback) {
		k, ok := kindOf(e.Channel)
		if !ok {
			answer(centrifuge.SubscribeReply{}, centrifuge.ErrorUnknownChannel)
			return
		}
		if err := h.maySubscribe(client, e.Channel); err != nil {
			answer(centrifuge.SubscribeReply{}, err)
			return
		}
		answer(centrifuge.SubscribeReply{Options: k.subscription()}, nil)
	})
	client.OnRefresh(func(_ centrifuge.RefreshEvent, answer centrifuge.RefreshCallback) {
		answer(h.check(client))
	})
}

func (h *Hub) maySubscribe(client *centrifuge.Client, channel string) error {
	ctx, cancel := context.WithTimeout(client.Context(), askTimeout)
	defer cancel()
	err := h.o.MaySubscribe(ctx, connectionOf(client).identity, channel)
	switch {
	case err == nil:
		return nil
	case refusal(err):
		return centrifuge.ErrorPermissionDenied
	}
	h.o.Log.Warn("subscription not judged", "err", err)
	return centrifuge.ErrorInternal
}

// check asks again who a connection belongs to and what it may see.
func (h *Hub) check(client *centrifuge.Client) (centrifuge.RefreshReply, error) {
	c := connectionOf(client)
	identity, err := h.authenticate(client.Context(), c.asked)
	switch {
	case err != nil && refusal(err):
		return centrifuge.RefreshReply{Expired: true}, nil
	case err != nil:
		h.o.Log.Warn("live connection not checked again", "err", err)
		return h.refresh(c.identity.ExpiresAt)
	case !same(identity, c.identity):
		return centrifuge.RefreshReply{}, centrifuge.DisconnectForceReconnect
	}
	for _, channel := range client.Channels() {
		if slices.Contains(identity.Channels, channel) {
			continue
		}
		if errors.Is(h.maySubscribe(client, channel), centrifuge.ErrorPermissionDenied) {
			client.Unsubscribe(channel)
		}
	}
	return h.refresh(identity.ExpiresAt)
}

// refresh lets a connection live until the next check, or ends it when its
// right has ended.
func (h *Hub) refresh(expires time.Time) (centrifuge.RefreshReply, error) {
	if h.over(expires) {
		return centrifuge.RefreshReply{Expired: true}, nil
	}
	return centrifuge.RefreshReply{ExpireAt: h.nextCheck(expires).Unix()}, nil
}

func (h *Hub) over(expires time.Time) bool {
	return !expires.IsZero() && !h.o.Clock.Now().Before(expires)
}

// nextCheck is the earlier of a re-check and the expiry, rounded up to the
// engine's seconds so that the check finds an expired right expired.
func (h *Hub) nextCheck(expires time.Time) time.Time {
	next := h.o.Clock.Now().Add(h.o.Recheck)
	if !expires.IsZero() && expires.Before(next) {
		next = expires
	}
	return next.Add(time.Second - time.Nanosecond).Truncate(time.Second)
}

// same reports whether two answers describe one connection; a session that was
// prolonged is the same.
func same(a, b Identity) bool {
	return a.User == b.User && a.Session == b.Session &&
		slices.Equal(slices.Sorted(slices.Values(a.Channels)), slices.Sorted(slices.Values(b.Channels)))
}

// refusal tells an answer from a failure to answer.
func refusal(err error) bool {
	return fault.Is(err, fault.Unauthenticated) || fault.Is(err, fault.Forbidden) || fault.Is(err, fault.NotFound)
}

// refusedConnection gives the client a terminal code for a refusal (from 3500
// on it does not come back) and lets it try again after a failure.
func (h *Hub) refusedConnection(err error) error {
	switch {
	case fault.Is(err, fault.Unauthenticated):
		return centrifuge.DisconnectInvalidToken
	case refusal(err):
		return centrifuge.DisconnectPermissionDenied
	}
	h.o.Log.Warn("live connection not judged", "err", fmt.Errorf("authenticate: %w", err))
	return centrifuge.ErrorInternal
}
