package conversation

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// eraseMessages is how many messages one transaction of an erasure removes;
// each has a few statuses, reactions and amendments of its own.
const eraseMessages = 100

// Erased tells what one step of an erasure did.
type Erased struct {
	Conversation ids.ConversationID // whose row went, or ""
	More         bool               // there may be more to remove
}

// EraseSome removes a part of what is kept of a person: the messages of their
// conversations with all that belongs to them, then each emptied conversation;
// at last what they wrote in groups, and their reactions. At most about `most`
// rows go in one call.
func EraseSome(tx *db.Tx, project ids.ProjectID, person ids.ContactID, most int) (Erased, error) {
	var id ids.ConversationID
	err := tx.QueryRow(`SELECT id FROM conversations WHERE contact_id = $1 ORDER BY last_active_at DESC LIMIT 1`, person).Scan(&id)
	switch {
	case fault.Is(err, fault.NotFound):
		return eraseElsewhere(tx, project, person, most)
	case err != nil:
		return Erased{}, err
	}
	found, err := db.All(tx, scanErased, `SELECT id, number_id, wamid FROM messages WHERE conversation_id = $1 LIMIT 0 + $2`, id, eraseMessages)
	if err != nil || len(found) > 0 {
		return Erased{More: true}, firstError(err, func() error { return eraseAll(tx, found, most) })
	}
	return eraseEmptied(tx, id, most)
}

// CountOf counts the messages of a person's conversations until there are most.
func CountOf(tx *db.Tx, person ids.ContactID, most int) (n int64, err error) {
	err = tx.QueryRow(`SELECT count(*) FROM (SELECT 1 FROM conversations c JOIN messages m ON m.conversation_id = c.id
		WHERE c.contact_id = $1 LIMIT 0 + $2) AS counted`, person, most).Scan(&n)
	return n, err
}

// eraseEmptied removes a conversation without messages.
func eraseEmptied(tx *db.Tx, id ids.ConversationID, most int) (Erased, error) {
	for _, table := range []string{"activities", "assignments"} {
		n, err := tx.Exec(`DELETE FROM `+table+` WHERE id IN (SELECT id FROM `+table+` WHERE conversation_id = $1 LIMIT 0 + $2)`, id, most)
		if err != nil || n > 0 {
			return Erased{More: true}, err
		}
	}
	// What is left has a row for each person of the team at most; it goes with
	// the conversation.
	_, err := tx.Exec(`DELETE FROM conversations WHERE id = $1`, id)
	return Erased{Conversation: id, More: true}, err
}

func eraseElsewhere(tx *db.Tx, project ids.ProjectID, person ids.ContactID, most int) (Erased, error) {
	found, err := db.All(tx, scanErased, `SELECT m.id, m.number_id, m.wamid FROM conversations c JOIN messages m ON m.conversation_id = c.id
		WHERE c.project_id = $1 AND c.group_id <> '' AND m.contact_id = $2 LIMIT 0 + $3`, project, person, eraseMessages)
	if err != nil || len(found) > 0 {
		return Erased{More: true}, firstError(err, func() error { return eraseAll(tx, found, most) })
	}
	n, err := tx.Exec(`DELETE FROM reactions WHERE (target_wamid, number_id, sender) IN (
		SELECT target_wamid, number_id, sender FROM reactions WHERE sender = $1 LIMIT 0 + $2)`, person, most)
	return Erased{More: n > 0}, err
}

func firstError(err error, then func() error) error {
	if err != nil {
		return err
	}
	return then()
}

type erasedMessage struct {
	id     ids.MessageID
	number ids.NumberID
	wamid  *ids.WAMID
}

func scanErased(s db.Scanner) (m erasedMessage, err error) {
	err = s.Scan(&m.id, &m.number, &m.wamid)
	return m, err
}

// ofMessages are the tables whose rows belong to a message by its wamid, with
// their keys.
var ofMessages = []struct{ table, wamid, key string }{
	{"message_statuses", "wamid", "wamid, number_id, status, participant"},
	{"reactions", "target_wamid", "target_wamid, number_id, sender"},
	{"amendments", "target_wamid", "target_wamid, number_id, wamid"},
}

// eraseAll removes messages, after the rows that belong to them; where those
// are very many, the messages stay for the next call.
func eraseAll(tx *db.Tx, found []erasedMessage, most int) error {
	messages := make([]ids.MessageID, len(found))
	byNumber := map[ids.NumberID][]ids.WAMID{}
	for i, m := range found {
		messages[i] = m.id
		if m.wamid != nil {
			byNumber[m.number] = append(byNumber[m.number], *m.wamid)
		}
	}
	left := int64(most - len(found))
	for number, wamids := range byNumber {
		for _, of := range ofMessages {
			var w db.Where
			w.And("number_id = ?", number)
			w.And(of.wamid + " IN " + db.List(&w, wamids))
			n, err := tx.Exec(`DELETE FROM `+of.table+` WHERE (`+of.key+`) IN (SELECT `+of.key+` FROM `+of.table+` `+w.String()+w.Limit(int(left))+`)`, w.Args()...)
			if err != nil {
				return err
			}
			if left -= n; left <= 0 {
				return nil
			}
		}
	}
	var w db.Where
	w.And("last_message_id IN " + db.List(&w, messages))
	if _, err := tx.Exec(`UPDATE conversations SET last_message_text = '' `+w.String(), w.Args()...); err != nil {
		return err
	}
	var own db.Where
	own.And("id IN " + db.List(&own, messages))
	_, err := tx.Exec(`DELETE FROM messages `+own.String(), own.Args()...)
	return err
}

// EraseInGroups removes what WhatsApp told of a person as one of those who got
// the team's messages to groups, by one of their numbers and user ids. At most
// so many rows.
func EraseInGroups(tx *db.Tx, project ids.ProjectID, names []string, most int) (more bool, err error) {
	for _, name := range names {
		n, err := tx.Exec(`DELETE FROM message_statuses WHERE (wamid, number_id, status, participant) IN (
			SELECT s.wamid, s.number_id, s.status, s.participant FROM conversations c
			JOIN messages m ON m.conversation_id = c.id JOIN message_statuses s ON s.wamid = m.wamid AND s.number_id = m.number_id
			WHERE c.project_id = $1 AND c.group_id <> '' AND m.direction = 'outbound' AND (s.participant = $2 OR s.raw LIKE $3 ESCAPE '\')
			LIMIT 0 + $4)`, project, name, db.Contains(name), most)
		if err != nil || n > 0 {
			return true, err
		}
	}
	return false, nil
}

// EraseParked removes what waits for a message that never came and names a
// person by one of their numbers and user ids: statuses received from an
// instant on, edits and revokes. At most so many rows of each kind.
func EraseParked(tx *db.Tx, project ids.ProjectID, names []string, since time.Time, most int) (more bool, err error) {
	parked := []struct {
		table, wamid, key, text string
		since                   bool
	}{
		{"message_statuses", "wamid", "wamid, number_id, status, participant", "raw", true},
		{"amendments", "target_wamid", "target_wamid, number_id, wamid", "node", false},
	}
	for _, p := range parked {
		for _, name := range names {
			var w db.Where
			if p.since {
				w.And("p.received_at >= ?", clock.Millis(since))
			}
			w.And(`p.`+p.text+` LIKE ? ESCAPE '\'`, db.Contains(name))
			w.And("p.number_id IN (SELECT n.id FROM numbers n WHERE n.project_id = ?)", project)
			w.And("NOT EXISTS (SELECT 1 FROM messages m WHERE m.wamid = p." + p.wamid + " AND m.number_id = p.number_id)")
			n, err := tx.Exec(`DELETE FROM `+p.table+` WHERE (`+p.key+`) IN (SELECT `+p.key+` FROM `+p.table+` p `+w.String()+w.Limit(most)+`)`, w.Args()...)
			if err != nil || n > 0 {
				return true, err
			}
		}
	}
	return false, nil
}
