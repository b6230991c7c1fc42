package api

import (
	"net/http"
	"time"

	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"
)

type deadJobRecord struct {
	ID         ids.JobID `json:"id"`
	Kind       string    `json:"kind" doc:"ingest, send, reconcile_send, fetch_media, read_receipt or clean"`
	Subject    string    `json:"subject" doc:"The kind of record and its id, as message:…; empty for none"`
	Attempts   int       `json:"attempts"`
	Error      string    `json:"error" doc:"Of the last attempt"`
	EnqueuedAt time.Time `json:"enqueued_at"`
	DiedAt     time.Time `json:"died_at"`
}

func deadJobOf(d app.DeadJob) deadJobRecord {
	return deadJobRecord{ID: d.ID, Kind: d.Kind, Subject: d.Subject, Attempts: d.Attempts, Error: d.Error,
		EnqueuedAt: d.EnqueuedAt, DiedAt: d.DiedAt}
}

func mountJobs(s *rest.Server) {
	rest.Mount(s, "GET /platform/v1/jobs/dead", inPages(app.ListDeadJobs), partOnly,
		func(l account.Listed[app.DeadJob]) *rest.Page[deadJobRecord] { return rest.PageOf(l, deadJobOf) },
		rest.Summary("List the jobs that were given up, newest first"),
		rest.Doc("Work behind the scenes that failed for the last time: a webhook that could not be read, a file that could not be fetched, a message "+
			"that could not be sent. The newest 1,000 are listed."))
	rest.Mount(s, "POST /platform/v1/jobs/dead/{id}/rerun", app.RerunDeadJob, idOf,
		func(d app.DeadJob) *rest.Answer[deadJobRecord] { return rest.OK(deadJobOf(d)) },
		rest.Status(http.StatusAccepted), rest.Summary("Run a job again that was given up"),
		rest.Doc("The answer is the job as it was given up. A message of which WhatsApp has a copy is not sent again: 409."))
}
