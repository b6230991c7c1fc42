package account

import (
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"strconv"
)

// LockProject keeps other transactions that lock the project waiting until
// this one ends.
func LockProject(tx *db.Tx, id ids.ProjectID) error {
	var found ids.ProjectID
	return tx.QueryRow(`SELECT id FROM projects WHERE id = $1 `+tx.ForUpdate(), id).Scan(&found)
}

// FindMember finds a person in scope by user id or membership number.
func FindMember(tx *db.Tx, scope policy.Scope, id string) (Member, error) {
	var where db.Where
	condition, args := scope.Where(policy.Columns{Project: "m.project_id", Assignee: "m.user_id"})
	where.And(condition, args...)
	number, err := strconv.ParseInt(id, 10, 64)
	switch {
	case err == nil:
		where.And("m.number = ?", number)
	case ids.Valid(id):
		where.And("m.user_id = ?", id)
	default:
		return Member{}, fault.New(fault.NotFound, fault.CodeNotFound, "There is no such person in the project.")
	}
	return db.One(tx, scanMember, `SELECT `+memberColumns+` FROM `+memberTables+` `+where.String(), where.Args()...)
}

// SetRole gives a member another role.
func SetRole(tx *db.Tx, project ids.ProjectID, user ids.UserID, role policy.Role) error {
	_, err := tx.Exec(`UPDATE memberships SET role = $1 WHERE project_id = $2 AND user_id = $3`, role, project, user)
	return err
}

// DeleteMember takes a person out of a project.
func DeleteMember(tx *db.Tx, project ids.ProjectID, user ids.UserID) error {
	_, err := tx.Exec(`DELETE FROM memberships WHERE project_id = $1 AND user_id = $2`, project, user)
	return err
}

// CountOwners counts the owners of a project.
func CountOwners(tx *db.Tx, project ids.ProjectID) (count int, err error) {
	err = tx.QueryRow(`SELECT COUNT(*) FROM memberships WHERE project_id = $1 AND role = $2`, project, policy.RoleOwner).Scan(&count)
	return count, err
}
