package ingress_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"relevo/internal/app"
	"relevo/internal/edge/ingress"
	"relevo/internal/fault"
	"relevo/internal/whatsapp"
)

// A crowd at once is stored in whole, each delivery with its job, and each
// answered for its own.
func TestCrowdIsStoredTogether(t *testing.T) {
	t.Parallel()
	eachDoor(t, func(t *testing.T, d *door) {
		const crowd = 200
		var wg sync.WaitGroup
		for n := range crowd {
			wg.Go(func() {
				body := textMessage(fmt.Sprintf("wamid.%d", n), "a")
				if got := d.post(t, d.hook, bytes.NewReader(body), whatsapp.SignatureHeader, whatsapp.Sign("secret", body)); got.status != 200 {
					t.Errorf("got %+v", got)
				}
			})
		}
		wg.Wait()
		if deliveries, jobs := d.stored(t); deliveries != crowd || jobs != crowd {
			t.Errorf("%d deliveries and %d jobs, want %d", deliveries, jobs, crowd)
		}
		d.ingest(t)
		if n := d.count(t, `SELECT count(*) FROM messages`); n != crowd {
			t.Errorf("%d messages, want %d", n, crowd)
		}
	})
}

// What is refused takes none of those with it that came along; a database that
// has no time is asked once for all.
func TestRefusedDeliveryIsRefusedAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err     error
		refused int
	}{
		"refused": {errors.New("one is bad"), 1},
		"no time": {fault.New(fault.Unavailable, fault.CodeUnavailable, "Later."), 30},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gone := make(chan struct{})
			store := func(_ context.Context, in app.ReceiveDeliveryIn) error {
				<-gone
				list := []app.ReceiveDeliveryIn{in}
				if in.With != nil {
					list = append(list, in.With()...)
				}
				if slices.ContainsFunc(list, func(d app.ReceiveDeliveryIn) bool { return string(d.Body) == "bad" }) {
					return c.err
				}
				return nil
			}
			var i ingress.Intake
			answers := make(chan error, 30)
			for n := range 30 {
				body := "good"
				if n == 7 {
					body = "bad"
				}
				go func() { answers <- i.Add(t.Context(), store, app.ReceiveDeliveryIn{Body: []byte(body)}) }()
			}
			for i.Waiting() < 29 { // one of them has brought the transaction in which all go
				runtime.Gosched()
			}
			close(gone)
			refused := 0
			for range 30 {
				if err := <-answers; err != nil {
					refused++
				}
			}
			if refused != c.refused {
				t.Errorf("%d refused, want %d", refused, c.refused)
			}
		})
	}
}
