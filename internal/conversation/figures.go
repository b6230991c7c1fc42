package conversation

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
)

// FiguresOf is how many of the latest messages of a number its figures count
// at most, so that they cost the same however much it sends.
const FiguresOf = 10_000

// Figures are how far the messages came that left by a number: those that
// WhatsApp took, and of them those delivered and read; and those that failed.
type Figures struct{ Sent, Delivered, Read, Failed int64 }

// NumberFigures counts the messages that left by a number in the last 24 hours
// and the last seven days, by their place in time. Complete is false where
// there were more than FiguresOf: the latest of them are counted.
type NumberFigures struct {
	Day, Week Figures
	Complete  bool
}

// CountSent counts the messages that left by a number, by their status now.
func CountSent(tx *db.Tx, number ids.NumberID) (f NumberFigures, err error) {
	type group struct {
		status string
		today  int
		count  int64
	}
	day, week := clock.Millis(tx.Now().Add(-24*time.Hour)), clock.Millis(tx.Now().Add(-7*24*time.Hour))
	groups, err := db.All(tx, func(s db.Scanner) (g group, err error) {
		return g, s.Scan(&g.status, &g.today, &g.count)
	}, `SELECT status, today, count(*) FROM (SELECT status, CASE WHEN at >= $3 THEN 1 ELSE 0 END AS today FROM messages
			WHERE number_id = $1 AND direction = 'outbound' AND at >= $2 ORDER BY at DESC LIMIT 0 + $4) AS latest
		GROUP BY status, today`, number, week, day, FiguresOf)
	var all int64
	for _, g := range groups {
		all += g.count
		f.Week.add(g.status, g.count)
		if g.today == 1 {
			f.Day.add(g.status, g.count)
		}
	}
	f.Complete = all < FiguresOf
	return f, err
}

func (f *Figures) add(status string, count int64) {
	switch status {
	case "failed":
		f.Failed += count
		return
	case "read", "played":
		f.Read += count
		fallthrough
	case "delivered":
		f.Delivered += count
		fallthrough
	case "sent":
		f.Sent += count
	}
}
