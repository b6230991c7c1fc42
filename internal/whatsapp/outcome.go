package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"net"

	"relevo/internal/fault"
)

// CallError is a call that ended without a complete answer of Graph.
type CallError struct {
	Verb       string
	HTTPStatus int  // 0 when no answer began
	Sent       bool // WhatsApp may have acted on the request
	Cause      error
}

// Error names the failure; it holds no address and no token.
func (e *CallError) Error() string {
	if e.HTTPStatus != 0 {
		return fmt.Sprintf("%s: http %d: %v", e.Verb, e.HTTPStatus, e.Cause)
	}
	return fmt.Sprintf("%s: %v", e.Verb, e.Cause)
}

// Unwrap gives the cause, and a fault that says it in words for a person:
// timeout (outcome_unknown) when WhatsApp may have acted, else unavailable.
// A fault within the cause, such as a refused target, comes first.
func (e *CallError) Unwrap() []error {
	if e.Sent {
		return []error{e.Cause, fault.New(fault.Timeout, fault.CodeOutcomeUnknown,
			"WhatsApp did not answer completely; whether it acted is not yet known.")}
	}
	return []error{e.Cause, fault.New(fault.Unavailable, fault.CodeUnavailable, "WhatsApp cannot be reached.")}
}

// TimedOut reports whether the call ended because time ran out.
func (e *CallError) TimedOut() bool {
	var n net.Error
	return errors.Is(e.Cause, context.DeadlineExceeded) || (errors.As(e.Cause, &n) && n.Timeout())
}

// Outcome says whether WhatsApp has a message.
type Outcome string

// The outcomes of a send.
const (
	OutcomeAccepted Outcome = "accepted" // WhatsApp gave a wamid
	OutcomeNotSent  Outcome = "not_sent" // it is certain that WhatsApp has it not: another try doubles nothing
	OutcomeUnknown  Outcome = "unknown"  // bytes went out and no complete answer came: another try may double it
)

// SendOutcome judges the error of Client.Send.
func SendOutcome(err error) Outcome {
	var graph *GraphError
	var call *CallError
	var refused *fault.Error
	switch {
	case err == nil:
		return OutcomeAccepted
	case errors.As(err, &graph):
		return OutcomeNotSent
	case errors.As(err, &call):
		if call.Sent {
			return OutcomeUnknown
		}
		return OutcomeNotSent
	case errors.As(err, &refused): // refused before any call was made
		return OutcomeNotSent
	}
	return OutcomeUnknown
}
