package channel

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
)

// MetaApp is an app at Meta whose webhooks come here. Its secret signs the
// webhooks of all numbers that are subscribed through it.
type MetaApp struct {
	ID          ids.MetaAppID
	ProjectID   ids.ProjectID
	Name        string
	AppSecret   []byte // sealed with SecretContext
	VerifyToken []byte // sealed with VerifyContext
	CreatedAt   time.Time
}

// SecretContext binds a sealed app secret to its app.
func SecretContext(id ids.MetaAppID) string { return "meta_apps|app_secret|" + string(id) }

// VerifyContext binds a sealed verify token to its app.
func VerifyContext(id ids.MetaAppID) string { return "meta_apps|verify_token|" + string(id) }

const metaAppColumns = `id, project_id, name, app_secret, verify_token, created_at`

func scanMetaApp(s db.Scanner) (a MetaApp, err error) {
	var created int64
	err = s.Scan(&a.ID, &a.ProjectID, &a.Name, &a.AppSecret, &a.VerifyToken, &created)
	a.CreatedAt = clock.FromMillis(created)
	return a, err
}

// CreateMetaApp stores an app. An unknown project is a conflict.
func CreateMetaApp(tx *db.Tx, a MetaApp) error {
	_, err := tx.Exec(`INSERT INTO meta_apps (id, project_id, name, app_secret, verify_token, created_at)
		VALUES ($1, $2, $3, $4, $5, $6)`, a.ID, a.ProjectID, a.Name, a.AppSecret, a.VerifyToken, tx.NowMillis())
	return err
}

// GetMetaApp finds an app by id.
func GetMetaApp(tx *db.Tx, id ids.MetaAppID) (MetaApp, error) {
	return db.One(tx, scanMetaApp, `SELECT `+metaAppColumns+` FROM meta_apps WHERE id = $1`, id)
}

// ListMetaApps gives a project's apps, oldest first.
func ListMetaApps(tx *db.Tx, project ids.ProjectID) ([]MetaApp, error) {
	return db.All(tx, scanMetaApp, `SELECT `+metaAppColumns+` FROM meta_apps WHERE project_id = $1 ORDER BY created_at, id`, project)
}
