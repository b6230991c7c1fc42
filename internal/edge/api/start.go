package api

import (
	"context"
	"encoding/json"
	"net/http"

	"relevo/internal/app"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
)

type (
	startRequest struct {
		Body struct {
			Conversation startFields     `json:"whatsapp_conversation"`
			Message      json.RawMessage `json:"message,omitempty" doc:"WhatsApp's own message object without a recipient; a template, unless the person has written in the last 24 hours"`
			ClientID     string          `json:"client_id,omitempty" doc:"The client's own id of the message; the same one gives the same message"`
		}
	}

	startFields struct {
		PhoneNumberID string `json:"phone_number_id,omitempty" doc:"Of the WhatsApp number, Meta's or ours"`
		PhoneNumber   string `json:"phone_number,omitempty" doc:"Of the person, with the country code, in any spelling"`
	}

	startedRecord struct {
		Conversation record.ConversationRecord `json:"whatsapp_conversation"`
		Message      record.MessageRecord      `json:"message"`
	}
)

func mountStarting(s *rest.Server, links record.Links) {
	rest.Mount(s, "POST /platform/v1/whatsapp/conversations", app.StartConversation,
		func(ctx context.Context, r *startRequest) (app.StartConversationIn, error) {
			place := r.Body.Conversation
			repeat, err := rest.RepeatOf(rest.RequestOf(ctx), []byte(place.PhoneNumberID), []byte(place.PhoneNumber), r.Body.Message, []byte(r.Body.ClientID))
			return app.StartConversationIn{PhoneNumberID: place.PhoneNumberID, PhoneNumber: place.PhoneNumber,
				Message: r.Body.Message, ClientID: r.Body.ClientID, Repeat: repeat}, err
		},
		func(out app.StartedConversation) *rest.Answer[startedRecord] {
			return rest.OK(startedRecord{Conversation: record.Conversation(out.Conversation), Message: record.Message(out.Message, links)})
		},
		rest.Status(http.StatusAccepted), rest.Summary("Write to a phone number first"),
		rest.Doc("Answers at once with the conversation and the queued message. An active conversation with the person is gone on with. "+
			"To somebody whom the number has blocked it is 409 contact_blocked."))
}
