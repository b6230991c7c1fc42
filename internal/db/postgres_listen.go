package db

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// bellChannel is the one NOTIFY channel; the payload is "node bell".
const bellChannel = "relevo_bell"

// Waits between attempts to reach the server again.
const (
	firstReconnect = 100 * time.Millisecond
	lastReconnect  = 5 * time.Second
)

// listen starts the connection that hears other nodes, with the first listener.
func (e *pgEngine) listen() {
	e.once.Do(func() { e.tenders.Go(e.tend) })
}

// tend keeps one listening connection until the database closes.
func (e *pgEngine) tend() {
	wait := firstReconnect
	for e.life.Err() == nil {
		heard, err := e.hear()
		if e.life.Err() != nil {
			return
		}
		if heard {
			wait = firstReconnect
		}
		e.db.log.Warn("database notifications interrupted", "error", err, "again_in", wait)
		select {
		case <-time.After(wait):
		case <-e.life.Done():
			return
		}
		wait = min(2*wait, lastReconnect)
	}
}

// hear listens until the connection breaks and reports whether it ever stood.
func (e *pgEngine) hear() (heard bool, err error) {
	conn, err := pgx.ConnectConfig(e.life, e.config.Copy())
	if err != nil {
		return false, err
	}
	defer func() {
		farewell, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		conn.Close(farewell)
	}()
	if _, err := conn.Exec(e.life, "LISTEN "+bellChannel); err != nil {
		return false, err
	}
	e.db.bells.ringAll() // what rang until now was not heard
	for {
		notice, err := conn.WaitForNotification(e.life)
		if err != nil {
			return true, err
		}
		node, bell, _ := strings.Cut(notice.Payload, " ")
		if node != e.node { // our own rings need no round trip
			e.db.bells.ring([]string{bell})
		}
	}
}
