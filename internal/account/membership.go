package account

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// Membership is a person's place in a project. Number is its id for clients
// that expect an integer; it is unique in the instance and never used again.
type Membership struct {
	Project   Project
	UserID    ids.UserID
	Role      policy.Role
	Number    int64
	CreatedAt time.Time
}

const membershipQuery = `SELECT p.id, p.name, p.created_at, m.user_id, m.role, m.number, m.created_at
	FROM memberships m JOIN projects p ON p.id = m.project_id `

func scanMembership(s db.Scanner) (m Membership, err error) {
	var created, joined int64
	err = s.Scan(&m.Project.ID, &m.Project.Name, &created, &m.UserID, &m.Role, &m.Number, &joined)
	m.Project.CreatedAt, m.CreatedAt = clock.FromMillis(created), clock.FromMillis(joined)
	return m, err
}

// AddMember gives a person a role in a project. Somebody who is in it already
// is a conflict, as is a project or person that does not exist.
func AddMember(tx *db.Tx, project ids.ProjectID, user ids.UserID, role policy.Role) error {
	number, err := nextNumber(tx, "membership_number")
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO memberships (project_id, user_id, role, number, created_at) VALUES ($1, $2, $3, $4, $5)`,
		project, user, role, number, tx.NowMillis())
	return err
}

// Memberships gives a person's places, the oldest first.
func Memberships(tx *db.Tx, user ids.UserID) ([]Membership, error) {
	return db.All(tx, scanMembership, membershipQuery+`WHERE m.user_id = $1 ORDER BY m.created_at, m.number`, user)
}

// MembershipIn gives a person's place in one project.
func MembershipIn(tx *db.Tx, user ids.UserID, project ids.ProjectID) (Membership, error) {
	return db.One(tx, scanMembership, membershipQuery+`WHERE m.user_id = $1 AND m.project_id = $2`, user, project)
}

// FirstMembership gives a person's oldest place.
func FirstMembership(tx *db.Tx, user ids.UserID) (Membership, error) {
	return db.One(tx, scanMembership, membershipQuery+`WHERE m.user_id = $1 ORDER BY m.created_at, m.number LIMIT 1`, user)
}

// Member is a person as the project's list shows them.
type Member struct {
	Number int64
	UserID ids.UserID
	Email  string
	Name   string
	Role   policy.Role
	SeenAt time.Time // to some minutes; zero for never
}

const (
	memberColumns = `m.number, m.user_id, u.email, u.name, m.role, u.seen_at`
	memberTables  = `memberships m JOIN users u ON u.id = m.user_id`
)

func scanMember(s db.Scanner) (m Member, err error) {
	var seen int64
	err = s.Scan(&m.Number, &m.UserID, &m.Email, &m.Name, &m.Role, &seen)
	m.SeenAt = seenAt(seen)
	return m, err
}

// ListMembers gives one part of the people in scope, in the order in which
// they joined.
func ListMembers(tx *db.Tx, scope policy.Scope, part Part) (Listed[Member], error) {
	condition, args := scope.Where(policy.Columns{Project: "m.project_id", Assignee: "m.user_id"})
	return listPart(tx, scanMember, listQuery{columns: memberColumns, from: memberTables, order: "m.number"}, part, condition, args)
}
