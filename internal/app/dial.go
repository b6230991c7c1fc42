package app

import (
	"net/url"

	"relevo/internal/clock"
	"relevo/internal/egress"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/whatsapp"
)

// Dialer gives the client that speaks to WhatsApp for a connection.
type Dialer func(Connection) (*whatsapp.Client, error)

// NewDialer makes clients whose requests pass the guard. The host of a number's
// Graph URL is the operator's word: it may be private. simulator gives the
// address of the built-in simulator of a number, "" when it does not run.
func NewDialer(guard *egress.Guard, clk clock.Clock, simulator func(ids.NumberID) string) Dialer {
	return func(c Connection) (*whatsapp.Client, error) {
		graph := c.Number.GraphURL
		if graph == BuiltInSimulator {
			graph = simulator(c.Number.ID)
		}
		if graph == "" {
			return nil, fault.New(fault.Unavailable, fault.CodeUnavailable, "This number belongs to the simulator, which is not running.")
		}
		var named []string
		if u, err := url.Parse(graph); err == nil && graph != DefaultGraphURL {
			named = []string{u.Host}
		}
		return whatsapp.New(whatsapp.Options{GraphURL: graph, Token: func() string { return c.Token },
			HTTP: guard.Client(egress.ClientOptions{AlsoAllow: named}), Clock: clk})
	}
}
