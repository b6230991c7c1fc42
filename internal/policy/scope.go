package policy

import "relevo/internal/ids"

// ScopeKind says by what a scope limits the visible rows.
type ScopeKind string

// The kinds of scope. The zero kind matches nothing.
const (
	ScopeProject  ScopeKind = "project"  // everything in the project
	ScopeNumber   ScopeKind = "number"   // one WhatsApp number
	ScopeContact  ScopeKind = "customer" // one customer's conversations
	ScopeAssignee ScopeKind = "assignee" // what is assigned to one person
)

// Scope limits the rows that an actor sees. Out of scope reads as not found.
type Scope struct {
	Project ids.ProjectID
	Kind    ScopeKind
	ID      string // number, customer or user id; empty for ScopeProject
}

// Project gives the scope of a whole project.
func Project(id ids.ProjectID) Scope { return Scope{Project: id, Kind: ScopeProject} }

// Row is what a scope looks at in a record, for the pure form that live
// subscriptions use; the SQL form of each domain package must agree with it.
type Row struct {
	Project  ids.ProjectID
	Number   string
	Contact  string
	Assignee string
}

// Matches reports whether a row is in scope.
func (s Scope) Matches(r Row) bool {
	if s.Project == "" || s.Project != r.Project {
		return false
	}
	switch s.Kind {
	case ScopeProject:
		return true
	case ScopeNumber:
		return s.ID != "" && s.ID == r.Number
	case ScopeContact:
		return s.ID != "" && s.ID == r.Contact
	case ScopeAssignee:
		return s.ID != "" && s.ID == r.Assignee
	default:
		return false
	}
}

// Where gives the SQL condition of the scope over the named columns, with ? for
// its arguments. A column without a name cannot limit the table: nothing matches.
func (s Scope) Where(c Columns) (string, []any) {
	column := ""
	switch s.Kind {
	case ScopeProject:
		return c.Project + " = ?", []any{string(s.Project)}
	case ScopeNumber:
		column = c.Number
	case ScopeContact:
		column = c.Contact
	case ScopeAssignee:
		column = c.Assignee
	}
	if column == "" || s.ID == "" || s.Project == "" {
		return "1 = 0", nil
	}
	return c.Project + " = ? AND " + column + " = ?", []any{string(s.Project), s.ID}
}

// Columns names the columns that hold what a scope compares.
type Columns struct{ Project, Number, Contact, Assignee string }
