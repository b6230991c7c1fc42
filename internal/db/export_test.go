package db

import "time"

// SetWriteLimit changes the deadline of each write; before the first one.
func (d *DB) SetWriteLimit(limit time.Duration) {
	switch e := d.engine.(type) {
	case *liteEngine:
		e.writer.limit = limit
	case *pgEngine:
		e.limit = limit
	}
}

// Statements tells how many statements the transaction's connection has
// prepared; SQLite only.
func (t *Tx) Statements() int { return len(t.run.(*session).statements) }

// MaxStatements is the bound of that cache.
const MaxStatements = maxStatements

// GroupLimit is the most writes in one commit.
const GroupLimit = groupLimit

// CloseIdleReaders sweeps as after the idle time.
func (d *DB) CloseIdleReaders() (left int) {
	r := d.engine.(*liteEngine).readers
	r.closeIdle()
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.idle)
}

// WatchesOnce tells whether the transaction's connection can be interrupted
// without the driver's watching each statement; SQLite only.
func (t *Tx) WatchesOnce() bool { return t.run.(*session).handle != 0 }

// ForgetHandle makes the connection one whose handle is not known, from its
// next transaction on; SQLite only.
func (t *Tx) ForgetHandle() { t.run.(*session).handle = 0 }

// Plain gives a statement as the SQLite driver gets it.
func Plain(query string) string { return plain(query) }
