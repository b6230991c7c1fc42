package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"relevo/internal/app"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"

	"github.com/danielgtaylor/huma/v2"
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
		Around               string `query:"around" doc:"The id of a message: the page has it in its middle; go on from both ends by after and before"`
	}

	sendRequest struct {
		ID   string `path:"id"`
		Body struct {
			Message  json.RawMessage `json:"message,omitempty" doc:"WhatsApp's own message object without a recipient"`
			ClientID string          `json:"client_id,omitempty" doc:"The client's own id of the message; the same one gives the same message"`
			SeenPos  *int64          `json:"seen_pos,omitempty" doc:"The last position of the events that the writer saw"`
		}
	}

	// staleSend is the error of a send that somebody else has overtaken.
	staleSend struct {
		*rest.ErrorBody
		Missed []record.MessageRecord `json:"missed"`
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
		sendInput, messageAnswer(links), rest.Status(http.StatusAccepted), rest.Telling(overtaken(links)),
		rest.Summary("Queue a message in a conversation"),
		rest.Doc("Answers at once with the queued message; its status follows in the record and in the events. "+
			"With seen_pos it is refused with 409 stale_send when somebody else has answered after that position; "+
			"the messages stand in `missed`, oldest first. To somebody whom the number has blocked it is 409 contact_blocked. An Idempotency-Key makes it safe to repeat, as client_id does."))
	rest.Mount(s, "POST /platform/v1/whatsapp/messages/{id}/retry", app.RetryMessage, idOf, messageAnswer(links),
		rest.Status(http.StatusAccepted), rest.Summary("Queue a message again that did not leave"))
}

func sendInput(ctx context.Context, r *sendRequest) (app.SendMessageIn, error) {
	repeat, err := rest.RepeatOf(rest.RequestOf(ctx), []byte(r.ID), r.Body.Message, []byte(r.Body.ClientID))
	return app.SendMessageIn{ConversationID: r.ID, Message: r.Body.Message, ClientID: r.Body.ClientID, Repeat: repeat, SeenPos: r.Body.SeenPos}, err
}

func overtaken(links record.Links) func(error, *rest.ErrorBody) huma.StatusError {
	return func(err error, body *rest.ErrorBody) huma.StatusError {
		var stale *app.StaleSend
		if !errors.As(err, &stale) {
			return nil
		}
		answer := &staleSend{ErrorBody: body}
		for _, m := range stale.Missed {
			answer.Missed = append(answer.Missed, record.Message(m, links))
		}
		return answer
	}
}

func messageAnswer(links record.Links) func(app.MessageView) *rest.Answer[record.MessageRecord] {
	return func(v app.MessageView) *rest.Answer[record.MessageRecord] { return rest.OK(record.Message(v, links)) }
}
