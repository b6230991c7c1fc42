package api

import (
	"context"
	"time"

	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/edge/rest"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

type (
	profileFields struct {
		Name string `json:"name,omitempty"`
	}

	updateMeRequest struct {
		Body struct {
			User profileFields `json:"user"`
		}
	}

	changePasswordRequest struct {
		Body struct {
			Password struct {
				Current string `json:"current,omitempty" doc:"The present one"`
				New     string `json:"new,omitempty" doc:"At least 10 characters"`
			} `json:"password"`
		}
	}
)

type sessionRecord struct {
	ID        ids.SessionID `json:"id"`
	Current   bool          `json:"current" doc:"The session of this request"`
	Browser   string        `json:"browser" doc:"As the browser names itself; empty before its first request"`
	CreatedAt time.Time     `json:"created_at"`
	SeenAt    *time.Time    `json:"seen_at" doc:"To about five minutes; null before its first request"`
	ExpiresAt time.Time     `json:"expires_at"`
}

// ownSession is a session and whether it is the asking one.
type ownSession struct {
	account.Session
	current bool
}

// ownSessions marks the asking session in the list.
var ownSessions = app.UseCase[struct{}, []ownSession]{
	Name: app.ListSessions.Name, Rule: app.ListSessions.Rule, Mode: app.ListSessions.Mode,
	Run: func(c *app.Call, in struct{}) ([]ownSession, error) {
		all, err := app.ListSessions.Run(c, in)
		out := make([]ownSession, len(all))
		for i, s := range all {
			out[i] = ownSession{Session: s, current: s.ID == c.Actor.Session}
		}
		return out, err
	},
}

func sessionOf(s ownSession) sessionRecord {
	return sessionRecord{ID: s.ID, Current: s.current, Browser: s.Browser, CreatedAt: s.CreatedAt, SeenAt: timeOrNull(s.SeenAt), ExpiresAt: s.ExpiresAt}
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func mountProfile(s *rest.Server) {
	rest.Mount(s, "PATCH /platform/v1/me", app.UpdateMe,
		func(_ context.Context, r *updateMeRequest) (app.UpdateMeIn, error) {
			return app.UpdateMeIn{Name: r.Body.User.Name}, nil
		},
		func(me app.Me) *rest.Answer[meRecord] { return rest.OK(meOf(me)) },
		rest.Summary("Change the person's own name"))
	rest.Mount(s, "POST /platform/v1/me/password", app.ChangePassword,
		func(ctx context.Context, r *changePasswordRequest) (app.ChangePasswordIn, error) {
			p := r.Body.Password
			return app.ChangePasswordIn{Current: p.Current, New: p.New}, s.LimitLogIn(ctx, rest.ActorOf(ctx).ID)
		},
		func(struct{}) *rest.Empty { return &rest.Empty{} },
		rest.Summary("Change the person's own password"), rest.Doc("Every other session of the person ends."))
	rest.Mount(s, "GET /platform/v1/sessions", inPages(ownSessions), partOnly,
		func(l account.Listed[ownSession]) *rest.Page[sessionRecord] { return rest.PageOf(l, sessionOf) },
		rest.Summary("List the person's own sessions, newest first"))
	rest.Mount(s, "DELETE /platform/v1/sessions/{id}", app.EndSession,
		func(_ context.Context, r *idRequest) (ids.SessionID, error) {
			if !ids.Valid(r.ID) {
				return "", fault.New(fault.NotFound, fault.CodeNotFound, "There is no such session.")
			}
			return ids.SessionID(r.ID), nil
		},
		func(struct{}) *rest.Empty { return &rest.Empty{} },
		rest.Summary("End one of the person's own sessions"))
}
