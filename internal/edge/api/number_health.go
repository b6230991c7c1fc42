package api

import (
	"context"
	"net/http"
	"time"

	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/channel"
	"relevo/internal/conversation"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"
)

type healthRecord struct {
	NumberID       ids.NumberID `json:"number_id" doc:"Our id of the number, its internal_id"`
	Quality        string       `json:"quality_rating" doc:"WhatsApp's word: GREEN, YELLOW, RED, UNKNOWN; empty before the first look"`
	MessagingLimit string       `json:"messaging_limit" doc:"WhatsApp's word, such as TIER_1K; empty when it told none"`
	Problem        string       `json:"problem" enum:",token,payment,account,quality,limit" doc:"What is wrong with the whole number; empty for nothing"`
	ProblemCode    int          `json:"problem_code" doc:"WhatsApp's error code; 0 for none"`
	ProblemAt      *time.Time   `json:"problem_at"`
	CheckedAt      *time.Time   `json:"checked_at" doc:"When WhatsApp was asked last; null for never"`
	WebhookAt      *time.Time   `json:"last_webhook_at" doc:"To about a minute; null for never"`
}

func healthOf(h channel.Health) healthRecord {
	return healthRecord{NumberID: h.NumberID, Quality: h.Quality, MessagingLimit: h.MessagingLimit, Problem: h.Problem, ProblemCode: h.ProblemCode,
		ProblemAt: timeOrNull(h.ProblemAt), CheckedAt: timeOrNull(h.CheckedAt), WebhookAt: timeOrNull(h.WebhookAt)}
}

type (
	figuresRecord struct {
		Day      sentRecord `json:"last_24_hours"`
		Week     sentRecord `json:"last_7_days"`
		Complete bool       `json:"complete" doc:"false where more messages left than are counted: then the latest of them are"`
	}

	sentRecord struct {
		Sent      int64 `json:"sent" doc:"That WhatsApp took, whatever became of them"`
		Delivered int64 `json:"delivered" doc:"Of those, the read ones too"`
		Read      int64 `json:"read"`
		Failed    int64 `json:"failed"`
	}
)

type checkRecord struct {
	ID         string            `json:"id"`
	NumberID   ids.NumberID      `json:"number_id"`
	Steps      []checkStepRecord `json:"steps" nullable:"false"`
	StartedAt  time.Time         `json:"started_at"`
	FinishedAt *time.Time        `json:"finished_at" doc:"Null while the test runs"`
}

type checkStepRecord struct {
	Name   string `json:"name" enum:"token,number,subscription,webhook,templates"`
	State  string `json:"state" enum:"waiting,passed,failed,skipped"`
	Cause  string `json:"cause" doc:"A stable word for what is wrong; empty for nothing"`
	Detail string `json:"detail" doc:"WhatsApp's own explanation"`
	Code   int    `json:"code" doc:"WhatsApp's error code; 0 for none"`
}

func checkOf(c channel.Check) checkRecord {
	out := checkRecord{ID: c.ID, NumberID: c.NumberID, StartedAt: c.StartedAt, FinishedAt: timeOrNull(c.FinishedAt), Steps: make([]checkStepRecord, len(c.Steps))}
	for i, s := range c.Steps {
		out.Steps[i] = checkStepRecord(s)
	}
	return out
}

type (
	checkFields struct {
		Subscribe bool `json:"subscribe,omitempty" doc:"Have WhatsApp send the account's webhooks first"`
	}

	checkRequest struct {
		ID   string `path:"id" doc:"Meta's id or ours"`
		Body struct {
			Check checkFields `json:"check,omitzero"`
		}
	}

	numberChanges struct {
		Name        string `json:"name,omitempty"`
		AccessToken string `json:"access_token,omitempty" doc:"Kept sealed and shown to nobody"`
	}

	updateNumberRequest struct {
		ID   string `path:"id" doc:"Meta's id or ours"`
		Body struct {
			Number numberChanges `json:"phone_number"`
		}
	}
)

func mountNumberHealth(s *rest.Server) {
	check := func(c channel.Check) *rest.Answer[checkRecord] { return rest.OK(checkOf(c)) }
	empty := func(struct{}) *rest.Empty { return &rest.Empty{} }
	rest.Mount(s, "GET /platform/v1/whatsapp/number_health", inPages(app.ListNumberHealth), partOnly,
		func(l account.Listed[channel.Health]) *rest.Page[healthRecord] { return rest.PageOf(l, healthOf) },
		rest.Summary("List how each WhatsApp number is, oldest number first"))
	rest.Mount(s, "GET /platform/v1/whatsapp/phone_numbers/{id}/figures", app.GetNumberFigures, idOf,
		func(f conversation.NumberFigures) *rest.Answer[figuresRecord] {
			return rest.OK(figuresRecord{Day: sentRecord(f.Day), Week: sentRecord(f.Week), Complete: f.Complete})
		},
		rest.Summary("Count how far the messages came that left by a WhatsApp number"),
		rest.Doc("Of at most the latest 10,000 messages of seven days, by their status now."))
	rest.Mount(s, "POST /platform/v1/whatsapp/phone_numbers/{id}/check", app.CheckNumber,
		func(_ context.Context, r *checkRequest) (app.CheckNumberIn, error) {
			return app.CheckNumberIn{Number: r.ID, Subscribe: r.Body.Check.Subscribe}, nil
		}, check, rest.Status(http.StatusAccepted), rest.Summary("Test a number's connection step by step"),
		rest.Doc("Answers at once; the event number.changed tells of each step."))
	rest.Mount(s, "GET /platform/v1/whatsapp/phone_numbers/{id}/check", app.GetNumberCheck, idOf, check,
		rest.Summary("Get the last test of a number's connection"))
	rest.Mount(s, "PATCH /platform/v1/whatsapp/phone_numbers/{id}", app.UpdateNumber,
		func(_ context.Context, r *updateNumberRequest) (app.UpdateNumberIn, error) {
			return app.UpdateNumberIn{Number: r.ID, Name: r.Body.Number.Name, AccessToken: r.Body.Number.AccessToken}, nil
		},
		func(n channel.Number) *rest.Answer[record.NumberRecord] { return rest.OK(record.Number(n)) },
		rest.Summary("Change a number's name or access token"))
	rest.Mount(s, "DELETE /platform/v1/whatsapp/phone_numbers/{id}", app.DisconnectNumber, idOf, empty,
		rest.Summary("Disconnect a WhatsApp number"),
		rest.Doc("A number that has conversations is refused (number_in_use): its history stays."))
}
