package api

import (
	"context"

	"relevo/internal/app"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
)

type searchRequest struct {
	Q     string `query:"q" doc:"Words of a message or a name, or any part of a phone number in any spelling; the last word may be the beginning of one"`
	Type  string `query:"type" enum:"conversation,message" doc:"Both kinds when missing, conversations first"`
	Limit int    `query:"limit" minimum:"1" doc:"Hits per page; 20 when missing, at most 100"`
	After string `query:"after" doc:"The cursor after which the page begins"`
}

func mountSearch(s *rest.Server, links record.Links) {
	rest.Mount(s, "GET /platform/v1/whatsapp/search", app.Search,
		func(ctx context.Context, _ *searchRequest) (app.SearchIn, error) {
			return record.SearchQuery(rest.RequestOf(ctx).URL.Query())
		},
		func(p app.Page[app.Hit]) *rest.List[record.HitRecord] { return record.HitList(p, links) },
		rest.Summary("Find conversations by their person and messages by their text, newest first"))
}
