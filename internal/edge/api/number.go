package api

import (
	"context"
	"net/http"

	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/channel"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"
)

type (
	numbersRequest struct {
		rest.PageQuery
		PhoneNumberID     string `query:"phone_number_id"`
		BusinessAccountID string `query:"business_account_id"`
		NameContains      string `query:"name_contains"`
		CustomerID        string `query:"customer_id"`
	}

	addNumberRequest struct {
		Body struct {
			Number numberFields `json:"phone_number"`
		}
	}

	numberFields struct {
		MetaAppID          ids.MetaAppID `json:"meta_app_id,omitempty"`
		PhoneNumberID      string        `json:"phone_number_id,omitempty" doc:"Meta's id of the number"`
		BusinessAccountID  string        `json:"business_account_id,omitempty" doc:"Meta's id of the WhatsApp business account"`
		DisplayPhoneNumber string        `json:"display_phone_number,omitempty"`
		Name               string        `json:"name,omitempty" doc:"The number itself when missing"`
		AccessToken        string        `json:"access_token,omitempty" doc:"Kept sealed and shown to nobody"`
		GraphURL           string        `json:"graph_url,omitempty" doc:"Where WhatsApp's API is, without a version; when missing Meta's, for a sandbox number the built-in simulator"`
		Kind               string        `json:"kind,omitempty" doc:"production (when missing) or sandbox"`
	}
)

func mountNumbers(s *rest.Server) {
	answer := func(n channel.Number) *rest.Answer[record.NumberRecord] { return rest.OK(record.Number(n)) }
	rest.Mount(s, "GET /platform/v1/whatsapp/phone_numbers", inPages(app.ListNumbers),
		func(_ context.Context, r *numbersRequest) (partOf[channel.NumberFilter], error) {
			f := channel.NumberFilter{PhoneNumberID: r.PhoneNumberID, BusinessAccountID: r.BusinessAccountID, NameContains: r.NameContains}
			if r.CustomerID != "" { // no number belongs to a customer
				f.PhoneNumberID = "none"
			}
			return partOf[channel.NumberFilter]{in: f, part: r.Part()}, nil
		},
		func(l account.Listed[channel.Number]) *rest.Page[record.NumberRecord] {
			return rest.PageOf(l, record.Number)
		},
		rest.Summary("List WhatsApp numbers, oldest first"))
	rest.Mount(s, "POST /platform/v1/whatsapp/phone_numbers", app.AddNumber,
		func(_ context.Context, r *addNumberRequest) (app.AddNumberIn, error) {
			n := r.Body.Number
			return app.AddNumberIn{MetaAppID: n.MetaAppID, PhoneNumberID: n.PhoneNumberID, BusinessAccountID: n.BusinessAccountID,
				DisplayPhoneNumber: n.DisplayPhoneNumber, Name: n.Name, AccessToken: n.AccessToken, GraphURL: n.GraphURL, Kind: n.Kind}, nil
		}, answer, rest.Status(http.StatusCreated), rest.Summary("Connect a WhatsApp number"))
	rest.Mount(s, "GET /platform/v1/whatsapp/phone_numbers/{id}", app.GetNumber, idOf, answer,
		rest.Summary("Get a WhatsApp number by Meta's id or ours"))
	rest.Mount(s, "GET /platform/v1/whatsapp/unconfigured_numbers", inPages(app.ListUnconfigured), partOnly,
		func(l account.Listed[channel.Unconfigured]) *rest.Page[record.UnconfiguredRecord] {
			return rest.PageOf(l, record.Unconfigured)
		},
		rest.Summary("List numbers for which webhooks come although they are not connected"))
}
