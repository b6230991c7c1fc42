package serve

import (
	"context"
	"slices"
	"time"

	"relevo/internal/app"
	"relevo/internal/conversation"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// presenceChannel carries who looks at what. It keeps no history: a screen
// that was away asks anew.
func presenceChannel(id ids.ProjectID) string { return "prs:" + string(id) }

// presencePush is what the channel carries: one conversation's people, all of
// them. It has no pos: nobody catches up on it.
type presencePush struct {
	Type string                `json:"type"`
	Data record.PresenceRecord `json:"data"`
}

// here is what screens were told last, by conversation.
type here map[ids.ConversationID]present

type present struct {
	project ids.ProjectID
	people  []record.PresentPerson
}

// ShowPresence tells screens who comes, leaves and writes, until the context
// ends. It reads when the bell rings, on whichever node that was, and when the
// next lease runs out; while nobody is present it reads nothing.
func (s *Screens) ShowPresence(ctx context.Context) {
	bell, leave := s.app.DB.Listen(conversation.BellPresence)
	defer leave()
	told := here{}
	var next time.Time
	for {
		over, release := s.overAt(next)
		select {
		case <-ctx.Done():
			release()
			return
		case <-bell:
		case <-over:
		}
		release()
		told, next = s.tellPresence(ctx, told, next)
	}
}

// overAt gives a channel that tells when a moment has come; never for none.
func (s *Screens) overAt(next time.Time) (<-chan time.Time, func()) {
	if next.IsZero() {
		return nil, func() {}
	}
	return s.app.Clock.After(max(next.Sub(s.app.Clock.Now()), time.Millisecond))
}

// tellPresence publishes what differs from what was told, and gives when the
// next lease runs out.
func (s *Screens) tellPresence(ctx context.Context, told here, retry time.Time) (here, time.Time) {
	list, err := app.Do(ctx, s.app, policy.Actor{Kind: policy.System}, app.ReadPresences, struct{}{})
	if err != nil {
		if ctx.Err() == nil {
			s.app.Log.Warn("presence not shown", "err", err)
		}
		if !retry.IsZero() {
			retry = s.app.Clock.Now().Add(time.Second)
		}
		return told, retry
	}
	now := here{}
	var next time.Time
	for _, p := range list {
		now[p.ConversationID] = present{project: p.ProjectID}
		if next.IsZero() || p.ExpiresAt.Before(next) {
			next = p.ExpiresAt
		}
	}
	for _, r := range record.Presences(list) {
		now[r.ConversationID] = present{project: now[r.ConversationID].project, people: r.People}
	}
	for id, p := range now {
		if !slices.Equal(p.people, told[id].people) {
			s.pushPresence(id, p)
		}
	}
	for id, p := range told {
		if _, still := now[id]; !still {
			s.pushPresence(id, present{project: p.project, people: []record.PresentPerson{}})
		}
	}
	return now, next
}

func (s *Screens) pushPresence(id ids.ConversationID, p present) {
	payload, err := rest.EncodeJSON(presencePush{Type: "presence", Data: record.PresenceRecord{ConversationID: id, People: p.people}})
	if err == nil {
		err = s.hub.Publish(presenceChannel(p.project), payload)
	}
	if err != nil {
		s.app.Log.Warn("presence not shown", "err", err)
	}
}
