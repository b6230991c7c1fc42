package api

import (
	"bytes"
	"context"
	"encoding/json"

	"relevo/internal/app"
	"relevo/internal/conversation"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"
)

type (
	conversationsRequest struct {
		rest.CursorQuery
		Status               string `query:"status" enum:"active,ended,all"`
		PhoneNumberID        string `query:"phone_number_id" doc:"Of the WhatsApp number, Meta's or ours"`
		PhoneNumber          string `query:"phone_number" doc:"Of the customer: any part of it, in any spelling"`
		BusinessScopedUserID string `query:"business_scoped_user_id"`
		ContactID            string `query:"contact_id"`
		Unread               string `query:"unread" doc:"true for those with messages that the asking person has not seen"`
		AssignedUserID       string `query:"assigned_user_id" doc:"The person in charge: a user's id, or me"`
		Unassigned           string `query:"unassigned" doc:"true for those that nobody is in charge of; not together with assigned_user_id"`
		CreatedAfter         string `query:"created_after" doc:"An instant, inclusive"`
		CreatedBefore        string `query:"created_before" doc:"An instant, inclusive"`
		LastActiveAfter      string `query:"last_active_after" doc:"An instant, inclusive; also last_active_since"`
		LastActiveBefore     string `query:"last_active_before" doc:"An instant, inclusive; also last_active_until"`
	}

	countsRecord struct {
		Open       int64  `json:"open"`
		Unassigned int64  `json:"unassigned" doc:"Open ones that nobody is in charge of"`
		Mine       *int64 `json:"mine" doc:"Open ones that the asking person is in charge of; null for an API key"`
		Closed     int64  `json:"closed"`
		AtMost     int64  `json:"at_most" doc:"Where each count ends: this many or more"`
	}

	updateConversationRequest struct {
		ID   string `path:"id"`
		Body struct {
			Conversation *struct {
				Status   string          `json:"status,omitempty" doc:"active or ended"`
				Metadata json.RawMessage `json:"metadata,omitempty" doc:"An object of at most 64 KiB, in place of the present one"`
			} `json:"whatsapp_conversation,omitempty"`
			Metadata json.RawMessage `json:"metadata,omitempty" doc:"The same, at the top"`
		}
	}

	readRequest struct {
		ID   string `path:"id"`
		Body struct {
			LastMessageID string `json:"last_message_id,omitempty" doc:"Up to this one; all when missing"`
		}
	}

	draftRequest struct {
		ID   string `path:"id"`
		Body struct {
			Draft struct {
				Text    string `json:"text"`
				ReplyTo string `json:"reply_to,omitempty" doc:"The id of the message that it answers"`
			} `json:"draft"`
		}
	}

	ownDraftRecord struct {
		ConversationID ids.ConversationID `json:"conversation_id"`
		Text           string             `json:"text"`
		ReplyTo        string             `json:"reply_to" doc:"The id of the message that it answers, which may be gone; empty without one"`
	}

	draftRecord struct {
		Text    string `json:"text" doc:"Empty without a draft"`
		ReplyTo string `json:"reply_to" doc:"The id of the message that it answers, which may be gone; empty without one"`
	}
)

func mountConversations(s *rest.Server) {
	rest.Mount(s, "GET /platform/v1/whatsapp/conversations", app.ListConversations,
		func(ctx context.Context, _ *conversationsRequest) (app.ListConversationsIn, error) {
			return record.ConversationQuery(rest.RequestOf(ctx).URL.Query())
		},
		func(p app.Page[conversation.Conversation]) *rest.List[record.ConversationRecord] {
			return record.ConversationList(p, record.Fields{})
		},
		rest.Summary("List conversations by last activity, newest first"),
		rest.Doc("Where few match the filters, a page may hold fewer than asked for, even none, while its cursor leads on; the list ends where after is null."))
	rest.Mount(s, "GET /platform/v1/whatsapp/conversation_counts", app.CountConversations,
		none[struct{}],
		func(n conversation.Counts) *rest.Answer[countsRecord] {
			return rest.OK(countsRecord{Open: n.Open, Unassigned: n.Unassigned, Mine: n.Mine, Closed: n.Closed, AtMost: conversation.CountedAtMost})
		}, rest.Summary("Count the conversations of each tab of the list, up to a limit"))
	rest.Mount(s, "GET /platform/v1/whatsapp/conversations/{id}", app.GetConversation, idOf, conversationAnswer,
		rest.Summary("Get a conversation"))
	rest.Mount(s, "PATCH /platform/v1/whatsapp/conversations/{id}", app.UpdateConversation,
		updateOf, conversationAnswer,
		rest.Summary("End or reopen a conversation, or replace its metadata"))
}

func updateOf(_ context.Context, r *updateConversationRequest) (app.UpdateConversationIn, error) {
	in := app.UpdateConversationIn{ID: r.ID, Metadata: given(r.Body.Metadata)}
	if c := r.Body.Conversation; c != nil {
		in.Status = c.Status
		if m := given(c.Metadata); m != nil {
			in.Metadata = m
		}
	}
	return in, nil
}

// given makes nothing of a member that is null.
func given(text json.RawMessage) json.RawMessage {
	if bytes.Equal(bytes.TrimSpace(text), []byte("null")) {
		return nil
	}
	return text
}

func conversationAnswer(c conversation.Conversation) *rest.Answer[record.ConversationRecord] {
	return rest.OK(record.Conversation(c))
}

func mountReading(s *rest.Server) {
	rest.Mount(s, "POST /platform/v1/whatsapp/conversations/{id}/read", app.MarkRead,
		func(_ context.Context, r *readRequest) (app.MarkReadIn, error) {
			return app.MarkReadIn{ConversationID: r.ID, LastMessageID: r.Body.LastMessageID}, nil
		}, conversationAnswer, rest.Summary("Mark a conversation as read by the asking person"))
	rest.Mount(s, "DELETE /platform/v1/whatsapp/conversations/{id}/read", app.MarkUnread, idOf, conversationAnswer,
		rest.Summary("Mark a conversation as unread for the asking person"))
}

func mountDrafts(s *rest.Server) {
	const path = "/platform/v1/whatsapp/conversations/{id}/draft"
	answer := func(w conversation.Words) *rest.Answer[draftRecord] { return rest.OK(draftRecord(w)) }
	rest.Mount(s, "GET "+path, app.GetDraft, idOf, answer, rest.Summary("Get the asking person's draft"))
	rest.Mount(s, "GET /platform/v1/whatsapp/drafts", app.ListDrafts,
		func(context.Context, *struct{}) (struct{}, error) { return struct{}{}, nil },
		func(list []conversation.OwnDraft) *rest.Answer[[]ownDraftRecord] {
			out := make([]ownDraftRecord, len(list))
			for i, d := range list {
				out[i] = ownDraftRecord{ConversationID: d.ConversationID, Text: d.Text, ReplyTo: d.ReplyTo}
			}
			return rest.OK(out)
		}, rest.Summary("List the asking person's drafts"), rest.Doc("The latest 100, the latest first."))
	rest.Mount(s, "PUT "+path, app.SaveDraft,
		func(_ context.Context, r *draftRequest) (app.DraftIn, error) {
			return app.DraftIn{ConversationID: r.ID, Words: conversation.Words{Text: r.Body.Draft.Text, ReplyTo: r.Body.Draft.ReplyTo}}, nil
		}, answer, rest.Summary("Keep the asking person's draft"))
	rest.Mount(s, "DELETE "+path, app.SaveDraft,
		func(_ context.Context, r *idRequest) (app.DraftIn, error) {
			return app.DraftIn{ConversationID: r.ID}, nil
		},
		func(conversation.Words) *rest.Empty { return &rest.Empty{} },
		rest.Variant("delete"), rest.Summary("Remove the asking person's draft"))
}
