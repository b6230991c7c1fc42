// Package api is the product's own API, /platform/v1: the operations of every
// use case that programs and the web app share, and the shapes of their
// records. It holds no rules; each operation turns a request into the input of
// one use case and its output into a record. May import edge/rest and what
// that may import.
package api

import (
	"context"
	"net/http"

	"relevo/internal/app"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// MountAccount mounts set-up, log-in, the actor's own account, people, API keys
// and the audit log.
func MountAccount(s *rest.Server, _ *app.App) {
	mountSession(s)
	mountSetup(s)
	mountPeople(s)
	mountMembers(s)
	mountInvitations(s)
	mountProfile(s)
	mountAPIKeys(s)
	mountAuditLog(s)
}

type meRecord struct {
	User     *personRecord     `json:"user" doc:"The person; null for an API key and for nobody"`
	Projects []myProjectRecord `json:"projects" nullable:"false"`
	Pos      int64             `json:"pos" doc:"The position of the last event; whatever is read after this answer holds everything up to it"`
}

type personRecord struct {
	_     struct{}   `nullable:"true"`
	ID    ids.UserID `json:"id"`
	Name  string     `json:"name"`
	Email string     `json:"email"`
}

type myProjectRecord struct {
	ID          ids.ProjectID       `json:"id"`
	Name        string              `json:"name"`
	Role        *policy.Role        `json:"role" enum:"owner,admin,member,inbox" doc:"Null for an API key"`
	Permissions []policy.Permission `json:"permissions" nullable:"false"`
}

func meOf(me app.Me) meRecord {
	record := meRecord{Projects: make([]myProjectRecord, len(me.Projects)), Pos: me.Pos}
	if me.User != nil {
		record.User = &personRecord{ID: me.User.ID, Name: me.User.Name, Email: me.User.Email}
	}
	for i, p := range me.Projects {
		record.Projects[i] = myProjectRecord{ID: p.ID, Name: p.Name, Permissions: p.Permissions}
		if p.Role != "" {
			record.Projects[i].Role = &p.Role
		}
	}
	return record
}

type (
	nothing struct{}

	logInRequest struct {
		Body struct {
			Session struct {
				Email    string `json:"email"`
				Password string `json:"password"`
			} `json:"session"`
		}
	}

	linkRequest struct {
		Body struct {
			Link struct {
				Token string `json:"token"`
			} `json:"link"`
		}
	}

	setupRequest struct {
		Body struct {
			Setup struct {
				Token       string `json:"token" doc:"From the set-up link"`
				Name        string `json:"name"`
				Email       string `json:"email"`
				Password    string `json:"password" doc:"At least 10 characters"`
				ProjectName string `json:"project_name"`
			} `json:"setup"`
		}
	}

	setupRecord struct {
		Open bool `json:"open" doc:"No owner was made yet"`
	}

	endedSession struct {
		Cookie string `header:"Set-Cookie" doc:"The session cookie (RFC 6265, 4.1)"`
	}
)

func mountSession(s *rest.Server) {
	opened := sessionAnswer(s)
	rest.Mount(s, "POST /platform/v1/session", app.LogIn,
		func(ctx context.Context, r *logInRequest) (app.LogInIn, error) {
			in := app.LogInIn{Email: r.Body.Session.Email, Password: r.Body.Session.Password}
			return in, s.LimitLogIn(ctx, in.Email)
		}, opened, rest.Summary("Log in with email and password"))
	rest.Mount(s, "POST /platform/v1/session/link", app.LogInByLink,
		func(ctx context.Context, r *linkRequest) (app.LogInByLinkIn, error) {
			return app.LogInByLinkIn{Token: r.Body.Link.Token}, s.LimitLogIn(ctx, "")
		}, opened, rest.Summary("Log in with a one-time link"))
	rest.Mount(s, "GET /platform/v1/session", app.GetSession, none[nothing],
		func(me app.Me) *rest.Answer[meRecord] { return rest.OK(meOf(me)) },
		rest.Summary("Tell who is logged in"),
		rest.Doc("Answers as /me does, and 200 without a user and projects when nobody is logged in."))
	rest.Mount(s, "DELETE /platform/v1/session", app.LogOut, none[nothing],
		func(struct{}) *endedSession { return &endedSession{Cookie: s.EndedCookie().String()} },
		rest.Summary("Log out"))
	rest.Mount(s, "GET /platform/v1/me", app.GetMe, none[nothing],
		func(me app.Me) *rest.Answer[meRecord] { return rest.OK(meOf(me)) },
		rest.Summary("Get the actor's own account, projects and permissions"))
}

func mountSetup(s *rest.Server) {
	rest.Mount(s, "GET /platform/v1/setup", app.GetSetup, none[nothing],
		func(state app.SetupState) *rest.Answer[setupRecord] { return rest.OK(setupRecord{Open: state.Open}) },
		rest.Summary("Tell whether the first owner is still to be made"))
	rest.Mount(s, "POST /platform/v1/setup", app.FinishSetup,
		func(ctx context.Context, r *setupRequest) (app.FinishSetupIn, error) {
			in := r.Body.Setup
			return app.FinishSetupIn{
				Token: in.Token, Name: in.Name, Email: in.Email, Password: in.Password, ProjectName: in.ProjectName,
			}, s.LimitLogIn(ctx, "")
		}, sessionAnswer(s), rest.Status(http.StatusCreated), rest.Summary("Make the first project and its owner"))
}

func sessionAnswer(s *rest.Server) func(app.OpenedSession) *rest.SessionAnswer[meRecord] {
	return func(o app.OpenedSession) *rest.SessionAnswer[meRecord] {
		return &rest.SessionAnswer[meRecord]{
			Cookie: s.SessionCookie(o.Token, o.ExpiresAt).String(), Body: rest.Envelope[meRecord]{Data: meOf(o.Me)},
		}
	}
}

// none is the toIn of a use case without input.
func none[Req any](context.Context, *Req) (struct{}, error) { return struct{}{}, nil }
