// Package fault is the one error type that crosses layers.
//
// A fault is made where the meaning of a failure is first known. Its Message is
// written for a person and is safe to show; its Cause is for the log alone.
// An error that is not a fault is an internal error and its text is hidden.
// Edges translate a Kind into their protocol; no other layer knows a status
// code. May import the standard library only.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what a caller can do about a failure.
type Kind string

// The kinds. Each edge maps them to its protocol in one table.
const (
	Internal        Kind = "internal"         // our mistake; the text is hidden
	Invalid         Kind = "invalid"          // the input breaks a rule: correct it
	Unauthenticated Kind = "unauthenticated"  // nobody is logged in, or the token is unknown or expired
	Forbidden       Kind = "forbidden"        // the actor may not do this
	NotFound        Kind = "not_found"        // absent, or outside the actor's scope
	Conflict        Kind = "conflict"         // the state does not allow it now
	Gone            Kind = "gone"             // it existed and is no longer kept
	TooLarge        Kind = "too_large"        // above a size limit
	RateLimited     Kind = "rate_limited"     // too many; RetryAfter says when
	Unavailable     Kind = "unavailable"      // a part we need does not answer now
	Retryable       Kind = "retryable"        // the database asks for the transaction again
	Timeout         Kind = "timeout"          // the outcome is not known in time
	Unsupported     Kind = "unsupported_type" // a media type or form that is not accepted
)

// Error is a failure with a meaning. Code is a stable lower_snake word of the
// public API (codes.go lists them); Fields names the offending inputs or
// carries facts that a client shows, such as a limit.
type Error struct {
	Kind    Kind
	Code    string
	Message string
	Fields  map[string]any
	Cause   error
}

// Error gives the message with its cause; for logs, never for a client.
func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Kind, e.Message, e.Cause)
	}
	return fmt.Sprintf("%s: %s", e.Kind, e.Message)
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Cause }

// New makes a fault. The message is for a person.
func New(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// Newf makes a fault with a formatted message.
func Newf(kind Kind, code, format string, args ...any) *Error {
	return New(kind, code, fmt.Sprintf(format, args...))
}

// Wrap makes a fault around a cause that only the log sees.
func Wrap(kind Kind, code, message string, cause error) *Error {
	return &Error{Kind: kind, Code: code, Message: message, Cause: cause}
}

// With returns a copy that carries one more field.
func (e *Error) With(field string, value any) *Error {
	fields := make(map[string]any, len(e.Fields)+1)
	for k, v := range e.Fields {
		fields[k] = v
	}
	fields[field] = value
	copied := *e
	copied.Fields = fields
	return &copied
}

// As finds the fault in an error chain; anything else becomes an internal
// fault whose text is hidden and whose cause is the error itself.
func As(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Internal, Code: CodeInternal, Message: "Something went wrong on our side.", Cause: err}
}

// Is reports whether an error chain holds a fault of this kind.
func Is(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

// HasCode reports whether an error chain holds a fault with this code.
func HasCode(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}
