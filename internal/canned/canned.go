// Package canned owns the canned replies of a project: texts of the team that
// are inserted by a short word. It promises that a shortcut stands for one text
// in a project, whatever its case. It is handed a transaction and never begins
// one. May import the layers below the domain packages.
package canned

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// Reply is a canned reply. Shortcut is in lower case and without a slash; Text
// may hold places such as {{contact.name}}, which the inbox fills in.
type Reply struct {
	ID        ids.CannedReplyID
	ProjectID ids.ProjectID
	Shortcut  string
	Text      string
	Version   int64
	CreatedAt time.Time
	UpdatedAt time.Time
}

const columns = `id, project_id, shortcut, text, version, created_at, updated_at`

func scan(s db.Scanner) (r Reply, err error) {
	var created, updated int64
	err = s.Scan(&r.ID, &r.ProjectID, &r.Shortcut, &r.Text, &r.Version, &created, &updated)
	r.CreatedAt, r.UpdatedAt = clock.FromMillis(created), clock.FromMillis(updated)
	return r, err
}

func within(scope policy.Scope) *db.Where {
	w := &db.Where{}
	condition, args := scope.Where(policy.Columns{Project: "project_id"})
	w.And(condition, args...)
	return w
}

// Create stores a reply with a new id. A shortcut that is taken is a conflict
// (already_exists).
func Create(tx *db.Tx, r Reply) (Reply, error) {
	r.ID, r.Version, r.CreatedAt, r.UpdatedAt = ids.CannedReplyID(ids.New()), 1, tx.Now(), tx.Now()
	_, err := tx.Exec(`INSERT INTO canned_replies (id, project_id, shortcut, text, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $5)`, r.ID, r.ProjectID, r.Shortcut, r.Text, tx.NowMillis())
	return r, err
}

// Find finds a reply in scope.
func Find(tx *db.Tx, scope policy.Scope, id ids.CannedReplyID) (Reply, error) {
	w := within(scope)
	w.And("id = ?", id)
	return db.One(tx, scan, `SELECT `+columns+` FROM canned_replies `+w.String(), w.Args()...)
}

// List gives the replies in scope by shortcut. A project has few.
func List(tx *db.Tx, scope policy.Scope) ([]Reply, error) {
	w := within(scope)
	return db.All(tx, scan, `SELECT `+columns+` FROM canned_replies `+w.String()+` ORDER BY shortcut, id`, w.Args()...)
}

// Count gives how many replies a project has.
func Count(tx *db.Tx, project ids.ProjectID) (n int, err error) {
	err = tx.QueryRow(`SELECT COUNT(*) FROM canned_replies WHERE project_id = $1`, project).Scan(&n)
	return n, err
}

// Change replaces shortcut and text of a reply and raises its version. A
// shortcut that is taken is a conflict (already_exists).
func Change(tx *db.Tx, r Reply) (Reply, error) {
	return db.One(tx, scan, `UPDATE canned_replies SET shortcut = $2, text = $3, version = version + 1, updated_at = $4
		WHERE id = $1 RETURNING `+columns, r.ID, r.Shortcut, r.Text, tx.NowMillis())
}

// Delete removes a reply.
func Delete(tx *db.Tx, id ids.CannedReplyID) error {
	_, err := tx.Exec(`DELETE FROM canned_replies WHERE id = $1`, id)
	return err
}
