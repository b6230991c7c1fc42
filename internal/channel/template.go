package channel

import (
	"encoding/json"
	"fmt"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// TemplateList is what WhatsApp last said about the templates of a business
// account. Failure says why the last question got no list; empty when it did.
type TemplateList struct {
	ProjectID         ids.ProjectID
	BusinessAccountID ids.WABAID
	Templates         []json.RawMessage // as WhatsApp gave them
	Failure           string
	FetchedAt         *time.Time // nil: never yet
	AskedAt           time.Time
	AnsweredAt        *time.Time // nil: no question was answered yet
}

// Waiting reports whether a question is under way since less than a while.
func (l TemplateList) Waiting(now time.Time, while time.Duration) bool {
	answered := l.AnsweredAt != nil && !l.AnsweredAt.Before(l.AskedAt)
	return !answered && now.Sub(l.AskedAt) < while
}

func scanTemplateList(s db.Scanner) (l TemplateList, err error) {
	var text string
	var fetched, answered *int64
	var asked int64
	if err = s.Scan(&l.ProjectID, &l.BusinessAccountID, &text, &l.Failure, &fetched, &asked, &answered); err != nil {
		return l, err
	}
	l.FetchedAt, l.AskedAt, l.AnsweredAt = instant(fetched), clock.FromMillis(asked), instant(answered)
	if err = json.Unmarshal([]byte(text), &l.Templates); err != nil {
		return l, fmt.Errorf("read templates: %w", err)
	}
	return l, nil
}

func instant(ms *int64) *time.Time {
	if ms == nil {
		return nil
	}
	t := clock.FromMillis(*ms)
	return &t
}

// GetTemplates reads the list of an account.
func GetTemplates(tx *db.Tx, project ids.ProjectID, account ids.WABAID) (TemplateList, error) {
	return db.One(tx, scanTemplateList, `SELECT project_id, business_account_id, templates, failure, fetched_at, asked_at, answered_at
		FROM template_lists WHERE project_id = $1 AND business_account_id = $2`, project, account)
}

// LockTemplates tells whether somebody asked for the list of an account. Until
// the transaction ends it keeps every other change of the list waiting.
func LockTemplates(tx *db.Tx, project ids.ProjectID, account ids.WABAID) (bool, error) {
	var asked int64
	err := tx.QueryRow(`SELECT asked_at FROM template_lists WHERE project_id = $1 AND business_account_id = $2 `+tx.ForUpdate(), project, account).Scan(&asked)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// AskTemplates notes that WhatsApp is asked for the list now.
func AskTemplates(tx *db.Tx, project ids.ProjectID, account ids.WABAID) error {
	_, err := tx.Exec(`INSERT INTO template_lists (project_id, business_account_id, asked_at) VALUES ($1, $2, $3)
		ON CONFLICT (project_id, business_account_id) DO UPDATE SET asked_at = excluded.asked_at`, project, account, tx.NowMillis())
	return err
}

// StoreTemplates keeps the list that WhatsApp gave.
func StoreTemplates(tx *db.Tx, project ids.ProjectID, account ids.WABAID, templates []json.RawMessage) error {
	if templates == nil {
		templates = []json.RawMessage{}
	}
	text, err := json.Marshal(templates)
	if err != nil {
		return fmt.Errorf("write templates: %w", err)
	}
	_, err = tx.Exec(`UPDATE template_lists SET templates = $3, failure = '', fetched_at = $4, answered_at = $4
		WHERE project_id = $1 AND business_account_id = $2`, project, account, string(text), tx.NowMillis())
	return err
}

// FailTemplates notes why WhatsApp gave no list; the earlier one stays.
func FailTemplates(tx *db.Tx, project ids.ProjectID, account ids.WABAID, failure string) error {
	_, err := tx.Exec(`UPDATE template_lists SET failure = $3, answered_at = $4
		WHERE project_id = $1 AND business_account_id = $2`, project, account, failure, tx.NowMillis())
	return err
}
