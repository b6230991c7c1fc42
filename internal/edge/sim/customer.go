package sim

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"
	"time"
)

// customer is a simulated person with a phone.
type customer struct {
	ID       string `json:"id"`
	Seq      int64  `json:"seq"`
	Name     string `json:"name"`
	Phone    string `json:"phone"` // E.164 digits without +, as dialled
	WaID     string `json:"wa_id"` // what WhatsApp calls the number; differs in Brazil and Mexico
	BSUID    string `json:"bsuid"`
	Parent   string `json:"parent_bsuid,omitempty"`
	Username string `json:"username,omitempty"`
	// PhoneHidden leaves phone, wa_id and recipient_id out of every webhook,
	// as for a person who adopted a username.
	PhoneHidden      bool `json:"phone_hidden,omitempty"`
	NotOnWhatsApp    bool `json:"not_on_whatsapp,omitempty"`
	Offline          bool `json:"offline,omitempty"`
	DeliverAfter     int  `json:"deliver_after,omitempty"` // seconds
	NoReadReceipts   bool `json:"no_read_receipts,omitempty"`
	ReadsAtOnce      bool `json:"reads_at_once,omitempty"`
	BlockedBusiness  bool `json:"blocked_business,omitempty"`
	BlockedByNumber  bool `json:"blocked_by_number,omitempty"`
	MarketingStopped bool `json:"marketing_stopped,omitempty"`
	// Auto marks a customer who came into being because the business wrote
	// to an unknown number.
	Auto         bool      `json:"auto,omitempty"`
	IdentityHash string    `json:"identity_hash"`
	TypingUntil  time.Time `json:"typing_until,omitzero"` // the business is typing
	CreatedAt    time.Time `json:"created_at"`
}

// pair is what is counted between the number and one customer.
type pair struct {
	LastInbound time.Time `json:"last_inbound,omitzero"`
	// FreeEntryUntil ends the 72 h that follow an ad click.
	FreeEntryUntil time.Time `json:"free_entry_until,omitzero"`
	FreeEntryID    string    `json:"free_entry_id,omitempty"`
}

// index finds customers and their messages.
type index struct {
	byPhone map[string]string // digits as dialled or wa_id → customer id
	byBSUID map[string]string
	chats   map[string][]string // customer id → wamids in order
}

func newIndex(st *state) index {
	ix := index{byPhone: map[string]string{}, byBSUID: map[string]string{}, chats: map[string][]string{}}
	for _, c := range st.customers.rows {
		ix.addCustomer(c)
	}
	for _, m := range st.messages.sorted(func(a, b *message) int { return int(a.Seq - b.Seq) }) {
		ix.chats[m.Customer] = append(ix.chats[m.Customer], m.ID)
	}
	return ix
}

func (ix *index) addCustomer(c *customer) {
	if c.Phone != "" {
		ix.byPhone[c.Phone] = c.ID
		ix.byPhone[c.WaID] = c.ID
	}
	ix.byBSUID[c.BSUID] = c.ID
}

func (ix *index) removeCustomer(c *customer) {
	for _, phone := range []string{c.Phone, c.WaID} {
		if ix.byPhone[phone] == c.ID {
			delete(ix.byPhone, phone)
		}
	}
	if ix.byBSUID[c.BSUID] == c.ID {
		delete(ix.byBSUID, c.BSUID)
	}
}

func (s *Simulator) customerByPhone(digits string) *customer {
	if id, ok := s.index.byPhone[digits]; ok {
		return s.state.customers.get(id)
	}
	if id, ok := s.index.byPhone[waIDOf(digits)]; ok {
		return s.state.customers.get(id)
	}
	return nil
}

func (s *Simulator) customerByBSUID(bsuid string) *customer {
	return s.state.customers.get(s.index.byBSUID[bsuid])
}

// addCustomer makes a customer; phone is digits, empty for a person who is
// known by BSUID only.
func (t *tx) addCustomer(c customer) *customer {
	c.ID = newID()
	c.Seq = t.nextSeq()
	c.CreatedAt = t.now
	c.Phone = digitsOf(c.Phone)
	c.WaID = waIDOf(c.Phone)
	if c.BSUID == "" {
		c.BSUID = newBSUID(c.Phone)
	}
	if c.IdentityHash == "" {
		c.IdentityHash = newIdentityHash()
	}
	row := &c
	t.index.addCustomer(row)
	t.saveCustomer(row)
	return row
}

func (t *tx) saveCustomer(c *customer) {
	t.state.customers.put(t, c.ID, c)
	t.tell("customer", func() any { return t.customerView(c) })
}

// pairOf gives the pair record of a customer; it is stored when put.
func (s *Simulator) pairOf(customerID string) *pair {
	if p := s.state.pairs.get(customerID); p != nil {
		return p
	}
	return &pair{}
}

// newBSUID makes a business-scoped user id: country, dot, digits.
func newBSUID(phone string) string {
	return countryOf(phone) + "." + randomDigits(20)
}

func newIdentityHash() string {
	sum := sha256.Sum256([]byte(randomHex(16)))
	return base64.RawStdEncoding.EncodeToString(sum[:])[:12]
}

// randomDigits gives n digits without a leading zero, the form of Graph ids.
func randomDigits(n int) string {
	var out strings.Builder
	for i := range n {
		low := int64(0)
		if i == 0 {
			low = 1
		}
		d, _ := rand.Int(rand.Reader, big.NewInt(10-low))
		out.WriteByte(byte('0' + low + d.Int64()))
	}
	return out.String()
}

// randomHex gives n upper-case hex digits.
func randomHex(n int) string {
	raw := make([]byte, (n+1)/2)
	rand.Read(raw) // never fails
	return strings.ToUpper(hex.EncodeToString(raw))[:n]
}
