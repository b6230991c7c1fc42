package api

import (
	"context"

	"relevo/internal/app"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
)

// Mount mounts the inbox: conversations, messages, contacts, media, numbers,
// Meta apps, the event delta and the jobs that were given up.
func Mount(s *rest.Server, a *app.App, links record.Links) {
	mountConversations(s)
	mountReading(s)
	mountDrafts(s)
	mountAssignments(s)
	mountActivities(s)
	mountPresence(s)
	mountMessages(s, links)
	mountSending(s, links)
	mountTemplates(s)
	mountStarting(s, links)
	mountCannedReplies(s)
	mountContacts(s)
	mountNotes(s)
	mountBlocks(s)
	mountSearch(s, links)
	mountMedia(s, links)
	mountNumbers(s)
	mountNumberHealth(s)
	mountMetaApps(s, a)
	mountEvents(s, links)
	mountJobs(s)
}

type idRequest struct {
	ID string `path:"id"`
}

// idOf is the toIn of a use case that takes an id alone.
func idOf(_ context.Context, r *idRequest) (string, error) { return r.ID, nil }
