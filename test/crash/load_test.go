package crash

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"relevo/test/rig"
)

const senders = 16

// load is what customers sent: each one message after the other.
type load struct {
	instance *rig.Instance
	senders  [senders]sender
}

type sender struct {
	phone string
	sent  []sent
}

// sent is one message. A wamid carries the place in its sender's order.
type sent struct {
	wamid        string
	body         []byte
	acknowledged bool
}

func newLoad(i *rig.Instance) *load {
	l := &load{instance: i}
	for n := range l.senders {
		l.senders[n].phone = fmt.Sprintf("1555020%04d", n)
	}
	return l
}

// run lets every sender send until the server answers no more. begun is closed
// when target deliveries have begun; done then gives how many were acknowledged.
func (l *load) run(ctx context.Context, server string, target int) (begun <-chan struct{}, done <-chan int) {
	reached, end := make(chan struct{}), make(chan int, 1)
	var started, acknowledged atomic.Int64
	var wg sync.WaitGroup
	client := rig.Client(senders)
	for n := range l.senders {
		wg.Go(func() {
			deliver := func(m *sent) bool {
				if started.Add(1) == int64(target) {
					close(reached)
				}
				if l.instance.Deliver(ctx, client, server, m.body) != nil {
					return false
				}
				m.acknowledged = true
				acknowledged.Add(1)
				return true
			}
			l.senders[n].run(deliver)
		})
	}
	go func() {
		wg.Wait()
		client.Transport.(*http.Transport).CloseIdleConnections()
		end <- int(acknowledged.Load())
	}()
	return reached, end
}

// run sends until a delivery fails. What was not acknowledged the last time is
// delivered again in half of the cases, as WhatsApp would, and left in the rest.
func (s *sender) run(deliver func(*sent) bool) {
	if n := len(s.sent); n > 0 && !s.sent[n-1].acknowledged && rand.IntN(2) == 0 && !deliver(&s.sent[n-1]) {
		return
	}
	for {
		wamid := fmt.Sprintf("wamid.%s.%06d", s.phone, len(s.sent))
		s.sent = append(s.sent, sent{wamid: wamid, body: rig.Text(s.phone, wamid, "gr\u00fc\u00dfe "+wamid, time.Now())})
		if !deliver(&s.sent[len(s.sent)-1]) {
			return
		}
	}
}
