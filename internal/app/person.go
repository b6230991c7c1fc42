package app

import (
	"relevo/internal/contact"
	"relevo/internal/ids"
)

// resolvePerson gives the person whom an identity names, and tells who follows
// the log when something about them is new. New people come with the event of
// their conversation.
func resolvePerson(c *Call, project ids.ProjectID, who contact.Identity) (contact.Contact, error) {
	return tellOfPerson(c)(contact.Resolve(c.Tx, project, who))
}

// renamePerson moves a person to the new number or user id that WhatsApp gave
// them.
func renamePerson(c *Call, project ids.ProjectID, from, to contact.Identity) (contact.Contact, error) {
	return tellOfPerson(c)(contact.Rename(c.Tx, project, from, to))
}

func tellOfPerson(c *Call) func(contact.Contact, bool, error) (contact.Contact, error) {
	return func(who contact.Contact, changed bool, err error) (contact.Contact, error) {
		if err != nil || !changed {
			return who, err
		}
		return who, appendContactEvent(c, who)
	}
}
