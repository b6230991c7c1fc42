package api_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/edge/api"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/edge/work"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
)

const deadJobs = "/platform/v1/jobs/dead"

// eachStranded runs fn against a server whose jobs run, but never reach
// WhatsApp.
func eachStranded(t *testing.T, fn func(t *testing.T, s *recordtest.Shop)) {
	t.Helper()
	recordtest.Each(t, nil, func(s *recordtest.Shop) { api.Mount(s.Rest, s.App, s.Links) }, func(t *testing.T, s *recordtest.Shop) {
		unreachable := func(app.Connection) (*whatsapp.Client, error) {
			return nil, fault.New(fault.Forbidden, fault.CodeForbidden, "No line.")
		}
		worker := &work.Worker{App: s.App, Dial: unreachable}
		runner := job.NewRunner(s.App.DB, clock.System{}, slog.New(slog.DiscardHandler), "test", worker.Kinds(), job.Options{})
		runner.Start(t.Context())
		t.Cleanup(runner.Stop)
		fn(t, s)
	})
}

// untilDead waits until so many jobs were given up and none is left.
func untilDead(t *testing.T, s *recordtest.Shop, want int) {
	t.Helper()
	for dead, left := -1, -1; dead != want || left != 0; {
		err := s.App.DB.Read(t.Context(), func(tx *db.Tx) error {
			return tx.QueryRow(`SELECT (SELECT count(*) FROM dead_jobs), (SELECT count(*) FROM jobs WHERE kind <> 'end_silence')`).Scan(&dead, &left)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestDeadJobsAreListedAndRunAgain(t *testing.T) {
	t.Parallel()
	eachStranded(t, func(t *testing.T, s *recordtest.Shop) {
		if list := ask(t, s, "GET", deadJobs, ""); list.Status != 200 || len(list.Records()) != 0 {
			t.Errorf("none: got %d %s", list.Status, list.Text)
		}
		recordtest.Do(t, s, recordtest.Inside, app.ReceiveDelivery, app.ReceiveDeliveryIn{MetaAppID: s.MetaApp, Body: []byte(`{"private":`)})
		untilDead(t, s, 1)
		s.Receive(t, textFrom(ana, "wamid.1", "hi", 1893553445))
		sent := ask(t, s, "POST", conversations+"/"+onlyConversation(t, s)+"/messages", `{"message":{"type":"text","text":{"body":"private"}},"client_id":"c1"}`)
		message := fmt.Sprint(sent.At("data", "kapso", "id"))
		untilDead(t, s, 2)

		list := ask(t, s, "GET", deadJobs+"?per_page=1", "")
		list.Has(t, "2", "meta", "total_count")
		list = ask(t, s, "GET", deadJobs, "")
		list.Has(t, "send", "data", 0, "kind")
		list.Has(t, "message:"+message, "data", 0, "subject")
		list.Has(t, "ingest", "data", 1, "kind")
		list.Has(t, "1", "data", 1, "attempts")
		if strings.Contains(list.Text, "private") || !strings.Contains(fmt.Sprint(list.At("data", 1, "error")), "not valid JSON") {
			t.Errorf("shows %s", list.Text)
		}
		ask(t, s, "GET", messages, "").Has(t, "failed", "data", 0, "kapso", "status")

		send, delivery := list.IDs()[0], list.IDs()[1]
		again := ask(t, s, "POST", deadJobs+"/"+delivery+"/rerun", "")
		if again.Status != 202 {
			t.Errorf("rerun: got %d %s", again.Status, again.Text)
		}
		untilDead(t, s, 2)
		if again := ask(t, s, "POST", deadJobs+"/"+send+"/rerun", ""); again.Status != 202 {
			t.Errorf("rerun of a send: got %d %s", again.Status, again.Text)
		}
		untilDead(t, s, 2)
		for _, id := range []string{ids.New(), "1", "%00"} {
			if r := ask(t, s, "POST", deadJobs+"/"+id+"/rerun", ""); r.Status != 404 {
				t.Errorf("rerun of %s: got %d %s", id, r.Status, r.Text)
			}
		}
	})
}

// A message that WhatsApp has got meanwhile is not sent twice.
func TestDeadSendThatLeftIsNotRunAgain(t *testing.T) {
	t.Parallel()
	eachStranded(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", 1893553445))
		sent := ask(t, s, "POST", conversations+"/"+onlyConversation(t, s)+"/messages", `{"message":{"type":"text","text":{"body":"a"}},"client_id":"c1"}`)
		untilDead(t, s, 1)
		s.Receive(t, `"statuses":[{"id":"wamid.out","status":"sent","timestamp":"1893553446","recipient_id":"`+ana+
			`","biz_opaque_callback_data":"`+fmt.Sprint(sent.At("data", "kapso", "id"))+`"}]`)
		id := ask(t, s, "GET", deadJobs, "").IDs()[0]
		if r := ask(t, s, "POST", deadJobs+"/"+id+"/rerun", ""); r.Status != 409 {
			t.Errorf("got %d %s", r.Status, r.Text)
		}
		untilDead(t, s, 1)
	})
}

// Nobody sees or runs another project's jobs, nor without the right.
func TestDeadJobsOfOthersAreNotFound(t *testing.T) {
	t.Parallel()
	eachStranded(t, func(t *testing.T, s *recordtest.Shop) {
		recordtest.Do(t, s, recordtest.Inside, app.ReceiveDelivery, app.ReceiveDeliveryIn{MetaAppID: s.MetaApp, Body: []byte(`{`)})
		untilDead(t, s, 1)
		id := ask(t, s, "GET", deadJobs, "").IDs()[0]
		other := recordtest.Do(t, s, recordtest.Operator, app.CreateProject, app.CreateProjectIn{Name: "Other"}).ID
		key := recordtest.Do(t, s, recordtest.Operator, app.CreateKey, app.CreateKeyIn{Project: other, Name: "program"}).Key
		if list := ask(t, s, "GET", deadJobs, "", "X-API-Key", key); list.Status != 200 || len(list.Records()) != 0 {
			t.Errorf("another project sees %s", list.Text)
		}
		if r := ask(t, s, "POST", deadJobs+"/"+id+"/rerun", "", "X-API-Key", key); r.Status != 404 {
			t.Errorf("another project runs it: %d %s", r.Status, r.Text)
		}
		member := policy.Actor{Kind: policy.User, ID: ids.New(), Scope: policy.Project(s.Project), Role: policy.RoleMember}
		if _, err := app.Do(t.Context(), s.App, member, app.ListDeadJobs, struct{}{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a member may: %v", err)
		}
		if all := recordtest.Do(t, s, recordtest.Operator, app.ListDeadJobs, struct{}{}); len(all) != 1 {
			t.Errorf("the operator sees %d", len(all))
		}
	})
}

// What is shown of an error is its first line, without the stack of a panic.
func TestDeadJobShowsOneLine(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		done := make(chan struct{})
		kind := job.Kind{Name: app.JobIngest, Handler: func(_ context.Context, _ job.Job) error {
			return job.Discard(errors.New("first\nsecond"))
		}, Dead: func(*db.Tx, job.Job, error) error { close(done); return nil }}
		recordtest.Do(t, s, recordtest.Inside, app.ReceiveDelivery, app.ReceiveDeliveryIn{MetaAppID: s.MetaApp, Body: []byte(`{`)})
		runner := job.NewRunner(s.App.DB, s.App.Clock, slog.New(slog.DiscardHandler), "test", []job.Kind{kind}, job.Options{})
		runner.Start(t.Context())
		<-done
		runner.Stop()
		ask(t, s, "GET", deadJobs, "").Has(t, "first", "data", 0, "error")
	})
}
