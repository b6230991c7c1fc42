package app_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"

	"relevo/internal/app"
	"relevo/internal/conversation"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/ids"
	"relevo/internal/whatsapp"
)

// begun queues a message of a program and begins its one attempt, of which no
// answer ever comes.
func (l *line) begun(body string) ids.MessageID {
	l.t.Helper()
	out, err := whatsapp.ParseOutbound(json.RawMessage(body))
	must(l.t, err)
	id := do(l, l.key, app.SendDirect, app.SendDirectIn{ID: ids.MessageID(ids.New()), PhoneNumberID: string(l.number.ID), Outbound: out})
	must(l.t, l.DB.Write(l.t.Context(), func(tx *db.Tx) error { // as BeginSend does, whatever the pace
		begins, err := conversation.StartSend(tx, id)
		if err == nil && !begins {
			err = errors.New("the attempt does not begin")
		}
		return err
	}))
	return id
}

func TestAStatusTellsOfASendAsItsAnswerWould(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLine(t, d)
		l.gets(text("15550107701", "wamid.in", "hello", 1795274500))
		id := l.begun(`{"messaging_product":"whatsapp","to":"+15550107701","type":"reaction","reaction":{"message_id":"wamid.in","emoji":"\ud83d\udc4d"}}`)
		l.gets(status("wamid.thumb", "sent", 1795274586, `,"biz_opaque_callback_data":"`+string(id)+`"`))
		if v := do(l, l.key, app.GetMessage, "wamid.in"); len(v.Reactions) != 1 {
			t.Errorf("our reaction does not show on its target: %+v", v.Reactions)
		}
		// A Brazilian number is dialled with a digit that WhatsApp's id of it lacks.
		id = l.begun(`{"messaging_product":"whatsapp","to":"+5531999990000","type":"text","text":{"body":"hello"}}`)
		l.gets(`"statuses":[{"id":"wamid.br","status":"sent","timestamp":"1795274590","recipient_id":"553199990000","biz_opaque_callback_data":"`+string(id)+`"}]`,
			text("553199990000", "wamid.answer", "hi", 1795274600))
		if of, answer := do(l, l.key, app.GetMessage, "wamid.br"), do(l, l.key, app.GetMessage, "wamid.answer"); of.ConversationID != answer.ConversationID {
			t.Errorf("the answer came to another conversation")
		}
	})
}

// The last attempt of a job may end with its process, after the message left.
func TestASendThatIsGivenUpWhileBegunEndsInDoubt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLine(t, d)
		id := l.begun(`{"messaging_product":"whatsapp","to":"+15550107701","type":"text","text":{"body":"hello"}}`)
		must(t, d.Write(t.Context(), func(tx *db.Tx) error { return app.GiveUpSend(tx, id, errors.New("lost")) }))
		var waiting int
		must(t, d.Read(t.Context(), func(tx *db.Tx) error {
			return tx.QueryRow(`SELECT COUNT(*) FROM jobs WHERE kind = $1 AND args LIKE $2`, app.JobReconcile, "%"+string(id)+"%").Scan(&waiting)
		}))
		if waiting != 1 {
			t.Errorf("%d jobs will conclude the send, want 1", waiting)
		}
		do(l, inside, app.ConcludeSend, id)
		if v := do(l, l.key, app.GetMessage, string(id)); v.Outcome != conversation.OutcomeUnknown {
			t.Errorf("outcome %q, want unknown", v.Outcome)
		}
	})
}

// A status may overtake the answer to its send.
func TestALateAnswerDoesNotSetTheInboxBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLine(t, d)
		id := l.begun(`{"messaging_product":"whatsapp","to":"+15550107701","type":"text","text":{"body":"hello"}}`)
		l.gets(status("wamid.x", "delivered", 1795274586, `,"biz_opaque_callback_data":"`+string(id)+`"`))
		do(l, inside, app.RecordSendResult, app.SendResult{MessageID: id, WAMID: "wamid.x", ByTheQueue: true})
		if got := l.conversations()[0].Last.Status; got != conversation.Delivered {
			t.Errorf("the list shows %q, want delivered", got)
		}
	})
}

// The statuses of a send, its answer and what tells that it left are recorded
// by transactions that run side by side: none of them may end unapplied.
func TestStatusesSideBySideAreAllApplied(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLine(t, d)
		for n := range 60 {
			id := l.begun(fmt.Sprintf(`{"messaging_product":"whatsapp","to":"+155501077%02d","type":"text","text":{"body":"hello"}}`, n))
			wamid := fmt.Sprintf("wamid.%d", n)
			told := `,"biz_opaque_callback_data":"` + string(id) + `"`
			var done sync.WaitGroup
			for _, change := range []string{status(wamid, "sent", 1795274586, told), status(wamid, "delivered", 1795274587, told), status(wamid, "read", 1795274588, told)} {
				done.Go(func() {
					if err := l.deliver(change); err != nil {
						t.Error(err)
					}
				})
			}
			if n%2 == 0 { // otherwise the answer is lost
				done.Go(func() {
					if _, err := app.Do(t.Context(), l.App, inside, app.RecordSendResult, app.SendResult{MessageID: id, WAMID: ids.WAMID(wamid), ByTheQueue: true}); err != nil {
						t.Error(err)
					}
				})
			}
			done.Wait()
			if v := do(l, l.key, app.GetMessage, string(id)); v.Status != conversation.Read || string(v.WAMID) != wamid {
				t.Fatalf("message %d ends %s as %q, want read", n, v.Status, v.WAMID)
			}
		}
	})
}
