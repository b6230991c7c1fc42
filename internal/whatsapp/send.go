package whatsapp

import (
	"context"
	"encoding/json"
	"errors"

	"relevo/internal/ids"
)

// SendResult is WhatsApp's answer to a send. It means accepted, not delivered:
// a failed status may follow, such as 131047 outside the 24-hour window.
type SendResult struct {
	WAMID         ids.WAMID
	Input         string // the recipient as WhatsApp understood our input
	WaID          string // digits; may differ from the number written to, empty for user ids
	UserID        string
	GroupID       string
	MessageStatus string // accepted, held_for_quality_assessment, paused; may be empty
	Raw           json.RawMessage
}

var errNoMessageID = errors.New("the answer names no message")

// Send posts one message body, as ParseOutbound checked it. Errors are
// *GraphError, *CallError or an invalid_input fault; SendOutcome tells whether
// another try could double the message.
func (c *Client) Send(ctx context.Context, number ids.PhoneNumberID, body json.RawMessage) (SendResult, error) {
	const verb = "send message"
	n, answer, err := c.object(ctx, verb, jsonRequest(body, string(number), "messages"))
	if err != nil {
		return SendResult{}, err
	}
	result := sendResultOf(n, answer.Body)
	if result.WAMID == "" {
		if e := graphErrorOf(answer.Status, answer.Header, answer.Body, c.clock.Now()); e != nil {
			return SendResult{}, e
		}
		return SendResult{}, &CallError{Verb: verb, HTTPStatus: answer.Status, Sent: true, Cause: errNoMessageID}
	}
	return result, nil
}

func sendResultOf(n node, raw json.RawMessage) SendResult {
	r := SendResult{Raw: raw}
	for _, one := range n.list("messages") {
		m := objectOf(one)
		r.WAMID, r.GroupID, r.MessageStatus = ids.WAMID(m.text("id")), m.text("group_id"), m.text("message_status")
		break
	}
	for _, one := range n.list("contacts") {
		p := objectOf(one)
		r.Input, r.WaID, r.UserID = p.text("input"), p.text("wa_id"), p.text("user_id")
		break
	}
	return r
}

// MarkRead marks a message and those before it as read; typing also shows the
// typing indicator, for 25 seconds or until the next message.
func (c *Client) MarkRead(ctx context.Context, number ids.PhoneNumberID, message ids.WAMID, typing bool) error {
	body := map[string]any{"messaging_product": "whatsapp", "status": "read", "message_id": message}
	if typing {
		body["typing_indicator"] = map[string]string{"type": "text"}
	}
	_, _, err := c.object(ctx, "mark message read", jsonRequest(encode(body), string(number), "messages"))
	return err
}
