package crash

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"relevo/test/rig"
)

const (
	senders      = 16 // customers who write, for the whole time
	writers      = 4  // conversations that are answered in one round, each new
	mostAnswered = 30 // answers in a row that WhatsApp's limit per pair lets pass
)

// load is what customers wrote and what was answered: each one message after
// the other.
type load struct {
	*world
	senders [senders]sender
	writers []*sender // of all rounds; the last ones are at work
}

// sender writes to, or is written to, under one phone number.
type sender struct {
	phone        string
	conversation string // of those who are written to
	most         int    // messages in all; 0 is no limit
	sent         []sent
}

// sent is one message. Its id carries the place in its sender's order.
type sent struct {
	id           string
	at           time.Time
	acknowledged bool
}

// newPeople makes those who are answered in the coming round: they write first.
func (l *load) newPeople() {
	for n := range writers {
		s := &sender{phone: phoneOf(1000 + len(l.writers)), most: mostAnswered}
		l.writers = append(l.writers, s)
		l.customer(s.phone)
		l.says(s.phone, "text", map[string]any{"text": "hello " + fmt.Sprint(n)})
	}
	for _, s := range l.writers[len(l.writers)-writers:] {
		l.waitFor(`SELECT COUNT(*) FROM contacts c JOIN conversations v ON v.contact_id = c.id WHERE c.wa_id = '` + s.phone + `'`)
		s.conversation = l.world.conversation(s.phone)
	}
}

// run lets everybody send until the server answers no more. begun is closed
// when target requests have begun; done then gives how many were acknowledged.
func (l *load) run(target int) (begun <-chan struct{}, done <-chan int) {
	reached, end := make(chan struct{}), make(chan int, 1)
	var started, acknowledged atomic.Int64
	var wg sync.WaitGroup
	client := rig.Client(senders + writers)
	sends := func(s *sender, post func(*sender, *sent) error) {
		wg.Go(func() {
			s.run(func(m *sent) bool {
				if started.Add(1) == int64(target) {
					close(reached)
				}
				if post(s, m) != nil {
					return false
				}
				m.acknowledged = true
				acknowledged.Add(1)
				return true
			})
		})
	}
	server := l.server.URL
	for n := range l.senders {
		l.senders[n].phone = phoneOf(n)
		sends(&l.senders[n], func(s *sender, m *sent) error {
			return l.instance.Deliver(l.ctx, client, server, rig.Text(s.phone, m.id, "gr\u00fc\u00dfe "+m.id, m.at))
		})
	}
	for _, s := range l.writers[max(0, len(l.writers)-2*writers):] { // with the last round's, whose answers may hang
		sends(s, func(s *sender, m *sent) error {
			return l.instance.Post(l.ctx, client, server+"/platform/v1/whatsapp/conversations/"+s.conversation+"/messages",
				map[string]any{"client_id": m.id, "message": text(m.id)}, nil)
		})
	}
	go func() {
		wg.Wait()
		client.Transport.(*http.Transport).CloseIdleConnections()
		end <- int(acknowledged.Load())
	}()
	return reached, end
}

// run sends until it fails, or enough is sent. What was not acknowledged the
// last time is sent again in half of the cases, as WhatsApp and browsers do, and
// left in the rest.
func (s *sender) run(send func(*sent) bool) {
	if n := len(s.sent); n > 0 && !s.sent[n-1].acknowledged && rand.IntN(2) == 0 && !send(&s.sent[n-1]) {
		return
	}
	for s.most == 0 || len(s.sent) < s.most {
		s.sent = append(s.sent, sent{id: fmt.Sprintf("wamid.%s.%06d", s.phone, len(s.sent)), at: time.Now()})
		if !send(&s.sent[len(s.sent)-1]) {
			return
		}
	}
}
