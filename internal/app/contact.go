package app

import (
	"strings"

	"relevo/internal/contact"
	"relevo/internal/event"
	"relevo/internal/policy"
)

// ListContactsIn asks for a page of contacts.
type ListContactsIn struct {
	Filter contact.Filter
	Range  Range[contact.Position]
}

// ListContacts gives a page of contacts, newest first.
var ListContacts = define(UseCase[ListContactsIn, Page[contact.Contact]]{
	Name: "contact.list", Rule: policy.Needs(policy.ReadContact), Mode: Read,
	Run: func(c *Call, in ListContactsIn) (Page[contact.Contact], error) {
		return page(in.Range, func(from *contact.Position, backwards bool, limit int) ([]contact.Contact, error) {
			list, err := contact.List(c.Tx, c.Actor.Scope, in.Filter, from, backwards, limit)
			if err != nil {
				return nil, err
			}
			return contact.WithBlocks(c.Tx, list...)
		})
	},
})

// GetContact finds a contact by id, phone number or business-scoped user id.
var GetContact = define(UseCase[string, contact.Contact]{
	Name: "contact.get", Rule: policy.Needs(policy.ReadContact), Mode: Read,
	Run: func(c *Call, id string) (contact.Contact, error) {
		found, err := contact.Find(c.Tx, c.Actor.Scope, id)
		if err != nil {
			return found, err
		}
		return withBlocks(c, found)
	},
})

func withBlocks(c *Call, found contact.Contact) (contact.Contact, error) {
	list, err := contact.WithBlocks(c.Tx, found)
	return list[0], err
}

// UpdateContactIn changes a contact.
type UpdateContactIn struct {
	ID     string
	Update contact.Update
	Seen   *string // the display name that the writer saw, "" for none; nil writes over any
}

// UpdateContact changes a contact's names and metadata, or gives StaleWrite.
var UpdateContact = define(UseCase[UpdateContactIn, contact.Contact]{
	Name: "contact.update", Rule: policy.Needs(policy.WriteContact), Mode: Write,
	Run: func(c *Call, in UpdateContactIn) (contact.Contact, error) {
		found, err := contact.Find(c.Tx, c.Actor.Scope, in.ID)
		if err != nil {
			return found, err
		}
		if err := checkContact(in.Update); err != nil {
			return found, err
		}
		if found, err = contact.Hold(c.Tx, found.ID); err != nil {
			return found, err
		}
		if in.overtaken(found) {
			if found, err = withBlocks(c, found); err != nil {
				return found, err
			}
			return found, staleWrite(found)
		}
		if found, err = contact.Apply(c.Tx, found, in.Update); err != nil {
			return found, err
		}
		if found, err = withBlocks(c, found); err != nil {
			return found, err
		}
		return found, appendContactEvent(c, found)
	},
})

// overtaken reports whether the display name is neither the one that the writer
// saw nor the one that they want.
func (in UpdateContactIn) overtaken(found contact.Contact) bool {
	if in.Seen == nil || in.Update.DisplayName == nil {
		return false
	}
	var now string
	if found.DisplayName != nil {
		now = *found.DisplayName
	}
	return now != strings.TrimSpace(*in.Seen) && now != strings.TrimSpace(*in.Update.DisplayName)
}

func appendContactEvent(c *Call, who contact.Contact) error {
	return event.Append(c.Tx, event.New{ProjectID: who.ProjectID, Subject: subjectContactPrefix + string(who.ID),
		Type: EventContactChanged, Actor: c.Actor.String(), Data: EventData{ContactID: who.ID}})
}

func checkContact(u contact.Update) error {
	const maxName = 512
	if u.DisplayName != nil && len(*u.DisplayName) > maxName {
		return invalid("display_name", "must be at most 512 bytes")
	}
	if u.ProfileName != nil && len(*u.ProfileName) > maxName {
		return invalid("profile_name", "must be at most 512 bytes")
	}
	if u.Metadata == nil {
		return nil
	}
	if !isObject(u.Metadata) {
		return invalid("metadata", "must be an object of at most 64 KiB")
	}
	return nil
}
