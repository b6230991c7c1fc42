package app

import (
	"relevo/internal/channel"
	"relevo/internal/contact"
	"relevo/internal/ids"
	"relevo/internal/whatsapp"
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

// person gives whom an identity names, as resolvePerson does. Those who write to
// a number are read all at once, by the first of them.
func (g *ingest) person(n channel.Number, who contact.Identity) (contact.Contact, error) {
	key := numberKey{g.in.MetaAppID, n.PhoneNumberID}
	known, read := g.people[key]
	if !read {
		var all []contact.Identity
		for _, item := range g.items {
			if (numberKey{item.in.MetaAppID, item.PhoneNumberID}) == key {
				all = append(all, identityOf(item.Item))
			}
		}
		var err error
		if known, err = contact.ReadAhead(g.Tx, n.ProjectID, all); err != nil {
			return contact.Contact{}, err
		}
		g.people[key] = known
	}
	if c, found := known.Find(who); found {
		return c, nil
	}
	c, err := resolvePerson(g.Call, n.ProjectID, who)
	g.forget(c.ID)
	return c, err
}

// forget has a person read anew about whom something may have changed.
func (g *ingest) forget(id ids.ContactID) {
	for _, known := range g.people {
		known.Forget(id)
	}
}

// identityOf names whom an item is about.
func identityOf(item whatsapp.Item) contact.Identity {
	switch i := item.(type) {
	case *whatsapp.InboundMessage:
		return identity(i.From, i.ProfileName)
	case *whatsapp.Echo:
		return identity(i.To, i.ProfileName)
	default:
		return contact.Identity{}
	}
}
