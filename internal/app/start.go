package app

import (
	"encoding/json"
	"errors"

	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/fault"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
)

// StartConversationIn is a first message to a phone number: a template, unless
// the person has written in the last 24 hours, which is WhatsApp's to judge.
type StartConversationIn struct {
	PhoneNumberID string // of the WhatsApp number, our id or Meta's
	PhoneNumber   string // of the person, in any spelling
	Message       json.RawMessage
	ClientID      string
	Repeat        Repeat
}

// StartedConversation is the conversation with the queued message. The
// conversation may have been there before.
type StartedConversation struct {
	Conversation conversation.Conversation
	Message      MessageView
}

// StartConversation writes to a phone number first. An active conversation with
// the person is gone on with instead of doubled.
var StartConversation = define(UseCase[StartConversationIn, StartedConversation]{
	Name: "conversation.start", Rule: policy.Needs(policy.SendMessage), Mode: Write,
	Run: func(c *Call, in StartConversationIn) (out StartedConversation, err error) {
		n, err := GetNumber.Run(c, in.PhoneNumberID)
		if err != nil {
			return out, err
		}
		digits, err := personOf(in.PhoneNumber, n.DisplayPhoneNumber)
		if err != nil {
			return out, err
		}
		person, err := resolvePerson(c, n.ProjectID, contact.Identity{WaID: digits})
		if err != nil {
			return out, err
		}
		thread, created, err := conversation.Open(c.Tx, conversation.Place{ProjectID: n.ProjectID, NumberID: n.ID, ContactID: person.ID})
		if err != nil {
			return out, err
		}
		cv, err := GetConversation.Run(c, string(thread.ID))
		if err != nil {
			return out, err
		}
		out.Message, err = sendInto(c, cv, SendMessageIn{Message: in.Message, ClientID: in.ClientID, Repeat: in.Repeat}, created)
		if err != nil {
			return out, err
		}
		out.Conversation, err = GetConversation.Run(c, string(out.Message.ConversationID))
		return out, err
	},
})

// personOf reads the phone number of the person to write to.
func personOf(text, own string) (string, error) {
	if err := require(field{"phone_number", text}); err != nil {
		return "", err
	}
	digits, err := whatsapp.E164(text)
	switch {
	case errors.Is(err, whatsapp.ErrNoCountryCode):
		return "", wrongPhone(fault.CodeNoCountryCode, whatsapp.ErrNoCountryCode.Error())
	case errors.Is(err, whatsapp.ErrPhoneLength):
		return "", wrongPhone(fault.CodePhoneNumberLength, whatsapp.ErrPhoneLength.Error())
	case err != nil:
		return "", wrongPhone(fault.CodeNoPhoneNumber, whatsapp.ErrNoPhone.Error())
	case digits == contact.Digits(own):
		return "", wrongPhone(fault.CodeOwnNumber, "is your own WhatsApp number")
	}
	return digits, nil
}

// wrongPhone has a code for each rule: who typed the phone number reads it in
// the words of their screen.
func wrongPhone(code, rule string) error {
	return fault.Newf(fault.Invalid, code, "phone_number %s", rule).With("phone_number", rule)
}
