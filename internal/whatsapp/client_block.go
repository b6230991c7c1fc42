package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"relevo/internal/ids"
)

// BlockAnswer is WhatsApp's own answer to a request to block or unblock. Done
// are those whom it did it to, as they were named and as WhatsApp names them.
type BlockAnswer struct {
	Status int // of HTTP
	Body   json.RawMessage
	Done   []string
}

// BlockUsers blocks people for a number, or lets them write again. What
// WhatsApp refuses is an answer too; an error means that there was none.
// Source: Cloud API, block users.
func (c *Client) BlockUsers(ctx context.Context, number ids.PhoneNumberID, block bool, users []string) (BlockAnswer, error) {
	list := make([]map[string]string, len(users))
	for i, user := range users {
		list[i] = map[string]string{"user": user}
	}
	body, err := json.Marshal(map[string]any{"messaging_product": "whatsapp", "block_users": list})
	if err != nil {
		return BlockAnswer{}, err
	}
	method := http.MethodPost
	if !block {
		method = http.MethodDelete
	}
	answer, err := c.Do(ctx, Request{Method: method, Path: []string{string(number), "block_users"}, Body: bytes.NewReader(body), Size: int64(len(body)), ContentType: "application/json"})
	if err != nil {
		return BlockAnswer{}, err
	}
	if !json.Valid(answer.Body) {
		return BlockAnswer{}, &CallError{Verb: "block users", HTTPStatus: answer.Status, Sent: true, Cause: errNotJSON}
	}
	if answer.Status == http.StatusTooManyRequests || answer.Status >= http.StatusInternalServerError {
		return BlockAnswer{}, &CallError{Verb: "block users", HTTPStatus: answer.Status, Sent: true, Cause: fmt.Errorf("status %d", answer.Status)}
	}
	out := BlockAnswer{Status: answer.Status, Body: answer.Body}
	result := objectOf(answer.Body).child("block_users")
	for _, word := range []string{"added_users", "removed_users"} {
		for _, raw := range result.list(word) {
			n := objectOf(raw)
			for _, name := range []string{n.text("wa_id"), n.text("user_id"), n.text("input")} {
				if name != "" {
					out.Done = append(out.Done, name)
					break
				}
			}
		}
	}
	return out, nil
}
