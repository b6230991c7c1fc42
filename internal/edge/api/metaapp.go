package api

import (
	"context"
	"net/http"

	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/channel"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
)

type addMetaAppRequest struct {
	Body struct {
		MetaApp struct {
			Name        string `json:"name,omitempty"`
			AppSecret   string `json:"app_secret,omitempty" doc:"Kept sealed and shown to nobody"`
			VerifyToken string `json:"verify_token,omitempty" doc:"What Meta's handshake must bring"`
		} `json:"meta_app"`
	}
}

func mountMetaApps(s *rest.Server) {
	rest.Mount(s, "GET /platform/v1/meta_apps", inPages(app.ListMetaApps), partOnly,
		func(l account.Listed[channel.MetaApp]) *rest.Page[record.MetaAppRecord] {
			return rest.PageOf(l, record.MetaApp)
		},
		rest.Summary("List the apps at Meta whose webhooks come here"))
	rest.Mount(s, "POST /platform/v1/meta_apps", app.AddMetaApp,
		func(_ context.Context, r *addMetaAppRequest) (app.AddMetaAppIn, error) {
			a := r.Body.MetaApp
			return app.AddMetaAppIn{Name: a.Name, AppSecret: a.AppSecret, VerifyToken: a.VerifyToken}, nil
		},
		func(a channel.MetaApp) *rest.Answer[record.MetaAppRecord] { return rest.OK(record.MetaApp(a)) },
		rest.Status(http.StatusCreated), rest.Summary("Add an app at Meta"))
}
