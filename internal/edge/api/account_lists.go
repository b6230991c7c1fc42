package api

import (
	"context"
	"time"

	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/edge/rest"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

type pageRequest struct{ rest.PageQuery }

type projectRecord struct {
	ID        ids.ProjectID `json:"id"`
	Name      string        `json:"name"`
	CreatedAt time.Time     `json:"created_at"`
}

func projectOf(p account.Project) projectRecord {
	return projectRecord{ID: p.ID, Name: p.Name, CreatedAt: p.CreatedAt}
}

type userRecord struct {
	ID     int64       `json:"id" doc:"The membership's number"`
	UserID ids.UserID  `json:"user_id"`
	Email  string      `json:"email"`
	Name   string      `json:"name"`
	Role   policy.Role `json:"role" enum:"owner,admin,member,inbox"`
	SeenAt *time.Time  `json:"seen_at" doc:"When they last used Relevo, to about five minutes; null for never"`
}

func userOf(m account.Member) userRecord {
	return userRecord{ID: m.Number, UserID: m.UserID, Email: m.Email, Name: m.Name, Role: m.Role, SeenAt: timeOrNull(m.SeenAt)}
}

func mountPeople(s *rest.Server) {
	rest.Mount(s, "GET /platform/v1/projects", app.ListProjects,
		func(_ context.Context, r *pageRequest) (account.Part, error) { return r.Part(), nil },
		func(l account.Listed[account.Project]) *rest.Page[projectRecord] { return rest.PageOf(l, projectOf) },
		rest.Summary("List the projects that the actor may enter"))
	rest.Mount(s, "GET /platform/v1/users", app.ListUsers,
		func(_ context.Context, r *pageRequest) (app.ListUsersIn, error) {
			return app.ListUsersIn{Part: r.Part()}, nil
		},
		func(l account.Listed[account.Member]) *rest.Page[userRecord] { return rest.PageOf(l, userOf) },
		rest.Summary("List the people of the project"))
}

// APIKeyRecord is an API key without its secret; exported, because the
// description shows only exported embedded records.
type APIKeyRecord struct {
	ID        ids.APIKeyID  `json:"id"`
	ProjectID ids.ProjectID `json:"project_id"`
	Name      string        `json:"name"`
	Prefix    string        `json:"prefix" doc:"The key's first characters"`
	CreatedAt time.Time     `json:"created_at"`
	ExpiresAt *time.Time    `json:"expires_at" doc:"Null for never"`
	UsedAt    *time.Time    `json:"last_used_at" doc:"To about a minute; null for never"`
	RevokedAt *time.Time    `json:"revoked_at" doc:"Null for a key that was not revoked; a revoked one is listed for 30 days"`
	// Permissions: all that a key can have, or the chosen ones.
	Full        bool                `json:"full_access" doc:"The key may do all that a key can"`
	Permissions []policy.Permission `json:"permissions" nullable:"false"`
}

type createdKeyRecord struct {
	APIKeyRecord
	Key string `json:"key" doc:"The key itself; it is shown this once"`
}

func apiKeyOf(k account.APIKey) APIKeyRecord {
	record := APIKeyRecord{ID: k.ID, ProjectID: k.ProjectID, Name: k.Name, Prefix: k.Prefix, CreatedAt: k.CreatedAt,
		ExpiresAt: timeOrNull(k.ExpiresAt), UsedAt: timeOrNull(k.UsedAt), RevokedAt: timeOrNull(k.RevokedAt),
		Full: k.Limit.IsZero(), Permissions: k.Limit.Permissions()}
	if record.Full {
		record.Permissions = policy.KeyPermissions()
	}
	return record
}

type (
	createKeyRequest struct {
		Body struct {
			APIKey struct {
				Name      string    `json:"name"`
				ExpiresAt time.Time `json:"expires_at,omitzero" doc:"When the key stops working; never when missing"`
				// Names of permissions, as /me lists them.
				Permissions []policy.Permission `json:"permissions,omitempty" doc:"What the key may do; all that a key can when missing"`
			} `json:"api_key"`
		}
	}

	keyNameFields struct {
		Name string `json:"name,omitempty"`
	}

	renameKeyRequest struct {
		ID   string `path:"id" doc:"The key's id"`
		Body struct {
			APIKey keyNameFields `json:"api_key"`
		}
	}

	keyRequest struct {
		ID string `path:"id" doc:"The key's id"`
	}
)

func mountAPIKeys(s *rest.Server) {
	rest.Mount(s, "GET /platform/v1/api_keys", app.ListKeys,
		func(_ context.Context, r *pageRequest) (app.ListKeysIn, error) {
			return app.ListKeysIn{Part: r.Part()}, nil
		},
		func(l account.Listed[account.APIKey]) *rest.Page[APIKeyRecord] { return rest.PageOf(l, apiKeyOf) },
		rest.Summary("List the project's API keys"))
	rest.Mount(s, "POST /platform/v1/api_keys", app.CreateKey,
		func(_ context.Context, r *createKeyRequest) (app.CreateKeyIn, error) {
			return app.CreateKeyIn{Name: r.Body.APIKey.Name, ExpiresAt: r.Body.APIKey.ExpiresAt, Permissions: r.Body.APIKey.Permissions}, nil
		},
		func(k app.CreatedKey) *rest.Answer[createdKeyRecord] {
			return rest.OK(createdKeyRecord{APIKeyRecord: apiKeyOf(k.APIKey), Key: k.Key})
		},
		rest.Status(201), rest.Summary("Make an API key"))
	rest.Mount(s, "PATCH /platform/v1/api_keys/{id}", app.RenameKey,
		func(_ context.Context, r *renameKeyRequest) (app.RenameKeyIn, error) {
			id, err := keyID(r.ID)
			return app.RenameKeyIn{ID: id, Name: r.Body.APIKey.Name}, err
		},
		func(k account.APIKey) *rest.Answer[APIKeyRecord] { return rest.OK(apiKeyOf(k)) },
		rest.Summary("Give an API key another name"))
	rest.Mount(s, "DELETE /platform/v1/api_keys/{id}", app.RevokeKey,
		func(_ context.Context, r *keyRequest) (app.RevokeKeyIn, error) {
			id, err := keyID(r.ID)
			return app.RevokeKeyIn{ID: id}, err
		},
		func(struct{}) *rest.Empty { return &rest.Empty{} },
		rest.Summary("Revoke an API key"))
}

func keyID(id string) (ids.APIKeyID, error) {
	if !ids.Valid(id) {
		return "", fault.New(fault.NotFound, fault.CodeNotFound, "There is no such API key.")
	}
	return ids.APIKeyID(id), nil
}

type auditRequest struct {
	rest.CursorQuery
	Actor  string `query:"actor" doc:"Only what this actor did, as user:…"`
	Action string `query:"action" doc:"Only this action, or with a dot at its end every action that begins so, as key."`
}

type auditRecord struct {
	ID      string         `json:"id"`
	Actor   string         `json:"actor" doc:"The kind of actor and its id, as user:…"`
	Action  string         `json:"action"`
	Subject string         `json:"subject" doc:"The kind of record and its id; empty for none"`
	Details map[string]any `json:"details"`
	Person  *auditPerson   `json:"person" doc:"Whom it is about, as they are called now; null for other records, and for who was erased since"`
	At      time.Time      `json:"at"`
}

type auditPerson struct {
	_              struct{}            `nullable:"true"`
	ContactID      ids.ContactID       `json:"contact_id"`
	Name           string              `json:"name"`
	ConversationID *ids.ConversationID `json:"conversation_id" doc:"Null for what is about the contact as such"`
}

func auditOf(l app.AuditLine) auditRecord {
	r := auditRecord{ID: l.ID, Actor: l.Actor, Action: l.Action, Subject: l.Subject, Details: l.Data, At: l.At}
	if p := l.Person; p != nil {
		r.Person = &auditPerson{ContactID: p.ContactID, Name: p.Name}
		if p.ConversationID != "" {
			r.Person.ConversationID = &p.ConversationID
		}
	}
	return r
}

var auditColumns = []string{"at", "id"}

func readAuditPlace(cursor string) (p account.AuditPlace, err error) {
	err = rest.DecodeCursor(cursor, auditColumns, &p.At, &p.ID)
	return p, err
}

func auditCursor(l app.AuditLine) string {
	place := l.Place()
	return rest.EncodeCursor(auditColumns, place.At, place.ID)
}

func mountAuditLog(s *rest.Server) {
	rest.Mount(s, "GET /platform/v1/audit_log", app.ListAudit,
		func(_ context.Context, r *auditRequest) (app.ListAuditIn, error) {
			span, err := rest.RangeOf(r.CursorQuery, readAuditPlace)
			return app.ListAuditIn{Range: span, Filter: account.AuditFilter{Actor: r.Actor, Action: r.Action}}, err
		},
		func(p app.Page[app.AuditLine]) *rest.List[auditRecord] {
			return rest.ListOf(p, auditOf, auditCursor)
		},
		rest.Summary("List what was done in the project, newest first"))
}
