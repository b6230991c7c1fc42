package account

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// AuditEntry is one line of the audit log: who did what to which record. It
// holds no secrets. ProjectID is "" for what concerns no project, which only
// the operator sees.
type AuditEntry struct {
	ID        string
	ProjectID ids.ProjectID
	Actor     string // as policy.Actor.String gives it
	Action    string // "key.create"
	Subject   string // "api_key:…"; "" for none
	Data      map[string]any
	At        time.Time
}

const auditColumns = `id, project_id, actor, action, subject, data, at`

func scanAuditEntry(s db.Scanner) (e AuditEntry, err error) {
	var project sql.NullString
	var data string
	var at int64
	if err = s.Scan(&e.ID, &project, &e.Actor, &e.Action, &e.Subject, &data, &at); err != nil {
		return e, err
	}
	e.ProjectID, e.At = ids.ProjectID(project.String), clock.FromMillis(at)
	if err = json.Unmarshal([]byte(data), &e.Data); err != nil {
		return e, fmt.Errorf("read audit entry %s: %w", e.ID, err)
	}
	return e, nil
}

// AddAuditEntry appends a line at the transaction's time.
func AddAuditEntry(tx *db.Tx, e AuditEntry) error {
	if e.Data == nil {
		e.Data = map[string]any{}
	}
	data, err := json.Marshal(e.Data)
	if err != nil {
		return fmt.Errorf("write audit entry: %w", err)
	}
	_, err = tx.Exec(`INSERT INTO audit_log (id, project_id, actor, action, subject, data, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		ids.New(), sql.NullString{String: string(e.ProjectID), Valid: e.ProjectID != ""},
		e.Actor, e.Action, e.Subject, string(data), tx.NowMillis())
	return err
}

// AuditPlace is an entry's place in the order of the log.
type AuditPlace struct {
	At int64 // unix ms
	ID string
}

// Place gives the entry's own place.
func (e AuditEntry) Place() AuditPlace { return AuditPlace{clock.Millis(e.At), e.ID} }

// AuditFilter narrows the log; empty members do not. An Action that ends with a
// dot stands for every action that begins so.
type AuditFilter struct{ Actor, Action string }

// ListAuditEntries gives entries in scope: towards the older behind a place,
// newest first, or backwards towards the newer, oldest first. No place is the
// newest end.
func ListAuditEntries(tx *db.Tx, scope policy.Scope, filter AuditFilter, from *AuditPlace, backwards bool, limit int) ([]AuditEntry, error) {
	var where db.Where
	condition, args := scope.Where(policy.Columns{Project: "project_id"})
	where.And(condition, args...)
	if filter.Actor != "" {
		where.And("actor = ?", filter.Actor)
	}
	if strings.HasSuffix(filter.Action, ".") {
		where.And("substr(action, 1, ?) = ?", len(filter.Action), filter.Action)
	} else if filter.Action != "" {
		where.And("action = ?", filter.Action)
	}
	compare, order := "(at, id) < (?, ?)", "at DESC, id DESC"
	if backwards {
		compare, order = "(at, id) > (?, ?)", "at, id"
	}
	if from != nil {
		where.And(compare, from.At, from.ID)
	}
	query := `SELECT ` + auditColumns + ` FROM audit_log ` + where.String() + ` ORDER BY ` + order + where.Limit(limit)
	return db.All(tx, scanAuditEntry, query, where.Args()...)
}

// Audited reports whether somebody in scope did this to a subject.
func Audited(tx *db.Tx, scope policy.Scope, action, subject string) (bool, error) {
	var where db.Where
	condition, args := scope.Where(policy.Columns{Project: "project_id"})
	where.And(condition, args...)
	where.And("subject = ?", subject)
	where.And("action = ?", action)
	var found bool
	err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM audit_log `+where.String()+`)`, where.Args()...).Scan(&found)
	return found, err
}
