package crash

import (
	"net/http"
	"slices"
	"strings"
)

// check holds what is stored, what the API shows and what the phones got
// against what was acknowledged.
func (l *load) check() {
	l.Helper()
	sent, acknowledged := 0, 0
	for n := range l.senders {
		s := &l.senders[n]
		acknowledged += l.checkOrder(s, l.stored(`m.wamid`, s.phone, "inbound"))
		sent += len(s.sent)
	}
	for _, s := range l.writers {
		acknowledged += l.checkOrder(s, l.stored(`m.client_id`, s.phone, "outbound"))
		sent += len(s.sent)
		l.checkPhone(s)
	}
	l.Logf("%d sent, %d acknowledged, %d messages, %d events", sent, acknowledged,
		l.count(`SELECT COUNT(*) FROM messages`), l.count(`SELECT COUNT(*) FROM events`))
}

// stored gives the messages of a thread in its order.
func (l *load) stored(id, phone, direction string) []string {
	return l.query(`SELECT `+id+` FROM messages m JOIN contacts c ON c.id = m.contact_id
		WHERE c.wa_id = $1 AND m.direction = $2 ORDER BY m.at, m.arrival, m.id`, phone, direction)
}

// checkOrder wants every acknowledged message once, every other one at most
// once, and all of them in the order in which they were sent.
func (l *load) checkOrder(s *sender, stored []string) (acknowledged int) {
	l.Helper()
	seen := map[string]int{}
	for _, id := range stored {
		seen[id]++
	}
	for _, m := range s.sent {
		if m.acknowledged {
			acknowledged++
		}
		if n := seen[m.id]; n > 1 || n == 0 && m.acknowledged {
			l.Errorf("%s is stored %d times; acknowledged: %v", m.id, n, m.acknowledged)
		}
		delete(seen, m.id)
	}
	if len(seen) > 0 {
		l.Errorf("%v are stored, which nobody sent", seen)
	}
	if !slices.IsSorted(stored) {
		l.Errorf("the messages of %s are not in the order in which they were sent", s.phone)
	}
	return acknowledged
}

// checkPhone wants the answers on the phone in the order in which they were
// written, none twice.
func (l *load) checkPhone(s *sender) {
	l.Helper()
	var chat struct {
		Data []struct {
			From    string
			Content struct{ Body string }
		}
	}
	l.tell(http.MethodGet, "/customers/+"+s.phone+"/messages?limit=500", nil, &chat)
	var got []string
	for _, m := range chat.Data {
		if m.From == "business" {
			got = append(got, m.Content.Body)
		}
	}
	if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
		l.Errorf("the phone %s got\n%s", s.phone, strings.Join(got, "\n"))
	}
}
