package conversation

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
)

// Reaction is the present reaction of one sender to one message. An empty
// Emoji is a removal.
type Reaction struct {
	NumberID  ids.NumberID
	Target    ids.WAMID
	Sender    string // contact id, or "business"
	Emoji     string
	Direction string
	At        time.Time
}

// React keeps the latest reaction of a sender, whether or not the target is
// known yet. An older one than the present changes nothing.
func React(tx *db.Tx, r Reaction) error {
	_, err := tx.Exec(`INSERT INTO reactions (number_id, target_wamid, sender, emoji, direction, at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (target_wamid, number_id, sender) DO UPDATE SET emoji = excluded.emoji, at = excluded.at
		WHERE excluded.at >= reactions.at`, r.NumberID, r.Target, r.Sender, r.Emoji, r.Direction, clock.Millis(r.At))
	return err
}

// ReactionsOf reads the present reactions to several messages, oldest first.
func ReactionsOf(tx *db.Tx, wamids []ids.WAMID) ([]Reaction, error) {
	if len(wamids) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And("target_wamid IN " + db.List(&w, wamids))
	w.And("emoji <> ''")
	return db.All(tx, func(s db.Scanner) (r Reaction, err error) {
		var at int64
		err = s.Scan(&r.NumberID, &r.Target, &r.Sender, &r.Emoji, &r.Direction, &at)
		r.At = clock.FromMillis(at)
		return r, err
	}, `SELECT number_id, target_wamid, sender, emoji, direction, at FROM reactions `+w.String()+` ORDER BY at, sender`, w.Args()...)
}
