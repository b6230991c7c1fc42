package conversation

import (
	"encoding/json"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/whatsapp"
)

// The kinds of amendment.
const (
	Edit   = "edit"
	Revoke = "revoke"
)

// Amendment is an edit or a revocation of a message by its sender. It may
// arrive before its target, and a revocation is final whatever the order.
type Amendment struct {
	NumberID ids.NumberID
	Target   ids.WAMID
	WAMID    ids.WAMID // of the amendment itself
	Kind     string
	Type     string          // of the new content
	Node     json.RawMessage // WhatsApp's message object with the new content
	Text     string
	At       time.Time
}

// RecordAmendment keeps an amendment, once. It reports false for a repeat.
func RecordAmendment(tx *db.Tx, a Amendment) (bool, error) {
	rows, err := tx.Exec(`INSERT INTO amendments (number_id, target_wamid, wamid, kind, type, node, text, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		a.NumberID, a.Target, a.WAMID, a.Kind, a.Type, string(a.Node), a.Text, clock.Millis(a.At))
	return rows == 1, err
}

// AmendmentTargets gives the messages of some wamids that have amendments.
func AmendmentTargets(tx *db.Tx, wamids []ids.WAMID) ([]EditTarget, error) {
	if len(wamids) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And("target_wamid IN " + db.List(&w, wamids))
	return db.All(tx, func(s db.Scanner) (t EditTarget, err error) { return t, s.Scan(&t.NumberID, &t.WAMID) },
		`SELECT DISTINCT number_id, target_wamid FROM amendments `+w.String()+` ORDER BY target_wamid, number_id`, w.Args()...)
}

// ApplyAmendments brings a message to its newest edit, or empties it when it
// was revoked. It reports whether anything changed. The text before an edit is
// kept with the edit; what was revoked is erased.
func ApplyAmendments(tx *db.Tx, m Message) (changed bool, err error) {
	if m.WAMID == "" || m.RevokedAt != nil {
		return false, nil
	}
	all, err := db.All(tx, func(s db.Scanner) (a Amendment, err error) {
		var node string
		var at int64
		err = s.Scan(&a.NumberID, &a.Target, &a.WAMID, &a.Kind, &a.Type, &node, &a.Text, &at)
		a.Node, a.At = json.RawMessage(node), clock.FromMillis(at)
		return a, err
	}, `SELECT number_id, target_wamid, wamid, kind, type, node, text, at FROM amendments
		WHERE target_wamid = $1 AND number_id = $2 ORDER BY CASE kind WHEN 'edit' THEN 0 ELSE 1 END, at, wamid`, m.WAMID, m.NumberID)
	if err != nil || len(all) == 0 {
		return false, err
	}
	last := all[len(all)-1]
	if last.Kind == Revoke {
		return true, revoke(tx, m, last)
	}
	if m.EditedAt != nil && !last.At.After(*m.EditedAt) {
		return false, nil
	}
	return true, edit(tx, m, last)
}

func edit(tx *db.Tx, m Message, a Amendment) error {
	body := whatsapp.ParseBody(m.Node)
	if _, err := tx.Exec(`UPDATE amendments SET before = $1 WHERE target_wamid = $2 AND number_id = $3 AND wamid = $4`,
		body.Content(), a.Target, a.NumberID, a.WAMID); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE messages SET type = $1, node = $2, text = $3, edited_at = $4 WHERE id = $5`,
		a.Type, string(inContextOf(m.Node, a.Node)), a.Text, clock.Millis(a.At), m.ID); err != nil {
		return err
	}
	return relabel(tx, m.ID, a.Type, a.Text)
}

// inContextOf gives an edited message the context of the original: what it
// answers stays. The context in an edit itself names no message that anybody
// has ("M0"; Cloud API reference, messages webhook, edit).
func inContextOf(original, edited json.RawMessage) json.RawMessage {
	var before, now map[string]json.RawMessage
	if json.Unmarshal(edited, &now) != nil || now == nil {
		return edited
	}
	if json.Unmarshal(original, &before); before["context"] != nil {
		now["context"] = before["context"]
	} else {
		delete(now, "context")
	}
	node, err := json.Marshal(now)
	if err != nil {
		return edited
	}
	return node
}

// EditOf is what a message said before one of its edits.
type EditOf struct {
	Before string // the whole text
	At     time.Time
}

// EditTarget names a message as its amendments do.
type EditTarget struct {
	NumberID ids.NumberID
	WAMID    ids.WAMID
}

// EditsOf reads what several messages said before their edits, oldest first. An
// edit that a later one overtook on its way has replaced nothing.
func EditsOf(tx *db.Tx, wamids []ids.WAMID) (map[EditTarget][]EditOf, error) {
	if len(wamids) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And("target_wamid IN " + db.List(&w, wamids))
	w.And("kind = ?", Edit)
	w.And("before <> ''")
	found := map[EditTarget][]EditOf{}
	_, err := db.All(tx, func(s db.Scanner) (none struct{}, err error) {
		var target EditTarget
		var e EditOf
		var at int64
		err = s.Scan(&target.NumberID, &target.WAMID, &e.Before, &at)
		e.At = clock.FromMillis(at)
		found[target] = append(found[target], e)
		return none, err
	}, `SELECT number_id, target_wamid, before, at FROM amendments `+w.String()+` ORDER BY at, wamid`, w.Args()...)
	return found, err
}

func revoke(tx *db.Tx, m Message, a Amendment) error {
	if _, err := tx.Exec(`UPDATE messages SET node = '{}', text = '', media_id = NULL, revoked_at = $1 WHERE id = $2`,
		clock.Millis(a.At), m.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE amendments SET node = '{}', text = '', before = '' WHERE target_wamid = $1 AND number_id = $2`,
		m.WAMID, m.NumberID); err != nil {
		return err
	}
	return relabel(tx, m.ID, m.Type, "")
}

func relabel(tx *db.Tx, id ids.MessageID, kind, text string) error {
	_, err := tx.Exec(`UPDATE conversations SET last_message_type = $1, last_message_text = $2, version = version + 1
		WHERE last_message_id = $3`, kind, text, id)
	return err
}
