package conversation

import (
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// MarkSeen records that a person has seen a conversation up to a message (or
// all of it, with an empty id). Seeing never goes backwards by this.
func MarkSeen(tx *db.Tx, c Conversation, user ids.UserID, upTo *Message) error {
	count := c.InboundCount
	if upTo != nil {
		var later int64
		err := tx.QueryRow(`SELECT count(*) FROM messages WHERE conversation_id = $1 AND direction = 'inbound'
			AND type NOT IN ('reaction', 'system') AND (at, arrival, id) > ($2, $3, $4)`,
			c.ID, upTo.At.UnixMilli(), upTo.Arrival, upTo.ID).Scan(&later)
		if err != nil {
			return err
		}
		count -= later
	}
	return setSeen(tx, c.ID, user, count, true)
}

// MarkUnread makes the newest inbound message of a conversation unseen.
func MarkUnread(tx *db.Tx, c Conversation, user ids.UserID) error {
	return setSeen(tx, c.ID, user, max(0, c.InboundCount-1), false)
}

func setSeen(tx *db.Tx, id ids.ConversationID, user ids.UserID, count int64, onlyForwards bool) error {
	value := "excluded.seen_count"
	if onlyForwards {
		value = tx.Greatest() + "(conversation_seen.seen_count, excluded.seen_count)"
	}
	_, err := tx.Exec(`INSERT INTO conversation_seen (conversation_id, user_id, seen_count) VALUES ($1, $2, $3)
		ON CONFLICT (conversation_id, user_id) DO UPDATE SET seen_count = `+value, id, user, count)
	return err
}

// Words is what a person has begun to write, and which message it answers; ""
// for none.
type Words struct {
	Text    string
	ReplyTo string
}

// Draft reads what a person has begun to write; no words without a draft.
func Draft(tx *db.Tx, id ids.ConversationID, user ids.UserID) (w Words, err error) {
	err = tx.QueryRow(`SELECT text, reply_to FROM drafts WHERE conversation_id = $1 AND user_id = $2`, id, user).Scan(&w.Text, &w.ReplyTo)
	if fault.Is(err, fault.NotFound) {
		return Words{}, nil
	}
	return w, err
}

// OwnDraft is what a person has begun to write, and where.
type OwnDraft struct {
	ConversationID ids.ConversationID
	Words
}

// Drafts gives a person's drafts in scope, the latest first, at most so many.
func Drafts(tx *db.Tx, scope policy.Scope, user ids.UserID, most int) ([]OwnDraft, error) {
	var w db.Where
	w.And("d.user_id = ?", user)
	inScope(&w, scope)
	return db.All(tx, func(s db.Scanner) (d OwnDraft, err error) { return d, s.Scan(&d.ConversationID, &d.Text, &d.ReplyTo) },
		`SELECT d.conversation_id, d.text, d.reply_to FROM drafts d JOIN conversations c ON c.id = d.conversation_id `+w.String()+
			` ORDER BY d.updated_at DESC, d.conversation_id`+w.Limit(most), w.Args()...)
}

// SaveDraft keeps what a person has begun to write; no words remove it.
func SaveDraft(tx *db.Tx, id ids.ConversationID, user ids.UserID, w Words) error {
	if w == (Words{}) {
		_, err := tx.Exec(`DELETE FROM drafts WHERE conversation_id = $1 AND user_id = $2`, id, user)
		return err
	}
	_, err := tx.Exec(`INSERT INTO drafts (conversation_id, user_id, text, reply_to, updated_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (conversation_id, user_id) DO UPDATE SET text = excluded.text, reply_to = excluded.reply_to, updated_at = excluded.updated_at`,
		id, user, w.Text, w.ReplyTo, tx.NowMillis())
	return err
}
