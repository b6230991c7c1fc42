package contact

import (
	"encoding/json"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
)

// BlockRequest is a request to WhatsApp to block people for a number, or to let
// them write again, with its answer.
type BlockRequest struct {
	ID        string
	ProjectID ids.ProjectID
	NumberID  ids.NumberID
	Block     bool
	Users     []string // phone numbers or business-scoped user ids
	Actor     string
	Status    int // of HTTP; 0 before there is an answer
	Answer    json.RawMessage
}

// AddBlockRequest stores a request.
func AddBlockRequest(tx *db.Tx, r BlockRequest) error {
	users, err := json.Marshal(r.Users)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO block_requests (id, project_id, number_id, block, users, actor, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.ID, r.ProjectID, r.NumberID, number(r.Block), string(users), r.Actor, tx.NowMillis())
	return err
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// GetBlockRequest finds a request, without a scope.
func GetBlockRequest(tx *db.Tx, id string) (BlockRequest, error) {
	return db.One(tx, func(s db.Scanner) (r BlockRequest, err error) {
		var block int
		var users, answer string
		if err = s.Scan(&r.ID, &r.ProjectID, &r.NumberID, &block, &users, &r.Actor, &r.Status, &answer); err != nil {
			return r, err
		}
		r.Block, r.Answer = block == 1, json.RawMessage(answer)
		return r, json.Unmarshal([]byte(users), &r.Users)
	}, `SELECT id, project_id, number_id, block, users, actor, status, answer FROM block_requests WHERE id = $1`, id)
}

// AnswerBlockRequest keeps WhatsApp's answer.
func AnswerBlockRequest(tx *db.Tx, id string, status int, answer json.RawMessage) error {
	_, err := tx.Exec(`UPDATE block_requests SET status = $2, answer = $3 WHERE id = $1`, id, status, string(answer))
	return err
}

// PruneBlockRequests removes requests from before an instant, at most so many.
func PruneBlockRequests(tx *db.Tx, before time.Time, most int) (int64, error) {
	return tx.Exec(`DELETE FROM block_requests WHERE id IN (
		SELECT id FROM block_requests WHERE created_at < $1 ORDER BY created_at LIMIT 0 + $2)`, clock.Millis(before), most)
}

// ForgetRequests removes a project's requests that name a person.
func ForgetRequests(tx *db.Tx, project ids.ProjectID, names []string) error {
	for _, name := range names {
		_, err := tx.Exec(`DELETE FROM block_requests WHERE project_id = $1 AND (users LIKE $2 ESCAPE '\' OR answer LIKE $2 ESCAPE '\')`,
			project, db.Contains(name))
		if err != nil {
			return err
		}
	}
	return nil
}
