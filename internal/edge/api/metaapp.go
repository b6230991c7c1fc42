package api

import (
	"context"
	"net/http"

	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/channel"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

type (
	metaAppFields struct {
		Name        string `json:"name,omitempty"`
		AppSecret   string `json:"app_secret,omitempty" doc:"Kept sealed and shown to nobody"`
		VerifyToken string `json:"verify_token,omitempty" doc:"What Meta's handshake must bring"`
	}

	addMetaAppRequest struct {
		Body struct {
			MetaApp metaAppFields `json:"meta_app"`
		}
	}

	updateMetaAppRequest struct {
		ID   string `path:"id" doc:"The app's id here"`
		Body struct {
			MetaApp metaAppFields `json:"meta_app"`
		}
	}
)

func mountMetaApps(s *rest.Server, a *app.App) {
	toRecord := func(m channel.MetaApp) record.MetaAppRecord { return record.MetaApp(m, a.PublicURL()) }
	answer := func(m channel.MetaApp) *rest.Answer[record.MetaAppRecord] { return rest.OK(toRecord(m)) }
	rest.Mount(s, "GET /platform/v1/meta_apps", inPages(app.ListMetaApps), partOnly,
		func(l account.Listed[channel.MetaApp]) *rest.Page[record.MetaAppRecord] {
			return rest.PageOf(l, toRecord)
		},
		rest.Summary("List the apps at Meta whose webhooks come here"))
	rest.Mount(s, "POST /platform/v1/meta_apps", app.AddMetaApp,
		func(_ context.Context, r *addMetaAppRequest) (app.AddMetaAppIn, error) {
			m := r.Body.MetaApp
			return app.AddMetaAppIn{Name: m.Name, AppSecret: m.AppSecret, VerifyToken: m.VerifyToken}, nil
		}, answer,
		rest.Status(http.StatusCreated), rest.Summary("Add an app at Meta"))
	rest.Mount(s, "PATCH /platform/v1/meta_apps/{id}", app.UpdateMetaApp,
		func(_ context.Context, r *updateMetaAppRequest) (app.UpdateMetaAppIn, error) {
			id, err := metaAppID(r.ID)
			m := r.Body.MetaApp
			return app.UpdateMetaAppIn{ID: id, Name: m.Name, AppSecret: m.AppSecret, VerifyToken: m.VerifyToken}, err
		}, answer,
		rest.Summary("Change an app at Meta"))
	rest.Mount(s, "DELETE /platform/v1/meta_apps/{id}", app.DeleteMetaApp,
		func(_ context.Context, r *idRequest) (ids.MetaAppID, error) { return metaAppID(r.ID) },
		func(struct{}) *rest.Empty { return &rest.Empty{} },
		rest.Summary("Remove an app at Meta that no number uses"))
}

func metaAppID(id string) (ids.MetaAppID, error) {
	if !ids.Valid(id) {
		return "", fault.New(fault.NotFound, fault.CodeNotFound, "There is no such Meta app.")
	}
	return ids.MetaAppID(id), nil
}
