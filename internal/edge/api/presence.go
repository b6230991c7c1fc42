package api

import (
	"context"

	"relevo/internal/app"
	"relevo/internal/conversation"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
)

type (
	keepPresenceRequest struct {
		ID   string `path:"id"`
		Body struct {
			Presence presenceChange `json:"presence"`
		}
	}

	presenceChange struct {
		Screen string `json:"screen" doc:"The window's own random id"`
		Typing bool   `json:"typing,omitempty" doc:"A reply is being written"`
	}

	endPresenceRequest struct {
		ID     string `path:"id"`
		Screen string `query:"screen"`
	}
)

func mountPresence(s *rest.Server) {
	const path = "/platform/v1/whatsapp/conversations/{id}/presence"
	none := func(struct{}) *rest.Empty { return &rest.Empty{} }
	rest.Mount(s, "PUT "+path, app.KeepPresence,
		func(_ context.Context, r *keepPresenceRequest) (app.PresenceIn, error) {
			p := r.Body.Presence
			return app.PresenceIn{ConversationID: r.ID, Screen: p.Screen, Typing: p.Typing}, nil
		}, none, rest.Summary("Show the asking person to colleagues at a conversation for ten seconds"))
	rest.Mount(s, "DELETE "+path, app.EndPresence,
		func(_ context.Context, r *endPresenceRequest) (app.PresenceIn, error) {
			return app.PresenceIn{ConversationID: r.ID, Screen: r.Screen}, nil
		}, none, rest.Summary("Take the asking person away from a conversation"))
	rest.Mount(s, "GET /platform/v1/whatsapp/presences", app.ListPresences,
		func(context.Context, *struct{}) (struct{}, error) { return struct{}{}, nil },
		func(list []conversation.Presence) *rest.Answer[[]record.PresenceRecord] {
			return rest.OK(record.Presences(list))
		}, rest.Summary("List who looks at conversations now"))
}
