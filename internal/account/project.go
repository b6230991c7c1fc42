package account

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
)

// Project is the unit that everything belongs to.
type Project struct {
	ID        ids.ProjectID
	Name      string
	CreatedAt time.Time
}

const projectColumns = `id, name, created_at`

func scanProject(s db.Scanner) (p Project, err error) {
	var created int64
	err = s.Scan(&p.ID, &p.Name, &created)
	p.CreatedAt = clock.FromMillis(created)
	return p, err
}

// CreateProject stores a project under a name that CheckName gave.
func CreateProject(tx *db.Tx, name string) (Project, error) {
	p := Project{ID: ids.ProjectID(ids.New()), Name: name, CreatedAt: tx.Now()}
	_, err := tx.Exec(`INSERT INTO projects (id, name, created_at) VALUES ($1, $2, $3)`, p.ID, p.Name, tx.NowMillis())
	return p, err
}

// GetProject finds a project by id.
func GetProject(tx *db.Tx, id ids.ProjectID) (Project, error) {
	return db.One(tx, scanProject, `SELECT `+projectColumns+` FROM projects WHERE id = $1`, id)
}

// ListProjects gives one part of all projects, oldest first; for the operator.
func ListProjects(tx *db.Tx, part Part) (Listed[Project], error) {
	return listPart(tx, scanProject, listQuery{columns: projectColumns, from: "projects", order: "created_at, id"}, part, "1 = 1", nil)
}

// ListProjectsOf gives one part of the projects that a person is in, oldest
// first.
func ListProjectsOf(tx *db.Tx, user ids.UserID, part Part) (Listed[Project], error) {
	return listPart(tx, scanProject, listQuery{columns: projectColumns, from: "projects", order: "created_at, id"}, part,
		"id IN (SELECT project_id FROM memberships WHERE user_id = ?)", []any{user})
}
