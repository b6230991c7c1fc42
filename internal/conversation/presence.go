package conversation

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// PresenceLease is how long somebody counts as present after a screen said so.
// Screens say so again before it is over.
const PresenceLease = 10 * time.Second

// BellPresence rings when somebody came, left, or began or ended writing; not
// when a lease is renewed.
const BellPresence = "presence"

// presenceKept is how long a lease that ran out lies before it is removed.
const presenceKept = time.Minute

// Presence is a person who looks at a conversation on one of their screens.
type Presence struct {
	ConversationID ids.ConversationID
	ProjectID      ids.ProjectID
	UserID         ids.UserID
	Screen         string // a window's own random id
	Typing         bool
	ExpiresAt      time.Time
}

// KeepPresence begins or renews a lease: one row, however long somebody stays.
func KeepPresence(tx *db.Tx, p Presence) error {
	now := tx.NowMillis()
	var changed int64
	err := tx.QueryRow(`INSERT INTO presences (conversation_id, user_id, screen, typing, changed_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (conversation_id, user_id, screen) DO UPDATE SET typing = excluded.typing, expires_at = excluded.expires_at,
			changed_at = CASE WHEN presences.typing <> excluded.typing OR presences.expires_at <= excluded.changed_at
				THEN excluded.changed_at ELSE presences.changed_at END
		RETURNING changed_at`,
		p.ConversationID, p.UserID, p.Screen, flag(p.Typing), now, clock.Millis(tx.Now().Add(PresenceLease))).Scan(&changed)
	if err != nil || changed != now {
		return err
	}
	tx.Ring(BellPresence)
	_, err = tx.Exec(`DELETE FROM presences WHERE expires_at <= $1`, clock.Millis(tx.Now().Add(-presenceKept)))
	return err
}

// EndPresence ends a lease before its time.
func EndPresence(tx *db.Tx, conversation ids.ConversationID, user ids.UserID, screen string) error {
	rows, err := tx.Exec(`DELETE FROM presences WHERE conversation_id = $1 AND user_id = $2 AND screen = $3`, conversation, user, screen)
	if rows > 0 {
		tx.Ring(BellPresence)
	}
	return err
}

const presenceFrom = `SELECT p.conversation_id, c.project_id, p.user_id, p.screen, p.typing, p.expires_at
	FROM presences p JOIN conversations c ON c.id = p.conversation_id `

func scanPresence(s db.Scanner) (p Presence, err error) {
	var typing, expires int64
	err = s.Scan(&p.ConversationID, &p.ProjectID, &p.UserID, &p.Screen, &typing, &expires)
	p.Typing, p.ExpiresAt = typing == 1, clock.FromMillis(expires)
	return p, err
}

const presenceOrder = ` ORDER BY p.conversation_id, p.user_id, p.screen`

// Presences gives who is present in scope now, by conversation and person.
func Presences(tx *db.Tx, scope policy.Scope) ([]Presence, error) {
	var w db.Where
	inScope(&w, scope)
	w.And("p.expires_at > ?", tx.NowMillis())
	return db.All(tx, scanPresence, presenceFrom+w.String()+presenceOrder, w.Args()...)
}

// AllPresences gives who is present anywhere, without a scope; for Relevo's
// own work.
func AllPresences(tx *db.Tx) ([]Presence, error) {
	return db.All(tx, scanPresence, presenceFrom+`WHERE p.expires_at > $1`+presenceOrder, tx.NowMillis())
}
