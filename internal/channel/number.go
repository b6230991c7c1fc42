// Package channel owns the connections to WhatsApp: Meta apps with their
// secrets, WhatsApp numbers with their access tokens, and the raw webhook
// deliveries. Secrets pass through it sealed. It is handed a transaction and
// never begins one. May import the layers below the domain packages.
package channel

import (
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"time"
)

// The kinds of WhatsApp number.
const (
	Production = "production"
	Sandbox    = "sandbox" // served by a simulator
)

// Number is a WhatsApp number that is connected to a project.
type Number struct {
	ID                 ids.NumberID
	ProjectID          ids.ProjectID
	MetaAppID          ids.MetaAppID
	PhoneNumberID      ids.PhoneNumberID
	BusinessAccountID  ids.WABAID
	DisplayPhoneNumber string
	Name               string
	AccessToken        []byte // sealed with TokenContext
	GraphURL           string // without a version; the operator's word
	Kind               string
	CreatedAt          time.Time
	UpdatedAt          time.Time
}

// TokenContext binds a sealed access token to its number.
func TokenContext(id ids.NumberID) string { return "numbers|access_token|" + string(id) }

const numberColumns = `n.id, n.project_id, n.meta_app_id, n.phone_number_id, n.business_account_id,
	n.display_phone_number, n.name, n.access_token, n.graph_url, n.kind, n.created_at, n.updated_at`

func scanNumber(s db.Scanner) (n Number, err error) {
	var created, updated int64
	err = s.Scan(&n.ID, &n.ProjectID, &n.MetaAppID, &n.PhoneNumberID, &n.BusinessAccountID,
		&n.DisplayPhoneNumber, &n.Name, &n.AccessToken, &n.GraphURL, &n.Kind, &created, &updated)
	n.CreatedAt, n.UpdatedAt = clock.FromMillis(created), clock.FromMillis(updated)
	return n, err
}

// CreateNumber stores a number. A phone number id that is connected already is
// a conflict (already_exists).
func CreateNumber(tx *db.Tx, n Number) error {
	_, err := tx.Exec(`INSERT INTO numbers (id, project_id, meta_app_id, phone_number_id, business_account_id,
		display_phone_number, name, access_token, graph_url, kind, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
		n.ID, n.ProjectID, n.MetaAppID, n.PhoneNumberID, n.BusinessAccountID,
		n.DisplayPhoneNumber, n.Name, n.AccessToken, n.GraphURL, n.Kind, tx.NowMillis())
	return err
}

func numberScope(w *db.Where, s policy.Scope) {
	condition, args := s.Where(policy.Columns{Project: "n.project_id", Number: "n.id"})
	w.And(condition, args...)
}

// GetNumber finds a number by our id, without a scope; for Relevo's own work.
func GetNumber(tx *db.Tx, id ids.NumberID) (Number, error) {
	return db.One(tx, scanNumber, `SELECT `+numberColumns+` FROM numbers n WHERE n.id = $1`, id)
}

// NumberByPhoneID finds a number of the Meta app by Meta's id; for ingest.
func NumberByPhoneID(tx *db.Tx, app ids.MetaAppID, phone ids.PhoneNumberID) (Number, error) {
	return db.One(tx, scanNumber, `SELECT `+numberColumns+` FROM numbers n
		WHERE n.phone_number_id = $1 AND n.meta_app_id = $2`, phone, app)
}

// FindNumber finds a number in scope by our id or by Meta's phone number id.
func FindNumber(tx *db.Tx, scope policy.Scope, id string) (Number, error) {
	var w db.Where
	numberScope(&w, scope)
	w.And("(n.id = ? OR n.phone_number_id = ?)", id, id)
	return db.One(tx, scanNumber, `SELECT `+numberColumns+` FROM numbers n `+w.String(), w.Args()...)
}

// NumberOfAccount finds any number in scope of a WhatsApp business account; its
// token opens the account's templates.
func NumberOfAccount(tx *db.Tx, scope policy.Scope, account ids.WABAID) (Number, error) {
	var w db.Where
	numberScope(&w, scope)
	w.And("n.business_account_id = ?", account)
	return db.One(tx, scanNumber, `SELECT `+numberColumns+` FROM numbers n `+w.String()+
		` ORDER BY n.created_at, n.id LIMIT 1`, w.Args()...)
}

// NumbersAt gives all numbers whose Cloud API is at an address, oldest first.
func NumbersAt(tx *db.Tx, graphURL string) ([]Number, error) {
	return db.All(tx, scanNumber, `SELECT `+numberColumns+` FROM numbers n WHERE n.graph_url = $1 ORDER BY n.created_at, n.id`, graphURL)
}

// GraphURLs gives the addresses of the Cloud API that the numbers of a Meta app
// have. Until the transaction ends nobody else learns them for another number.
func GraphURLs(tx *db.Tx, app ids.MetaAppID) ([]string, error) {
	var found string
	if err := tx.QueryRow(`SELECT id FROM meta_apps WHERE id = $1 `+tx.ForUpdate(), app).Scan(&found); err != nil {
		return nil, err
	}
	return db.All(tx, func(s db.Scanner) (url string, err error) { return url, s.Scan(&url) },
		`SELECT DISTINCT graph_url FROM numbers WHERE meta_app_id = $1`, app)
}

// NumberFilter narrows a list; empty members do not.
type NumberFilter struct {
	PhoneNumberID     string
	BusinessAccountID string
	NameContains      string
}

// ListNumbers gives the numbers in scope, oldest first. A project has few.
func ListNumbers(tx *db.Tx, scope policy.Scope, f NumberFilter) ([]Number, error) {
	var w db.Where
	numberScope(&w, scope)
	if f.PhoneNumberID != "" {
		w.And("n.phone_number_id = ?", f.PhoneNumberID)
	}
	if f.BusinessAccountID != "" {
		w.And("n.business_account_id = ?", f.BusinessAccountID)
	}
	if f.NameContains != "" {
		w.And(`lower(n.name) LIKE lower(?) ESCAPE '\'`, db.Contains(f.NameContains))
	}
	return db.All(tx, scanNumber, `SELECT `+numberColumns+` FROM numbers n `+w.String()+` ORDER BY n.created_at, n.id`, w.Args()...)
}
