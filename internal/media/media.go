// Package media owns the files of messages: what is known of each, and whether
// its bytes are here yet. The bytes lie in the blob store under their SHA-256.
// It is handed a transaction and never begins one. May import the layers below
// the domain packages.
package media

import (
	"slices"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// The states of a file.
const (
	Pending = "pending" // WhatsApp holds it; a job fetches it
	Ready   = "ready"   // the bytes are in the blob store
	Failed  = "failed"  // it could not be fetched; Error says why
)

// Media is one file.
type Media struct {
	ID          ids.MediaID
	ProjectID   ids.ProjectID
	NumberID    ids.NumberID
	WhatsAppID  *string // Meta's media id, when it has one
	Direction   string  // inbound or outbound
	Status      string
	Kind        string // image, video, audio, document, sticker
	ContentType string
	Filename    string // as sent; hostile
	SHA256      string // hex; empty until ready
	ByteSize    int64
	Error       string
	CreatedAt   time.Time
}

const columns = `m.id, m.project_id, m.number_id, m.whatsapp_id, m.direction, m.status, m.kind, m.content_type,
	m.filename, m.sha256, m.byte_size, m.error, m.created_at`

func scan(s db.Scanner) (m Media, err error) {
	var created int64
	err = s.Scan(&m.ID, &m.ProjectID, &m.NumberID, &m.WhatsAppID, &m.Direction, &m.Status, &m.Kind, &m.ContentType,
		&m.Filename, &m.SHA256, &m.ByteSize, &m.Error, &created)
	m.CreatedAt = clock.FromMillis(created)
	return m, err
}

// Create stores what is known of a file.
func Create(tx *db.Tx, m Media) error {
	_, err := tx.Exec(`INSERT INTO media (id, project_id, number_id, whatsapp_id, direction, status, kind, content_type,
		filename, sha256, byte_size, error, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
		m.ID, m.ProjectID, m.NumberID, m.WhatsAppID, m.Direction, m.Status, m.Kind, m.ContentType,
		m.Filename, m.SHA256, m.ByteSize, m.Error, tx.NowMillis())
	return err
}

// Get finds a file by our id, without a scope; for Relevo's own work.
func Get(tx *db.Tx, id ids.MediaID) (Media, error) {
	return db.One(tx, scan, `SELECT `+columns+` FROM media m WHERE m.id = $1`, id)
}

// Find finds a file in scope by our id or by Meta's.
func Find(tx *db.Tx, scope policy.Scope, id string) (Media, error) {
	var w db.Where
	condition, args := scope.Where(policy.Columns{Project: "m.project_id", Number: "m.number_id"})
	w.And(condition, args...)
	w.And("(m.id = ? OR m.whatsapp_id = ?)", id, id)
	return db.One(tx, scan, `SELECT `+columns+` FROM media m `+w.String()+` ORDER BY m.created_at DESC LIMIT 1`, w.Args()...)
}

// ByID reads several files at once.
func ByID(tx *db.Tx, list []ids.MediaID) (map[ids.MediaID]Media, error) {
	out := make(map[ids.MediaID]Media, len(list))
	if len(list) == 0 {
		return out, nil
	}
	var w db.Where
	w.And("m.id IN " + db.List(&w, list))
	found, err := db.All(tx, scan, `SELECT `+columns+` FROM media m `+w.String(), w.Args()...)
	for _, m := range found {
		out[m.ID] = m
	}
	return out, err
}

// Store records that the bytes have come.
func Store(tx *db.Tx, id ids.MediaID, sha256 string, size int64, contentType string) error {
	_, err := tx.Exec(`UPDATE media SET status = 'ready', sha256 = $2, byte_size = $3, content_type = $4, error = '', updated_at = $5
		WHERE id = $1`, id, sha256, size, contentType, tx.NowMillis())
	return err
}

// Fail records why the bytes cannot come.
func Fail(tx *db.Tx, id ids.MediaID, reason string) error {
	_, err := tx.Exec(`UPDATE media SET status = 'failed', error = $2, updated_at = $3 WHERE id = $1`, id, reason, tx.NowMillis())
	return err
}

// Uploaded records Meta's id of a file that we gave them.
func Uploaded(tx *db.Tx, id ids.MediaID, whatsappID string) error {
	_, err := tx.Exec(`UPDATE media SET whatsapp_id = $2, updated_at = $3 WHERE id = $1`, id, whatsappID, tx.NowMillis())
	return err
}

// Forget removes Meta's id of a file that was deleted there.
func Forget(tx *db.Tx, id ids.MediaID) error {
	_, err := tx.Exec(`UPDATE media SET whatsapp_id = NULL, updated_at = $2 WHERE id = $1`, id, tx.NowMillis())
	return err
}

// Orphans gives those of the blobs that no file names. At most 1,000 are asked
// about in one call.
func Orphans(tx *db.Tx, blobs []string) ([]string, error) {
	var w db.Where
	w.And("sha256 IN " + db.List(&w, blobs))
	named, err := db.All(tx, func(s db.Scanner) (sha256 string, err error) { return sha256, s.Scan(&sha256) },
		`SELECT DISTINCT sha256 FROM media `+w.String(), w.Args()...)
	if err != nil {
		return nil, err
	}
	var orphans []string
	for _, b := range blobs {
		if !slices.Contains(named, b) {
			orphans = append(orphans, b)
		}
	}
	return orphans, nil
}
