package record

import (
	"encoding/json"

	"relevo/internal/app"
	"relevo/internal/conversation"
	"relevo/internal/ids"
	"relevo/internal/media"
	"relevo/internal/whatsapp"
)

// MediaData is the file of a message.
type MediaData struct {
	ID          ids.MediaID `json:"id,omitempty" doc:"Our id; missing for a file that was sent by a link"`
	URL         *string     `json:"url" doc:"As media_url"`
	Filename    *string     `json:"filename" doc:"As its sender named it"`
	ContentType *string     `json:"content_type"`
	ByteSize    *int64      `json:"byte_size"`
	Status      string      `json:"status" enum:"pending,ready,failed"`
	Error       *string     `json:"error,omitempty" doc:"Why the bytes could not be fetched"`
}

// MessageError is an error of WhatsApp with what it means.
type MessageError struct {
	Code    int            `json:"code"`
	Title   string         `json:"title"`
	Message string         `json:"message"`
	Details string         `json:"details" doc:"WhatsApp's own sentence"`
	Href    string         `json:"href,omitempty" doc:"Where Meta describes it"`
	Trace   string         `json:"fbtrace_id,omitempty" doc:"By which Meta's support finds the request"`
	Cause   string         `json:"cause" doc:"In plain words"`
	Brief   string         `json:"brief" doc:"The cause as a part of a sentence, for one line"`
	Advice  string         `json:"advice" doc:"What to do"`
	Retry   whatsapp.Retry `json:"retry" enum:"no,wait,once,fix" doc:"What another try would give"`

	Step     whatsapp.Step  `json:"step" enum:"template,other_template,number,retry,admin,none" doc:"What helps a person at the inbox"`
	Category string         `json:"category" doc:"The part that it is about: template, throttling, authorization, permission, …"`
	Scope    whatsapp.Scope `json:"scope" enum:"message,person,number,account" doc:"Who else is hit by it"`
	Wait     int            `json:"wait_seconds,omitempty" doc:"Least time before another try"`
}

// Edit is what a message said before its sender changed it.
type Edit struct {
	Before string `json:"before"`
	At     string `json:"at" format:"date-time"`
}

// attach sets what is known of the message's file: the stored one, or the
// public address under which it was sent.
func (x *MessageExtras) attach(v app.MessageView, body whatsapp.Body, links Links) {
	switch {
	case v.Media != nil:
		x.HasMedia, x.MediaData = true, mediaData(*v.Media, links)
	case body.Media != nil && v.Direction == conversation.Outbound && body.Media.Link != "":
		x.HasMedia = true
		x.MediaData = &MediaData{URL: &body.Media.Link, Filename: orNull(body.Media.Filename),
			ContentType: orNull(body.Media.MIME), Status: media.Ready}
	case body.Media != nil:
		x.HasMedia = true
	}
	if x.MediaData != nil {
		x.MediaURL = x.MediaData.URL
	}
}

func mediaData(f media.Media, links Links) *MediaData {
	d := &MediaData{ID: f.ID, Filename: orNull(f.Filename), ContentType: orNull(f.ContentType), Status: f.Status, Error: orNull(f.Error)}
	if f.Status == media.Ready {
		d.URL, d.ByteSize = orNull(links.Media(f.ID)), &f.ByteSize
	}
	return d
}

// errorsOf explains the errors of a send, or those that came with an inbound
// message in place of its content.
func errorsOf(m conversation.Message, body whatsapp.Body) []MessageError {
	list := body.Errors
	if m.Direction == conversation.Outbound {
		stored, err := object{{"errors", m.Errors}}.MarshalJSON()
		if err != nil || len(m.Errors) == 0 {
			return []MessageError{}
		}
		list = whatsapp.ParseBody(json.RawMessage(stored)).Errors
	}
	out := make([]MessageError, len(list))
	for i, e := range list {
		told := whatsapp.Explain(e.Code, m.Answer.HTTPStatus, e.Details)
		out[i] = MessageError{Code: e.Code, Title: firstText(e.Title, told.Title), Message: firstText(e.Message, e.Title, told.Title),
			Details: e.Details, Href: e.Href, Trace: e.Trace, Cause: told.Cause, Brief: told.Brief, Advice: told.Advice, Retry: told.Retry, Step: told.Step,
			Category: told.Category, Scope: told.Scope, Wait: int(told.Wait.Seconds())}
	}
	return out
}
