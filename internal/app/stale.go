package app

import (
	"encoding/json"

	"relevo/internal/conversation"
	"relevo/internal/event"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// StaleSend is the refusal of a send whose writer had not seen what somebody
// else wrote meanwhile. It unwraps to fault Conflict with code stale_send.
type StaleSend struct {
	Missed []MessageView // oldest first
	fault  *fault.Error
}

// Error gives the text for the log.
func (s *StaleSend) Error() string { return s.fault.Error() }

// Unwrap gives the fault.
func (s *StaleSend) Unwrap() error { return s.fault }

// StaleWrite is the refusal of a change to a record whose writer had not seen
// what it says now. It unwraps to fault Conflict with code stale_write.
type StaleWrite[T any] struct {
	Current T
	fault   *fault.Error
}

func staleWrite[T any](current T) error {
	return &StaleWrite[T]{Current: current, fault: fault.New(fault.Conflict, fault.CodeStaleWrite, "Somebody else has changed this meanwhile.")}
}

// Error gives the text for the log.
func (s *StaleWrite[T]) Error() string { return s.fault.Error() }

// Unwrap gives the fault.
func (s *StaleWrite[T]) Unwrap() error { return s.fault }

// refuseStale refuses when the conversation has messages of the business that
// somebody else queued after seen, or that have no position yet. A reaction is
// no answer. The caller holds the thread, so a rival's message is either visible
// or comes later.
func refuseStale(c *Call, id ids.ConversationID, seen *int64) error {
	if seen == nil {
		return nil
	}
	rivals, err := event.ByOthers(c.Tx, subjectConversationPrefix+string(id), EventMessageQueued, c.Actor.String(), *seen)
	if err != nil || len(rivals) == 0 {
		return err
	}
	missed := make([]conversation.Message, 0, len(rivals))
	for _, e := range rivals {
		var about EventData
		if err := json.Unmarshal(e.Data, &about); err != nil {
			return err
		}
		m, err := conversation.GetMessage(c.Tx, about.MessageID)
		if err != nil {
			return err
		}
		if m.Type != "reaction" {
			missed = append(missed, m)
		}
	}
	if len(missed) == 0 {
		return nil
	}
	views, err := viewMessages(c, missed)
	if err != nil {
		return err
	}
	return &StaleSend{Missed: views, fault: fault.New(fault.Conflict, fault.CodeStaleSend, "Somebody else has answered meanwhile.")}
}
