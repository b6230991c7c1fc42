package graph

import (
	"encoding/json"
	"net/http"
	"time"

	"relevo/internal/app"
	"relevo/internal/channel"
	"relevo/internal/conversation"
	"relevo/internal/edge/rest"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/whatsapp"
)

// answerWithin is how long a send waits for WhatsApp's answer.
const answerWithin = 25 * time.Second

// send takes a message, or a read receipt, in WhatsApp's own form.
func (g *graph) send(q *request) error {
	if err := app.May(q.actor, app.SendDirect); err != nil {
		return err
	}
	text, err := q.body()
	if err != nil {
		return err
	}
	n, err := g.number(q, q.path[0])
	if err != nil {
		return err
	}
	out, err := whatsapp.ParseOutbound(withEmoji(text))
	if err != nil {
		return err
	}
	if out.Read != nil {
		return g.markRead(q, n, *out.Read)
	}
	repeat, err := rest.RepeatOf(q.r, []byte(n.ID), text)
	if err != nil {
		return err
	}
	return g.sendAndWait(q, app.SendDirectIn{ID: ids.MessageID(ids.New()), PhoneNumberID: string(n.ID), Outbound: out, Repeat: repeat})
}

func (g *graph) markRead(q *request, n channel.Number, read whatsapp.ReadReceipt) error {
	_, err := rest.Call(q.context(), g.rest, app.MarkReadDirect,
		app.MarkReadDirectIn{PhoneNumberID: string(n.ID), WAMID: read.MessageID, Typing: read.Typing})
	if err != nil {
		return err
	}
	return q.answer(map[string]bool{"success": true})
}

// sendAndWait queues a message and answers with what WhatsApp answers. The wait
// is registered first, so that the outcome cannot come in between.
func (g *graph) sendAndWait(q *request, in app.SendDirectIn) error {
	wake, release := g.app.Waits.Register(string(in.ID))
	defer release()
	id, err := rest.Call(q.context(), g.rest, app.SendDirect, in)
	if err != nil {
		return err
	}
	out, err := g.app.AwaitSend(q.context(), q.actor, id, wake, answerWithin)
	if err != nil {
		return err
	}
	if !out.Decided {
		return fault.New(fault.Timeout, fault.CodeOutcomeUnknown, "WhatsApp has not answered yet: the outcome is not yet known. "+
			"The message goes on by itself under the id "+string(id)+"; sending it again could double it.")
	}
	return answerOf(q, out.Message)
}

// answerOf gives WhatsApp's own answer to a send; where there was none, because
// a status told the outcome or sending was given up, what it would have been.
func answerOf(q *request, m conversation.Message) error {
	switch {
	case m.Answer.HTTPStatus != 0:
		return writeRaw(q.w, m.Answer.HTTPStatus, m.Answer.Body)
	case m.Outcome == conversation.OutcomeAccepted:
		return q.answer(accepted(m))
	default:
		return refused(m)
	}
}

type sendAnswer struct {
	Product  string        `json:"messaging_product"`
	Contacts []sendContact `json:"contacts"`
	Messages []sendMessage `json:"messages"`
}

type sendContact struct {
	Input  string  `json:"input"`
	WaID   *string `json:"wa_id,omitempty"`
	UserID *string `json:"user_id,omitempty"`
}

type sendMessage struct {
	ID ids.WAMID `json:"id"`
}

func accepted(m conversation.Message) sendAnswer {
	var frame struct{ To, Recipient string }
	_ = json.Unmarshal(m.Node, &frame) // it was a message object when it was queued
	who := sendContact{Input: frame.To, WaID: m.WaID, UserID: m.UserID}
	if who.Input == "" {
		who.Input = frame.Recipient
	}
	return sendAnswer{Product: "whatsapp", Contacts: []sendContact{who}, Messages: []sendMessage{{ID: m.WAMID}}}
}

func refused(m conversation.Message) error {
	e := &whatsapp.GraphError{HTTPStatus: http.StatusServiceUnavailable, Code: codeUnavailable, Type: typeOAuth,
		Message: "WhatsApp could not be reached; the message was not sent.", FBTraceID: string(m.ID)}
	var told []struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
		Data    struct {
			Details string `json:"details"`
		} `json:"error_data"`
	}
	if json.Unmarshal(m.Errors, &told) == nil && len(told) > 0 && told[0].Code != 0 {
		e.HTTPStatus, e.Code, e.Message, e.Details = http.StatusBadRequest, told[0].Code, told[0].Message, told[0].Data.Details
	}
	return e
}

// withEmoji names the empty emoji of a reaction that is taken back: clients
// leave it out.
func withEmoji(text []byte) []byte {
	members := map[string]json.RawMessage{}
	reaction := map[string]json.RawMessage{}
	if json.Unmarshal(text, &members) != nil || json.Unmarshal(members["reaction"], &reaction) != nil || reaction["message_id"] == nil {
		return text
	}
	if _, named := reaction["emoji"]; named {
		return text
	}
	reaction["emoji"] = json.RawMessage(`""`)
	inner, err := rest.EncodeJSON(reaction)
	if err != nil {
		return text
	}
	members["reaction"] = inner
	whole, err := rest.EncodeJSON(members)
	if err != nil {
		return text
	}
	return whole
}
