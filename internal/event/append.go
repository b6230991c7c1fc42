package event

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"relevo/internal/db"
)

// Append writes an event in the transaction of the change it tells about. The
// caller has locked the subject before (by the statement that raised its
// version), so that the events of a subject are written in order.
func Append(tx *db.Tx, e New) error {
	if e.Subject == "" || e.Type == "" || e.Actor == "" {
		return errors.New("append event: subject, type and actor are required")
	}
	data, err := encode(e.Data)
	if err != nil {
		return fmt.Errorf("append event: %w", err)
	}
	_, err = tx.Exec(`INSERT INTO events (project_id, subject, version, type, actor, data, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(e.ProjectID), e.Subject, e.Version, e.Type, e.Actor, data, tx.NowMillis())
	if err != nil {
		return fmt.Errorf("append event: %w", err)
	}
	tx.Ring(bellAppended)
	return nil
}

// encode writes JSON as it goes to others: without HTML escapes.
func encode(data any) (string, error) {
	if data == nil {
		return "{}", nil
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(data); err != nil {
		return "", err
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}
