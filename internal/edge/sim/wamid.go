package sim

import "encoding/base64"

// Directions inside a wamid.
const (
	toUser   = 0x11
	fromUser = 0x12
)

// newWAMID makes a message id in WhatsApp's own anatomy: "wamid." and the
// base64 of a Thrift compact structure of the customer's number, the
// direction and an upper-case hex id (18 digits towards the user, 20 from
// them).
func newWAMID(phone string, direction byte) string {
	id := randomHex(18)
	if direction == fromUser {
		id = "3A" + randomHex(18)
	}
	raw := []byte{0x1c, 0x18, byte(len(phone))}
	raw = append(raw, phone...)
	raw = append(raw, 0x15, 0x02, 0x00, direction, 0x18, byte(len(id)))
	raw = append(raw, id...)
	raw = append(raw, 0x00)
	return "wamid." + base64.StdEncoding.EncodeToString(raw)
}

// wamidPhone gives the digits that stand in a customer's wamids; a person
// without a known phone gets some of their user id's.
func (c *customer) wamidPhone() string {
	if c.WaID != "" {
		return c.WaID
	}
	digits := digitsOf(c.BSUID)
	return digits[:min(len(digits), 15)]
}
