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
	messagesRequest struct {
		rest.CursorQuery
		PhoneNumberID        string `query:"phone_number_id" doc:"Of the WhatsApp number, Meta's or ours"`
		ConversationID       string `query:"conversation_id"`
		PhoneNumber          string `query:"phone_number" doc:"Of the customer: any part of it, in any spelling"`
		BusinessScopedUserID string `query:"business_scoped_user_id"`
		Direction            string `query:"direction" enum:"inbound,outbound"`
		Status               string `query:"status" enum:"received,queued,pending,sent,failed,delivered,read,played"`
		MessageType          string `query:"message_type"`
		HasMedia             string `query:"has_media" doc:"true or false"`
		Since                string `query:"since" doc:"An instant, inclusive"`
		Until                string `query:"until" doc:"An instant, inclusive"`
	}

	sendRequest struct {
		ID   string `path:"id"`
		Body struct {
			Message  json.RawMessage `json:"message,omitempty" doc:"WhatsApp's own message object without a recipient"`
			ClientID string          `json:"client_id,omitempty" doc:"The client's own id of the message; the same one gives the same message"`
		}
	}
)

func mountMessages(s *rest.Server, links record.Links) {
	rest.Mount(s, "GET /platform/v1/whatsapp/messages", app.ListMessages,
		func(ctx context.Context, _ *messagesRequest) (app.ListMessagesIn, error) {
			return record.MessageQuery(rest.RequestOf(ctx).URL.Query())
		},
		func(p app.Page[app.MessageView]) *rest.List[record.MessageRecord] {
			return record.MessageList(p, record.Fields{}, links)
		},
		rest.Summary("List messages, newest first"))
	rest.Mount(s, "GET /platform/v1/whatsapp/messages/{id}", app.GetMessage, idOf, messageAnswer(links),
		rest.Summary("Get a message by its wamid or our id"))
}

func mountSending(s *rest.Server, links record.Links) {
	rest.Mount(s, "POST /platform/v1/whatsapp/conversations/{id}/messages", app.SendMessage,
		func(_ context.Context, r *sendRequest) (app.SendMessageIn, error) {
			return app.SendMessageIn{ConversationID: r.ID, Message: r.Body.Message, ClientID: r.Body.ClientID}, nil
		}, messageAnswer(links), rest.Status(http.StatusAccepted),
		rest.Summary("Queue a message in a conversation"),
		rest.Doc("Answers at once with the queued message; its status follows in the record and in the events."))
	rest.Mount(s, "POST /platform/v1/whatsapp/messages/{id}/retry", app.RetryMessage, idOf, messageAnswer(links),
		rest.Status(http.StatusAccepted), rest.Summary("Queue a message again that did not leave"))
}

func messageAnswer(links record.Links) func(app.MessageView) *rest.Answer[record.MessageRecord] {
	return func(v app.MessageView) *rest.Answer[record.MessageRecord] { return rest.OK(record.Message(v, links)) }
}
