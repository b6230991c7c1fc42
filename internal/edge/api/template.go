package api

import (
	"context"

	"relevo/internal/app"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
)

type (
	templatesRequest struct {
		rest.PageQuery
		PhoneNumberID string `query:"phone_number_id" required:"true" doc:"Of the WhatsApp number, Meta's or ours"`
		Search        string `query:"search" doc:"Words of the name or of the body"`
		Language      string `query:"language" doc:"A language code as WhatsApp writes it, such as pt_BR"`
		Status        string `query:"status" doc:"WhatsApp's own word, such as APPROVED"`
	}

	templatesAnswer struct {
		Body struct {
			rest.PageEnvelope[record.TemplateRecord]
			Languages []string `json:"languages" nullable:"false" doc:"Of all templates of the account"`
			FetchedAt *string  `json:"fetched_at" format:"date-time" doc:"When WhatsApp gave this list"`
			Failure   *string  `json:"failure" doc:"Why WhatsApp gave no newer list; null when it did"`
		}
	}
)

func mountTemplates(s *rest.Server) {
	in := func(refresh bool) func(context.Context, *templatesRequest) (app.TemplatesIn, error) {
		return func(_ context.Context, r *templatesRequest) (app.TemplatesIn, error) {
			return app.TemplatesIn{PhoneNumberID: r.PhoneNumberID, Search: r.Search, Language: r.Language, Status: r.Status,
				Refresh: refresh, Part: r.Part()}, nil
		}
	}
	rest.Mount(s, "GET /platform/v1/whatsapp/templates", app.ListTemplates, in(false), templatesOf,
		rest.Summary("List the message templates of a WhatsApp number's account, by name"),
		rest.Doc("Answered from what WhatsApp said last; fetched_at says when. The first call waits for WhatsApp."))
	rest.Mount(s, "POST /platform/v1/whatsapp/templates/refresh", app.ListTemplates, in(true), templatesOf,
		rest.Variant("refresh"), rest.Summary("Ask WhatsApp for the templates now, and list them"))
}

func templatesOf(t app.Templates) *templatesAnswer {
	answer := &templatesAnswer{}
	answer.Body.PageEnvelope = rest.PageOf(t.Listed, record.Template).Body
	answer.Body.Languages = append([]string{}, t.Languages...)
	answer.Body.FetchedAt = record.InstantOrNull(t.FetchedAt)
	if t.Failure != "" {
		answer.Body.Failure = &t.Failure
	}
	return answer
}
