package whatsapp

// card is one member of value.contacts: what Meta says about a person of the
// change, beside the message itself.
type card struct {
	name                             *string
	waID, userID, parentID, username string
}

// cards finds the card of a person.
type cards struct {
	list     []card
	byHandle map[string]int
	lone     bool // one card, and every node of the change is about one person
}

func cardsOf(value node) cards {
	var c cards
	for _, raw := range value.list("contacts") {
		c.list = append(c.list, cardOf(objectOf(raw)))
	}
	c.byHandle = make(map[string]int, 2*len(c.list))
	for i, one := range c.list {
		for _, h := range []string{handleKey(one.waID), handleKey(one.userID)} {
			if _, taken := c.byHandle[h]; !taken && h != "" {
				c.byHandle[h] = i
			}
		}
	}
	c.lone = len(c.list) == 1 && aboutOnePerson(value)
	return c
}

func cardOf(n node) card {
	profile := n.child("profile")
	c := card{waID: n.text("wa_id"), userID: n.text("user_id"), parentID: n.text("parent_user_id"),
		username: profile.text("username")}
	if c.username == "" {
		c.username = n.text("username")
	}
	if name, ok := profile.str("name"); ok {
		c.name = &name
	}
	return c
}

// of finds a person's card by any of their handles. A lone card also serves a
// person whom it does not name, since wa_id and from may differ.
func (c cards) of(handles ...string) card {
	for _, h := range handles {
		if i, ok := c.byHandle[handleKey(h)]; ok {
			return c.list[i]
		}
	}
	if c.lone {
		return c.list[0]
	}
	return card{}
}

func handleKey(handle string) string {
	if digits, ok := PhoneDigits(handle); ok {
		return digits
	}
	return handle
}

// personMembers names, for each array, the members that hold the person.
var personMembers = map[string][2]string{
	"messages":         {"from", "from_user_id"},
	"statuses":         {"recipient_id", "recipient_user_id"},
	"message_echoes":   {"to", "to_user_id"},
	"calls":            {"from", "to"},
	"user_preferences": {"wa_id", "user_id"},
}

func aboutOnePerson(value node) bool {
	var first [2]string
	seen := false
	for list, members := range personMembers {
		for _, raw := range value.list(list) {
			n := objectOf(raw)
			here := [2]string{n.text(members[0]), n.text(members[1])}
			if seen && here != first {
				return false
			}
			first, seen = here, true
		}
	}
	return true
}

// identity joins what the node itself says with the card.
func (c card) identity(from, userID, parentID string) Identity {
	h := handles{from: from, waID: c.waID, userID: userID, parentID: parentID, username: c.username}
	if h.userID == "" {
		h.userID = c.userID
	}
	if h.parentID == "" {
		h.parentID = c.parentID
	}
	return h.identity()
}
