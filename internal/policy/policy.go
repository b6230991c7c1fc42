// Package policy answers the two questions of authorisation, purely: may this
// actor use this verb (Rule), and which rows may it see (Scope). It reads no
// database and keeps no state; package app asks it before every use case.
// May import the ground layer only.
package policy

import (
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// Kind says what sort of actor asks.
type Kind string

// The kinds of actor.
const (
	Anonymous Kind = ""         // nobody is known
	User      Kind = "user"     // a person with a session
	APIKey    Kind = "api_key"  // a program with a project's key
	Embed     Kind = "embed"    // an embedded inbox with a token
	System    Kind = "system"   // Relevo itself: ingest, jobs, consumers
	Operator  Kind = "operator" // the command line on the machine
)

// Actor is whoever asks for a use case. The zero Actor is nobody.
type Actor struct {
	Kind    Kind
	ID      string // user id, key id or embed id; empty for system and operator
	Name    string
	Session ids.SessionID // of a User
	Scope   Scope
	Role    Role  // of a User, in Scope.Project
	Limit   Limit // of an APIKey, to a part of what keys may do
}

// String gives the form that the event log and the audit log keep.
func (a Actor) String() string {
	if a.ID == "" {
		return string(a.Kind)
	}
	return string(a.Kind) + ":" + a.ID
}

// UserID gives the person's id, or "" for every other kind of actor.
func (a Actor) UserID() ids.UserID {
	if a.Kind != User {
		return ""
	}
	return ids.UserID(a.ID)
}

// Has reports whether the actor holds a permission in its project.
func (a Actor) Has(p Permission) bool {
	switch a.Kind {
	case User:
		return roleHas(a.Role, p)
	case APIKey:
		return keyPermissions[p] && a.Limit.allows(p)
	case Embed:
		return embedPermissions[p]
	case Operator, System:
		return true
	default:
		return false
	}
}

// Rule says who may use a verb. The zero Rule allows nobody.
type Rule struct {
	audience   audience
	permission Permission
}

type audience int

const (
	nobody audience = iota
	anyone
	person
	holder
	inside
	operator
)

// The rules without a permission.
var (
	Anyone       = Rule{audience: anyone}   // even without a log-in
	AnyPerson    = Rule{audience: person}   // whoever is logged in
	OnlyInside   = Rule{audience: inside}   // Relevo's own adapters and jobs
	OnlyOperator = Rule{audience: operator} // the command line
)

// Needs gives the rule that an actor must hold a permission in its project.
func Needs(p Permission) Rule { return Rule{audience: holder, permission: p} }

// IsZero reports whether the rule was forgotten.
func (r Rule) IsZero() bool { return r.audience == nobody }

// IsPublic reports whether the rule asks for no identity.
func (r Rule) IsPublic() bool { return r.audience == anyone }

// Permission gives the permission that the rule asks for, or "".
func (r Rule) Permission() Permission { return r.permission }

// String names the rule for the policy matrix and the API description.
func (r Rule) String() string {
	switch r.audience {
	case anyone:
		return "anyone"
	case person:
		return "any person"
	case holder:
		return string(r.permission)
	case inside:
		return "inside only"
	case operator:
		return "operator only"
	default:
		return "nobody"
	}
}

// Check gives nil when the actor may use the verb; otherwise a fault that says
// whether to log in (unauthenticated) or to ask for a right (forbidden).
func Check(r Rule, a Actor) error {
	if allows(r, a) {
		return nil
	}
	if a.Kind == Anonymous {
		return fault.New(fault.Unauthenticated, fault.CodeUnauthenticated, "Log in or send an API key.")
	}
	f := fault.New(fault.Forbidden, fault.CodeForbidden, "You don't have the right to do this.")
	if r.permission != "" {
		return f.With("permission", string(r.permission))
	}
	return f
}

func allows(r Rule, a Actor) bool {
	switch r.audience {
	case anyone:
		return true
	case person:
		return a.Kind == User
	case holder:
		return a.Kind != Anonymous && a.Has(r.permission) && (a.Scope.Project != "" || a.Kind == System || a.Kind == Operator)
	case inside:
		return a.Kind == System
	case operator:
		return a.Kind == Operator
	default:
		return false
	}
}
