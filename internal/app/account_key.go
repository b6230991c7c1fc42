package app

import (
	"context"
	"strings"
	"time"

	"relevo/internal/account"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"relevo/internal/seal"
)

// keyMark begins every API key, so that people and secret scanners know one.
const keyMark = "rlv_"

// shownOfKey is how many characters of a key its record shows.
const shownOfKey = len(keyMark) + 6

// CreateKeyIn is a new API key. The project is the operator's to name; a zero
// ExpiresAt is never.
type CreateKeyIn struct {
	Project   ids.ProjectID
	Name      string
	ExpiresAt time.Time
	// Permissions are what the key may do; none is all that a key can do.
	Permissions []policy.Permission

	limit policy.Limit
}

// CreatedKey is the record with the key itself, which nothing can show again.
type CreatedKey struct {
	account.APIKey
	Key string
}

// CreateKey makes an API key of a project.
var CreateKey = define(UseCase[CreateKeyIn, CreatedKey]{
	Name: "key.create", Rule: policy.Needs(policy.ManageKey), Mode: Write,
	Prepare: func(_ context.Context, a *App, _ policy.Actor, in CreateKeyIn) (CreateKeyIn, error) {
		var err error
		if in.Name, err = account.CheckName("name", in.Name); err != nil {
			return in, err
		}
		if !in.ExpiresAt.IsZero() && !in.ExpiresAt.After(a.Clock.Now()) {
			return in, invalid("expires_at", "must be in the future")
		}
		if in.limit, err = limitOf(in.Permissions); err != nil {
			return in, invalid("permissions", "must be of "+namesOf(policy.KeyPermissions()))
		}
		return in, nil
	},
	Run: func(c *Call, in CreateKeyIn) (CreatedKey, error) {
		scope, err := c.scopeIn(in.Project)
		if err != nil {
			return CreatedKey{}, err
		}
		if err := findProject(c, scope.Project); err != nil {
			return CreatedKey{}, err
		}
		key, hash := seal.NewToken(keyMark)
		record := account.APIKey{ProjectID: scope.Project, Name: in.Name, Prefix: key[:shownOfKey], Limit: in.limit, ExpiresAt: in.ExpiresAt}
		record, err = account.CreateAPIKey(c.Tx, record, hash)
		if err != nil {
			return CreatedKey{}, err
		}
		return CreatedKey{APIKey: record, Key: key}, c.auditKey("key.create", record)
	},
})

func limitOf(chosen []policy.Permission) (policy.Limit, error) {
	return policy.ReadLimit(namesOf(chosen))
}

func namesOf(permissions []policy.Permission) string {
	names := make([]string, len(permissions))
	for i, p := range permissions {
		names[i] = string(p)
	}
	return strings.Join(names, " ")
}

func (c *Call) auditKey(action string, k account.APIKey) error {
	return c.audit(k.ProjectID, action, "api_key:"+string(k.ID), map[string]any{"name": k.Name, "prefix": k.Prefix})
}

// ListKeysIn asks for a part of a project's keys. The project is the
// operator's to name.
type ListKeysIn struct {
	Project ids.ProjectID
	Part    account.Part
}

// ListKeys gives the API keys of the project, oldest first.
var ListKeys = define(UseCase[ListKeysIn, account.Listed[account.APIKey]]{
	Name: "key.list", Rule: policy.Needs(policy.ManageKey), Mode: Read,
	Run: func(c *Call, in ListKeysIn) (account.Listed[account.APIKey], error) {
		scope, err := c.scopeIn(in.Project)
		if err != nil {
			return account.Listed[account.APIKey]{}, err
		}
		return account.ListAPIKeys(c.Tx, scope, in.Part)
	},
})

// RevokeKeyIn names a key. The project is the operator's to name.
type RevokeKeyIn struct {
	Project ids.ProjectID
	ID      ids.APIKeyID
}

// RenameKeyIn gives a key another name.
type RenameKeyIn struct {
	ID   ids.APIKeyID
	Name string
}

// RenameKey gives an API key that was not revoked another name.
var RenameKey = define(UseCase[RenameKeyIn, account.APIKey]{
	Name: "key.rename", Rule: policy.Needs(policy.ManageKey), Mode: Write,
	Prepare: func(_ context.Context, _ *App, _ policy.Actor, in RenameKeyIn) (_ RenameKeyIn, err error) {
		in.Name, err = account.CheckName("name", in.Name)
		return in, err
	},
	Run: func(c *Call, in RenameKeyIn) (account.APIKey, error) {
		record, err := account.RenameAPIKey(c.Tx, c.Actor.Scope, in.ID, in.Name)
		if err != nil {
			return record, err
		}
		return record, c.auditKey("key.rename", record)
	},
})

// RevokeKey makes an API key worthless; its next request is refused. The
// record stays for a while, so that people see what it was.
var RevokeKey = define(UseCase[RevokeKeyIn, struct{}]{
	Name: "key.revoke", Rule: policy.Needs(policy.ManageKey), Mode: Write,
	Run: func(c *Call, in RevokeKeyIn) (none struct{}, err error) {
		scope, err := c.scopeIn(in.Project)
		if err != nil {
			return none, err
		}
		record, err := account.RevokeAPIKey(c.Tx, scope, in.ID)
		if err != nil {
			return none, err
		}
		return none, c.auditKey("key.revoke", record)
	},
})

// AuthenticateKeyIn is a key as a request presents it.
type AuthenticateKeyIn struct{ Key string }

// AuthenticatedKey is the program behind a key. Unnoted says that NoteUse is
// due.
type AuthenticatedKey struct {
	Actor   policy.Actor
	Unnoted bool
}

// AuthenticateKey gives the actor of an API key.
var AuthenticateKey = define(UseCase[AuthenticateKeyIn, AuthenticatedKey]{
	Name: "key.authenticate", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, in AuthenticateKeyIn) (out AuthenticatedKey, err error) {
		k, err := account.FindAPIKey(c.Tx, seal.HashToken(in.Key))
		if fault.Is(err, fault.NotFound) {
			return out, fault.New(fault.Unauthenticated, fault.CodeUnauthenticated, refusedKey(err))
		}
		out.Actor = policy.Actor{Kind: policy.APIKey, ID: string(k.ID), Name: k.Name, Scope: policy.Project(k.ProjectID), Limit: k.Limit}
		out.Unnoted = k.Unnoted(c.Now())
		return out, err
	},
})

// refusedKey says what is wrong with a key that does not work.
func refusedKey(err error) string {
	if f := fault.As(err); strings.HasPrefix(f.Message, "This API key") {
		return f.Message
	}
	return "This API key is not known or has run out."
}
