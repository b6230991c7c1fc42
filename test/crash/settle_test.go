package crash

import (
	"net/http"
	"time"

	"relevo/internal/db"
)

// query reads rows of one text each.
func (w *world) query(sql string, args ...any) (rows []string) {
	w.Helper()
	must(w.T, w.db.Read(w.ctx, func(tx *db.Tx) (err error) {
		rows, err = db.All(tx, func(s db.Scanner) (text string, err error) { return text, s.Scan(&text) }, sql, args...)
		return err
	}))
	return rows
}

func (w *world) count(sql string) (n int) {
	w.Helper()
	must(w.T, w.db.Read(w.ctx, func(tx *db.Tx) error { return tx.QueryRow(sql).Scan(&n) }))
	return n
}

// settled waits until nothing is left to be done, at WhatsApp or here. It makes
// time pass for the simulator's repeated webhooks and, once all of them have
// come, for sends that wait for a status in vain.
func (w *world) settled() {
	w.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for still, turn := 0, 0; still < 2; turn++ {
		waiting := 0
		left := w.left()
		if left == 0 || turn%8 == 0 { // the simulator's list is long under load
			if waiting = w.undelivered(); waiting == 0 {
				w.hurryReconciliation()
				left = w.left() // what has been delivered since the first count is a job now
			}
		}
		if still++; waiting+left > 0 {
			still = 0
		}
		if still < 2 && (waiting > 0 || left == 0) { // after the last move nothing may be left: what it made due is a webhook already
			w.tell(http.MethodPost, "/clock", map[string]any{"advance": "2s"}, nil)
		}
		select {
		case <-tick.C:
		case <-w.server.Gone():
			w.Fatalf("the server has ended:\n%s", w.server.Log())
		case <-w.ctx.Done():
			w.Fatalf("%d webhooks and %d jobs and events are left: %s\n%s", waiting, left,
				w.query(`SELECT kind || ' ' || attempt || ' ' || last_error FROM jobs WHERE kind <> 'end_silence'`), w.server.Log())
		}
	}
}

// left counts the jobs and events that are not done.
func (w *world) left() int {
	w.Helper()
	return w.count(`SELECT (SELECT COUNT(*) FROM jobs WHERE kind <> 'end_silence') + (SELECT COUNT(*) FROM events WHERE pos IS NULL)
		+ (SELECT COUNT(*) FROM cursors, event_log WHERE cursors.pos < event_log.last_pos)`)
}

// hurryReconciliation lets the minute pass for which a send without an answer
// waits for its status.
func (w *world) hurryReconciliation() {
	must(w.T, w.db.Write(w.ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE jobs SET run_at = $1, due_at = $1 WHERE kind = 'reconcile_send' AND lease = '' AND run_at > $1`, tx.NowMillis())
		return err
	}))
}
