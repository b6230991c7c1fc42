package conversation

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/whatsapp"
)

// Add puts a message into its thread and moves the list columns on. It
// reports false, and changes nothing, when the number has a message with this
// wamid already: WhatsApp delivers at least once. The caller gives everything
// but CreatedAt, with the receipt in At. The place is the earlier of that and
// ProviderAt, as far as ProviderAt tells: it has whole seconds.
func Add(tx *db.Tx, t Thread, m Message) (added bool, err error) {
	if m.Direction == Outbound && m.WAMID != "" { // an echo, which has statuses too
		if err := lockStatuses(tx, m.WAMID); err != nil {
			return false, err
		}
	}
	m.At = earlier(endOfSecond(m.ProviderAt), m.At)
	rows, err := tx.Exec(`INSERT INTO messages (id, project_id, number_id, conversation_id, contact_id, wamid, direction, origin,
		type, node, text, context_wamid, media_id, status, status_rank, outcome, errors, client_id, actor,
		arrival, at, provider_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
		ON CONFLICT DO NOTHING`,
		m.ID, m.ProjectID, m.NumberID, t.ID, m.ContactID, text(string(m.WAMID)), m.Direction, m.Origin,
		m.Type, string(m.Node), m.Text, text(string(m.ContextWAMID)), text(string(m.MediaID)), m.Status, whatsapp.StatusRank(m.Status),
		m.Outcome, "[]", text(m.ClientID), m.Actor,
		m.Arrival, clock.Millis(m.At), clock.Millis(m.ProviderAt), tx.NowMillis())
	if err != nil || rows == 0 {
		return false, err
	}
	return true, advance(tx, t, m)
}

// advance moves the list columns of a conversation on for one new message. A
// reaction counts as a message, but neither as unread nor as the last line: it
// makes no bubble.
func advance(tx *db.Tx, t Thread, m Message) error {
	at, told := clock.Millis(m.At), clock.Millis(earlier(m.ProviderAt, m.At))
	inbound, unread := 0, 0
	if m.Direction == Inbound {
		inbound = 1
	}
	if inbound == 1 && m.Type != "reaction" && m.Type != "system" {
		unread = 1
	}
	opens := inbound == 1 && opensWindow(m.Type)
	newest := m.Type != "reaction" && (t.lastAt == nil || at > *t.lastAt || at == *t.lastAt && m.Arrival >= t.lastOrder)
	if newest {
		_, err := tx.Exec(`UPDATE conversations SET messages_count = messages_count + 1, inbound_count = inbound_count + $1,
			inbound_at_outbound = CASE WHEN $2 = 1 THEN inbound_at_outbound ELSE inbound_count END,
			last_message_id = $3, last_message_wamid = $4, last_message_type = $5, last_message_direction = $6,
			last_message_status = $7, last_message_text = $8, last_message_at = $9, last_message_order = $10,
			last_inbound_at = CASE WHEN $11 = 1 THEN `+tx.Greatest()+`(coalesce(last_inbound_at, 0), $12) ELSE last_inbound_at END,
			last_outbound_at = CASE WHEN $2 = 0 THEN `+tx.Greatest()+`(coalesce(last_outbound_at, 0), $12) ELSE last_outbound_at END,
			`+activity(tx, t, told, "$12")+`version = version + 1, updated_at = $13 WHERE id = $14`,
			unread, inbound, m.ID, text(string(m.WAMID)), m.Type, m.Direction, m.Status, m.Text, at, m.Arrival,
			flag(opens), told, tx.NowMillis(), t.ID)
		return err
	}
	_, err := tx.Exec(`UPDATE conversations SET messages_count = messages_count + 1, inbound_count = inbound_count + $1,
		last_inbound_at = CASE WHEN $2 = 1 THEN `+tx.Greatest()+`(coalesce(last_inbound_at, 0), $3) ELSE last_inbound_at END,
		`+activity(tx, t, told, "$3")+`version = version + 1, updated_at = $4 WHERE id = $5`,
		unread, flag(opens), told, tx.NowMillis(), t.ID)
	return err
}

// activity gives the clause that moves the time of the last activity to an
// argument, and nothing when it is as late: most of the indexes have that time,
// and of the messages of one second, WhatsApp's unit, only the first moves it.
func activity(tx *db.Tx, t Thread, told int64, mark string) string {
	if told <= t.lastActive {
		return ""
	}
	return "last_active_at = " + tx.Greatest() + "(last_active_at, " + mark + "), "
}

// opensWindow reports whether an inbound message of this type starts the 24
// hours anew. System messages come from WhatsApp, not from the person.
func opensWindow(kind string) bool { return kind != "system" }

// endOfSecond is the latest that an instant given in whole seconds, as WhatsApp
// gives them, can mean. Zero stays zero.
func endOfSecond(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Truncate(time.Second).Add(time.Second - time.Millisecond)
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
