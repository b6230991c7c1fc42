package record

import (
	"net/url"

	"relevo/internal/app"
	"relevo/internal/edge/rest"
	"relevo/internal/search"
)

// HitRecord is what a search found: a conversation by its person, or a message
// by its text.
type HitRecord struct {
	Type         string             `json:"type" enum:"conversation,message"`
	Conversation ConversationRecord `json:"conversation"`
	Message      *MessageRecord     `json:"message,omitempty" doc:"Of a message"`
	Name         MarkedText         `json:"name"`
	PhoneNumber  *MarkedText        `json:"phone_number" doc:"Null for a person without one"`
	Text         *MarkedText        `json:"text,omitempty" doc:"Of a message: the part of its text around the first hit"`
}

// MarkedText is a text to show and what was found in it.
type MarkedText struct {
	Text       string         `json:"text"`
	Highlights []search.Range `json:"highlights" nullable:"false" doc:"Start and length of each hit in the text, in UTF-16 code units"`
}

func marked(m search.Marked) *MarkedText {
	if m.Text == "" {
		return nil
	}
	ranges := m.Found
	if ranges == nil {
		ranges = []search.Range{}
	}
	return &MarkedText{Text: m.Text, Highlights: ranges}
}

func hit(h app.Hit, links Links) HitRecord {
	r := HitRecord{Type: h.Kind, Conversation: Conversation(h.Conversation), PhoneNumber: marked(h.Phone), Text: marked(h.Text)}
	if name := marked(h.Name); name != nil {
		r.Name = *name
	} else {
		r.Name = MarkedText{Highlights: []search.Range{}}
	}
	if h.Message != nil {
		m := Message(*h.Message, links)
		r.Message = &m
	}
	return r
}

var hitColumns = []string{"type", "at", "id"}

// HitList makes a page of what a search found.
func HitList(p app.Page[app.Hit], links Links) *rest.List[HitRecord] {
	return rest.ListOf(p, func(h app.Hit) HitRecord { return hit(h, links) },
		func(h app.Hit) string {
			return rest.EncodeCursor(hitColumns, h.Position.Kind, h.Position.At, h.Position.ID)
		})
}

// SearchQuery reads the parameters of a search: q, type, limit, after.
func SearchQuery(values url.Values) (app.SearchIn, error) {
	q := query{values: values}
	in := app.SearchIn{Text: values.Get("q"), Kind: q.word("type", app.HitConversation, app.HitMessage), Limit: q.count("limit")}
	if cursor := q.text("after"); cursor != "" {
		in.After = &app.HitPosition{}
		if err := rest.DecodeCursor(cursor, hitColumns, &in.After.Kind, &in.After.At, &in.After.ID); err != nil {
			return in, err
		}
	}
	return in, q.err
}
